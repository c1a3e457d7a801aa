// Probes of the lines of working time, contracts and ratings.
import { at, equals, place, q, requester, signature } from './matrix-rows-places.ts';
import type { Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';

const { who, client, entry, rating, contract } = world;
const ofTicket = (scope: Scope): Record<string, string> => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id) });
const worker = (scope: Scope): string => q(at(scope, who.technician, who.technician2, who.technician2).user_id);
const newEntry = (scope: Scope, from: string, to: string): Record<string, string> => ({ ...ofTicket(scope), user_id: worker(scope), started_at: from, ended_at: to, minutes: '15' });
const entryIs = (scope: Scope): string => equals('entry_id', at(scope, entry.a1, entry.a2, entry.b1));
const ofClient = (scope: Scope): string => equals('client_id', at(scope, client.a, client.a, client.b));

export const TIME_PROBES: Record<string, Probe> = {
  time_entries: {
    where: entryIs,
    insert: (scope) => newEntry(scope, "'2026-01-06T16:00:00Z'", "'2026-01-06T16:15:00Z'"),
    change: () => "note = 'otra'",
  },
  'time_entries: in a closed month': { insert: (scope) => newEntry(scope, "'2025-01-06T16:00:00Z'", "'2025-01-06T16:15:00Z'") },
  'time_entries: of time to come': { insert: (scope) => newEntry(scope, "now() + interval '1 hour'", "now() + interval '75 minutes'") },
  'time_entries: of another person from now on': { where: entryIs, change: () => `user_id = ${q(who.admin2.user_id)}` },
  time_closings: {
    where: (scope) => `${ofClient(scope)} and month = '2025-01-01'`,
    insert: (scope, me) => ({ client_id: q(place(scope).client_id), month: "'2025-02-01'", closed_by: signature(me) }),
    change: () => 'closed_by = null',
  },
  client_contracts: {
    where: (scope) => equals('contract_id', at(scope, contract.a, contract.a, contract.b)),
    insert: (scope) => ({ client_id: q(place(scope).client_id), name: "'Otra bolsa'", minutes_per_month: '60', starts_on: "'2020-01-01'", ends_on: "'2020-12-31'" }),
    change: () => "name = 'Otro nombre'",
  },
  ticket_ratings: {
    where: (scope) => equals('rating_id', at(scope, rating.a1, rating.a2, rating.b1)),
    insert: (scope) => ({ ...ofTicket(scope), resolution_number: '2', score: "'bad'", rated_by: q(requester(scope).email), rated_by_id: q(requester(scope).user_id) }),
    change: () => "score = 'bad'",
  },
};
