// Two clients with everything they can have, so that every rule about "own" and "foreign" has rows to be tried on.
import { hashPassword } from '../../worker/platform/passwords.ts';
import type { UserRole } from '../../worker/modules/users/values.ts';
import { sql } from './sql.ts';
import { fleet, fleetStatements, machineStatements } from './world-fleet.ts';
import { knowledgeStatements, told } from './world-knowledge.ts';
import { linkStatements, tied } from './world-links.ts';
import { desk, macroStatements } from './world-macros.ts';
import { notices, noticeStatements } from './world-notices.ts';
import { arranged, queueStatements } from './world-queue.ts';
import { releaseStatements } from './world-releases.ts';
import { planned, policyStatements } from './world-policies.ts';
import { filed, reportStatements } from './world-reports.ts';
import { levels, slaStatements } from './world-sla.ts';
import { timeStatements, worked } from './world-time.ts';
import { recovery, recoveryStatements } from './world-recovery.ts';
import { remote, remoteStatements } from './world-remote.ts';
import { approvalStatements, asked } from './world-approvals.ts';
import { asleep, waitingStatements } from './world-waiting.ts';
import { writingStatements, written } from './world-writing.ts';

/** Fixed ids, so that tests can be generated before a database exists. `kind` stands for the table, `n` for the row. */
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

export interface Person {
  user_id: string;
  session_id: string;
  name: string;
  email: string;
  role: UserRole;
  client_id: string | null;
}

const client = { a: id(1, 1), b: id(1, 2) } as const;
const site = { a1: id(2, 1), a2: id(2, 2), b1: id(2, 3), b2: id(2, 4) } as const;

const person = (n: number, login: string, name: string, role: UserRole, client_id: string | null = null): Person => {
  const domain = client_id === null ? 'msp' : client_id === client.a ? 'alfa' : 'beta';
  return { user_id: id(3, n), session_id: id(4, n), name, email: `${login}@${domain}.example`, role, client_id };
};

const who = {
  superadmin: person(1, 'superadmin', 'Sofía Alarcón', 'superadmin'),
  superadmin2: person(2, 'superadmin2', 'Saúl Arreola', 'superadmin'),
  admin: person(3, 'admin', 'Adela Núñez', 'admin'),
  admin2: person(4, 'admin2', 'Aldo Ibáñez', 'admin'),
  technician: person(5, 'technician', 'Tomás Peña', 'technician'),
  technician2: person(6, 'technician2', 'Teresa Güemes', 'technician'),
  client_admin: person(7, 'direccion', 'Camila Ávila', 'client_admin', client.a),
  client_admin2: person(8, 'direccion2', 'César Ávila', 'client_admin', client.a),
  /** Assigned to site a1 only. */
  solicitante: person(9, 'uno', 'Lucía Muñoz', 'solicitante', client.a),
  /** Assigned to site a2 only. */
  solicitante2: person(10, 'dos', 'Luis Muñiz', 'solicitante', client.a),
  client_admin_b: person(11, 'direccion', 'Berta Bolaños', 'client_admin', client.b),
  /** Assigned to site b1 only. */
  solicitante_b: person(12, 'tres', 'Bruno Beltrán', 'solicitante', client.b),
  /** Deactivated; was assigned to a1. */
  gone: person(13, 'ausente', 'Graciela Ortuño', 'solicitante', client.a),
} as const;

export type PersonName = keyof typeof who;

