// For each line of the expectations: which row is meant, what is inserted, what is changed.
import type { Scope } from './matrix-expectations.ts';
import { FLEET_PROBES } from './matrix-rows-fleet.ts';
import { KNOWLEDGE_PROBES } from './matrix-rows-knowledge.ts';
import { LINK_PROBES } from './matrix-rows-links.ts';
import { APPROVAL_PROBES } from './matrix-rows-approvals.ts';
import { WAITING_PROBES } from './matrix-rows-waiting.ts';
import { WRITING_PROBES } from './matrix-rows-writing.ts';
import { MACRO_PROBES } from './matrix-rows-macros.ts';
import { QUEUE_PROBES } from './matrix-rows-queue.ts';
import { POLICY_PROBES } from './matrix-rows-policies.ts';
import { RECOVERY_PROBES } from './matrix-rows-recovery.ts';
import { REMOTE_PROBES } from './matrix-rows-remote.ts';
import { RELEASE_PROBES } from './matrix-rows-releases.ts';
import { REPORT_PROBES } from './matrix-rows-reports.ts';
import { NOTICE_PROBES } from './matrix-rows-notices.ts';
import { SLA_PROBES } from './matrix-rows-sla.ts';
import { TIME_PROBES } from './matrix-rows-time.ts';
import { at, equals, isJob, place, q, requester, signature, somebody } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import { world } from './world.ts';
import type { Person } from './world.ts';

export type { Me, Probe } from './matrix-rows-places.ts';

const { client, site, who, ticket, comment, activity, resolution, attachment, queue, inbound, decision, category } = world;
const somebodyElse = (scope: Scope): string => q(at(scope, who.technician2, who.client_admin2, who.client_admin_b).user_id);
const sealed = '0'.repeat(64);

const ofTicket = (scope: Scope): Record<string, string> => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id) });
const newUser = (role: string, client_id: string | null): Record<string, string> => ({
  client_id: client_id === null ? 'null' : q(client_id), name: "'Nueva Persona'", email: "'nueva@persona.example'", role: q(role),
});
const newTicket = (scope: Scope, by: string, more: Record<string, string> = {}): Record<string, string> => ({
  client_id: q(place(scope).client_id), site_id: q(place(scope).site_id), created_by: by, subject: "'Otra impresora'", ...more,
});
/** A machine's tickets are about a machine, by its channel. */
const asMachine = (scope: Scope, me: Me): Record<string, string> => (me.actor === 'agent' ? { ...ofMachine(scope), channel: "'agente'" } : {});
const ofMachine = (scope: Scope): Record<string, string> => ({ asset_id: q(at(scope, world.asset.a1, world.asset.a2, world.asset.b1)) });
/** What is told of a ticket: a machine tells of its opening alone. */
const told = (me: Me, machine: string, others: string): string => q(me.actor === 'agent' ? machine : others);
const newComment = (scope: Scope, me: Me, more: Record<string, string> = {}): Record<string, string> => ({
  ...ofTicket(scope), author_id: signature(me), author_name: q(me.person.name), body_text: "'Hola'",
  author_is_staff: String(!isJob(me) && me.person.client_id === null), ...more,
});
const newFile = (scope: Scope, me: Me, more: Record<string, string> = {}): Record<string, string> => ({
  ...ofTicket(scope), name: "'a.txt'", mime_type: "'text/plain'", size: '1', sha256: q(sealed), r2_key: q(`client/${place(scope).client_id}/${sealed}`), uploaded_by: signature(me), ...more,
});
const newNotice = (scope: Scope, me: Me, more: Record<string, string> = {}): Record<string, string> => ({
  ...ofTicket(scope), event: told(me, 'ticket_created', 'ticket_commented'), effect_key: "'probe'", to_email: "'a@a.example'", created_by: signature(me), ...more,
});
const newInbound = (more: Record<string, string>): Record<string, string> => ({
  mailbox: "'m'", message_id: "'probe'", raw_key: "'k'", raw_sha256: "'s'", raw_size: '1', received_at: 'now()', ...more,
});
const newToken = (user_id: string, purpose = 'invite'): Record<string, string> => ({
  token_hash: "'probe'", user_id: q(user_id), purpose: q(purpose), expires_at: "now() + interval '1 day'",
});
const userRow = (of: Person, role: string, client_id: string | null): Probe => ({
  where: () => equals('user_id', of.user_id),
  insert: () => newUser(role, client_id),
  change: (_scope, me) => (isJob(me) ? 'last_login = now()' : "phone = '55 1234 5678'"),
});
/** Of people without sites: an assignment holds its person in the client. */
const promotion = (role: string): Probe => ({
  where: (scope) => equals('user_id', at(scope, who.client_admin2, who.client_admin2, who.client_admin_b).user_id),
  change: () => `role = ${q(role)}, client_id = null`,
});
const otherRole: Record<string, string> = { superadmin: 'admin', admin: 'technician', technician: 'admin', client_admin: 'solicitante', solicitante: 'client_admin' };
const roleChange = (set: string): Probe => ({ where: (scope) => equals('user_id', requester(scope).user_id), change: () => set });
const nextVersion = 'version = version + 1';
const ticketChange = (set: (scope: Scope) => string): Probe => ({ where: (scope) => equals('ticket_id', place(scope).ticket_id), change: (scope) => `${set(scope)}, ${nextVersion}` });

