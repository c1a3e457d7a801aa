// Probes of the lines of approvals.
import { at, equals, isJob, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';

const { who, approval } = world;
const by = (me: Me): string => q(isJob(me) ? who.technician.user_id : me.person.user_id);
const question = (scope: Scope, me: Me): Record<string, string> => ({
  ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id), approver_email: "'compras@alguien.example'", what: "'Un disco'", asked_by: by(me), asked_by_name: "'Alguien'", expires_at: "'2999-01-01T00:00:00Z'",
});
const where = (scope: Scope): string => equals('approval_id', at(scope, approval.a1, approval.a2, approval.b1));

export const APPROVAL_PROBES: Record<string, Probe> = {
  ticket_approvals: { where, insert: question, change: () => "state = 'withdrawn'" },
  'ticket_approvals: a yes in the name of the client': { where, change: () => "state = 'approved'", insert: (scope, me) => ({ ...question(scope, me), state: "'approved'", settled_at: 'now()' }) },
  'ticket_approvals: what was asked': { where, change: () => "what = 'Dos discos'" },
  "ticket_approvals: in a colleague's name": { insert: (scope, me) => ({ ...question(scope, me), asked_by: q(who.technician2.user_id === me.person.user_id ? who.technician.user_id : who.technician2.user_id) }) },
};
