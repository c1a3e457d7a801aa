// Probes of the lines of service levels.
import { at, equals, place, q } from './matrix-rows-places.ts';
import type { Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';

const calendar = (scope: Scope): string => at(scope, world.calendar.a, world.calendar.a, world.calendar.b);
const ofTicket = (scope: Scope): Record<string, string> => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id) });

export const SLA_PROBES: Record<string, Probe> = {
  business_calendars: {
    where: (scope) => equals('calendar_id', calendar(scope)),
    insert: (scope) => ({ client_id: q(place(scope).client_id), name: "'Otro horario'", timezone: "'UTC'", business_hours: "'{}'" }),
    change: () => "name = 'Otro horario'",
  },
  calendar_holidays: {
    where: (scope) => equals('calendar_id', calendar(scope)),
    insert: (scope) => ({ calendar_id: q(calendar(scope)), day: "'2027-01-02'", name: "'Puente'" }),
    change: () => 'is_confirmed = true',
  },
  slas: {
    where: (scope) => equals('sla_id', at(scope, world.policy.a, world.policy.a, world.policy.b)),
    insert: (scope) => ({ client_id: q(place(scope).client_id), priority: "'baja'", name: "'Otro acuerdo'", resolution_minutes: '60' }),
    change: () => 'resolution_minutes = 61',
  },
  sla_compliance: {
    where: (scope) => equals('ticket_id', place(scope).ticket_id),
    insert: (scope) => ({ ...ofTicket(scope), started_at: 'now()' }),
    change: () => 'is_stale = false',
  },
  sla_events: {
    where: (scope) => `${equals('ticket_id', place(scope).ticket_id)} and fact_key = 'started'`,
    insert: (scope) => ({ ...ofTicket(scope), event: "'warned'", at: 'now()', fact_key: "'probe'" }),
    change: () => "cause = 'x'",
  },
};
