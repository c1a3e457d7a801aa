// Commands that need no script: inventory now, a service, a reboot.
import type { KeyPlace } from '../../../durable-objects/protocol/envelope.ts';
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { forbidden, type Result } from '../../platform/problem.ts';
import type { ExecutionRow, MachineCommand, ManyCommand, OrderOutcome } from './contract.ts';
import { machinesFor, orderFacts } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';
import { commandAtOnce } from './place-at-once.ts';
import { MACHINES_MAX, placeOrders, type Once } from './place-orders.ts';
import { storedAnswer } from '../tickets/store.ts';
import { mayUse, TOOL_RIGHTS_SETTING, toolRightsOf } from '../tools/rules.ts';
import { scriptSettings } from './store.ts';

const LIMITS = { timeout_s: 300, output_bytes: 1024 * 1024, memory_bytes: null, processes: null } as const;
const ACTIONS = { start: 'iniciar', stop: 'detener', restart: 'reiniciar' } as const;

/** Made from a key that is kept, never from a request by itself. */
export interface RecoveryKeyCommand extends KeyPlace {
  kind: 'recovery_key';
  mount: string | null;
  ticket_id: null;
  expires_in_s: number;
}

function inWords(input: MachineCommand | ManyCommand | RecoveryKeyCommand): { title: string; arguments: ExecutionRow['arguments'] } {
  switch (input.kind) {
    case 'inventory': return { title: 'Inventario', arguments: {} };
    case 'service': return { title: `Servicio: ${ACTIONS[input.action]} ${input.name}`, arguments: { service: { name: input.name, action: input.action } } };
    case 'reboot': return { title: 'Reinicio del equipo', arguments: { reboot: { delay_s: input.delay_s, message: input.message } } };
    case 'recovery_key': return { title: `Clave de recuperación: cambiar ${input.mount ?? input.protector_id}`, arguments: { recovery_key: { volume_id: input.volume_id, protector_id: input.protector_id } } };
  }
}

/** @param assetIds one: a single command; more: a run. */
export async function commandMachines(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox' | 'agents' | 'log'>, actor: UserActor, assetIds: string[], input: MachineCommand | ManyCommand | RecoveryKeyCommand, once: Once | null = null): Promise<Result<OrderOutcome>> {
  const asset_ids = [...new Set(assetIds)];
  const group = input.kind === 'service' ? 'services' : input.kind === 'reboot' ? 'restart' : null;
  if (asset_ids.length === 1 && group === null) {
    const placed = await commandAtOnce(deps, actor, { asset_id: asset_ids[0]!, ticket_id: input.ticket_id, expires_in_s: input.expires_in_s, once, kind: input.kind, ...inWords(input), limits: LIMITS });
    if (placed) return placed;
  }
  const read = await deps.database.asActor(actor, STAFF, (tx) => [machinesFor(tx, { asset_ids }, MACHINES_MAX + 1), orderFacts(tx, actor.sessionId, { asset_ids }, input.ticket_id, input.kind !== 'inventory'), scriptSettings(tx), ...(once ? [storedAnswer(tx, actor.userId, once.key)] : [])] as const);
  if (!read.ok) return read;
  const { me, rows: [machines, [facts], settings, stored] } = read.value;
  if (group !== null && !mayUse(toolRightsOf(settings.find((row) => row.name === TOOL_RIGHTS_SETTING)?.value), group, me.role)) return forbidden('your role may not use this tool', 'tool_role');
  const answered = stored?.[0];
  return placeOrders(deps, actor, { me, machines, settings, answered, facts: facts! }, {
    kind: input.kind, lane: 'control', ...inWords(input), script: null, secrets: {}, run_as: 'system', limits: LIMITS,
    ticket_id: input.ticket_id, expires_in_s: input.expires_in_s, rollout: 'rollout' in input ? input.rollout : undefined,
    failure_percent_max: 'failure_percent_max' in input ? input.failure_percent_max : 20, asset_ids, once,
  });
}
