// SQL of the fleet's switches.
import { and, inArray, isNull, sql } from 'drizzle-orm';
import { assets, settings } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';

export const fleetSettings = (tx: Tx, names: string[]) => tx.select({ name: settings.name, value: settings.value }).from(settings).where(inArray(settings.name, names));

/** `values`: by the name of the setting. */
export const storeFleetSettings = (tx: Tx, values: Record<string, unknown>) =>
  tx.insert(settings).values(Object.entries(values).map(([name, value]) => ({ name, value: sql`${JSON.stringify(value)}::jsonb` }))).onConflictDoUpdate({ target: settings.name, set: { value: sql`excluded.value`, updated_at: sql`now()` } });

/** Every machine whose object has to learn of a change. */
export const machinesWithAgent = (tx: Tx) =>
  tx.select({ asset_id: assets.asset_id }).from(assets).where(and(isNull(assets.deleted_at), inArray(assets.enrolment, ['active', 'held'])));
