// Every route of the API: who may call it, what its id names, what its body holds. A route without a line here fails the matrix.
import { sessionOf } from './world-remote.ts';
import { released } from './world-releases.ts';
import { password, world } from './world.ts';
import type { Person } from './world.ts';
import { POLICY_OBJECTS, POLICY_ROUTES, type PolicyObject } from './matrix-routes-policies.ts';
import { RELEASE_ROUTES } from './matrix-routes-releases.ts';
import { REMOTE_ROUTES } from './matrix-routes-remote.ts';
import { QUEUE_ROUTES } from './matrix-routes-queue.ts';
import { TOOL_ROUTES } from './matrix-routes-tools.ts';
import { notices } from './world-notices.ts';

const { who, client, site, ticket, attachment, category, comment, queue, inbound, template } = world;

/** An id of nothing. */
export const nobody = '00000000-0000-4000-8fff-00000000dead';

/** The five roles as letters, in the order of the role matrix. */
export const CALLERS: Record<string, Person> = { S: who.superadmin, A: who.admin, T: who.technician, C: who.client_admin, R: who.solicitante };
const ALL = 'SATCR';
const STAFF = 'SAT';
const MANAGERS = 'SA';

export type ObjectKind = 'user' | 'client' | 'site' | 'ticket' | 'attachment' | 'category' | 'session' | 'template' | 'queue' | 'inbound' | 'suppression' | 'monitoring_sender' | 'captured' | 'push_device' | 'machine' | 'enrolment_token' | 'asset' | 'alert' | 'alert_rule' | 'window' | 'script' | 'execution' | 'remote_session' | 'run' | 'policy' | 'calendar' | 'macro' | 'checklist_template' | 'time_entry' | 'contract' | 'report' | 'report_schedule' | 'mailbox' | 'article' | 'ticket_schedule' | PolicyObject | 'ticket_view' | 'ticket_run' | 'release';

/** Of each kind: one the caller may see, and those that must look as if they did not exist. */
export const OBJECTS: Record<ObjectKind, { own: (caller: string) => string; hidden: (caller: string) => string[] }> = {
  user: {
    own: (caller) => (caller === 'R' ? who.solicitante : who.solicitante2).user_id,
    hidden: (caller) => (caller === 'C' ? [who.client_admin_b, who.solicitante_b, who.technician] : caller === 'R' ? [who.client_admin, who.solicitante2, who.client_admin_b, who.technician] : []).map((one) => one.user_id),
  },
  client: { own: () => client.a, hidden: (caller) => ('CR'.includes(caller) ? [client.b] : []) },
  site: { own: () => site.a1, hidden: (caller) => (caller === 'C' ? [site.b1, site.b2] : caller === 'R' ? [site.a2, site.b1] : []) },
  ticket: {
    own: () => ticket.a1,
    hidden: (caller) => [ticket.a1_deleted, ticket.b1_deleted, ...(caller === 'C' ? [ticket.b1, ticket.b2] : caller === 'R' ? [ticket.a2, ticket.b1] : [])],
  },
  attachment: {
    own: () => attachment.a1,
    hidden: (caller) => (caller === 'C' ? [attachment.b1, attachment.a1_internal] : caller === 'R' ? [attachment.a2, attachment.b1, attachment.a1_internal] : []),
  },
  category: { own: () => category.empty, hidden: () => [] },
  template: { own: () => template.es, hidden: () => [] },
  mailbox: { own: () => world.config.main, hidden: () => [] },
  queue: { own: (caller) => (caller === 'T' ? queue.by_technician : queue.a1), hidden: () => [] },
  inbound: { own: () => inbound.quarantined, hidden: () => [] },
  suppression: { own: () => world.suppressed, hidden: () => [] },
  monitoring_sender: { own: () => world.monitoring_sender.a, hidden: () => [] },
  captured: { own: () => 'none', hidden: () => [] },
  asset: {
    own: () => world.asset.a1,
    hidden: (caller) => (caller === 'C' ? [world.asset.b1] : caller === 'R' ? [world.asset.a2, world.asset.b1] : []),
  },
  script: { own: () => world.script.global, hidden: () => [] },
  remote_session: { own: (caller) => sessionOf('CR'.includes(caller) ? who.technician : CALLERS[caller]!), hidden: () => [] },
  execution: { own: () => world.execution.a1_queued, hidden: () => [] },
  run: { own: () => world.run.technician, hidden: () => [] },
  alert: { own: () => world.alert.a1, hidden: () => [] },
  alert_rule: { own: () => world.rule.a, hidden: () => [] },
  window: { own: () => world.window.a, hidden: () => [] },
  machine: { own: () => world.asset.a1_held, hidden: () => [] },
  enrolment_token: { own: () => world.enrolment_token.a2, hidden: () => [] },
  policy: { own: () => world.policy.a, hidden: () => [] },
  // Of the team for those who have none of their own; a colleague's is not there for anybody.
  macro: { own: (caller) => ('CR'.includes(caller) ? world.macro.team : world.macro.personal(CALLERS[caller]!)), hidden: (caller) => ('CR'.includes(caller) ? [] : [world.macro.personal(who.technician2)]) },
  ticket_view: { own: (caller) => ('CR'.includes(caller) ? world.ticket_view.everyone : world.ticket_view.personal(CALLERS[caller]!)), hidden: (caller) => ('CR'.includes(caller) ? [] : [world.ticket_view.personal(who.technician2)]) },
  ticket_run: { own: (caller) => world.ticket_run('CR'.includes(caller) ? who.technician : CALLERS[caller]!), hidden: (caller) => ('CR'.includes(caller) ? [] : [world.ticket_run(who.technician2)]) },
  checklist_template: { own: () => world.checklist_template, hidden: () => [] },
  calendar: { own: () => world.calendar.a, hidden: () => [] },
  time_entry: { own: () => world.entry.a1, hidden: () => [] },
  contract: { own: () => world.contract.a, hidden: () => [] },
  report: { own: () => world.report.a, hidden: (caller) => (caller === 'C' ? [world.report.b, world.report.a_of_staff] : []) },
  report_schedule: { own: () => world.schedule.a, hidden: (caller) => (caller === 'C' ? [world.schedule.b] : []) },
  article: { own: () => world.article.a, hidden: (caller) => ('CR'.includes(caller) ? [world.article.b, world.article.staff, world.article.draft, world.article.archived] : []) },
  ...POLICY_OBJECTS,
  release: { own: () => released.release, hidden: () => [] },
  ticket_schedule: { own: () => world.ticket_schedule.a, hidden: () => [] },
  push_device: { own: (caller) => notices.push_device(CALLERS[caller]!), hidden: (caller) => [who.superadmin2, who.technician2, who.client_admin2, who.solicitante_b].filter((one) => one !== CALLERS[caller]).map((one) => notices.push_device(one)) },
  session: { own: (caller) => CALLERS[caller]!.session_id, hidden: (caller) => Object.values(who).filter((one) => one !== CALLERS[caller]).slice(0, 8).map((one) => one.session_id) },
};

