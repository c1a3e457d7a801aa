// Which fields a category adds to its tickets: read by whoever fills in a form, written by administrators.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalid, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { CategoryFields, FieldRow } from './contract.ts';
import { categoryExists, fieldsOfCategory, ownFields, putField, retireFields, tagsLike } from './store.ts';

const TAGS_MAX = 20;

/** Of the category and those above it, in the order of the form. People of a client see what they may fill in. */
export async function readFields(deps: Pick<Deps, 'database'>, actor: UserActor, categoryId: string): Promise<Result<FieldRow[]>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [categoryExists(tx, categoryId), fieldsOfCategory(tx, categoryId)]);
  if (!read.ok) return read;
  const [exists, fields] = read.value.rows;
  return exists.length === 0 ? notFound('category') : done(fields);
}

/** The whole list of the category's own fields. */
export async function writeFields(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, categoryId: string, input: CategoryFields): Promise<Result<FieldRow[]>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [categoryExists(tx, categoryId), ownFields(tx, categoryId)]);
  if (!read.ok) return read;
  const [exists, there] = read.value.rows;
  if (exists.length === 0) return notFound('category');
  const wanted = input.fields.map((one) => {
    // What was taken off the forms comes back under its name.
    const before = there.find((old) => (one.field_id ? old.field_id === one.field_id : !old.is_active && old.label.toLowerCase() === one.label.toLowerCase()));
    return { one, before };
  });
  const faults = wanted.flatMap(({ one, before }, n) =>
    (one.field_id && !before ? [{ field: `fields.${n}.field_id`, code: 'unknown_field', message: 'the category has no such field' }]
      : before && before.field_type !== one.field_type ? [{ field: `fields.${n}.field_type`, code: 'fixed', message: 'the kind of a field is fixed' }] : []));
  if (faults.length > 0) return invalid(...faults);
  const kept = new Set(wanted.flatMap(({ before }) => (before ? [before.field_id] : [])));
  const gone = there.filter((old) => !kept.has(old.field_id)).map((old) => old.field_id);
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES, taken: { category_fields_label_key: { field: 'fields', code: 'label_taken', message: 'another field has this name' } } }, (tx) => [
    ...(gone.length > 0 ? retireFields(tx, gone) : []),
    ...wanted.map(({ one, before }, n) => putField(tx, { ...one, hint: one.hint ?? null, field_id: before?.field_id ?? deps.ids.next(), category_id: categoryId, sort_order: n })),
    fieldsOfCategory(tx, categoryId),
  ] as unknown as [ReturnType<typeof fieldsOfCategory>]);
  return written.ok ? done((written.value.rows as unknown as FieldRow[][]).at(-1)!) : written;
}

export async function findTags(deps: Pick<Deps, 'database'>, actor: UserActor, words: string): Promise<Result<string[]>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [tagsLike(tx, words, TAGS_MAX)]);
  return read.ok ? done(read.value.rows[0].map(({ name }) => name)) : read;
}
