// What is planned for one asset and noted of it, read and written; and the desk's own fields.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { AssetCare, AssetFieldBody, AssetFieldRow, CareBody } from './contract.ts';
import { sameness, takeFields } from './rules.ts';
import { careFacts, fieldById, insertField, keepCare, listFields, updateField, type CareFacts } from './store.ts';

const STAFF = { roles: STAFF_ROLES };
const TWINS_SHOWN = 10;

const fieldsOf = (fields: AssetFieldRow[], assetType: string): AssetFieldRow[] => fields.filter((field) => field.is_active && (field.asset_types.length === 0 || (field.asset_types as string[]).includes(assetType)));

function shown(facts: CareFacts, fields: AssetFieldRow[]): AssetCare {
  const twins = facts.candidates.flatMap(({ serial, hardware_uuid, hostname, mac_addresses, ...one }) => {
    const same = sameness(facts, { serial, hardware_uuid, hostname, mac_addresses });
    return same.length > 0 ? [{ ...one, same }] : [];
  });
  return {
    warranty_notice_days: facts.care?.warranty_notice_days ?? 30, maintenance_every_months: facts.care?.maintenance_every_months ?? null, maintenance_next_on: facts.care?.maintenance_next_on ?? null,
    values: facts.care?.fields ?? {}, fields: fieldsOf(fields, facts.asset_type), reminders: facts.reminders, merged: facts.merged, merged_into: facts.merged_into,
    // What looks alike by more comes first.
    twins: twins.toSorted((a, b) => b.same.length - a.same.length).slice(0, TWINS_SHOWN),
  };
}

export async function readCare(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string): Promise<Result<{ care: AssetCare }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [careFacts(tx, assetId), listFields(tx)]);
  if (!read.ok) return read;
  const [facts] = read.value.rows[0].rows as unknown as CareFacts[];
  return facts ? done({ care: shown(facts, read.value.rows[1]) }) : notFound('asset');
}

export async function writeCare(deps: Pick<Deps, 'database'>, actor: UserActor, assetId: string, body: CareBody): Promise<Result<{ care: AssetCare }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [careFacts(tx, assetId), listFields(tx)]);
  if (!read.ok) return read;
  const [facts] = read.value.rows[0].rows as unknown as CareFacts[];
  if (!facts) return notFound('asset');
  if (facts.lifecycle === 'retired') return conflict('retired', 'the asset is retired');
  const { fields: given, ...plan } = body;
  const { values, faults } = takeFields(fieldsOf(read.value.rows[1], facts.asset_type), facts.care?.fields ?? {}, given);
  if (faults.length > 0) return invalid(...faults);
  const written = await deps.database.asActor(actor, STAFF, (tx) => [keepCare(tx, { asset_id: assetId, client_id: facts.client_id, ...plan, fields: values, updated_by: actor.userId }), careFacts(tx, assetId), listFields(tx)]);
  if (!written.ok) return written;
  const [, after, fields] = written.value.rows;
  return done({ care: shown((after.rows as unknown as CareFacts[])[0]!, fields) });
}

export async function listAssetFields(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ fields: AssetFieldRow[] }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [listFields(tx)]);
  return read.ok ? done({ fields: read.value.rows[0] }) : read;
}

const NAMED = { roles: MANAGER_ROLES, taken: { asset_fields_label_key: { field: 'label', code: 'taken', message: 'another field is called like this' } } };

export async function createAssetField(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, body: AssetFieldBody): Promise<Result<{ field: AssetFieldRow }>> {
  const field_id = deps.ids.next();
  const written = await deps.database.asActor(actor, NAMED, (tx) => [insertField(tx, { ...body, field_id }), fieldById(tx, field_id)]);
  return written.ok ? done({ field: written.value.rows[1][0]! }) : written;
}

/** What assets say in it stays, also while it is switched off; of what kind it is does not change. */
export async function changeAssetField(deps: Pick<Deps, 'database'>, actor: UserActor, fieldId: string, body: AssetFieldBody): Promise<Result<{ field: AssetFieldRow }>> {
  const read = await deps.database.asActor(actor, NAMED, (tx) => [fieldById(tx, fieldId)]);
  if (!read.ok) return read;
  const [field] = read.value.rows[0];
  if (!field) return notFound('field');
  if (field.field_type !== body.field_type) return conflict('fixed', 'a field stays of its kind: make another one', undefined, 'field_type');
  const written = await deps.database.asActor(actor, NAMED, (tx) => [updateField(tx, fieldId, body), fieldById(tx, fieldId)]);
  return written.ok ? done({ field: written.value.rows[1][0]! }) : written;
}
