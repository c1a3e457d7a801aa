// What a desk at work has beside tickets: hours, contracts, ratings, macros, steps, a report every week and news for Paola.
import type { Client } from 'pg';
import { nextRun } from '../../worker/modules/reports/period-rules.ts';
import type { RatingScore } from '../../worker/modules/ratings/values.ts';
import type { TimeActivity } from '../../worker/modules/time/values.ts';
import { people, sites } from './companies.ts';
import type { ClientKey, PersonKey } from './companies.ts';
import { demoId } from './demo-id.ts';
import { alconStories } from './stories-alcon.ts';
import { munozStories } from './stories-munoz.ts';
import { penaflorStories } from './stories-penaflor.ts';

type Insert = (table: string, rows: Record<string, unknown>[]) => Promise<void>;

const stories = [...alconStories, ...penaflorStories, ...munozStories];

/** Ticket, hours after it was opened, who, minutes, how, what; the last says that it is not billed. */
const worked: [ticket: string, hours: number, by: PersonKey, minutes: number, activity: TimeActivity, note: string, isFree?: true][] = [
  ['alcon-05', 26, 'ivan', 50, 'remoto', 'Diagnóstico de disco y memoria'],
  ['alcon-05', 143, 'ivan', 150, 'taller', 'Cambio a SSD y ampliación de memoria'],
  ['alcon-07', 0.5, 'paola', 35, 'remoto', 'Revisión del correo sospechoso y bloqueo del remitente'],
  ['alcon-08', 0.4, 'ivan', 40, 'traslado', 'Viaje a la bodega', true],
  ['alcon-08', 1.2, 'ivan', 175, 'en_sitio', 'Pruebas del enlace y seguimiento con el proveedor'],
  ['alcon-09', 5, 'paola', 45, 'telefono', 'Acompañamiento con el archivo'],
  ['alcon-10', 0.5, 'paola', 55, 'remoto', 'Bloqueo de cuenta y redirección del buzón'],
  ['alcon-11', 1.5, 'ivan', 25, 'telefono', 'Revisión de la etiquetadora'],
  ['alcon-12', 0.7, 'paola', 110, 'remoto', 'Rastreo de mensajes y registro SPF'],
  ['penaflor-06', 2, 'ivan', 95, 'remoto', 'Perfil de VPN del laboratorio'],
  ['penaflor-07', 3, 'ivan', 60, 'remoto', 'Modo de ahorro y unidad de imagen'],
  ['penaflor-08', 2, 'paola', 40, 'remoto', 'Reglas del buzón'],
  ['penaflor-09', 20.2, 'paola', 70, 'remoto', 'Plantilla con el logotipo nuevo'],
  ['penaflor-10', 0.2, 'paola', 20, 'telefono', 'Desbloqueo de la cuenta'],
  ['penaflor-11', 3.5, 'paola', 30, 'administrativo', 'Preparación del alta', true],
  ['munoz-06', 4, 'paola', 65, 'remoto', 'Altas del despacho'],
  ['munoz-07', 1, 'paola', 80, 'remoto', 'Complemento de pago'],
  ['munoz-08', 22.5, 'ivan', 30, 'remoto', 'Hora por red en el multifuncional'],
  ['munoz-10', 1, 'ivan', 90, 'remoto', 'Ruta del túnel entre oficinas'],
];

const contracts: { client: ClientKey; name: string; hours: number; rollsOver: boolean }[] = [
  { client: 'alcon', name: 'Soporte mensual', hours: 10, rollsOver: false },
  { client: 'penaflor', name: 'Póliza de consultorios y laboratorio', hours: 16, rollsOver: true },
];

/** One of a resolution that the stories tell: ticket, who, what, and a word. */
const ratings: [ticket: string, by: PersonKey, score: RatingScore, comment: string][] = [
  ['alcon-01', 'lupita', 'good', 'Llegaron el mismo día. ¡Gracias!'],
  ['alcon-05', 'beto', 'good', 'Quedó como nueva.'],
  ['alcon-10', 'norma', 'good', ''],
  ['penaflor-08', 'hector', 'neutral', 'Bien resuelto, aunque tardó más de lo que esperábamos.'],
  ['penaflor-10', 'araceli', 'good', 'Muy rápidos.'],
  ['munoz-09', 'renata', 'good', ''],
  ['munoz-07', 'renata', 'bad', 'Tuve que explicar el problema dos veces.'],
  ['munoz-08', 'oscar', 'good', ''],
];

