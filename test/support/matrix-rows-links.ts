// Probes of the lines of merges, links and proposed participants.
import { at, equals, isJob, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';

const { ticket } = world;
const there = (scope: Scope): string => at(scope, ticket[world.other.a1], ticket[world.other.a2], ticket[world.other.b1]);
/** Somebody has to have done it: for a job, whose empty signature no column takes, the technician. */
const by = (me: Me): string => q(isJob(me) ? world.who.technician.user_id : me.person.user_id);
const merge = (scope: Scope, me: Me): Record<string, string> => ({
  client_id: q(place(scope).client_id), source_id: q(there(scope)), target_id: q(place(scope).ticket_id), source_before: `'{"status": "nuevo"}'`, source_version: '2',
  people: `'{"user_ids": [], "emails": []}'`, merged_by: by(me), merged_by_name: "'Alguien'",
});
const link = (scope: Scope, me: Me): Record<string, string> => ({
  client_id: q(place(scope).client_id), ticket_id: q(place(scope).ticket_id), other_id: q(there(scope)), type: "'duplicate'", created_by: by(me), created_by_name: "'Alguien'",
});
/** A ticket of the other client than the row's. */
const elsewhere = (scope: Scope): string => q(at(scope, ticket.b1, ticket.b1, ticket.a1));

export const LINK_PROBES: Record<string, Probe> = {
  ticket_merges: {
    where: (scope) => equals('merge_id', at(scope, world.merge.a1, world.merge.a2, world.merge.b1)),
    insert: merge,
    change: (_scope, me) => `undone_by = ${by(me)}`,
  },
  'ticket_merges: across clients': { insert: (scope, me) => ({ ...merge(scope, me), target_id: elsewhere(scope) }), isConstraint: true },
  "ticket_merges: in a colleague's name": { insert: (scope, me) => ({ ...merge(scope, me), merged_by: q(world.who.technician2.user_id) }) },
  ticket_links: {
    where: (scope) => equals('link_id', at(scope, world.link.a1, world.link.a2, world.link.b1)),
    insert: link,
    change: () => "type = 'duplicate'",
    isTaken: true,
  },
  'ticket_links: across clients': { insert: (scope, me) => ({ ...link(scope, me), other_id: elsewhere(scope) }), isConstraint: true },
  ticket_participants: {
    where: (scope) => `${equals('ticket_id', place(scope).ticket_id)} and ${equals('email', world.proposed)}`,
    insert: (scope) => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id), email: "'otra@fuera.example'" }),
    change: () => "state = 'dismissed'",
  },
};
