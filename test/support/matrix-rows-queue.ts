// Probes of the lines of the queue.
import { equals, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';
import type { Person } from './world.ts';

const { who } = world;
const colleagues: Record<string, Person> = { superadmin: who.superadmin2, admin: who.admin2, technician: who.technician2 };
/** Only the staff has a queue: for everybody else it is the technician's that is tried. */
const owner = (scope: Scope, me: Me): Person => (scope === 'o' ? (me.person.role in colleagues ? me.person : who.technician) : (colleagues[me.person.role] ?? who.technician2));
const viewOf = (person: Person, scope: string): Record<string, string> => ({
  owner_id: q(person.user_id), scope: q(scope), name: "'Otra'", filter: `'{"match":"all","of":[]}'`, sort: "'sla_due'", layout: "'{}'",
});
const change = (): string => 'sort_order = 2';

export const QUEUE_PROBES: Record<string, Probe> = {
  ticket_views: { where: () => equals('view_id', world.ticket_view.everyone), insert: (_scope, me) => viewOf(me.person, 'everyone'), change },
  'ticket_views: for everyone, by somebody else': { where: () => equals('view_id', world.ticket_view.everyone_of_admin2), insert: (_scope, me) => viewOf(owner('n', me), 'everyone'), change },
  'ticket_views: personal': { where: (scope, me) => equals('view_id', world.ticket_view.personal(owner(scope, me))), insert: (scope, me) => viewOf(owner(scope, me), 'personal'), change },
  'ticket_views: deletion of a personal one': { where: (scope, me) => equals('view_id', world.ticket_view.personal(owner(scope, me))) },
  'ticket_views: shared with the technician': { where: () => equals('view_id', world.ticket_view.team), change },
  'ticket_views: handed to a colleague': { where: (_scope, me) => equals('view_id', world.ticket_view.personal(owner('o', me))), change: () => `owner_id = ${q(who.technician2.user_id)}` },
  ticket_pins: {
    where: (scope, me) => equals('user_id', owner(scope, me).user_id),
    insert: (scope, me) => ({ user_id: q(owner(scope, me).user_id), ticket_id: q(world.ticket.b1), client_id: q(world.client.b) }),
    change: () => 'created_at = now()',
  },
  ticket_runs: {
    where: (scope, me) => equals('run_id', world.ticket_run(owner(scope, me))),
    insert: (scope, me) => ({ user_id: q(owner(scope, me).user_id), action: "'priority'", action_data: "'{}'", total: '0' }),
    change: () => 'total = 2',
  },
  ticket_run_items: {
    where: (scope, me) => equals('run_id', world.ticket_run(owner(scope, me))),
    insert: (scope, me) => ({ run_id: q(world.ticket_run(owner(scope, me))), ticket_id: q(world.ticket.b1), client_id: q(world.client.b), position: '2' }),
    change: () => "code = 'x'",
  },
};
