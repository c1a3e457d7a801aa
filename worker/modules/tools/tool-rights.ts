// Which roles may use which tools: read by whoever may give orders, decided by a superadmin.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { waitingOrders } from '../scripts/execution-store.ts';
import { STAFF } from '../scripts/list-scripts.ts';
import { settingNamed, storeSetting } from '../settings/store.ts';
import type { ToolRights } from './contract.ts';
import { TOOL_RIGHTS_SETTING, toolRightsOf } from './rules.ts';

export async function readToolRights(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ tool_rights: ToolRights }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [settingNamed(tx, TOOL_RIGHTS_SETTING)]);
  return read.ok ? done({ tool_rights: toolRightsOf(read.value.rows[0][0]?.value) }) : read;
}

export async function writeToolRights(deps: Pick<Deps, 'database'>, actor: UserActor, input: ToolRights): Promise<Result<{ tool_rights: ToolRights }>> {
  const written = await deps.database.asActor(actor, { roles: ['superadmin'] }, (tx) => [storeSetting(tx, TOOL_RIGHTS_SETTING, input), waitingOrders(tx, {})] as const);
  if (!written.ok) return written;
  // What waits or is open by rights of before is looked at by those of now.
  const [, waiting] = written.value.rows;
  return done({ tool_rights: input }, waiting.length > 0 ? [{ type: 'dispatch', execution_ids: waiting.map((row) => row.execution_id) }] : []);
}