const welcomeSteps = [
  { text: 'Confirmar el alta con administración', is_required: true },
  { text: 'Crear cuenta y buzón', is_required: true },
  { text: 'Dar permisos de carpetas y sistemas', is_required: true },
  { text: 'Entregar la contraseña en sobre cerrado', is_required: true },
  { text: 'Enseñar cómo se abre un ticket', is_required: false },
];

const macros = [
  {
    key: 'more', owner: 'ximena', scope: 'team', name: 'Pedir más datos', description: 'Pregunta y deja el ticket en espera del cliente',
    es: 'Hola, {{requester.first_name}}:\n\nPara avanzar con «{{ticket.subject}}» necesitamos saber desde cuándo pasa, en qué equipo y qué mensaje aparece. Una foto de la pantalla ayuda mucho.\n\n{{me.name}}',
    en: 'Hello, {{requester.first_name}}:\n\nTo go on with “{{ticket.subject}}” we need to know since when it happens, on which machine, and what message appears. A photo of the screen helps a lot.\n\n{{me.name}}',
    changes: { status: 'espera_cliente' },
  },
  {
    key: 'welcome', owner: 'ximena', scope: 'team', name: 'Alta de personal', description: 'Pone los pasos de un alta y la asigna a quien la aplica', es: null, en: null,
    changes: { assigned_to: 'me', add_tags: ['alta'], checklist_template_id: demoId('checklist:welcome') },
  },
  {
    key: 'unlocked', owner: 'ximena', scope: 'team', name: 'Cuenta desbloqueada', description: 'Contesta y resuelve',
    es: 'Hola, {{requester.first_name}}:\n\nSu cuenta ya está desbloqueada; puede entrar con su contraseña de siempre.\n\n{{me.name}}', en: 'Hello, {{requester.first_name}}:\n\nYour account is unlocked; sign in with your usual password.\n\n{{me.name}}',
    changes: { status: 'resuelto', resolution_notes: 'Se desbloqueó la cuenta de {{requester.name}}.' },
  },
  {
    key: 'visit', owner: 'paola', scope: 'personal', name: 'Llego en una hora', description: null,
    es: 'Voy para {{site.name}}; llego en una hora más o menos.', en: 'I am on my way to {{site.name}}; about an hour.', changes: {},
  },
] as const;

/** Writes the rows once; the tickets of the stories are there already. */
export async function insertDeskWork(client: Client, insert: Insert, now: Date): Promise<void> {
  const story = (key: string) => stories.find((one) => one.key === key)!;
  const clientOf = (key: string): string => demoId(`client:${sites.find((site) => site.key === story(key).site)!.client}`);
  const at = (key: string, hours: number): string => new Date(now.getTime() - story(key).daysAgo * 86_400_000 + hours * 3_600_000).toISOString();
  const user = (key: PersonKey): string => demoId(`user:${key}`);
  const since = new Date(now.getTime() - 60 * 86_400_000).toISOString();
  await insert('time_entries', worked.map(([ticket, hours, by, minutes, activity, note, isFree], index) => ({
    entry_id: demoId(`time:${index}`), ticket_id: demoId(`ticket:${ticket}`), client_id: clientOf(ticket), user_id: user(by), started_at: at(ticket, hours), ended_at: at(ticket, hours + minutes / 60),
    minutes, note, is_billable: isFree !== true, activity, is_timer: false, created_by: user(by), version: 1, created_at: at(ticket, hours + minutes / 60), updated_at: at(ticket, hours + minutes / 60),
  })));
  await insert('client_contracts', contracts.map(({ client: owner, name, hours, rollsOver }) => ({
    contract_id: demoId(`contract:${owner}`), client_id: demoId(`client:${owner}`), name, minutes_per_month: hours * 60, starts_on: `${since.slice(0, 7)}-01`, ends_on: null, rolls_over: rollsOver, warn_percent: 80, notes: '',
    version: 1, created_at: since, updated_at: since,
  })));
  await insert('ticket_ratings', ratings.map(([ticket, by, score, comment]) => {
    const [, hours, technician] = story(ticket).steps.findLast(([verb]) => verb === 'resolves')!;
    const person = people.find((one) => one.key === by)!;
    return {
      rating_id: demoId(`rating:${ticket}`), ticket_id: demoId(`ticket:${ticket}`), client_id: clientOf(ticket), resolution_number: story(ticket).steps.filter(([verb]) => verb === 'resolves').length, score, comment,
      rated_by: person.email, rated_by_id: user(by), rated_by_name: person.name, technician_id: user(technician), source: 'mail', created_at: at(ticket, hours + 1), updated_at: at(ticket, hours + 1),
    };
  }));
  await insertMacros(client, insert, since, at('penaflor-11', 3.5));
  await insert('report_schedules', [{
    schedule_id: demoId('schedule:alcon'), client_id: demoId('client:alcon'), name: 'Resumen mensual de Ferretería Alcón', kind: 'monthly', format: 'pdf', group_by: null, locale: 'es', timezone: 'America/Mexico_City', frequency: 'monthly', weekday: null,
    day_of_month: 1, time_of_day: '08:00', recipients: ['norma@ferreteria-alcon.example'], is_for_client: true, is_active: true, owner_id: user('ximena'), created_at: since, updated_at: since, version: 1,
    next_run_at: new Date(nextRun({ timezone: 'America/Mexico_City', frequency: 'monthly', weekday: null, day_of_month: 1, time_of_day: '08:00' }, now.getTime())).toISOString(),
  }]);
  await insertNews(insert, at, clientOf);
}

