// Up to which whole units entries are rounded in contracts and reports, and whether people are asked for ratings. Administrators read, a superadmin decides.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { storeSetting } from '../settings/store.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { TimeSettings } from './contract.ts';
import { timeSettings } from './store.ts';

export async function readTimeSettings(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ time: TimeSettings }>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [timeSettings(tx)]);
  return read.ok ? done({ time: read.value.rows[0].rows[0] as unknown as TimeSettings }) : read;
}

export async function writeTimeSettings(deps: Pick<Deps, 'database'>, actor: UserActor, input: TimeSettings): Promise<Result<{ time: TimeSettings }>> {
  const written = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [
    storeSetting(tx, 'time_rounding_minutes', input.rounding_minutes), storeSetting(tx, 'ratings_enabled', input.ratings_enabled), timeSettings(tx),
  ]);
  return written.ok ? done({ time: written.value.rows[2].rows[0] as unknown as TimeSettings }) : written;
}
