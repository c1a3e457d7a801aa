// Macros: listed for the caller, made, changed and deleted. What they name is looked at when they are saved, and again when they are applied.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, notFound, type Result } from '../../platform/problem.ts';
import type { FieldError } from '../contract.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { MacroChange, MacroQuery, MacroRow, NewMacro } from './contract.ts';
import { deleteMacro, insertMacro, macroById, macroRows, namedFacts, updateMacro, type NamedIds } from './store.ts';
import { unknownVariables } from './variable-rules.ts';

const NEEDS = { roles: STAFF_ROLES, taken: { macros_name_key: { field: 'name', message: 'is the name of another macro' } } };

export async function listMacros(deps: Pick<Deps, 'database'>, actor: UserActor, query: MacroQuery): Promise<Result<{ macros: MacroRow[] }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [macroRows(tx, query)]);
  return read.ok ? done({ macros: read.value.rows[0] }) : read;
}

export async function readMacro(deps: Pick<Deps, 'database'>, actor: UserActor, macroId: string): Promise<Result<{ macro: MacroRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [macroById(tx, macroId)]);
  if (!read.ok) return read;
  const [macro] = read.value.rows[0];
  return macro ? done({ macro }) : notFound('macro');
}

/** What is wrong with the texts and changes by themselves. */
function textFaults(input: NewMacro): FieldError[] {
  const texts: [string, string | null | undefined][] = [['body_es', input.body_es], ['body_en', input.body_en], ['changes.resolution_notes', input.changes.resolution_notes]];
  const faults: FieldError[] = texts.flatMap(([field, text]) => unknownVariables(text ?? '').map((name) => ({ field, code: 'unknown_variable', message: name === '{{' ? 'a {{ is never closed' : `{{${name}}} is no variable` })));
  const { resolution_notes: notes, ...rest } = input.changes;
  const changesNothing = Object.values(rest).every((value) => value === undefined || (Array.isArray(value) && value.length === 0));
  if (!input.body_es && !input.body_en && changesNothing) faults.push({ field: 'body_es', code: 'does_nothing', message: 'write a reply or choose a change' });
  if (notes !== undefined && input.changes.status !== 'resuelto') faults.push({ field: 'changes.resolution_notes', code: 'not_resolving', message: 'only a macro that resolves has a resolution' });
  return faults;
}

const namedBy = (input: NewMacro): NamedIds => {
  const { category_id, assigned_to, checklist_template_id } = input.changes;
  return { client_id: input.client_id, category_id, checklist_template_id, assignee_id: assigned_to === 'me' || assigned_to === 'nobody' ? undefined : assigned_to };
};
const NAMED = { client: 'client_id', category: 'changes.category_id', assignee: 'changes.assigned_to', template: 'changes.checklist_template_id' } as const;
const missing = (facts: Record<string, unknown>): FieldError[] =>
  (Object.keys(NAMED) as (keyof typeof NAMED)[]).flatMap((what) => (facts[`has_${what}`] ? [] : [{ field: NAMED[what], code: 'unknown', message: `is no ${what} that can be used` }]));

export async function createMacro(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, input: NewMacro): Promise<Result<{ macro: MacroRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [namedFacts(tx, namedBy(input))]);
  if (!read.ok) return read;
  const faults = [...textFaults(input), ...missing(read.value.rows[0].rows[0]!)];
  if (faults.length > 0) return invalid(...faults);
  const macroId = deps.ids.next();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [insertMacro(tx, { ...input, changes: withoutGaps(input.changes), macro_id: macroId, owner_id: actor.userId }), macroById(tx, macroId)]);
  return written.ok ? done({ macro: written.value.rows[1][0]! }) : written;
}

export async function changeMacro(deps: Pick<Deps, 'database'>, actor: UserActor, macroId: string, { version, ...input }: MacroChange): Promise<Result<{ macro: MacroRow }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [macroById(tx, macroId), namedFacts(tx, namedBy(input))]);
  if (!read.ok) return read;
  const [[macro], facts] = read.value.rows;
  if (!macro) return notFound('macro');
  if (!macro.may_edit) return forbidden('a macro of the team is changed by its author or an administrator');
  if (input.scope === 'personal' && macro.owner_id !== actor.userId) return invalid({ field: 'scope', code: 'not_yours', message: 'only its author makes a macro personal' });
  if (macro.version !== version) return conflict('version_conflict', 'the macro changed meanwhile', { macro }, 'version');
  const faults = [...textFaults(input), ...missing(facts.rows[0]!)];
  if (faults.length > 0) return invalid(...faults);
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [updateMacro(tx, macroId, version, { ...input, changes: withoutGaps(input.changes) }), macroById(tx, macroId)]);
  if (!written.ok) return written;
  const [[changed], [after]] = written.value.rows;
  return changed ? done({ macro: after! }) : conflict('version_conflict', 'the macro changed meanwhile', after ? { macro: after } : undefined, 'version');
}

export async function removeMacro(deps: Pick<Deps, 'database'>, actor: UserActor, macroId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [macroById(tx, macroId)]);
  if (!read.ok) return read;
  const [macro] = read.value.rows[0];
  if (!macro) return notFound('macro');
  if (!macro.may_edit) return forbidden('a macro of the team is deleted by its author or an administrator');
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [deleteMacro(tx, macroId)]);
  return written.ok ? done(null) : written;
}

/** Empty lists change nothing and are not stored. */
const withoutGaps = (changes: NewMacro['changes']): NewMacro['changes'] =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));
