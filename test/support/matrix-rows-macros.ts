// Probes of the lines of macros and checklists.
import { at, equals, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';
import type { Person } from './world.ts';

const { who } = world;
const colleagues: Record<string, Person> = { superadmin: who.superadmin2, admin: who.admin2, technician: who.technician2 };
/** Only the staff has macros: for everybody else it is the technician's that are tried. */
const owner = (scope: Scope, me: Me): Person => (scope === 'o' ? (me.person.role in colleagues ? me.person : who.technician) : (colleagues[me.person.role] ?? who.technician2));
const item = (scope: Scope): string => at(scope, world.checklist_item.a1, world.checklist_item.a2, world.checklist_item.b1);
const macroOf = (person: Person, scope: string): Record<string, string> => ({ scope: q(scope), owner_id: q(person.user_id), name: "'Otra'", body_es: "'Hola'" });

export const MACRO_PROBES: Record<string, Probe> = {
  macros: {
    where: () => equals('macro_id', world.macro.team),
    insert: (_scope, me) => macroOf(me.person, 'team'),
    change: () => "description = 'x'",
  },
  'macros: of the team, by somebody else': {
    where: () => equals('macro_id', world.macro.team_b),
    insert: (_scope, me) => macroOf(owner('n', me), 'team'),
    change: () => "description = 'x'",
  },
  'macros: personal': {
    where: (scope, me) => equals('macro_id', world.macro.personal(owner(scope, me))),
    insert: (scope, me) => macroOf(owner(scope, me), 'personal'),
    change: () => "description = 'x'",
  },
  'macros: deletion of a personal one': { where: (scope, me) => equals('macro_id', world.macro.personal(owner(scope, me))) },
  'macros: handed to a colleague': {
    where: (_scope, me) => equals('macro_id', world.macro.personal(owner('o', me))),
    change: () => `owner_id = ${q(who.technician2.user_id)}`,
  },
  macro_uses: {
    where: (scope, me) => `${equals('macro_id', world.macro.team)} and ${equals('user_id', owner(scope, me).user_id)}`,
    insert: (scope, me) => ({ macro_id: q(world.macro.team_of_admin), user_id: q(owner(scope, me).user_id) }),
    change: () => 'uses = uses + 1',
  },
  'macro_uses: of a macro that is not there for them': {
    insert: (_scope, me) => ({ macro_id: q(world.macro.personal(owner('n', me))), user_id: q(me.person.user_id) }),
  },
  checklist_templates: {
    where: () => equals('checklist_template_id', world.checklist_template),
    insert: () => ({ name: "'Otra lista'" }),
    change: () => "description = 'x'",
  },
  ticket_checklist_items: {
    where: (scope) => equals('item_id', item(scope)),
    insert: (scope) => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id), text: "'Otro paso'" }),
    change: () => "text = 'Otro paso'",
  },
  "ticket_checklist_items: ticked in a colleague's name": {
    where: (scope) => equals('item_id', item(scope)),
    change: (_scope, me) => `done_at = now(), done_by = ${q(owner('n', me).user_id)}`,
  },
};