export interface RouteCase {
  /** Roles that may call it; empty for routes without a sign-in. */
  may: string;
  /** What `:id` (or `:email`) names. */
  id?: ObjectKind;
  /** Accepted by the validation; whether the act then succeeds is not said. */
  body?: Record<string, unknown>;
  /** Its query parameters are a closed list. */
  isList?: boolean;
  query?: string;
  /** Each of these puts a foreign id into one field. A filter may answer an empty list, a reference must be refused. */
  foreign?: { as: string; query?: string; body?: Record<string, unknown> }[];
  /** Its success needs bytes that are not in the database; tried where those are. */
  hasBytes?: boolean;
  /** Not worth calling here, with the reason. */
  skip?: string;
}

const newTicket = { client_id: client.a, site_id: site.a1, subject: 'Otro' };
const newUser = { name: 'Nueva', email: 'nueva@persona.example', role: 'solicitante', client_id: client.a, site_ids: [site.a1], invite: false };
const newSite = { client_id: client.a, name: 'Sucursal' };
const wizard = {
  client: { name: 'Gama Logística', authorized_domains: ['gama.example'] },
  admin_user: { name: 'Gerente', email: 'gerente@gama.example', invite: false },
  sites: [{ key: 'm', name: 'Matriz' }],
};
const filter = (name: string, ...ids: string[]) => ids.flatMap((id) => ['C', 'R'].map((as) => ({ as, query: `${name}=${id}` })));

