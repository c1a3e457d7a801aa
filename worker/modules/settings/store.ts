// SQL of the deployment's switches.
import { eq, sql } from 'drizzle-orm';
import { settings } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';

export const settingNamed = (tx: Tx, name: string) => tx.select({ value: settings.value, updated_at: settings.updated_at }).from(settings).where(eq(settings.name, name));

export const storeSetting = (tx: Tx, name: string, value: unknown) =>
  tx.insert(settings).values({ name, value }).onConflictDoUpdate({ target: settings.name, set: { value, updated_at: sql`now()` } });
