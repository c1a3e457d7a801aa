// A person asks to be reminded of a ticket; nobody else hears of it.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { NewReminder, OwnReminder, ReminderRow } from './contract.ts';
import { momentFault, REMINDERS_MAX } from './rules.ts';
import { allReminders, deleteReminder, insertReminder, ownReminders, ticketPlace } from './store.ts';

type WriteDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;
const STAFF = { roles: STAFF_ROLES };

export async function addReminder(deps: WriteDeps, actor: UserActor, idOrNumber: string, input: NewReminder): Promise<Result<{ reminders: ReminderRow[] }>> {
  const now = deps.clock.now();
  const fault = momentFault('remind_at', input.remind_at, now);
  if (fault) return invalid(fault);
  const read = await deps.database.asActor(actor, STAFF, (tx) => [ticketPlace(tx, idOrNumber), ownReminders(tx, idOrNumber)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], reminders] } = read.value;
  if (!ticket) return notFound('ticket');
  if (reminders.length >= REMINDERS_MAX) return conflict('too_many_reminders', `no more than ${REMINDERS_MAX} reminders at one ticket`);
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    insertReminder(tx, { reminder_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, user_id: me.user_id, remind_at: new Date(input.remind_at), note: input.note.trim(), created_at: now }),
    ownReminders(tx, ticket.ticket_id),
  ] as unknown as readonly [ReturnType<typeof insertReminder>, ReturnType<typeof ownReminders>]);
  return written.ok ? done({ reminders: written.value.rows[1] }) : written;
}

export async function removeReminder(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string, reminderId: string): Promise<Result<{ reminders: ReminderRow[] }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [ticketPlace(tx, idOrNumber), ownReminders(tx, idOrNumber)]);
  if (!read.ok) return read;
  const [[ticket], reminders] = read.value.rows;
  if (!ticket) return notFound('ticket');
  if (!reminders.some((one) => one.reminder_id === reminderId)) return notFound('reminder');
  const written = await deps.database.asActor(actor, STAFF, (tx) => [deleteReminder(tx, ticket.ticket_id, reminderId)]);
  return written.ok ? done({ reminders: reminders.filter((one) => one.reminder_id !== reminderId) }) : written;
}

export async function listReminders(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ reminders: OwnReminder[] }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [allReminders(tx)]);
  return read.ok ? done({ reminders: read.value.rows[0] }) : read;
}
