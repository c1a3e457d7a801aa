// Who may do what to which row: the role matrix of the product written once more, by hand, independent of the policies.
import { FLEET_EXPECTED } from './matrix-expectations-fleet.ts';
import { KNOWLEDGE_EXPECTED } from './matrix-expectations-knowledge.ts';
import { LINK_EXPECTED } from './matrix-expectations-links.ts';
import { APPROVAL_EXPECTED } from './matrix-expectations-approvals.ts';
import { WAITING_EXPECTED } from './matrix-expectations-waiting.ts';
import { WRITING_EXPECTED } from './matrix-expectations-writing.ts';
import { MACRO_EXPECTED } from './matrix-expectations-macros.ts';
import { QUEUE_EXPECTED } from './matrix-expectations-queue.ts';
import { POLICY_EXPECTED } from './matrix-expectations-policies.ts';
import { RECOVERY_EXPECTED } from './matrix-expectations-recovery.ts';
import { REMOTE_EXPECTED } from './matrix-expectations-remote.ts';
import { RELEASE_EXPECTED } from './matrix-expectations-releases.ts';
import { REPORT_EXPECTED } from './matrix-expectations-reports.ts';
import { NOTICE_EXPECTED } from './matrix-expectations-notices.ts';
import { SLA_EXPECTED } from './matrix-expectations-sla.ts';
import { TIME_EXPECTED } from './matrix-expectations-time.ts';

/** Everybody who can ask the database anything. The agent is the machine of site a1. */
export const ACTORS = ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante', 'anonymous', 'auth', 'mail_in', 'mail_out', 'sweep', 'setup', 'enroll', 'fleet', 'agent'] as const;
export type ActorName = (typeof ACTORS)[number];
export const VERBS = ['select', 'insert', 'update', 'delete'] as const;
export type Verb = (typeof VERBS)[number];

/**
 * How near a row is to the actor.
 * `o` own: of client A and its first site, or of the actor in person.
 * `n` near: of client A's second site, or of another person of the same client (of the same house for staff).
 * `f` foreign: of client B.
 * Deployment-wide rows have the single scope `o`. Staff and jobs have no client: the same rows are used for them.
 */
export type Scope = 'o' | 'n' | 'f';

export interface Expectation {
  scopes: string;
  /** Cells: superadmin, admin, technician, client_admin, solicitante | auth, mail_in, mail_out, sweep, setup | enroll, fleet, agent; the last three are none when they are not written. */
  verbs: Partial<Record<Verb, string>>;
}

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

/**
 * Key: a table, or `table: which rows`. A plain table names all four verbs; a special kind of row those that differ.
 * `-` is "none". An anonymous caller may do nothing anywhere, so there is no column for it.
 */
