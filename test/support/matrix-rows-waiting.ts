// Probes of the lines of snoozed tickets and reminders.
import { at, equals, isJob, place, q, somebody } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { reminderOf } from './world-waiting.ts';
import { world } from './world.ts';

const { who } = world;
const by = (me: Me): string => q(isJob(me) ? who.technician.user_id : me.person.user_id);
const snooze = (scope: Scope, me: Me): Record<string, string> => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id), snoozed_by: by(me), snoozed_by_name: "'Alguien'" });
/** Reminders are the staff's: for everybody else the technicians' are tried. */
const owner = (scope: Scope, me: Me): { user_id: string } => (me.person.client_id === null ? somebody(scope, me) : at(scope, who.technician, who.technician2, who.technician2));

export const WAITING_PROBES: Record<string, Probe> = {
  ticket_snoozes: {
    where: (scope) => equals('snooze_id', at(scope, world.snooze.a1, world.snooze.a2, world.snooze.b1)),
    insert: snooze,
    change: () => "woken_by = 'answer'",
  },
  'ticket_snoozes: why and until when': { where: () => equals('snooze_id', world.snooze.a1), change: () => "reason = 'x'" },
  "ticket_snoozes: in a colleague's name": { insert: (scope, me) => ({ ...snooze(scope, me), snoozed_by: q(who.technician2.user_id === me.person.user_id ? who.technician.user_id : who.technician2.user_id) }) },
  ticket_reminders: {
    where: (scope, me) => equals('reminder_id', reminderOf(owner(scope, me))),
    insert: (scope, me) => ({ ticket_id: q(world.ticket.a1), client_id: q(world.client.a), user_id: q(owner(scope, me).user_id), remind_at: "'2999-01-01T15:00:00Z'" }),
    change: () => 'told_at = now()',
  },
};