export const PROBES: Record<string, Probe> = {
  ...FLEET_PROBES,
  ...SLA_PROBES,
  ...TIME_PROBES,
  ...MACRO_PROBES,
  ...QUEUE_PROBES,
  ...LINK_PROBES,
  ...WAITING_PROBES,
  ...APPROVAL_PROBES,
  ...RECOVERY_PROBES,
  ...REMOTE_PROBES,
  ...WRITING_PROBES,
  ...KNOWLEDGE_PROBES,
  ...POLICY_PROBES,
  ...RELEASE_PROBES,
  ...REPORT_PROBES,
  clients: {
    where: (scope) => equals('client_id', place(scope).client_id),
    insert: () => ({ name: "'Gama Logística'" }),
    change: () => "phone = '55 1234 5678'",
  },
  client_domains: {
    where: (scope) => equals('client_id', place(scope).client_id),
    insert: (scope) => ({ domain: "'gama.example'", client_id: q(place(scope).client_id) }),
    change: () => "domain = 'gama.example'",
  },
  sites: {
    where: (scope) => equals('site_id', place(scope).site_id),
    insert: (scope) => ({ client_id: q(place(scope).client_id), name: "'Sucursal'" }),
    change: () => "city = 'Puebla'",
  },
  site_emails: {
    where: (scope) => `email = ${q(at(scope, 'caja@otro.example', 'bodega@otro.example', 'caja@tercero.example'))}`,
    insert: (scope) => ({ email: "'nueva@otro.example'", client_id: q(place(scope).client_id), site_id: q(place(scope).site_id) }),
    change: () => "email = 'nueva@otro.example'",
  },

  users: {
    where: (scope, me) => equals('user_id', at(scope, me.person, who.solicitante2, who.solicitante_b).user_id),
    insert: (scope) => newUser('solicitante', place(scope).client_id),
    change: (_scope, me) => (isJob(me) ? 'last_login = now()' : "phone = '55 1234 5678'"),
  },
  'users: client administrators': {
    where: (scope) => equals('user_id', at(scope, who.client_admin2, who.client_admin2, who.client_admin_b).user_id),
    insert: (scope) => newUser('client_admin', place(scope).client_id),
    change: (_scope, me) => (isJob(me) ? 'last_login = now()' : "phone = '55 1234 5678'"),
  },
  'users: technicians': userRow(who.technician2, 'technician', null),
  'users: admins': userRow(who.admin2, 'admin', null),
  'users: superadmins': userRow(who.superadmin2, 'superadmin', null),
  'users: role of a solicitante made client_admin': roleChange("role = 'client_admin'"),
  'users: role of a client administrator made technician': promotion('technician'),
  'users: role of a client administrator made superadmin': promotion('superadmin'),
  'users: own role, client or activity': {
    where: (_scope, me) => equals('user_id', me.person.user_id),
    change: (_scope, me) => `role = ${q(otherRole[me.person.role]!)}`,
  },
  'users: deletion of another': roleChange('deleted_at = now(), is_active = false'),
  'users: password hash': {
    where: (scope, me) => equals('user_id', at(scope, me.person, who.solicitante2, who.solicitante_b).user_id),
    column: 'password_hash',
    change: () => "password_hash = 'scrypt$1$1$1$00$00'",
  },
  user_site_assignments: {
    where: (scope) => equals('user_id', requester(scope).user_id),
    insert: (scope) => ({ user_id: q(requester(scope).user_id), client_id: q(place(scope).client_id), site_id: q(at(scope, site.a2, site.a1, site.b2)) }),
    change: () => 'created_at = now()',
  },

  sessions: {
    where: (scope, me) => equals('session_id', somebody(scope, me).session_id),
    insert: (scope, me) => ({ user_id: q(somebody(scope, me).user_id), expires_at: "now() + interval '1 day'" }),
    change: () => "revoked_at = now(), revoked_reason = 'signed out'",
  },
  'sessions: taken up again or made longer': {
    where: (scope, me) => equals('session_id', somebody(scope, me).session_id),
    change: () => "revoked_at = null, expires_at = now() + interval '1 year'",
  },
  refresh_tokens: {
    where: (scope, me) => equals('token_hash', world.refresh(somebody(scope, me))),
    insert: (scope, me) => ({ token_hash: "'probe'", session_id: q(somebody(scope, me).session_id) }),
    change: () => 'used_at = now()',
  },
  one_time_tokens: {
    where: (scope, me) => equals('token_hash', world.token(at(scope, me.person, who.solicitante2, who.solicitante_b))),
    insert: (scope, me) => newToken(at(scope, me.person, who.solicitante2, who.solicitante_b).user_id),
    change: () => 'used_at = now()',
  },
  'one_time_tokens: an invitation for a superadmin': { insert: () => newToken(who.superadmin2.user_id) },
  'one_time_tokens: an invitation for a client administrator': {
    insert: (scope) => newToken(at(scope, who.client_admin2, who.client_admin2, who.client_admin_b).user_id),
  },
  'one_time_tokens: a password reset': { insert: (scope, me) => newToken(at(scope, me.person, who.solicitante2, who.solicitante_b).user_id, 'reset') },
  rate_counters: {
    where: () => equals('bucket', world.bucket),
    insert: () => ({ bucket: "'probe'", window_start: "'2026-01-01T00:00:00Z'" }),
    change: () => 'hits = hits + 1',
  },
  idempotency_keys: {
    where: (scope, me) => equals('user_id', somebody(scope, me).user_id),
    insert: (scope, me) => ({ user_id: q(somebody(scope, me).user_id), key: "'probe'", request_hash: "'h'", result_id: 'gen_random_uuid()' }),
    change: () => "request_hash = 'other'",
  },

  categories: {
    where: () => equals('category_id', category.empty),
    insert: () => ({ name: "'Otra'", parent_id: q(category.root) }),
    change: () => "color = '#000000'",
  },
  'categories: at the root': { where: () => equals('category_id', category.root) },
  tickets: {
    ...ticketChange(() => "status = 'cerrado'"),
    insert: (scope, me) => newTicket(scope, signature(me), asMachine(scope, me)),
  },
  'tickets: of another site, created by the solicitante': {
    where: () => equals('ticket_id', ticket.a2_created_by_solicitante),
    change: () => `status = 'cerrado', ${nextVersion}`,
  },
  'tickets: in the name of somebody else': { insert: (scope, me) => newTicket(scope, somebodyElse(scope), asMachine(scope, me)) },
  'tickets: with an address that is told of it': { insert: (scope, me) => newTicket(scope, signature(me), { ...asMachine(scope, me), additional_emails: "'{quien@otro.example}'" }) },
  'tickets: of a machine': { insert: (scope, me) => newTicket(scope, signature(me), { ...ofMachine(scope), ...asMachine(scope, me) }) },
  'tickets: a description': { where: (scope) => equals('ticket_id', place(scope).ticket_id), column: 'description' },
  'tickets: priority, assignment or subject': ticketChange(() => "priority = 'critica'"),
  'tickets: deletion': ticketChange(() => 'deleted_at = now()'),
  'tickets: moved to the other client': ticketChange((scope) => `client_id = ${q(at(scope, client.b, client.b, client.a))}, site_id = ${q(at(scope, site.b1, site.b1, site.a1))}`),
  'tickets: deleted ones': { where: (scope) => equals('ticket_id', at(scope, ticket.a1_deleted, ticket.a1_deleted, ticket.b1_deleted)) },

  ticket_comments: {
    where: (scope) => equals('comment_id', at(scope, comment.a1, comment.a2, comment.b1)),
    insert: newComment,
    change: () => "message_id = 'probe'",
  },
  'ticket_comments: internal': {
    where: (scope) => equals('comment_id', at(scope, comment.a1_internal, comment.a2_internal, comment.b1_internal)),
    insert: (scope, me) => newComment(scope, me, { visibility: "'internal'" }),
    change: () => "message_id = 'probe'",
  },
  'ticket_comments: in the name of somebody else': { insert: (scope, me) => newComment(scope, me, { author_id: somebodyElse(scope) }) },
  'ticket_comments: that claims to be of the staff': { insert: (scope, me) => newComment(scope, me, { author_is_staff: 'true' }) },
  ticket_activities: {
    where: (scope) => equals('activity_id', at(scope, activity.a1, activity.a2, activity.b1)),
    insert: (scope, me) => ({ ...ofTicket(scope), actor_id: signature(me), actor_name: "'x'", action: told(me, 'created', 'status') }),
    change: () => "actor_name = 'nobody'",
  },
  'ticket_activities: internal': {
    where: (scope) => equals('activity_id', at(scope, activity.a1_internal, activity.a2_internal, activity.b1_internal)),
    insert: (scope, me) => ({ ...ofTicket(scope), actor_id: signature(me), actor_name: "'x'", action: "'created'", visibility: "'internal'" }),
  },
  'ticket_activities: of another kind than the opening': { insert: (scope, me) => ({ ...ofTicket(scope), actor_id: signature(me), actor_name: "'x'", action: "'status'" }) },
  ticket_resolutions: {
    where: (scope) => equals('resolution_id', at(scope, resolution.a1, resolution.a2, resolution.b1)),
    insert: (scope, me) => ({ ...ofTicket(scope), resolved_by: signature(me), resolved_by_name: "'x'", resolution_notes: "'x'" }),
    change: () => "resolution_notes = 'nothing'",
  },
  ticket_watchers: {
    where: (scope, me) => `${equals('ticket_id', place(scope).ticket_id)} and ${equals('user_id', at(scope, me.person, who.solicitante2, who.solicitante_b).user_id)}`,
    insert: (scope, me) => ({ ...ofTicket(scope), ticket_id: q(at(scope, ticket.a1_resolved, ticket.a2, ticket.b1)), user_id: q(me.person.user_id) }),
    change: () => 'created_at = now()',
  },
  'ticket_watchers: somebody who may not see it': { insert: (scope) => ({ ...ofTicket(scope), user_id: q(at(scope, who.solicitante_b, who.solicitante, who.client_admin2).user_id) }) },
  'ticket_watchers: somebody else': { insert: (scope) => ({ ...ofTicket(scope), user_id: q(at(scope, who.client_admin2, who.client_admin2, who.client_admin_b).user_id) }) },
  file_attachments: {
    where: (scope) => equals('attachment_id', at(scope, attachment.a1, attachment.a2, attachment.b1)),
    insert: newFile,
    change: () => "name = 'other'",
  },
  'file_attachments: internal': {
    where: (scope) => equals('attachment_id', at(scope, attachment.a1_internal, attachment.a2_internal, attachment.b1_internal)),
    insert: (scope, me) => newFile(scope, me, { visibility: "'internal'", comment_id: q(at(scope, comment.a1_internal, comment.a2_internal, comment.b1_internal)) }),
  },
  "file_attachments: bytes of another client's folder": {
    insert: (scope, me) => newFile(scope, me, { r2_key: q(`client/${at(scope, client.b, client.b, client.a)}/${sealed}`) }),
    isConstraint: true,
  },
  'file_attachments: public on an internal comment': {
    insert: (scope, me) => newFile(scope, me, { comment_id: q(at(scope, comment.a1_internal, comment.a2_internal, comment.b1_internal)) }),
  },

  email_config: {
    where: () => equals('config_id', world.config.main),
    insert: () => ({ name: "'Otra'", from_address: "'otra@mail.example.com'", from_name: "'Mesa'" }),
    change: () => "from_name = 'Mesa'",
  },
  mailbox_health: {
    where: () => equals('config_id', world.config.main),
    column: 'config_id',
    insert: () => ({ config_id: q(world.config.main) }),
    change: () => "last_test_error_code = 'x'",
    isTaken: true,
  },
  'mailbox_health: where polling stands': { where: () => equals('config_id', world.config.main), column: 'config_id', change: () => 'last_uid = 1' },
  'mailbox_health: the word of a canary': { where: () => equals('config_id', world.config.main), column: 'canary_token' },
  job_runs: {
    where: () => "job = 'heartbeat'",
    insert: () => ({ job: "'otro'", cron: "'* * * * *'", started_at: 'now()', duration_ms: '1' }),
    change: () => 'runs = runs + 1',
  },
  mailbox_stuck: {
    where: () => equals('config_id', world.config.main),
    insert: () => ({ config_id: q(world.config.main), uid_validity: '1', uid: '2' }),
    change: () => 'attempts = 2',
  },
  'email_config: secrets': { where: () => equals('config_id', world.config.main), column: 'secrets', change: () => "secrets = '{}'" },
  email_templates: {
    where: () => equals('template_id', world.template.es),
    insert: () => ({ event: "'sla_breach'", locale: "'es'", subject: "'x'", body_text: "'x'" }),
    change: () => "subject = 'x'",
  },
  email_queue: {
    where: (scope) => equals('queue_id', at(scope, queue.a1, queue.a2, queue.b1)),
    insert: newNotice,
    change: () => "status = 'cancelled'",
  },
  'email_queue: written by the technician': { where: () => equals('queue_id', queue.by_technician), change: () => "status = 'cancelled'" },
  'email_queue: in the name of somebody else': { insert: (scope, me) => newNotice(scope, me, { created_by: somebodyElse(scope) }) },
  'email_queue: of something else than a new ticket': { insert: (scope, me) => newNotice(scope, me, { event: "'ticket_commented'" }) },
  'email_queue: a comment of another ticket': { insert: (_scope, me) => newNotice('o', me, { comment_id: q(comment.a2) }), isConstraint: true },
  'email_queue: about a ticket, without its client': { insert: (scope, me) => newNotice(scope, me, { client_id: 'null' }), isConstraint: true },
  inbound_emails: {
    where: (scope) => equals('inbound_id', at(scope, inbound.a1, inbound.a1, inbound.b1)),
    insert: (scope) => newInbound(ofTicket(scope)),
    change: () => "state = 'discarded'",
  },
  'inbound_emails: quarantined': { where: () => equals('inbound_id', inbound.quarantined), change: () => "state = 'discarded'" },
  'inbound_emails: a ticket, without its client': {
    where: (scope) => equals('inbound_id', at(scope, inbound.a1, inbound.a1, inbound.b1)),
    insert: (scope) => newInbound({ ticket_id: q(place(scope).ticket_id) }),
    change: () => 'client_id = null',
    isConstraint: true,
  },
  email_decisions: {
    where: (scope) => equals('decision_id', at(scope, decision.a1, decision.a1, decision.b1)),
    insert: (scope) => ({ inbound_id: q(at(scope, inbound.a1, inbound.a1, inbound.b1)), step: '2', code: "'x'", detail: "'x'" }),
    change: () => "detail = 'x'",
  },
  monitoring_senders: {
    where: (scope) => equals('sender_id', at(scope, world.monitoring_sender.a, world.monitoring_sender.a, world.monitoring_sender.b)),
    insert: (scope, me) => ({ client_id: q(place(scope).client_id), address: "'probe@probe.example'", created_by: q(me.person.user_id) }),
    change: () => "note = 'x'",
  },
  'monitoring_senders: in the name of somebody else': { insert: (scope, me) => ({ client_id: q(place(scope).client_id), address: "'probe@probe.example'", created_by: q(somebody('n', me).user_id) }) },
  email_suppressions: {
    where: () => equals('email', world.suppressed),
    insert: () => ({ email: "'otra@beta.example'", reason: "'bounce'" }),
    change: () => "reason = 'x'",
  },
  email_delivery_events: {
    where: () => equals('event_id', 'world-event'),
    insert: () => ({ event_id: "'probe'", kind: "'x'", outcome: "'unknown'" }),
    change: () => "detail = 'x'",
  },
  ticket_message_ids: {
    where: (scope) => equals('ticket_id', place(scope).ticket_id),
    insert: (scope) => ({ ...ofTicket(scope), message_id: "'probe'", direction: "'in'" }),
    change: () => "direction = 'out'",
  },

  ...NOTICE_PROBES,
  settings: {
    where: () => "name = 'seeded_categories'",
    insert: () => ({ name: "'probe'", value: "'1'" }),
    change: () => "value = 'false'",
  },
  'settings: rules of the desk that every request follows': { where: () => "name = 'reopen_window_days'" },
  'settings: the switch that stops every command': { where: () => "name = 'remote_freeze'", change: () => "value = 'true'" },
  'settings: what machines are told to do': { where: () => "name = 'agent_config'", change: () => "value = '{}'" },
  audit_log: {
    where: (scope, me) => `action = 'world' and ${equals('actor_id', at(scope, me.person, who.technician2, who.client_admin_b).user_id)}`,
    insert: (_scope, me) => ({ actor_kind: "'user'", actor_id: signature(me), action: "'x'", entity: "'x'", hash: "'x'" }),
    change: () => "action = 'x'",
  },
};
