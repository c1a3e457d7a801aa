// The end of a machine's life together with its program: the machine takes it away itself, says so, and is retired by that word.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { OrderOutcome } from '../scripts/contract.ts';
import { machinesFor, orderFacts } from '../scripts/execution-store.ts';
import { STAFF } from '../scripts/list-scripts.ts';
import { placeOrders, type Placing } from '../scripts/place-orders.ts';
import { scriptSettings } from '../scripts/store.ts';
import { TOOL_RIGHTS_SETTING, toolRefusal, toolRightsOf } from '../tools/rules.ts';
import type { AssetRow, RetireAsset } from './contract.ts';
import { retireAsset, retireSeen } from './retire-asset.ts';
import { removalTitle, retirementWay } from './rules.ts';
import { assetById } from './store.ts';

const LIMITS = { timeout_s: 180, output_bytes: 1024 * 1024, memory_bytes: null, processes: null } as const;
/** Somebody waits for it: a machine that left meanwhile is asked again by a person. */
const EXPIRES_S = 600;

/** Without an execution the machine is retired now; with one it is when the machine says that its program goes. */
export async function retireWithProgram(deps: Placing & Pick<Deps, 'agents'>, actor: UserActor, assetId: string, input: RetireAsset): Promise<Result<{ asset: AssetRow; execution: OrderOutcome['execution'] }>> {
  if (!input.remove_program) {
    const retired = await retireAsset(deps, actor, assetId);
    return retired.ok ? done({ asset: retired.value.asset, execution: null }, retired.effects) : retired;
  }
  const target = { asset_ids: [assetId] };
  const read = await deps.database.asActor(actor, STAFF, (tx) => [assetById(tx, assetId), machinesFor(tx, target, 2), orderFacts(tx, actor.sessionId, target, null), scriptSettings(tx)] as const);
  if (!read.ok) return read;
  const { me, rows: [[asset], machines, [facts], settings] } = read.value;
  if (!asset) return notFound('asset');
  switch (retirementWay(asset)) {
    case 'retired': return conflict('retired', 'the asset is retired already');
    case 'under_way': return conflict('removal_under_way', 'the machine was told to take its program away');
    case 'at_once': {
      const retired = await retireSeen(deps, actor, asset);
      return retired.ok ? done({ asset: retired.value.asset, execution: null }, retired.effects) : retired;
    }
    case 'with_program':
  }
  switch (toolRefusal(toolRightsOf(settings.find((row) => row.name === TOOL_RIGHTS_SETTING)?.value), 'software.remove', me.role, input.confirm, asset.name)) {
    case 'role': return forbidden('your role may not use this tool', 'tool_role');
    case 'confirm': return invalidField('confirm', 'confirmation_needed', "type the machine's name to confirm");
    case null:
  }
  const placed = await placeOrders(deps, actor, { me, machines, settings, answered: undefined, facts: facts! }, {
    kind: 'uninstall', lane: 'control', title: removalTitle(me.locale), arguments: {}, script: null, secrets: {}, run_as: 'system', limits: LIMITS, ticket_id: null, expires_in_s: EXPIRES_S,
    rollout: undefined, failure_percent_max: 100, asset_ids: [assetId], once: null, audited: { retires: true },
  });
  if (!placed.ok) return placed;
  const { execution } = placed.value;
  const { execution_id, status, reason, requested_by_name } = execution!;
  return done({ asset: { ...asset, removal: { execution_id, status, reason, requested_by_name, created_at: execution!.created_at.toISOString(), finished_at: null } }, execution }, placed.effects);
}