export const ROUTES: Record<string, RouteCase> = {
  'POST /api/auth/login': { may: '', body: { email: 'nadie@nadie.example', password: 'una contraseña cualquiera' } },
  'POST /api/auth/refresh': { may: '', body: { refresh_token: 'no-such-token-at-all' } },
  'POST /api/auth/forgot-password': { may: '', body: { email: 'nadie@nadie.example' } },
  'POST /api/auth/reset-password': { may: '', body: { token: 'no-such-token-no-such-token', password: 'una frase larga y nueva' } },
  'GET /api/auth/me': { may: ALL },
  'POST /api/auth/logout': { may: ALL },
  'POST /api/auth/change-password': { may: ALL, body: { current_password: 'no es esta', new_password: 'una frase larga y nueva' } },
  'GET /api/auth/sessions': { may: ALL },
  'DELETE /api/auth/sessions/:id': { may: ALL, id: 'session' },

  'GET /api/users': { may: 'SATC', isList: true, foreign: [...filter('client_id', client.b), ...filter('site_id', site.b1)].filter(({ as }) => as === 'C') },
  'POST /api/users': {
    may: 'SATC', body: newUser,
    foreign: [
      { as: 'C', body: { client_id: client.b, site_ids: [] } }, { as: 'C', body: { site_ids: [site.b1] } }, { as: 'C', body: { client_id: client.b, site_ids: [site.b1] } },
      { as: 'C', body: { role: 'technician', client_id: null, site_ids: [] } }, { as: 'C', body: { role: 'superadmin', client_id: null, site_ids: [] } },
      { as: 'T', body: { role: 'technician', client_id: null, site_ids: [] } }, { as: 'T', body: { role: 'client_admin' } }, { as: 'A', body: { role: 'superadmin', client_id: null, site_ids: [] } },
      { as: 'S', body: { site_ids: [site.b1] } },
    ],
  },
  'GET /api/users/:id': { may: ALL, id: 'user' },
  'PUT /api/users/:id': {
    may: ALL, id: 'user', body: { phone: '55 1234 5678' },
    foreign: [{ as: 'C', body: { client_id: client.b } }, { as: 'C', body: { role: 'admin' } }, { as: 'R', body: { role: 'client_admin' } }, { as: 'R', body: { client_id: client.b } }, { as: 'T', body: { role: 'client_admin' } }, { as: 'A', body: { role: 'superadmin', client_id: null } }],
  },
  'DELETE /api/users/:id': { may: 'S', id: 'user' },
  'POST /api/users/:id/sites': { may: 'SATC', id: 'user', body: { site_ids: [site.a1] }, foreign: [{ as: 'C', body: { site_ids: [site.b1] } }, { as: 'S', body: { site_ids: [site.a1, site.b1] } }] },
  'POST /api/users/:id/invite': { may: 'SATC', id: 'user', body: {} },

  'GET /api/clients': { may: ALL, isList: true },
  'POST /api/clients': { may: MANAGERS, body: { name: 'Delta' }, foreign: [{ as: 'A', body: { authorized_domains: ['beta.example'] } }] },
  'POST /api/clients/wizard': { may: MANAGERS, body: wizard, foreign: [{ as: 'A', body: { client: { name: 'Gama Logística', authorized_domains: ['alfa.example'] } } }] },
  'GET /api/clients/:id': { may: ALL, id: 'client' },
  'PUT /api/clients/:id': { may: 'SAC', id: 'client', body: { phone: '55 1234 5678' }, foreign: [{ as: 'C', body: { authorized_domains: ['beta.example'] } }, { as: 'A', body: { authorized_domains: ['beta.example'] } }] },
  'DELETE /api/clients/:id': { may: MANAGERS, id: 'client' },
  'GET /api/clients/:id/sites': { may: ALL, id: 'client', isList: true },
  'GET /api/clients/:id/users': { may: 'SATC', id: 'client', isList: true, foreign: filter('site_id', site.b1).filter(({ as }) => as === 'C') },
  'GET /api/clients/:id/stats': { may: 'SATC', id: 'client' },

  'GET /api/sites': { may: ALL, isList: true, foreign: filter('client_id', client.b) },
  'POST /api/sites': { may: MANAGERS, body: newSite, foreign: [{ as: 'A', body: { client_id: who.admin.user_id } }] },
  'GET /api/sites/:id': { may: ALL, id: 'site' },
  'PUT /api/sites/:id': { may: MANAGERS, id: 'site', body: { city: 'Puebla' } },
  'DELETE /api/sites/:id': { may: MANAGERS, id: 'site' },

  'GET /api/categories': { may: ALL, isList: true },
  'POST /api/categories': { may: MANAGERS, body: { name: 'Nueva' }, foreign: [{ as: 'A', body: { parent_id: client.a } }, { as: 'A', body: { default_assignee_id: who.client_admin.user_id } }] },
  'PUT /api/categories/:id': { may: MANAGERS, id: 'category', body: { color: '#000000' }, foreign: [{ as: 'A', body: { default_assignee_id: who.solicitante.user_id } }] },
  'DELETE /api/categories/:id': { may: MANAGERS, id: 'category' },
  'POST /api/categories/:id/move': { may: MANAGERS, id: 'category', body: { parent_id: null }, foreign: [{ as: 'A', body: { parent_id: client.a } }] },

  'GET /api/tickets': {
    may: ALL, isList: true,
    foreign: [...filter('client_id', client.b), ...filter('site_id', site.b1, site.a2), ...filter('asset_id', world.asset.b1), ...filter('created_by', who.solicitante_b.user_id), ...filter('assigned_to', who.solicitante_b.user_id), ...filter('q', 'b1', world.canary)],
  },
  'POST /api/tickets': {
    may: ALL, body: newTicket,
    foreign: [
      { as: 'C', body: { client_id: client.b, site_id: site.b1 } }, { as: 'C', body: { site_id: site.b1 } }, { as: 'C', body: { client_id: client.b } }, { as: 'R', body: { site_id: site.a2 } }, { as: 'R', body: { asset_id: world.asset.a2 } }, { as: 'C', body: { asset_id: world.asset.b1 } }, { as: 'S', body: { asset_id: world.asset.b1 } },
      { as: 'R', body: { site_id: site.b1 } }, { as: 'S', body: { site_id: site.b1 } }, { as: 'S', body: { category_id: client.a } }, { as: 'C', body: { assigned_to: who.technician.user_id } },
      { as: 'S', body: { assigned_to: who.client_admin.user_id } }, { as: 'C', body: { category_id: ticket.b1 } }, { as: 'C', body: { created_by: who.technician.user_id } }, { as: 'S', body: { ticket_number: 'TKT-000001' } },
    ],
  },
  'GET /api/tickets/stats': { may: ALL, isList: true, foreign: [...filter('client_id', client.b), ...filter('site_id', site.b1)] },
  'GET /api/tickets/search': { may: ALL, isList: true, query: 'q=impresora', foreign: [...filter('q', 'Beta', 'b1', world.canary, encodeURIComponent('Diseño'))] },
  'POST /api/tickets/bulk-actions': { may: STAFF, body: { ticket_ids: [ticket.a1], action: 'priority', action_data: { priority: 'alta' } } },
  'GET /api/tickets/:id': { may: ALL, id: 'ticket' },
  'PUT /api/tickets/:id': { may: STAFF, id: 'ticket', body: { version: 1, subject: 'Cambiado' }, foreign: [{ as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { category_id: client.b } }, { as: 'T', body: { asset_id: world.asset.b1 } }] },
  'DELETE /api/tickets/:id': { may: MANAGERS, id: 'ticket' },
  'PATCH /api/tickets/:id/status': { may: ALL, id: 'ticket', body: { status: 'cancelado', version: 1 } },
  'POST /api/tickets/:id/assign': { may: STAFF, id: 'ticket', body: { assigned_to: who.technician2.user_id }, foreign: [{ as: 'T', body: { assigned_to: who.client_admin.user_id } }, { as: 'T', body: { assigned_to: who.gone.user_id } }] },
  'GET /api/tickets/:id/comments': { may: ALL, id: 'ticket', isList: true },
  'POST /api/tickets/:id/comments': { may: ALL, id: 'ticket', body: { body_text: 'Hola' }, foreign: [{ as: 'C', body: { visibility: 'internal' } }, { as: 'R', body: { visibility: 'internal' } }, { as: 'C', body: { author_id: who.technician.user_id } }] },
  'POST /api/tickets/:id/comments/:comment_id/accept': { may: STAFF, id: 'ticket', skip: 'needs a message of a third party: tried in mail-story' },
  'POST /api/tickets/:id/comments/:comment_id/withdraw': { may: STAFF, id: 'ticket', skip: 'needs a reply of the last seconds: tried in mail-screens' },
  'GET /api/drafts': { may: ALL },
  'GET /api/drafts/:id': { may: ALL, id: 'ticket' },
  'PUT /api/drafts/:id': { may: ALL, id: 'ticket', body: { body_text: 'Aún no' }, foreign: [{ as: 'C', body: { visibility: 'internal' } }, { as: 'R', body: { visibility: 'internal' } }] },
  'POST /api/drafts/:id/files': { may: ALL, id: 'ticket', skip: 'multipart: test/worker/drafts.test.ts' },
  'GET /api/drafts/files/:file_id': { may: ALL, skip: 'names a file of the own draft: test/worker/drafts.test.ts' },
  'DELETE /api/drafts/files/:file_id': { may: ALL, skip: 'names a file of the own draft: test/worker/drafts.test.ts' },
  'GET /api/tags': { may: STAFF },
  'GET /api/categories/:id/fields': { may: ALL, id: 'category' },
  'PUT /api/categories/:id/fields': { may: MANAGERS, id: 'category', body: { fields: [{ label: 'Serie', field_type: 'text' }] } },
  'GET /api/tickets/:id/attachments': { may: ALL, id: 'ticket' },
  'POST /api/tickets/:id/attachments': { may: ALL, id: 'ticket', skip: 'multipart: tried apart' },
  'GET /api/tickets/:id/activities': { may: ALL, id: 'ticket', isList: true },
  'GET /api/tickets/:id/resolutions': { may: ALL, id: 'ticket' },
  'GET /api/tickets/:id/merge': { may: STAFF, id: 'ticket', query: `into=${ticket.a2}`, foreign: [{ as: 'T', query: `into=${ticket.b1}` }] },
  'POST /api/tickets/:id/merge': { may: STAFF, id: 'ticket', body: { into: ticket.a2, version: 1 }, foreign: [{ as: 'T', body: { into: ticket.b1 } }, { as: 'T', body: { into: ticket.a1_deleted } }, { as: 'A', body: { into: nobody } }] },
  'DELETE /api/tickets/:id/merges/:merge_id': { may: STAFF, id: 'ticket', skip: 'names a merge beside the ticket: test/worker/ticket-links.test.ts' },
  'POST /api/tickets/:id/split': {
    may: STAFF, id: 'ticket', body: { comment_id: comment.a1, subject: 'Otro asunto' },
    foreign: [{ as: 'T', body: { comment_id: comment.b1 } }, { as: 'T', body: { comment_id: comment.a2 } }, { as: 'T', body: { comment_id: comment.a1_internal } }, { as: 'T', body: { assigned_to: who.client_admin.user_id } }],
  },
  'GET /api/tickets/:id/links': { may: ALL, id: 'ticket' },
  'POST /api/tickets/:id/links': { may: STAFF, id: 'ticket', body: { ticket: ticket.a2, type: 'related' }, foreign: [{ as: 'T', body: { ticket: ticket.b1 } }, { as: 'T', body: { ticket: ticket.a1_deleted } }] },
  'DELETE /api/tickets/:id/links/:link_id': { may: STAFF, id: 'ticket', skip: 'names a link beside the ticket: test/worker/ticket-links.test.ts' },
  'GET /api/tickets/:id/waiting': { may: STAFF, id: 'ticket' },
  'PUT /api/tickets/:id/snooze': { may: STAFF, id: 'ticket', body: { until: null, reason: 'Llega la pieza' } },
  'DELETE /api/tickets/:id/snooze': { may: STAFF, id: 'ticket' },
  'POST /api/tickets/:id/reminders': { may: STAFF, id: 'ticket', body: { remind_at: new Date(Date.now() + 86_400_000).toISOString(), note: 'Llamar' } },
  'DELETE /api/tickets/:id/reminders/:reminder_id': { may: STAFF, id: 'ticket', skip: 'names a reminder beside the ticket: test/worker/waiting.test.ts' },
  'GET /api/reminders': { may: STAFF },
  'GET /api/tickets/:id/approvals': { may: ALL, id: 'ticket' },
  'POST /api/tickets/:id/approvals': {
    may: STAFF, id: 'ticket', body: { approver_email: who.client_admin.email, what: 'Un disco nuevo', cost: '$ 900', version: 1 },
    foreign: [{ as: 'T', body: { approver_email: who.client_admin_b.email } }, { as: 'T', body: { approver_email: who.technician2.email } }, { as: 'A', body: { approver_email: 'alguien@fuera.example' } }],
  },
  'POST /api/approvals/look': { may: '', body: { token: 'none~of~ours' } },
  'POST /api/approvals': { may: '', body: { token: 'none~of~ours', decision: 'approved' } },
  'GET /api/tickets/:id/participants': { may: STAFF, id: 'ticket' },
  'PUT /api/tickets/:id/participants': { may: STAFF, id: 'ticket', body: { version: 1, cc: [] }, foreign: [{ as: 'T', body: { cc: ['alguien@beta.example'] } }, { as: 'T', body: { cc: [who.solicitante_b.email] } }, { as: 'T', body: { to: who.technician2.email } }] },
  'GET /api/attachments/:id': { may: ALL, id: 'attachment', hasBytes: true },

  'GET /api/email/config': { may: MANAGERS },
  'GET /api/email/configs': { may: MANAGERS },
  'POST /api/email/configs': { may: 'S', body: { from_address: 'ventas@otro.example', from_name: 'Ventas' } },
  'GET /api/email/config/:id': { may: MANAGERS, id: 'mailbox' },
  'PUT /api/email/config/:id': { may: 'S', id: 'mailbox', body: { from_name: 'Mesa' } },
  'POST /api/email/config/:id/default': { may: 'S', id: 'mailbox' },
  'POST /api/email/config/:id/test': { may: 'S', id: 'mailbox', body: {} },
  'POST /api/email/config/test': { may: 'S', body: { from_address: 'ventas@otro.example', from_name: 'Ventas' } },
  'PUT /api/email/config': { may: 'S', body: { from_name: 'Mesa' } },
  'GET /api/email/templates': { may: STAFF },
  'POST /api/email/templates': { may: MANAGERS, body: { event: 'sla_breach', locale: 'es', subject: 'Aviso', body_text: 'Se venció' } },
  'POST /api/email/templates/preview': { may: STAFF, body: { event: 'ticket_created', locale: 'es', subject: 'Aviso', body_text: 'Hola' } },
  'PUT /api/email/templates/:id': { may: MANAGERS, id: 'template', body: { subject: 'Otro aviso' } },
  'POST /api/email/templates/:id/preview': { may: STAFF, id: 'template' },
  'DELETE /api/email/templates/:id': { may: MANAGERS, id: 'template' },
  'GET /api/email/queue': { may: STAFF, isList: true },
  'POST /api/email/queue/:id/retry': { may: MANAGERS, id: 'queue' },
  'POST /api/email/queue/:id/cancel': { may: STAFF, id: 'queue' },
  'GET /api/email/inbound': { may: STAFF, isList: true },
  'GET /api/email/inbound/:id': { may: STAFF, id: 'inbound' },
  'GET /api/email/inbound/:id/raw': { may: STAFF, id: 'inbound', hasBytes: true },
  'POST /api/email/inbound/:id/replay': { may: STAFF, id: 'inbound', hasBytes: true },
  'POST /api/email/inbound/:id/release': {
    may: STAFF, id: 'inbound', body: { client_id: client.a, site_id: site.a1 }, hasBytes: true,
    foreign: [{ as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { client_id: nobody, site_id: nobody } }],
  },
  'POST /api/email/inbound/:id/discard': { may: STAFF, id: 'inbound' },
  'GET /api/email/suppressions': { may: STAFF, isList: true },
  'DELETE /api/email/suppressions/:email': { may: MANAGERS, id: 'suppression' },
  'GET /api/email/monitoring-senders': { may: STAFF, query: `client_id=${client.a}`, isList: true },
  'POST /api/email/monitoring-senders': {
    may: MANAGERS, body: { client_id: client.a, address: 'respaldo@monitor.example' },
    foreign: [{ as: 'A', body: { client_id: ticket.b1 } }, { as: 'A', body: { site_id: site.b1 } }],
  },
  'DELETE /api/email/monitoring-senders/:id': { may: MANAGERS, id: 'monitoring_sender' },
  'GET /api/email/domain-check': { may: STAFF, query: 'domain=alfa.example', hasBytes: true },
  'GET /api/email/dev-mailbox': { may: STAFF, isList: true },
  'GET /api/email/dev-mailbox/:id': { may: STAFF, id: 'captured', hasBytes: true },

  'POST /api/agents/register': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'POST /api/agents/challenge': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'POST /api/agents/session': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'GET /api/agents/connect': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'POST /api/agents/heartbeat': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'POST /api/agents/inventory': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'GET /api/agents/config': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'POST /api/agents/tickets': { may: '', skip: 'machines alone: test/worker/agents.test.ts' },
  'GET /api/agents/tokens': { may: STAFF, isList: true },
  'POST /api/agents/tokens': { may: STAFF, body: { client_id: client.a, site_id: site.a1, name: 'Recepción' }, foreign: [{ as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { client_id: nobody } }] },
  'DELETE /api/agents/tokens/:id': { may: STAFF, id: 'enrolment_token' },
  'GET /api/agents/attempts': { may: STAFF, isList: true },
  'POST /api/agents/:id/approve': { may: STAFF, id: 'machine' },
  'POST /api/agents/:id/hold': { may: STAFF, id: 'machine' },
  'POST /api/agents/:id/revoke': { may: STAFF, id: 'machine' },

  'GET /api/settings/agent-config': { may: MANAGERS },
  'PUT /api/settings/agent-config': { may: 'S', body: { metrics_s: 300, services_s: 600, security_s: 3600, inventory_s: 86_400, script_concurrency: 2 } },
  'GET /api/settings/remote-commands': { may: MANAGERS },
  'PUT /api/settings/remote-commands': { may: 'S', body: { four_eyes: true, per_person_hour: 500, per_client_hour: 2000 } },
  'GET /api/settings/recovery-keys': { may: MANAGERS },
  'PUT /api/settings/recovery-keys': { may: 'S', body: { technicians: true } },
  'GET /api/bitlocker/:id': { may: 'SATC', id: 'asset' },
  'POST /api/bitlocker/:id/reveal': { may: STAFF, id: 'asset', body: { bitlocker_key_id: world.recovery_key.a1, reason: 'El equipo pide la clave', password }, foreign: [{ as: 'T', body: { bitlocker_key_id: world.recovery_key.b1 } }], hasBytes: true },
  'POST /api/bitlocker/:id/rotate': { may: STAFF, id: 'asset', body: { bitlocker_key_id: world.recovery_key.a1 }, foreign: [{ as: 'T', body: { bitlocker_key_id: world.recovery_key.b1 } }] },
  'GET /api/settings/fleet-retention': { may: MANAGERS },
  'PUT /api/settings/fleet-retention': { may: 'S', body: { metrics_days: 400, inventory_days: 400, attempts_days: 90 } },
  'POST /api/agents/execute-script': {
    may: STAFF, body: { script_id: world.script.a, asset_ids: [world.asset.a2] },
    foreign: [{ as: 'T', body: { asset_ids: [nobody] } }, { as: 'T', body: { asset_ids: [world.asset.b1] } }, { as: 'T', body: { script_id: nobody } }, { as: 'T', body: { script_id: world.script.b } }, { as: 'T', body: { ticket_id: ticket.b1 } }, { as: 'T', body: { version_id: world.version.b } }],
  },
  'POST /api/assets/commands': { may: STAFF, body: { kind: 'inventory', asset_ids: [world.asset.a1, world.asset.a2] }, foreign: [{ as: 'T', body: { asset_ids: [nobody] } }, { as: 'T', body: { ticket_id: ticket.b1 } }] },
  ...TOOL_ROUTES,
  ...REMOTE_ROUTES,
  'POST /api/assets/:id/commands': { may: STAFF, id: 'asset', body: { kind: 'inventory' }, foreign: [{ as: 'T', body: { ticket_id: ticket.b1 } }] },
  'GET /api/clients/:id/remote-actions': { may: 'SATC', id: 'client', isList: true, foreign: [{ as: 'C', query: `asset_id=${world.asset.b1}` }] },
  'GET /api/scripts': { may: STAFF, isList: true },
  'POST /api/scripts': { may: STAFF, body: { name: 'Otro', script_type: 'bash', version: { content: 'echo\n' } }, foreign: [{ as: 'T', body: { client_id: nobody } }, { as: 'T', body: { created_by: who.admin.user_id } }] },
  'GET /api/scripts/:id': { may: STAFF, id: 'script' },
  'PUT /api/scripts/:id': { may: STAFF, id: 'script', body: { description: 'Otra descripción' }, foreign: [{ as: 'T', body: { client_id: client.a } }, { as: 'T', body: { is_active: false } }] },
  'POST /api/scripts/:id/versions': { may: STAFF, id: 'script', body: { content: 'echo otra\n', base_version: 3 } },
  'PUT /api/scripts/:id/versions/:version_id': { may: STAFF, id: 'script', skip: 'of its author alone: test/worker/scripts.test.ts' },
  'POST /api/scripts/:id/submit': { may: STAFF, id: 'script', skip: 'of its author alone: test/worker/scripts.test.ts' },
  'POST /api/scripts/:id/approve': { may: MANAGERS, id: 'script', body: { version_id: world.version.global_submitted }, foreign: [{ as: 'A', body: { version_id: world.version.b } }] },
  'POST /api/scripts/:id/reject': { may: MANAGERS, id: 'script', body: { version_id: world.version.global_submitted, note: 'No' }, foreign: [{ as: 'A', body: { version_id: world.version.b } }] },
  'GET /api/executions': { may: STAFF, isList: true },
  'GET /api/executions/:id': { may: STAFF, id: 'execution' },
  'GET /api/executions/:id/output': { may: STAFF, id: 'execution', isList: true },
  'POST /api/executions/:id/cancel': { may: STAFF, id: 'execution' },
  'GET /api/runs': { may: STAFF, isList: true },
  'GET /api/runs/:id': { may: STAFF, id: 'run' },
  'POST /api/runs/:id/pause': { may: STAFF, id: 'run' },
  'POST /api/runs/:id/resume': { may: STAFF, id: 'run' },
  'POST /api/runs/:id/cancel': { may: STAFF, id: 'run' },
  'GET /api/fleet/freeze': { may: STAFF },
  'PUT /api/fleet/freeze': { may: MANAGERS, body: { scope: 'all', is_frozen: false }, foreign: [{ as: 'A', body: { scope: undefined, client_id: nobody } }] },
  'DELETE /api/scripts/:id': { may: MANAGERS, id: 'script' },

  'GET /api/assets': {
    may: ALL, isList: true,
    foreign: [...filter('client_id', client.b), ...filter('site_id', site.b1), ...filter('q', world.machine_name.b1), { as: 'R', query: `site_id=${site.a2}` }, { as: 'R', query: 'enrolment=active' }],
  },
  'POST /api/assets': {
    may: STAFF, body: { client_id: client.a, site_id: site.a1, name: 'Proyector', asset_type: 'other' },
    foreign: [{ as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { client_id: nobody } }, { as: 'T', body: { public_key: 'x' } }, { as: 'T', body: { enrolment: 'active' } }],
  },
  'GET /api/assets/stats': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }, { as: 'C', query: `site_id=${site.b1}` }] },
  'POST /api/assets/bulk': { may: STAFF, body: { asset_ids: [world.asset.a1], action: 'add_tags', action_data: { tags: ['nuevo'] } } },
  'GET /api/assets/:id': { may: ALL, id: 'asset' },
  'PUT /api/assets/:id': { may: STAFF, id: 'asset', body: { assigned_person: 'Recepción' }, foreign: [{ as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { client_id: client.b, site_id: site.b1 } }] },
  'GET /api/assets/:id/metrics': { may: 'SATC', id: 'asset', query: 'range=7d' },
  'GET /api/assets/:id/inventory': { may: 'SATC', id: 'asset' },
  'GET /api/assets/:id/software': { may: 'SATC', id: 'asset', isList: true },
  'GET /api/assets/:id/changes': { may: 'SATC', id: 'asset', isList: true },
  'GET /api/assets/:id/alerts': { may: 'SATC', id: 'asset', isList: true },
  'GET /api/assets/:id/executions': { may: STAFF, id: 'asset', isList: true },
  'GET /api/assets/:id/tickets': { may: 'SATC', id: 'asset' },
  'GET /api/assets/:id/snapshot': { may: 'SATC', id: 'asset' },
  'POST /api/assets/:id/live': { may: 'SATC', id: 'asset' },
  'GET /api/assets/:id/live': { may: '', skip: 'a WebSocket with a ticket of its own: test/worker/alerts-live.test.ts' },

  ...POLICY_ROUTES,
  ...RELEASE_ROUTES,
  'POST /api/assets/:id/retire': { may: STAFF, id: 'asset', body: { remove_program: true, confirm: world.machine_name.a1 } },
  // A retired machine has no open alerts any more.
  'DELETE /api/assets/:id': { may: STAFF, id: 'asset' },

  ...QUEUE_ROUTES,
  'GET /api/macros': { may: STAFF, isList: true },
  'POST /api/macros': { may: STAFF, body: { name: 'Otra', body_es: 'Hola' }, foreign: [{ as: 'T', body: { owner_id: who.admin.user_id } }, { as: 'T', body: { client_id: nobody } }, { as: 'T', body: { changes: { category_id: client.b } } }, { as: 'T', body: { changes: { assigned_to: who.client_admin.user_id } } }, { as: 'T', body: { changes: { checklist_template_id: client.b } } }] },
  'GET /api/macros/:id': { may: STAFF, id: 'macro' },
  'PUT /api/macros/:id': { may: STAFF, id: 'macro', body: { name: 'Mi otra nota', body_es: 'Hola', version: 1 }, foreign: [{ as: 'T', body: { owner_id: who.admin.user_id } }, { as: 'T', body: { client_id: nobody } }] },
  'DELETE /api/macros/:id': { may: STAFF, id: 'macro' },
  'POST /api/macros/:id/preview': { may: STAFF, id: 'macro', body: { ticket_id: ticket.a1 }, foreign: [{ as: 'T', body: { ticket_id: ticket.a1_deleted } }] },
  'POST /api/tickets/:id/macro': { may: STAFF, id: 'ticket', body: { macro_id: world.macro.team, version: 1 }, foreign: [{ as: 'T', body: { macro_id: world.macro.personal(who.technician2) } }, { as: 'A', body: { macro_id: world.macro.personal(who.technician) } }, { as: 'T', body: { macro_id: world.macro.team_b } }] },
  'GET /api/tickets/:id/checklist': { may: STAFF, id: 'ticket' },
  'POST /api/tickets/:id/checklist': { may: STAFF, id: 'ticket', body: { items: [{ text: 'Revisar' }] }, foreign: [{ as: 'T', body: { checklist_template_id: client.b } }] },
  'PUT /api/tickets/:id/checklist': { may: STAFF, id: 'ticket', skip: 'names every step of the ticket: test/worker/macros.test.ts' },
  'PATCH /api/tickets/:id/checklist/:item_id': { may: STAFF, id: 'ticket', skip: 'names a step beside the ticket: test/worker/macros.test.ts' },
  'DELETE /api/tickets/:id/checklist/:item_id': { may: STAFF, id: 'ticket', skip: 'names a step beside the ticket: test/worker/macros.test.ts' },
  'GET /api/checklist-templates': { may: STAFF },
  'POST /api/checklist-templates': { may: MANAGERS, body: { name: 'Baja de equipo', items: [{ text: 'Borrar el disco' }] } },
  'PUT /api/checklist-templates/:id': { may: MANAGERS, id: 'checklist_template', body: { name: 'Alta de equipo', items: [{ text: 'Anotar la serie' }], version: 1 } },
  'DELETE /api/checklist-templates/:id': { may: MANAGERS, id: 'checklist_template' },
  'GET /api/settings/close-gates': { may: MANAGERS },
  'PUT /api/settings/close-gates': {
    may: 'S', body: { resolution_text: { at: [], min_length: 20 }, category_required: { at: [] }, time_logged: { at: [], minutes: 1 }, checklist_done: { at: [] } },
  },
  'GET /api/tickets/:id/sla': { may: ALL, id: 'ticket' },

  'GET /api/tickets/:id/time': { may: STAFF, id: 'ticket' },
  'POST /api/tickets/:id/time': { may: STAFF, id: 'ticket', body: { minutes: 15, note: 'Llamada' }, foreign: [{ as: 'T', body: { user_id: who.technician2.user_id } }, { as: 'A', body: { user_id: who.client_admin.user_id } }, { as: 'T', body: { client_id: client.b } }] },
  'POST /api/tickets/:id/timer/start': { may: STAFF, id: 'ticket', body: {} },
  'POST /api/tickets/:id/timer/stop': { may: STAFF, id: 'ticket', body: {} },
  'GET /api/tickets/:id/rating': { may: ALL, id: 'ticket' },
  'POST /api/tickets/:id/rating': { may: 'CR', id: 'ticket', body: { score: 'good' } },
  'GET /api/ratings/:token': { may: '', skip: 'with the link of a mail: test/worker/ratings.test.ts' },
  'POST /api/ratings': { may: '', body: { token: 'none~of~ours', score: 'good' } },
  'GET /api/audit': { may: 'S', isList: true, query: `client_id=${client.a}` },
  'GET /api/audit/export.csv': { may: 'S', isList: true, hasBytes: true },
  'GET /api/operations/health': { may: MANAGERS },
  'GET /api/operations/first-steps': { may: MANAGERS },
  'PUT /api/operations/first-steps': { may: 'S', body: { dismissed: true } },
  'GET /api/time': { may: STAFF, isList: true },
  'GET /api/time/timer': { may: STAFF },
  'GET /api/time/export.csv': { may: STAFF, isList: true, hasBytes: true },
  'PUT /api/time/:id': { may: STAFF, id: 'time_entry', body: { version: 1, note: 'Otra nota' } },
  'DELETE /api/time/:id': { may: STAFF, id: 'time_entry' },
  'GET /api/clients/:id/time': { may: 'SATC', id: 'client', isList: true },
  'GET /api/clients/:id/contract-usage': { may: 'SATC', id: 'client', isList: true },
  'GET /api/clients/:id/time-closings': { may: STAFF, id: 'client' },
  'POST /api/clients/:id/time-closings': { may: MANAGERS, id: 'client', body: { month: '2024-02' } },
  'DELETE /api/clients/:id/time-closings/:month': { may: MANAGERS, id: 'client', skip: 'names a month: test/worker/time.test.ts' },
  'GET /api/settings/time': { may: MANAGERS },
  'PUT /api/settings/time': { may: 'S', body: { rounding_minutes: 15, ratings_enabled: true } },
  'GET /api/contracts': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }] },
  'POST /api/contracts': { may: MANAGERS, body: { client_id: client.a, name: 'Otra bolsa', minutes_per_month: 60, starts_on: '2020-01-01', ends_on: '2020-12-31' }, foreign: [{ as: 'A', body: { client_id: nobody } }, { as: 'A', body: { starts_on: '2024-01-01', ends_on: null } }] },
  'PUT /api/contracts/:id': { may: MANAGERS, id: 'contract', body: { name: 'Bolsa nueva', minutes_per_month: 900, starts_on: '2025-01-01', version: 1 }, foreign: [{ as: 'A', body: { client_id: client.b } }] },
  'DELETE /api/contracts/:id': { may: MANAGERS, id: 'contract' },
  'GET /api/dashboard/stats': { may: ALL, isList: true, foreign: filter('client_id', client.b) },
  'GET /api/dashboard/charts': { may: 'SATC', isList: true, foreign: filter('client_id', client.b).filter(({ as }) => as === 'C') },
  'GET /api/dashboard/activity': { may: ALL, isList: true, foreign: filter('client_id', client.b) },

  'GET /api/sla/policies': { may: STAFF },
  'POST /api/sla/policies': {
    may: MANAGERS, body: { name: 'Otro acuerdo', client_id: client.a, priority: 'baja', resolution_minutes: 600 },
    foreign: [{ as: 'A', body: { client_id: nobody } }, { as: 'A', body: { category_id: nobody } }, { as: 'A', body: { calendar_id: nobody } }, { as: 'A', body: { calendar_id: world.calendar.b } }],
  },
  'PUT /api/sla/policies/:id': {
    may: MANAGERS, id: 'policy', body: { name: 'Acuerdo a', client_id: client.a, category_id: category.leaf, resolution_minutes: 700, version: 1 },
    foreign: [{ as: 'A', body: { client_id: nobody } }, { as: 'A', body: { calendar_id: world.calendar.b } }],
  },
  'DELETE /api/sla/policies/:id': { may: MANAGERS, id: 'policy' },
  'GET /api/sla/calendars': { may: STAFF },
  'POST /api/sla/calendars': {
    may: MANAGERS, body: { name: 'Otro horario', client_id: client.a, timezone: 'America/Cancun', business_hours: { mon: [['09:00', '18:00']] } },
    foreign: [{ as: 'A', body: { client_id: nobody } }, { as: 'A', body: { site_id: site.b1 } }],
  },
  'PUT /api/sla/calendars/:id': {
    may: MANAGERS, id: 'calendar', body: { name: 'Horario a', client_id: client.a, timezone: 'America/Cancun', business_hours: { mon: [['09:00', '18:00']] }, version: 1 },
    foreign: [{ as: 'A', body: { client_id: nobody } }, { as: 'A', body: { site_id: site.b1 } }],
  },
  'DELETE /api/sla/calendars/:id': { may: MANAGERS, id: 'calendar' },
  'GET /api/sla/holidays': { may: STAFF, query: 'country=MX&year=2027' },
  'POST /api/sla/preview': { may: STAFF, body: { timezone: 'UTC', business_hours: { mon: [['09:00', '18:00']] }, start: '2026-01-05T09:00:00Z', target_minutes: 60 } },
  'POST /api/sla/preview/ticket': { may: STAFF, body: { client_id: client.a, priority: 'alta' }, foreign: [{ as: 'T', body: { client_id: nobody } }, { as: 'T', body: { site_id: site.b1 } }, { as: 'T', body: { category_id: nobody } }] },
  'GET /api/sla/warnings': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }] },
  'GET /api/sla/breaches': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }] },
  'GET /api/sla/metrics': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }] },

  'GET /api/notifications': { may: ALL, isList: true },
  'POST /api/notifications/read': { may: ALL, body: { notification_ids: [nobody] } },
  'GET /api/notifications/preferences': { may: ALL },
  'PUT /api/notifications/preferences': { may: ALL, body: { events: { ticket_commented: { email: true } } } },
  'POST /api/notifications/push': { may: ALL, hasBytes: true, body: { endpoint: 'https://fcm.googleapis.com/fcm/send/x', keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) }, public_key: `B${'A'.repeat(86)}`, device: 'Firefox' } },
  'POST /api/notifications/push/forget': { may: ALL, body: { endpoint: 'https://fcm.googleapis.com/fcm/send/x' } },
  'DELETE /api/notifications/push/:id': { may: ALL, id: 'push_device' },
  'GET /api/tickets/:id/watchers': { may: ALL, id: 'ticket' },
  'GET /api/tickets/:id/watchers/candidates': { may: STAFF, id: 'ticket' },
  'POST /api/tickets/:id/watchers': { may: ALL, id: 'ticket', body: {}, foreign: [{ as: 'T', body: { user_id: nobody } }, { as: 'T', body: { user_id: who.solicitante_b.user_id } }, { as: 'C', body: { user_id: who.solicitante_b.user_id } }, { as: 'R', body: { user_id: who.technician.user_id } }] },
  'DELETE /api/tickets/:id/watchers': { may: ALL, id: 'ticket' },
  'PUT /api/tickets/:id/mute': { may: ALL, id: 'ticket', body: { is_muted: true } },

  'GET /api/reports': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }] },
  'POST /api/reports': { may: 'SATC', body: { kind: 'assets', format: 'csv', client_id: client.a }, foreign: [{ as: 'T', body: { client_id: nobody } }] },
  'GET /api/reports/:id': { may: 'SATC', id: 'report' },
  'GET /api/reports/:id/download': { may: 'SATC', id: 'report', skip: 'needs a file: test/worker/reports.test.ts' },
  'DELETE /api/reports/:id': { may: 'SATC', id: 'report', skip: 'of the asker and administrators: test/worker/reports.test.ts' },
  'GET /api/reports/schedules': { may: 'SATC', isList: true, foreign: [{ as: 'C', query: `client_id=${client.b}` }] },
  'POST /api/reports/schedules': {
    may: 'SATC', body: { name: 'Otro mensual', kind: 'monthly', format: 'xlsx', client_id: client.a, frequency: 'monthly', day_of_month: 1, time_of_day: '06:00', is_active: false },
    foreign: [{ as: 'T', body: { client_id: nobody } }, { as: 'T', body: { recipients: ['fuera@fuera.example'] } }, { as: 'C', body: { recipients: [who.client_admin_b.email] } }, { as: 'C', body: { recipients: [who.technician.email] } }],
  },
  'GET /api/reports/schedules/:id': { may: 'SATC', id: 'report_schedule' },
  'PUT /api/reports/schedules/:id': {
    may: 'SATC', id: 'report_schedule', body: { name: 'Mensual a', kind: 'monthly', format: 'xlsx', client_id: client.a, frequency: 'monthly', day_of_month: 2, time_of_day: '06:00', is_for_client: true, is_active: false, version: 1 },
    foreign: [{ as: 'T', body: { client_id: nobody } }, { as: 'C', body: { recipients: [who.technician.email] } }],
  },
  'DELETE /api/reports/schedules/:id': { may: 'SATC', id: 'report_schedule' },

  'GET /api/knowledge': { may: ALL, isList: true, query: 'q=impresora', foreign: filter('client_id', client.b) },
  'POST /api/knowledge': {
    may: STAFF, body: { title: 'Otro artículo', body: 'Así se hace.' },
    foreign: [{ as: 'T', body: { visibility: 'client', client_id: nobody } }, { as: 'T', body: { client_id: client.a } }, { as: 'T', body: { visibility: 'client' } }, { as: 'T', body: { category_id: nobody } }],
  },
  'GET /api/knowledge/suggest': { may: ALL, isList: true, query: 'q=la+impresora+no+imprime' },
  'GET /api/knowledge/:id': { may: ALL, id: 'article', foreign: filter('client_id', client.b) },
  'PUT /api/knowledge/:id': {
    may: STAFF, id: 'article', body: { title: 'Impresora de la bodega', body: 'Otra cosa.', visibility: 'client', client_id: client.a, version: 1 },
    foreign: [{ as: 'T', body: { client_id: nobody } }, { as: 'T', body: { category_id: nobody } }, { as: 'T', body: { visibility: 'everyone' } }],
  },
  'PUT /api/knowledge/:id/feedback': { may: 'CR', id: 'article', body: { verdict: 'helped' } },
  'POST /api/knowledge/:id/publish': { may: STAFF, id: 'article', body: { version: 2 } },
  'POST /api/knowledge/:id/archive': { may: STAFF, id: 'article', body: { version: 3 } },
  'GET /api/knowledge/:id/versions': { may: STAFF, id: 'article' },
  'GET /api/knowledge/:id/versions/:number': { may: STAFF, id: 'article', skip: 'names a version beside the article: test/worker/knowledge.test.ts' },


  'POST /api/live/ticket': { may: ALL },
  'GET /api/live': { may: '', skip: 'a WebSocket with a ticket of its own: test/worker/live.test.ts' },
  'GET /api/health': { may: '' },
  'GET /api/openapi.json': { may: '' },
};

/** Texts of client B and of internal rows: none may stand in an answer to a person of client A. */
export const FOREIGN_TEXTS = [
  world.canary, 'Beta Diseño', 'contacto@beta.example', '@beta.example', who.client_admin_b.name, who.solicitante_b.name, 'caja@tercero.example', 'Taller', 'Impresora b1', 'Impresora b2',
  comment.b1, attachment.b1, ticket.b2, world.machine_name.b1, world.asset.b1, world.execution.b1, world.alert.b1, 'Limpieza b', 'Procesador b', 'Mantenimiento b', 'Horario b', 'Acuerdo b', 'Aniversario b', 'Bolsa de horas b', 'Opinión b1', 'Reporte b.csv', 'Mensual b', 'Artículo b', world.article.b, world.entry.b1, world.contract.b,
];