export const EXPECTED: Record<string, Expectation> = {
  ...FLEET_EXPECTED,
  ...SLA_EXPECTED,
  ...TIME_EXPECTED,
  ...MACRO_EXPECTED,
  ...LINK_EXPECTED,
  ...WAITING_EXPECTED,
  ...APPROVAL_EXPECTED,
  ...RECOVERY_EXPECTED,
  ...REMOTE_EXPECTED,
  ...WRITING_EXPECTED,
  ...KNOWLEDGE_EXPECTED,
  ...POLICY_EXPECTED,
  ...RELEASE_EXPECTED,
  ...QUEUE_EXPECTED,
  ...REPORT_EXPECTED,
  ...NOTICE_EXPECTED,
  clients: table('of', {
    //       superadmin admin technician client_admin solicitante | auth mail_in mail_out sweep setup
    select: 'of of of o o | of of of of - | of of -',
    insert: 'of of - - - | - - - - -',
    update: 'of of - o - | - - - - -', // contact data
    delete: NOBODY,
  }),
  client_domains: table('of', { select: 'of of of o - | - of - - -', insert: NOBODY, update: NOBODY, delete: NOBODY }),
  sites: table('onf', {
    select: 'onf onf onf on o | onf onf onf onf - | onf onf -',
    insert: 'onf onf - - - | - - - - -',
    update: 'onf onf - - - | - - - - -',
    delete: NOBODY,
  }),
  site_emails: table('onf', { select: 'onf onf onf on - | - onf - - -', insert: NOBODY, update: NOBODY, delete: NOBODY }),

  // Own: the actor. Near and foreign: a solicitante of A and of B.
  users: table('onf', {
    select: 'onf onf onf on o | onf onf onf onf onf',
    insert: 'onf onf onf on - | - onf - - onf', // a new solicitante
    update: 'onf onf onf on o | onf - - - -', // the phone; for the job `auth` what a sign-in leaves
    delete: NOBODY,
  }),
  'users: client administrators': table('of', {
    select: 'of of of o - | of of of of of',
    insert: 'of of - o - | - - - - of',
    update: 'of of - o - | of - - - -',
  }),
  'users: technicians': table('o', { select: 'o o o - - | o o o o o', insert: 'o o - - - | - - - - o', update: 'o o - - - | o - - - -' }),
  'users: admins': table('o', { select: 'o o o - - | o o o o o', insert: 'o o - - - | - - - - o', update: 'o o - - - | o - - - -' }),
  'users: superadmins': table('o', { select: 'o o o - - | o o o o o', insert: 'o - - - - | - - - - o', update: 'o - - - - | o - - - -' }),
  'users: role of a solicitante made client_admin': table('nf', { update: 'nf nf - n - | - - - - -' }),
  'users: role of a client administrator made technician': table('nf', { update: 'nf nf - - - | - - - - -' }),
  'users: role of a client administrator made superadmin': table('nf', { update: 'nf - - - - | - - - - -' }),
  'users: own role, client or activity': table('o', { update: NOBODY }),
  'users: deletion of another': table('nf', { update: 'nf - - - - | - - - - -' }),
  'users: password hash': table('onf', { select: '- - - - - | onf onf onf onf onf', update: '- - - - - | onf - - - -' }),

  // Own: an assignment in site a1, near: in a2, foreign: in b1.
  user_site_assignments: table('onf', {
    select: 'onf onf onf on o | onf onf - - -',
    insert: 'onf onf onf on - | - onf - - -',
    update: NOBODY,
    delete: 'onf onf onf on - | - - - - -',
  }),

  // Of the actor in person, of a neighbour, of somebody of client B.
  sessions: table('onf', {
    select: 'o o o o o | onf - - onf -',
    insert: '- - - - - | onf - - - -',
    update: 'o o o o o | onf - - - -', // ending it
    delete: '- - - - - | - - - onf -',
  }),
  'sessions: taken up again or made longer': table('onf', { update: '- - - - - | onf - - - -' }),
  refresh_tokens: table('onf', {
    select: '- - - - - | onf - - onf -',
    insert: '- - - - - | onf - - - -',
    update: '- - - - - | onf - - - -',
    delete: '- - - - - | - - - onf -',
  }),
  one_time_tokens: table('onf', {
    select: '- - - - - | onf - - onf -',
    insert: 'onf onf nf on - | onf - - - -', // an invitation for somebody one may create
    update: '- - - - - | onf - - - -',
    delete: '- - - - - | onf - - onf -',
  }),
  'one_time_tokens: an invitation for a superadmin': table('o', { insert: 'o - - - - | o - - - -' }),
  'one_time_tokens: an invitation for a client administrator': table('of', { insert: 'of of - o - | of - - - -' }),
  'one_time_tokens: a password reset': table('onf', { insert: '- - - - - | onf - - - -' }),
  rate_counters: table('o', {
    select: '- - - - - | o o o o - | o o -',
    insert: '- - - - - | o o o - - | o o -',
    update: '- - - - - | o o o - - | o o -',
    delete: '- - - - - | o - - o -',
  }),
  idempotency_keys: table('onf', {
    select: 'o o o o o | - - - onf -',
    insert: 'o o o o o | - - - - -',
    update: NOBODY,
    delete: '- - - - - | - - - onf -',
  }),

  categories: table('o', {
    select: 'o o o o o | - o o o - | - o -',
    insert: 'o o - - - | - - - - -',
    update: 'o o - - - | - - - - -',
    delete: 'o o - - - | - - - - -',
  }),

  'categories: at the root': table('o', { select: 'o o o o o | - o o o - | - o o' }),

  tickets: table('onf', {
    select: 'onf onf onf on o | - onf onf onf - | - onf o',
    insert: 'onf onf onf on o | - onf - onf - | - onf o',
    update: 'onf onf onf on o | - onf - onf - | - onf -', // the status
    delete: NOBODY,
  }),
  'tickets: of another site, created by the solicitante': table('o', { select: 'o o o o o | - o o o - | - o -', update: 'o o o o o | - o - o - | - o -' }),
  'tickets: in the name of somebody else': table('onf', { insert: 'onf onf onf - - | - onf - onf - | - onf -' }),
  'tickets: priority, assignment or subject': table('onf', { update: 'onf onf onf - - | - onf - onf - | - onf -' }),
  'tickets: deletion': table('onf', { update: 'onf onf - - - | - onf - onf - | - onf -' }),
  'tickets: with an address that is told of it': table('onf', { insert: 'onf onf onf on o | - onf - onf - | - onf -' }),
  'tickets: of a machine': table('onf', { insert: 'onf onf onf on o | - onf - onf - | - onf o' }),
  'tickets: a description': table('onf', { select: 'onf onf onf on o | - onf onf onf - | - onf -' }),
  'tickets: moved to the other client': table('onf', { update: NOBODY }),
  'tickets: deleted ones': table('of', { select: 'of of of - - | - of of of - | - of -' }),

  ticket_comments: table('onf', {
    select: 'onf onf onf on o | - onf onf onf - | - onf -',
    insert: 'onf onf onf on o | - onf - onf - | - onf -',
    update: '- - - - - | - - onf - -', // the id of the mail it left in
    delete: NOBODY,
  }),
  'ticket_comments: internal': table('onf', { select: 'onf onf onf - - | - onf - onf - | - onf -', insert: 'onf onf onf - - | - onf - onf - | - onf -', update: NOBODY }),
  'ticket_comments: in the name of somebody else': table('onf', { insert: '- - - - - | - onf - onf - | - onf -' }),
  'ticket_comments: that claims to be of the staff': table('onf', { insert: 'onf onf onf - - | - onf - onf - | - onf -' }),
  ticket_activities: table('onf', {
    select: 'onf onf onf on o | - onf - onf - | - onf -',
    insert: 'onf onf onf on o | - onf - onf - | - onf o',
    update: NOBODY,
    delete: NOBODY,
  }),
  'ticket_activities: internal': table('onf', { select: 'onf onf onf - - | - onf - onf - | - onf -', insert: 'onf onf onf - - | - onf - onf - | - onf -' }),
  'ticket_activities: of another kind than the opening': table('onf', { insert: 'onf onf onf on o | - onf - onf - | - onf -' }),
  ticket_resolutions: table('onf', {
    select: 'onf onf onf on o | - - onf onf -',
    insert: 'onf onf onf - - | - - - onf - | - onf -',
    update: NOBODY,
    delete: NOBODY,
  }),
  // Own: the actor on a ticket of a1; near and foreign: somebody else elsewhere.
  ticket_watchers: table('onf', {
    select: 'onf onf onf on o | - - - - -',
    insert: 'onf onf onf on o | - - - - -', // oneself
    update: NOBODY,
    delete: 'onf onf onf o o | - - - - -',
  }),
  'ticket_watchers: somebody else': table('onf', { insert: 'onf onf onf - - | - - - - -' }),
  'ticket_watchers: somebody who may not see it': table('onf', { insert: NOBODY }),
  file_attachments: table('onf', {
    select: 'onf onf onf on o | - onf onf - -',
    insert: 'onf onf onf on o | - onf - - -',
    update: NOBODY,
    delete: NOBODY,
  }),
  'file_attachments: internal': table('onf', { select: 'onf onf onf - - | - onf - - -', insert: 'onf onf onf - - | - onf - - -' }),
  "file_attachments: bytes of another client's folder": table('onf', { insert: NOBODY }),
  'file_attachments: public on an internal comment': table('onf', { insert: NOBODY }),

  email_config: table('o', {
    select: 'o o - - - | - o o o -',
    insert: 'o - - - - | - - - - -',
    update: 'o - - - - | - - - - -',
    delete: NOBODY,
  }),
  'email_config: secrets': table('o', { select: '- - - - - | - o o o -', update: 'o - - - - | - - - - -' }),
  mailbox_health: table('o', {
    select: 'o o - - - | - o o o -',
    insert: '- - - - - | - o o o -',
    update: 'o - - - - | - o o o -', // how a test went
    delete: NOBODY,
  }),
  'mailbox_health: where polling stands': table('o', { update: '- - - - - | - o o o -' }),
  'mailbox_health: the word of a canary': table('o', { select: '- - - - - | - o o o -' }),
  job_runs: table('o', { select: 'o o - - - | - - - o -', insert: '- - - - - | - - - o -', update: '- - - - - | - - - o -', delete: NOBODY }),
  mailbox_stuck: table('o', {
    select: 'o o - - - | - o o o -',
    insert: '- - - - - | - o o o -',
    update: '- - - - - | - o o o -',
    delete: '- - - - - | - o - o -',
  }),
  email_templates: table('o', {
    select: 'o o o - - | - - o - -',
    insert: 'o o - - - | - - - - -',
    update: 'o o - - - | - - - - -',
    delete: 'o o - - - | - - - - -',
  }),
  email_queue: table('onf', {
    select: 'onf onf onf - - | onf onf onf onf - | - onf -',
    insert: 'onf onf onf on o | onf onf - onf - | - onf o', // a notice about a visible ticket, in one's own name
    update: 'onf onf - - - | - onf onf onf -',
    delete: NOBODY,
  }),
  'email_queue: written by the technician': table('o', { update: 'o o o - - | - o o o -' }),
  'email_queue: in the name of somebody else': table('onf', { insert: '- - - - - | onf onf - onf - | - onf -' }),
  'email_queue: of something else than a new ticket': table('onf', { insert: 'onf onf onf on o | onf onf - onf - | - onf -' }),
  'email_queue: a comment of another ticket': table('o', { insert: NOBODY }),
  'email_queue: about a ticket, without its client': table('onf', { insert: NOBODY }),
  inbound_emails: table('of', {
    select: 'of of of - - | - of - of -',
    insert: '- - - - - | - of - - -',
    update: 'of of of - - | - of - - -',
    delete: NOBODY,
  }),
  'inbound_emails: quarantined': table('o', { select: 'o o o - - | - o - o -', update: 'o o o - - | - o - - -' }),
  'inbound_emails: a ticket, without its client': table('of', { insert: NOBODY, update: NOBODY }),
  email_decisions: table('of', {
    select: 'of of of - - | - of - - -',
    insert: '- - - - - | - of - - -',
    update: NOBODY,
    delete: '- - - - - | - of - - -',
  }),
  monitoring_senders: table('of', {
    select: 'of of of - - | - of - - -',
    insert: 'of of - - - | - - - - -',
    update: NOBODY,
    delete: 'of of - - - | - - - - -',
  }),
  'monitoring_senders: in the name of somebody else': table('of', { insert: NOBODY }),
  email_suppressions: table('o', {
    select: 'o o o - - | - o o - -',
    insert: '- - - - - | - o o - -',
    update: NOBODY,
    delete: 'o o - - - | - - - - -',
  }),
  email_delivery_events: table('o', {
    select: 'o o o - - | - o - o -',
    insert: '- - - - - | - o - - -',
    update: NOBODY,
    delete: '- - - - - | - - - o -',
  }),
  ticket_message_ids: table('of', { select: 'of of of - - | - of of - -', insert: '- - - - - | - of of - -', update: NOBODY, delete: NOBODY }),

  settings: table('o', {
    select: 'o o - - - | o o o o - | o o -',
    insert: 'o - - - - | - - - - -',
    update: 'o - - - - | - - - - -',
    delete: NOBODY,
  }),
  'settings: rules of the desk that every request follows': table('o', { select: 'o o o o o | o o o o - | o o -' }),
  'settings: the switch that stops every command': table('o', { select: 'o o o - - | o o o o - | o o -', update: 'o o - - - | - - - - -' }),
  'settings: what machines are told to do': table('o', { select: 'o o o - - | o o o o - | o o o', update: 'o - - - - | - - - - -' }),
  // Own: what the actor did to client A; near: what others did; foreign: about client B.
  audit_log: table('onf', { select: 'onf onf o - - | - - - onf -', insert: NOBODY, update: NOBODY, delete: NOBODY }),
};

/** What the actor may reach, as the letters of the scopes in order: `onf`, `o`, or empty. */
export function expectedScopes(key: string, verb: Verb, actor: ActorName): string {
  const cells = EXPECTED[key]?.verbs[verb];
  if (cells === undefined) throw new Error(`${key} has no expectation for ${verb}`);
  if (actor === 'anonymous') return '';
  const [people = '', jobs = '', fleet = '- - -'] = cells.split('|').map((part) => part.trim());
  const cell = [people, jobs, fleet].flatMap((part) => part.split(/\s+/));
  if (cell.length !== ACTORS.length - 1) throw new Error(`${key} ${verb} needs ${ACTORS.length - 1} cells, has ${cell.length}`);
  const found = cell[ACTORS.filter((one) => one !== 'anonymous').indexOf(actor)];
  if (found === undefined) throw new Error(`${key} ${verb} has no cell for ${actor}`);
  return found === '-' ? '' : found;
}
