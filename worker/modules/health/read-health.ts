// How the deployment is doing, for administrators: one round trip.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { judgeMailbox, type MailboxRow } from '../email/mailbox-rules.ts';
import { storeSetting } from '../settings/store.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { FirstSteps, FirstStepsBody, Health } from './contract.ts';
import { judgeHealth, stepsOf, type HealthFacts, type StepFacts } from './rules.ts';
import { healthStatement, stepsStatement } from './store.ts';

/** JSON has no instants. */
type Told<Row> = { [K in keyof Row]: Row[K] extends Date ? string : Date extends Row[K] ? string | null : Row[K] };
interface HealthJson {
  last_mail_at: string | null;
  mailboxes: (Told<MailboxRow> & { name: string; from_address: string; last_mail_at: string | null })[];
  queue: { due: number; oldest: string | null; held: number };
  ended: { parked: number; failed: number };
  inbound: { parked: number; quarantined: number };
  stuck: number;
  jobs: HealthFacts['jobs'];
  versions: HealthFacts['versions'];
  fleet: { agents: number; held: number; offline: number };
  frozen: boolean;
  reports_failed: number;
}

const instantOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
const overallOf = (row: HealthJson['mailboxes'][number], now: Date) => judgeMailbox({
  ...row, updated_at: new Date(row.updated_at), last_poll_at: instantOf(row.last_poll_at), last_poll_ok_at: instantOf(row.last_poll_ok_at), last_sent_at: instantOf(row.last_sent_at),
  send_failing_since: instantOf(row.send_failing_since), canary_sent_at: instantOf(row.canary_sent_at), canary_received_at: instantOf(row.canary_received_at),
}, now).overall;

/** The same text for an instant whatever Postgres writes. */
const isoOf = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

function factsOf(told: HealthJson, now: Date): HealthFacts {
  return {
    last_mail_at: isoOf(told.last_mail_at),
    mailboxes: told.mailboxes.map((row) => ({ name: row.name, address: row.from_address, overall: overallOf(row, now), last_mail_at: isoOf(row.last_mail_at) })),
    queue_due: told.queue.due, queue_oldest_at: isoOf(told.queue.oldest), queue_held: told.queue.held, queue_parked: told.ended.parked, queue_failed: told.ended.failed,
    inbound_parked: told.inbound.parked, inbound_quarantined: told.inbound.quarantined, stuck: told.stuck,
    jobs: told.jobs.map((run) => ({ ...run, started_at: isoOf(run.started_at)!, ok_at: isoOf(run.ok_at) })),
    versions: told.versions, agents: told.fleet.agents, agents_offline: told.fleet.offline, held: told.fleet.held, is_frozen: told.frozen, reports_failed: told.reports_failed,
  };
}

export async function readHealth(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor): Promise<Result<{ health: Health }>> {
  const now = deps.clock.now();
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [healthStatement(tx, now)]);
  if (!read.ok) return read;
  const facts = factsOf((read.value.rows[0].rows[0] as { health: HealthJson }).health, now);
  return done({ health: { checked_at: now.toISOString(), ...judgeHealth(facts, now), versions: facts.versions } });
}

export async function readFirstSteps(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ first_steps: FirstSteps }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [stepsStatement(tx)]);
  if (!read.ok) return read;
  const { is_dismissed, ...facts } = read.value.rows[0].rows[0] as unknown as StepFacts & { is_dismissed: boolean };
  return done({ first_steps: { steps: stepsOf(facts), is_dismissed } });
}

/** Puts the list away for everybody, or takes it out again. */
export async function dismissFirstSteps(deps: Pick<Deps, 'database'>, actor: UserActor, { dismissed }: FirstStepsBody): Promise<Result<{ dismissed: boolean }>> {
  const written = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [storeSetting(tx, 'first_steps_dismissed', dismissed)]);
  return written.ok ? done({ dismissed }) : written;
}