export const world = {
  client,
  site,
  who,
  category: { root: id(5, 1), leaf: id(5, 2), empty: id(5, 3), general: '00000000-0000-4000-8000-000000000007' },
  ticket: {
    a1: id(6, 1), a1_resolved: id(6, 2), a1_closed: id(6, 3), a1_deleted: id(6, 4), a2: id(6, 5),
    /** At site a2, created by the solicitante of a1. */
    a2_created_by_solicitante: id(6, 6),
    b1: id(6, 7), b2: id(6, 8), b1_deleted: id(6, 9),
  },
  /** Two comments on one ticket of each place: what everybody of the client reads, and what staff alone reads. */
  comment: { a1: id(7, 1), a1_internal: id(7, 2), a2: id(7, 3), a2_internal: id(7, 4), b1: id(7, 5), b1_internal: id(7, 6) },
  activity: { a1: id(8, 1), a1_internal: id(8, 2), a2: id(8, 3), a2_internal: id(8, 4), b1: id(8, 5), b1_internal: id(8, 6) },
  resolution: { a1: id(9, 1), a2: id(9, 2), b1: id(9, 3) },
  attachment: { a1: id(10, 1), a1_internal: id(10, 2), a2: id(10, 3), a2_internal: id(10, 4), b1: id(10, 5), b1_internal: id(10, 6) },
  config: { main: id(11, 1) },
  template: { es: id(12, 1) },
  monitoring_sender: { a: id(12, 11), b: id(12, 12) },
  queue: { a1: id(13, 1), a2: id(13, 2), b1: id(13, 3), by_technician: id(13, 4), reset: id(13, 5) },
  inbound: { a1: id(14, 1), b1: id(14, 2), quarantined: id(14, 3) },
  decision: { a1: id(15, 1), b1: id(15, 2), quarantined: id(15, 3) },
  /** The nth notification and view of a person stand under the last digits of their own id. */
  notification: notices.notification,
  token: (of: Person): string => `token-of-${of.user_id}`,
  refresh: (of: Person): string => `refresh-of-${of.user_id}`,
  ...fleet,
  ...levels,
  ...worked,
  ...arranged,
  ...desk,
  ...tied,
  ...asleep,
  ...asked,
  ...recovery,
  ...remote,
  ...written,
  ...told,
  ...filed,
  ...planned,
  suppressed: 'rebota@beta.example',
  bucket: 'login:someone',
  /** Words that stand in internal rows alone; an answer, mail or event that holds one has leaked. */
  canary: 'CANARIO-INTERNO-7c1f',
} as const;

export type World = typeof world;

export const password = 'una frase larga y distinta';
let passwordHash: Promise<string> | undefined;

/** Fills an empty migrated database. @param ownerUrl the migrating owner, who bypasses row security. */
export async function makeWorld(ownerUrl: string): Promise<World> {
  passwordHash ??= hashPassword(password);
  const hash = await passwordHash;
  const owner = sql(ownerUrl);
  await owner.transaction(async (query) => {
    for (const statement of statements(hash)) await query(statement);
  });
  await owner.end();
  return world;
}

const q = (value: string | number | boolean | null): string => (value === null ? 'null' : typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value));
const row = (...values: (string | number | boolean | null)[]): string => `(${values.map(q).join(', ')})`;
const rows = (list: readonly string[]): string => list.join(',\n');