async function insertMacros(client: Client, insert: Insert, since: string, begun: string): Promise<void> {
  const template = demoId('checklist:welcome');
  await insert('checklist_templates', [{
    checklist_template_id: template, name: 'Alta de personal', description: 'Lo que nadie debe olvidar cuando entra alguien', items: welcomeSteps, is_active: true, version: 1, created_by: demoId('user:ximena'), created_at: since, updated_at: since,
  }]);
  await client.query('update categories set checklist_template_id = $1 where category_id = $2', [template, demoId('category:altas')]);
  await insert('macros', macros.map(({ key, owner, scope, name, description, es, en, changes }) => ({
    macro_id: demoId(`macro:${key}`), scope, owner_id: demoId(`user:${owner}`), client_id: null, name, description, body_es: es, body_en: en, visibility: 'public', changes, is_active: true, version: 1, created_at: since, updated_at: since,
  })));
  const welcome = stories.find((one) => one.key === 'penaflor-11')!;
  await insert('ticket_checklist_items', welcomeSteps.map((step, index) => ({
    item_id: demoId(`step:${welcome.key}:${index}`), ticket_id: demoId(`ticket:${welcome.key}`), client_id: demoId('client:penaflor'), checklist_template_id: template, checklist_name: 'Alta de personal', ...step, sort_order: index,
    done_at: index < 1 ? begun : null, done_by: index < 1 ? demoId('user:paola') : null, done_by_name: index < 1 ? 'Paola Güemes' : null, created_by: demoId('user:paola'), created_at: begun, updated_at: begun,
  })));
}

/** What Paola's bell holds: one read, two new. */
async function insertNews(insert: Insert, at: (key: string, hours: number) => string, clientOf: (key: string) => string): Promise<void> {
  const news = [
    { ticket: 'penaflor-11', hours: 2, event: 'ticket_assigned', by: 'rodrigo', vars: { actor_name: 'Rodrigo Nájera', assignee_name: 'Paola Güemes' }, isRead: true },
    { ticket: 'alcon-12', hours: 2, event: 'ticket_commented', by: 'lupita', vars: { actor_name: 'Lupita Rangel' }, isRead: false },
    { ticket: 'munoz-10', hours: 1.3, event: 'ticket_commented', by: 'ivan', vars: { actor_name: 'Iván Treviño', is_internal: true, is_mention: true }, isRead: false },
  ] as const;
  await insert('notifications', news.map(({ ticket, hours, event, by, vars, isRead }) => ({
    notification_id: demoId(`news:${ticket}`), user_id: demoId('user:paola'), event, effect_key: `${event}:demo-${ticket}:${demoId('user:paola')}`, client_id: clientOf(ticket), ticket_id: demoId(`ticket:${ticket}`),
    actor_id: demoId(`user:${by}`), vars, read_at: isRead ? at(ticket, hours + 1) : null, announced_at: at(ticket, hours), created_at: at(ticket, hours),
  })));
}
