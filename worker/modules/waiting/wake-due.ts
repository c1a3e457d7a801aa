// Each minute: tickets whose time has come wake, and people are reminded; each once, whoever else is at it.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { insertNotices, type Notice } from '../notifications/queue-notices.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { settleDue, dueWaiting } from './store.ts';

/** What is left after so many of each belongs to the next minute. */
const DUE_MAX = 100;
const AUTHOR = 'Calendario';

interface DueRow {
  kind: 'snooze' | 'reminder';
  cause_id: string;
  ticket_id: string;
  client_id: string;
  person: NoticePerson | null;
}

const noticeOf = ({ kind, cause_id, ticket_id, client_id, person }: DueRow): Notice[] => (person === null ? [] : [{
  event: 'ticket_reminder', ticket: { ticket_id, client_id, notification_email: null, additional_emails: [] }, people: [person], reminded: [person.user_id], actor: { user_id: null },
  cause_id, vars: { notice: kind === 'snooze' ? 'woken' : 'reminder' },
}]);

/** Idempotent and safe beside itself: a notice is keyed by its cause. One round trip when nothing is due. */
export async function wakeDue(deps: Pick<Deps, 'database' | 'clock' | 'ids'>): Promise<Effect[]> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `waiting-${deps.ids.next()}` };
  const now = deps.clock.now();
  const read = await deps.database.asActor(actor, {}, (tx) => [dueWaiting(tx, now, DUE_MAX)]);
  if (!read.ok) throw new Error(`waiting: ${read.problem.kind}`);
  const due = read.value.rows[0].rows as unknown as DueRow[];
  if (due.length === 0) return [];
  const idsOf = (kind: DueRow['kind']): string[] => [...new Set(due.filter((row) => row.kind === kind).map((row) => row.cause_id))];
  const notices = due.flatMap(noticeOf);
  const written = await deps.database.asActor(actor, {}, (tx) => [
    settleDue(tx, { snoozes: idsOf('snooze'), reminders: idsOf('reminder') }, now, AUTHOR), ...(notices.length > 0 ? [insertNotices(tx, notices)] : []),
  ] as unknown as readonly [ReturnType<typeof settleDue>]);
  if (!written.ok) throw new Error(`waiting: ${written.problem.kind}`);
  const woken = written.value.rows[0].rows as unknown as Omit<Extract<Effect, { type: 'ticket' }>, 'type' | 'kind' | 'internal'>[];
  return [...woken.map((row): Effect => ({ ...row, type: 'ticket', kind: 'woken', internal: true })), ...(notices.length > 0 ? [{ type: 'mail' } as const] : [])];
}
