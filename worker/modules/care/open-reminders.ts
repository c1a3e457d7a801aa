// Each minute: warranties that end and maintenance that is due become tickets, each once, whoever else is at it.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { uuidOf } from '../schedules/rules.ts';
import { nextMaintenance, reminderTicket } from './rules.ts';
import { dueReminders, openReminder, peopleOfDue, type DueReminder } from './store.ts';

/** What is left after so many belongs to the next minute. */
const REMINDERS_MAX = 50;
const AUTHOR = 'Calendario';

interface OpenedTicket {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  site_id: string;
  version: number;
}

/** Idempotent and safe beside itself: the ticket of a reminder has one id, and its asset is held while it is written. One round trip when nothing is due. */
export async function openReminders(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'log'>): Promise<Effect[]> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `asset-reminders-${deps.ids.next()}` };
  const now = deps.clock.now().toISOString();
  const read = await deps.database.asActor(actor, {}, (tx) => [dueReminders(tx, REMINDERS_MAX), peopleOfDue(tx, REMINDERS_MAX)]);
  if (!read.ok) throw new Error(`asset reminders: ${read.problem.kind}`);
  const people = read.value.rows[1].rows as unknown as (NoticePerson & { asset_id: string })[];
  const effects: Effect[] = [];
  for (const due of read.value.rows[0].rows as unknown as DueReminder[]) {
    try {
      const ticket_id = uuidOf(await sha256Hex(`reminder ${due.asset_id} ${due.kind} ${due.due_on}`));
      // Without an interval it was planned once.
      const next_on = due.kind === 'maintenance' && due.every_months !== null ? nextMaintenance(due.due_on, due.every_months, due.today) : null;
      const notice = {
        event: 'ticket_created' as const, ticket: { ticket_id, client_id: due.client_id, notification_email: null, additional_emails: [] }, actor: { user_id: null }, cause_id: ticket_id,
        people: people.filter((person) => person.asset_id === due.asset_id), vars: { actor_name: AUTHOR },
      };
      const written = await deps.database.asActor(actor, {}, (tx) => [
        openReminder(tx, { ...due, ...reminderTicket(due), ticket_id, activity_id: deps.ids.next(), next_on, author: AUTHOR, now }), ...noticeStatements(tx, notice),
      ] as unknown as readonly [ReturnType<typeof openReminder>]);
      if (!written.ok) throw new Error(`asset reminder: ${written.problem.kind}`);
      effects.push(...(written.value.rows[0].rows as unknown as OpenedTicket[]).map((ticket): Effect => ({ ...ticket, type: 'ticket', created_by: null, kind: 'created', internal: false })));
    } catch (fault) {
      // The others go on; this one is tried again in the next minute.
      deps.log.error('asset_reminder_failed', fault, { asset_id: due.asset_id });
    }
  }
  return effects.length > 0 ? [...effects, { type: 'mail' }] : [];
}
