// The role matrix of machines, scripts, alerts and what hangs on them, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - - | - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

/** Own, near, foreign: the machine of site a1, of site a2, of client B. The agent is the machine of a1. */
export const FLEET_EXPECTED: Record<string, Expectation> = {
  assets: table('onf', {
    //       superadmin admin technician client_admin solicitante | auth mail_in mail_out sweep setup | enroll fleet agent
    select: 'onf onf onf on - | - - onf onf - | onf onf o', // a solicitante has a function for name, type and status
    insert: 'onf onf onf - - | - - - - - | onf - -', // things without an agent
    update: 'onf onf onf - - | - - - onf - | onf onf -', // what people note; for jobs when it was last seen
    delete: NOBODY,
  }),
  'assets: enrolled, with a key': table('onf', { insert: '- - - - - | - - - - - | onf - -' }),
  'assets: what people note of it': table('onf', { select: 'onf onf onf on - | - - onf onf - | onf onf -', update: 'onf onf onf - - | - - - - - | - - -' }),
  'assets: another key': table('onf', { update: NOBODY }),
  'assets: moved to the other client': table('onf', { update: NOBODY }),
  'assets: moved within the client': table('on', { update: 'on on on - - | - - - - - | on - -' }),
  'assets: taken out of use, or deleted': table('onf', { update: 'onf onf onf - - | - - - - - | - - -' }),
  'assets: sent away': table('onf', { update: 'onf onf onf - - | - - - - - | - - -' }),
  'assets: held, let in': table('o', { select: 'o o o o - | - - o o - | o o -', update: 'o o o - - | - - - - - | - - -' }),
  'assets: sent away, let in again': table('o', { update: 'o o - - - | - - - - - | - - -' }),
  'assets: said to be online': table('o', { update: '- - - - - | - - - o - | o o -' }),

  asset_inventory: table('onf', {
    select: 'onf onf onf on - | - - - onf - | - onf -',
    insert: '- - - - - | - - - - - | - onf -',
    update: '- - - - - | - - - - - | - onf -',
    delete: '- - - - - | - - - onf - | - - -',
  }),
  agent_metrics: table('onf', {
    select: 'onf onf onf on - | - - - onf - | - onf -',
    insert: '- - - - - | - - - - - | - onf -',
    update: '- - - - - | - - - - - | - onf -',
    delete: NOBODY, // a month goes as a whole
  }),
  agent_enrollment_tokens: table('onf', {
    select: 'onf onf onf - - | - - - onf - | onf - -',
    insert: 'onf onf onf - - | - - - - - | - - -',
    update: 'onf onf onf - - | - - - - - | onf - -', // people withdraw it, the job counts
    delete: NOBODY,
  }),
  'agent_enrollment_tokens: its hash': table('onf', { select: '- - - - - | - - - onf - | onf - -', update: NOBODY }),
  'agent_enrollment_tokens: more uses, a later end': table('onf', { update: NOBODY }),
  'agent_enrollment_tokens: in the name of somebody else': table('onf', { insert: NOBODY }),
  enrollment_attempts: table('onf', {
    select: 'onf onf onf - - | - - - onf - | onf - -',
    insert: '- - - - - | - - - - - | onf - -',
    update: NOBODY,
    delete: '- - - - - | - - - onf - | - - -',
  }),

  // Own: for client A; foreign: for client B.
  agent_scripts: table('of', {
    select: 'of of of - - | - - - - - | - of -',
    insert: 'of of of - - | - - - - - | - - -',
    update: 'of of of - - | - - - - - | - - -',
    delete: NOBODY,
  }),
  'agent_scripts: the words of an approved one': table('of', { update: 'of of - - - | - - - - - | - - -' }),
  'agent_scripts: in the name of somebody else': table('o', { insert: NOBODY }),
  // A draft of the technician.
  agent_script_versions: table('o', {
    select: 'o o o - - | - - - - - | - o -',
    insert: 'o o o - - | - - - - - | - - -',
    update: '- - o - - | - - - - - | - - -', // a draft is its author's
    delete: NOBODY,
  }),
  'agent_script_versions: of a client': table('of', { select: 'of of of - - | - - - - - | - of -' }),
  'agent_script_versions: approved from the start': table('o', { insert: NOBODY }),
  'agent_script_versions: in the name of somebody else': table('o', { insert: NOBODY }),
  'agent_script_versions: decided on': table('o', { update: 'o o - - - | - - - - - | - - -' }),
  'agent_script_versions: a draft decided on': table('o', { update: NOBODY }),
  'agent_script_versions: content of an approved one': table('o', { update: NOBODY }),
  // Own: asked for by the technician, near: by the admin; a new one: by the actor, by somebody else.
  script_runs: table('on', {
    select: 'on on on - - | - - - on - | - on -',
    insert: 'o o o - - | - - - - - | - - -',
    update: 'on on on - - | - - - on - | - on -',
    delete: NOBODY,
  }),
  'script_runs: who asked for it, and what': table('on', { update: NOBODY }),
  script_executions: table('onf', {
    select: 'onf onf onf - - | - - - onf - | - onf o',
    insert: 'onf onf onf - - | - - - - - | - - -',
    update: '- - - - - | - - - onf - | - onf -', // the machine's word
    delete: NOBODY,
  }),
  'script_executions: arguments': table('onf', { select: 'onf onf onf - - | - - - onf - | - onf -', update: NOBODY }),
  'script_executions: secret arguments': table('onf', { select: '- - - - - | - - - onf - | - onf -', update: NOBODY }),
  'script_executions: output': table('onf', { select: 'onf onf onf - - | - - - onf - | - onf -' }),
  'script_executions: an approved script': table('onf', { insert: 'onf onf onf - - | - - - - - | - - -' }),
  'script_executions: a draft': table('o', { insert: NOBODY }),
  'script_executions: another text than the approved one': table('o', { insert: NOBODY }),
  "script_executions: another client's script": table('o', { insert: NOBODY }),
  'script_executions: more rights than approved': table('o', { insert: NOBODY }),
  'script_executions: in the name of somebody else': table('onf', { insert: NOBODY }),
  'script_executions: done from the start': table('onf', { insert: NOBODY }),
  'script_executions: for a machine that is held': table('o', { insert: NOBODY }),
  'script_executions: for a machine that was sent away': table('o', { insert: NOBODY }),

  // Own: for client A; foreign: for client B.
  alert_rules: table('of', {
    select: 'of of of o - | - - - of - | of of -',
    insert: 'of of - - - | - - - - - | - - -',
    update: 'of of - - - | - - - - - | - - -',
    delete: NOBODY,
  }),
  'alert_rules: for every client': table('o', { select: 'o o o o - | - - - o - | o o -', insert: 'o o - - - | - - - - - | - - -', update: 'o o - - - | - - - - - | - - -' }),
  'alert_rules: in the name of somebody else': table('o', { insert: NOBODY }),
  alerts: table('onf', {
    select: 'onf onf onf on - | - - onf onf - | - onf -',
    insert: '- - - - - | - - - onf - | - onf -',
    update: 'onf onf onf - - | - - - onf - | - onf -', // people take note; jobs write the reading
    delete: NOBODY,
  }),
  'alerts: answered in the name of somebody else': table('onf', { update: '- - - - - | - - - onf - | - onf -' }),
  'alerts: priority or reading': table('onf', { update: '- - - - - | - - - onf - | - onf -' }),
  'alerts: said to have recovered': table('onf', { update: '- - - - - | - - - onf - | - onf -' }),
  maintenance_windows: table('of', {
    select: 'of of of o - | - - - of - | - of -',
    insert: 'of of of - - | - - - - - | - - -',
    update: 'of of of - - | - - - of - | - - -', // for the sweep: summed up
    delete: NOBODY,
  }),
  'maintenance_windows: moved to the other client': table('of', { update: NOBODY }),
  'maintenance_windows: in the name of somebody else': table('of', { insert: NOBODY }),
};
