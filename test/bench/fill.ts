// Fills a database with as many tickets as asked for, spread like a desk that has been at work for three years.
import { hashPassword } from '../../worker/platform/passwords.ts';
import { sql } from '../support/sql.ts';

export interface Filled {
  staff: string;
  clientAdmin: string;
  solicitante: string;
  password: string;
  /** Client and site that the two client users above belong to. */
  clientId: string;
  siteId: string;
  /** Open tickets at that site, evenly over its whole history. */
  ticketIds: string[];
  /** Contacts of many clients, for mail. */
  senders: string[];
}

const password = 'bench-password-2026';
const clientCount = 40;
const uuid = (kind: number, n: string): string => `('${String(kind).padStart(8, '0')}-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;
const pick = (list: string[]): string => `(array[${list.map((value) => `'${value}'`).join(', ')}])`;

const subjects = [
  'La impresora no imprime', 'Sin conexión a Internet', 'No puedo entrar al correo', 'Alta de usuario nuevo', 'Error al timbrar facturas', 'La computadora está lenta',
  'La VPN se desconecta', 'Correo sospechoso recibido', 'Instalar programa de nómina', 'Se bloqueó mi cuenta', 'El escáner no manda archivos', 'Solicitud de respaldo',
];

/** 40 clients with three sites and five people each, nine of the staff; the first client has a fifth of all tickets, half of them at its first site. */
export async function fillDatabase(ownerUrl: string, tickets: number): Promise<Filled> {
  const db = sql(ownerUrl);
  const hash = await hashPassword(password);
  try {
    await db.transaction(async (query) => {
      await query(`insert into clients (client_id, name, authorized_domains)
        select ${uuid(1, 'n')}, 'Cliente ' || n, array['cliente-' || n || '.example'] from generate_series(1, ${clientCount}) n`);
      await query(`insert into sites (site_id, client_id, name, is_primary)
        select ${uuid(2, '(c - 1) * 3 + s')}, ${uuid(1, 'c')}, 'Sitio ' || s, s = 1 from generate_series(1, ${clientCount}) c, generate_series(1, 3) s`);
      await query(
        `insert into users (user_id, name, email, role, password_hash, email_verified_at)
         select ${uuid(3, 'n')}, 'Agente ' || n, 'agente-' || n || '@msp.example', (case when n = 1 then 'superadmin' when n = 2 then 'admin' else 'technician' end)::user_role, $1, now()
         from generate_series(1, 9) n`, [hash]);
      await query(
        `insert into users (user_id, client_id, name, email, role, password_hash, email_verified_at)
         select ${uuid(3, '100 + c * 10 + p')}, ${uuid(1, 'c')}, 'Persona ' || c || '-' || p, 'persona-' || p || '@cliente-' || c || '.example',
                (case when p = 1 then 'client_admin' else 'solicitante' end)::user_role, $1, now()
         from generate_series(1, ${clientCount}) c, generate_series(1, 5) p`, [hash]);
      await query(`insert into user_site_assignments (user_id, site_id, client_id)
        select ${uuid(3, '100 + c * 10 + p')}, ${uuid(2, '(c - 1) * 3 + (p - 2) % 3 + 1')}, ${uuid(1, 'c')} from generate_series(1, ${clientCount}) c, generate_series(2, 5) p`);
    });
    await insertTickets(db, tickets);
  } finally {
    await db.end();
  }
  return filledFacts(ownerUrl);
}

/** Of a database that was filled before. */
export async function filledFacts(ownerUrl: string): Promise<Filled> {
  const db = sql(ownerUrl);
  try {
    for (const table of ['tickets', 'sla_compliance', 'sla_events', 'ticket_comments', 'ticket_activities', 'users', 'sites', 'clients', 'user_site_assignments']) await db.query(`vacuum analyze ${table}`);
    const ids = await db.query<{ ticket_id: string }>(
      `select ticket_id from (select ticket_id, row_number() over (order by created_at) as place, count(*) over () as total from tickets
        where site_id = ${uuid(2, '1')} and status in ('asignado', 'en_proceso') and deleted_at is null) t
       where place % greatest(1, total / 60) = 0 limit 60`);
    return {
      staff: 'agente-3@msp.example', clientAdmin: 'persona-1@cliente-1.example', solicitante: 'persona-2@cliente-1.example', password,
      clientId: '00000001-0000-4000-8000-000000000001', siteId: '00000002-0000-4000-8000-000000000001',
      ticketIds: ids.map((row) => row.ticket_id),
      senders: Array.from({ length: (clientCount - 1) * 5 }, (_, n) => `persona-${(n % 5) + 1}@cliente-${Math.floor(n / 5) + 2}.example`),
    };
  } finally {
    await db.end();
  }
}

/** One row in a hundred is deleted; what is older is mostly closed; two comments and three activities a ticket. */
async function insertTickets(db: ReturnType<typeof sql>, count: number): Promise<void> {
  await db.transaction(async (query) => {
    await query('select setseed(0.42)');
    await query(`create temporary table plan on commit drop as
      select n, c, s, age, r, (case when age < 0.004 then 'nuevo' when age < 0.03 and r < 0.7 then (${pick(['asignado', 'en_proceso', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'reabierto'])})[1 + floor(r * 8.5)::int]
               when r < 0.015 then 'en_proceso' when r < 0.02 then 'asignado' when r < 0.05 then 'cancelado' when age < 0.05 then 'resuelto' else 'cerrado' end) as status
      from (select n, c, case when c = 1 then 1 + (case when random() < 0.5 then 0 else 1 + floor(random() * 2)::int end) else 1 + floor(random() * 3)::int end as s,
                   (${count} - n)::float / ${count} as age, random() as r
              from (select n, case when random() < 0.2 then 1 else 2 + floor(power(random(), 1.5) * ${clientCount - 1})::int end as c from generate_series(1, ${count}) n) a) b`);
    await query(`insert into tickets (ticket_id, client_id, site_id, created_by, assigned_to, category_id, subject, description, priority, status, channel, is_email_originated,
                   from_email, resolution_notes, created_at, updated_at, assigned_at, first_response_at, resolved_at, closed_at, deleted_at)
      select ${uuid(6, 'n')}, ${uuid(1, 'c')}, ${uuid(2, '(c - 1) * 3 + s')}, ${uuid(3, '100 + c * 10 + 1 + n % 5')},
             case when status <> 'nuevo' then ${uuid(3, '3 + n % 7')} end, ('00000000-0000-4000-8000-00000000000' || (1 + n % 7))::uuid,
             ${pick(subjects)}[1 + n % ${subjects.length}] || ' en el equipo ' || n % 977,
             'Desde la mañana tenemos este problema en la oficina y no podemos trabajar. Equipo ' || n % 977 || ', usuario ' || n % 211 || '. Agradecemos su apoyo a la brevedad.',
             (${pick(['baja', 'media', 'media', 'media', 'alta', 'critica'])})[1 + n % 6]::ticket_priority, status::ticket_status,
             (case when n % 5 < 3 then 'email' else 'portal' end)::ticket_channel, n % 5 < 3,
             case when n % 5 < 3 then 'persona-' || 1 + n % 5 || '@cliente-' || c || '.example' end,
             case when status in ('resuelto', 'cerrado') then 'Se corrigió la configuración y se comprobó con el usuario.' end,
             at, least(now(), at + interval '1 day' * r), case when status <> 'nuevo' then at + interval '20 minutes' end, case when status <> 'nuevo' then at + interval '1 hour' end,
             case when status in ('resuelto', 'cerrado') then at + interval '8 hours' end, case when status = 'cerrado' then at + interval '2 days' end,
             case when n % 100 = 7 then at + interval '1 day' end
      from (select *, now() - interval '3 years' * age as at from plan) p order by n`);
    // Clocks as the keeper leaves them.
    await query(`update sla_compliance c set is_stale = false, next_event_at = null, first_response_target = 60, resolution_target = 480, first_response_due_at = t.created_at + interval '1 hour', resolution_due_at = t.created_at + interval '8 hours',
        first_response_at = t.first_response_at, first_response_state = case when t.first_response_at is null then 'pending' when t.ticket_seq % 8 = 0 then 'breached' else 'met' end,
        first_response_breached_at = case when t.first_response_at is not null and t.ticket_seq % 8 = 0 then t.created_at + interval '1 hour' end, first_response_used_s = case when t.first_response_at is not null and t.deleted_at is null then 60 + (t.ticket_seq * 7919) % 30000 end,
        resolution_at = coalesce(t.resolved_at, t.closed_at), resolution_used_s = case when t.resolved_at is not null and t.deleted_at is null then 600 + (t.ticket_seq * 104729) % 200000 end,
        resolution_state = case when t.status in ('resuelto', 'cerrado') then case when t.ticket_seq % 6 = 0 then 'breached' else 'met' end when t.status = 'cancelado' then 'stopped' when t.status in ('espera_cliente', 'pendiente_aprobacion') then 'paused' else 'pending' end,
        resolution_breached_at = case when t.status in ('resuelto', 'cerrado') and t.ticket_seq % 6 = 0 then t.created_at + interval '8 hours' end,
        due_at = case when t.status in ('nuevo', 'asignado', 'en_proceso', 'reabierto') then now() + interval '1 minute' * ((t.ticket_seq * 7919) % 20000 - 5000) end
      from tickets t where t.ticket_id = c.ticket_id`);
    await query(`insert into ticket_comments (ticket_id, client_id, author_id, author_name, author_is_staff, body_text, visibility, created_at)
      select t.ticket_id, t.client_id, case k when 1 then t.created_by else t.assigned_to end, 'Persona', k <> 1,
             'Gracias por la información, revisamos el equipo y le avisamos en cuanto quede.', (case k when 3 then 'internal' else 'public' end)::comment_visibility,
             t.created_at + interval '30 minutes' * k
      from tickets t, generate_series(1, 3) k where k = 1 or t.assigned_to is not null`);
    await query(`insert into ticket_activities (ticket_id, client_id, actor_id, actor_name, action, field, new_value, created_at)
      select t.ticket_id, t.client_id, t.created_by, 'Persona', (${pick(['created', 'assigned', 'status'])})[k], (array[null, 'assigned_to', 'status'])[k], t.status::text, t.created_at + interval '10 minutes' * k
      from tickets t, generate_series(1, 3) k`);
  });
}