function statements(hash: string): string[] {
  const { ticket, comment, activity, attachment, resolution, queue, inbound, decision, category } = world;
  const everybody = Object.values(who);
  const active = everybody.filter((one) => one !== who.gone);
  const place = (name: string): { client_id: string; site_id: string } => ({
    client_id: name.startsWith('a') ? client.a : client.b,
    site_id: site[name.slice(0, 2) as keyof typeof site],
  });
  const placed = (name: string) => [ticket[name.slice(0, 2) as 'a1'], place(name).client_id] as const;
  const seen = (name: string): string => (name.endsWith('_internal') ? 'internal' : 'public');
  const said = (name: string): string => (name.endsWith('_internal') ? `${world.canary} nota` : 'Buenos días, la impresora no imprime.');
  const author = (name: string): Person => (name.endsWith('_internal') ? who.technician : name.startsWith('a') ? who.client_admin : who.client_admin_b);
  const creator = (name: string): Person =>
    name === 'a2_created_by_solicitante' ? who.solicitante : name.startsWith('a') ? who.client_admin : who.client_admin_b;
  const status = (name: string): string => (name.endsWith('resolved') ? 'resuelto' : name.endsWith('closed') ? 'cerrado' : 'nuevo');

  return [
    `insert into clients (client_id, name, rfc, email, phone, authorized_domains) values
      ${row(client.a, 'Alfa Construcción', 'ACO010203AB1', 'contacto@alfa.example', '55 1000 0001', '{alfa.example}')},
      ${row(client.b, 'Beta Diseño', 'BDI010203AB2', 'contacto@beta.example', '55 1000 0002', '{beta.example}')}`,
    `insert into sites (site_id, client_id, name, is_primary, authorized_emails) values
      ${row(site.a1, client.a, 'Matriz', true, '{caja@otro.example}')}, ${row(site.a2, client.a, 'Bodega', false, '{bodega@otro.example}')},
      ${row(site.b1, client.b, 'Matriz', true, '{caja@tercero.example}')}, ${row(site.b2, client.b, 'Taller', false, '{}')}`,
    `insert into users (user_id, client_id, name, email, password_hash, role, is_active, email_verified_at) values
      ${rows(everybody.map((one) => `(${[one.user_id, one.client_id, one.name, one.email, hash, one.role, one !== who.gone].map(q).join(', ')}, now())`))}`,
    `insert into user_site_assignments (user_id, client_id, site_id) values
      ${row(who.solicitante.user_id, client.a, site.a1)}, ${row(who.solicitante2.user_id, client.a, site.a2)},
      ${row(who.solicitante_b.user_id, client.b, site.b1)}, ${row(who.gone.user_id, client.a, site.a1)}`,
    `insert into sessions (session_id, user_id, expires_at, ip, user_agent) values
      ${rows(everybody.map((one) => `(${q(one.session_id)}, ${q(one.user_id)}, now() + interval '30 days', '192.0.2.1', 'world')`))}`,
    `insert into refresh_tokens (token_hash, session_id) values ${rows(everybody.map((one) => row(world.refresh(one), one.session_id)))}`,
    `insert into one_time_tokens (token_hash, user_id, purpose, expires_at) values
      ${rows(everybody.map((one) => `(${q(world.token(one))}, ${q(one.user_id)}, 'invite', now() + interval '7 days')`))}`,
    `insert into rate_counters (bucket, window_start, hits) values (${q(world.bucket)}, '2026-01-01T00:00:00Z', 1)`,
    `insert into idempotency_keys (user_id, key, request_hash, result_id) values
      ${rows(everybody.map((one) => row(one.user_id, 'world', 'hash', one.user_id)))}`,
    `insert into categories (category_id, parent_id, name) values
      ${row(category.root, null, 'Impresión')}, ${row(category.leaf, category.root, 'Láser')}, ${row(category.empty, category.root, 'Plóter')}`,
    ...machineStatements({ client, site }),
    `insert into tickets (ticket_id, client_id, site_id, created_by, category_id, asset_id, subject, description, status, resolution_notes, assigned_to, deleted_at, additional_emails, notification_email) values
      ${rows(Object.entries(ticket).map(([name, ticket_id]) => row(
        ticket_id, place(name).client_id, place(name).site_id, creator(name).user_id, category.leaf, ['a1', 'a2', 'b1'].includes(name) ? fleet.asset[name as 'a1'] : null, `Impresora ${name}`, 'No imprime desde ayer.', status(name),
        status(name) === 'nuevo' ? null : 'Se cambió el fusor.', name.startsWith('a1') ? who.technician.user_id : null, name.endsWith('deleted') ? '2026-01-02T00:00:00Z' : null, '{}', null)))}`,
    `insert into ticket_comments (comment_id, ticket_id, client_id, author_id, author_name, author_email, author_is_staff, body_text, visibility) values
      ${rows(Object.entries(comment).map(([name, comment_id]) => row(
        comment_id, ...placed(name), author(name).user_id, author(name).name, author(name).email, author(name).client_id === null, said(name), seen(name))))}`,
    `insert into ticket_activities (activity_id, ticket_id, client_id, actor_id, actor_name, action, new_value, visibility) values
      ${rows(Object.entries(activity).map(([name, activity_id]) => row(activity_id, ...placed(name), author(name).user_id, author(name).name, 'comment', said(name), seen(name))))}`,
    `insert into ticket_resolutions (resolution_id, ticket_id, client_id, resolved_by, resolved_by_name, resolution_notes) values
      ${rows(Object.entries(resolution).map(([name, resolution_id]) => row(resolution_id, ...placed(name), who.technician.user_id, who.technician.name, 'Se reinició la cola.')))}`,
    `insert into ticket_watchers (ticket_id, client_id, user_id) values
      ${rows([...['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'].map((name) => row(ticket.a1, client.a, who[name as PersonName].user_id)),
        row(ticket.a2, client.a, who.solicitante2.user_id), row(ticket.b1, client.b, who.solicitante_b.user_id)])}`,
    `insert into file_attachments (attachment_id, ticket_id, client_id, comment_id, name, mime_type, size, sha256, r2_key, visibility, uploaded_by) values
      ${rows(Object.entries(attachment).map(([name, attachment_id]) => row(attachment_id, ...placed(name), comment[name as keyof typeof comment],
        seen(name) === 'internal' ? `${world.canary}.txt` : 'foto.png', 'image/png', 10, '0'.repeat(64), `client/${place(name).client_id}/${'0'.repeat(64)}`, seen(name), author(name).user_id)))}`,
    `insert into email_config (config_id, name, from_address, from_name, is_default, secrets) values
      (${q(world.config.main)}, 'Principal', 'soporte@mail.example.com', 'Mesa de ayuda', true, '{"smtp_password": {"kid": "k", "box": "sealed"}}')`,
    `update mailbox_health set canary_token = 'canario' where config_id = ${q(world.config.main)}`,
    `insert into mailbox_stuck (config_id, uid_validity, uid, error, state) values (${q(world.config.main)}, 1, 1, 'no reply', 'retrying')`,
    `insert into email_templates (template_id, event, locale, subject, body_text) values (${q(world.template.es)}, 'sla_warning', 'es', 'Aviso', 'Vence pronto')`,
    `insert into email_queue (queue_id, event, effect_key, client_id, ticket_id, user_id, to_email, created_by) values
      ${row(queue.a1, 'ticket_created', 'world:a1', client.a, ticket.a1, who.client_admin.user_id, who.client_admin.email, who.client_admin2.user_id)},
      ${row(queue.a2, 'ticket_created', 'world:a2', client.a, ticket.a2, who.client_admin.user_id, who.client_admin.email, who.client_admin2.user_id)},
      ${row(queue.b1, 'ticket_created', 'world:b1', client.b, ticket.b1, who.client_admin_b.user_id, who.client_admin_b.email, who.client_admin_b.user_id)},
      ${row(queue.by_technician, 'ticket_resolved', 'world:tech', client.a, ticket.a1, who.client_admin.user_id, who.client_admin.email, who.technician.user_id)},
      ${row(queue.reset, 'password_reset', 'world:reset', null, null, who.client_admin_b.user_id, who.client_admin_b.email, null)}`,
    `insert into inbound_emails (inbound_id, mailbox, message_id, raw_key, raw_sha256, raw_size, from_email, state, reason, client_id, ticket_id, received_at) values
      ${[['a1', client.a, ticket.a1, 'applied'], ['b1', client.b, ticket.b1, 'applied'], ['quarantined', null, null, 'quarantined']].map(([name, client_id, ticket_id, state]) =>
        `(${[inbound[name as 'a1'], 'soporte@mail.example.com', `${name}@correo.example`, `mail/raw/${name}`, name, 10, 'alguien@correo.example', state, null, client_id, ticket_id].map((value) => q(value ?? null)).join(', ')}, now())`).join(',\n')}`,
    `insert into email_decisions (decision_id, inbound_id, step, code, detail) values
      ${rows(Object.entries(decision).map(([name, decision_id]) => row(decision_id, inbound[name as 'a1'], 1, 'client', 'the address stands in the list of a site')))}`,
    `insert into monitoring_senders (sender_id, client_id, address, created_by) values
      ${row(world.monitoring_sender.a, client.a, 'monitor@alfa.example', who.admin.user_id)}, ${row(world.monitoring_sender.b, client.b, 'monitor@beta.example', who.admin.user_id)}`,
    `insert into job_runs (job, cron, started_at, duration_ms, ok_at) values ('heartbeat', '* * * * *', now(), 12, now())`,
    `insert into email_suppressions (email, reason) values (${q(world.suppressed)}, 'bounce')`,
    `insert into email_delivery_events (event_id, kind, outcome) values ('world-event', 'cf.email.sending.message.delivered', 'unmatched')`,
    `insert into ticket_message_ids (message_id, ticket_id, client_id, direction) values
      ${row('a1@correo.example', ticket.a1, client.a, 'in')}, ${row('b1@correo.example', ticket.b1, client.b, 'in')}`,
    ...noticeStatements({ client, ticket, active }),
    ...slaStatements(world),
    ...timeStatements(world),
    ...macroStatements(world),
    ...linkStatements(world),
    ...waitingStatements(world),
    ...approvalStatements(world),
    ...recoveryStatements(world),
    ...remoteStatements(world),
    ...queueStatements(world),
    ...writingStatements(world),
    ...knowledgeStatements(world),
    ...reportStatements(world),
    ...fleetStatements({ client, site, ticket, staff: who, canary: world.canary }),
    ...policyStatements(world),
    ...releaseStatements(world),
    ...[who.superadmin, who.admin, who.technician, who.technician2, who.client_admin, who.solicitante, who.client_admin_b].map((one) =>
      `select set_config('app.user_id', ${q(one.user_id)}, true), app.audit('world', 'tickets', ${q(one.client_id === client.b ? ticket.b1 : ticket.a1)}, ${q(one.client_id ?? client.a)})`),
    `select set_config('app.user_id', '', true)`,
  ];
}
