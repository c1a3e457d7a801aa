// What a machine has to obey, read as the machine itself.
import type { AgentConfig } from '../../../durable-objects/protocol/agent-frames.ts';
import type { Deps } from '../../deps.ts';
import type { Machine } from '../../platform/agent-credentials.ts';
import type { AgentActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { agentConfigOf } from './object-config.ts';
import { effectivePolicy, type PolicyLevelRow } from '../policies/rules.ts';
import { ownLevels } from '../policies/store.ts';
import { ownMachine } from './store.ts';

export const machineActor = (machine: Machine, requestId: string): AgentActor => ({ kind: 'agent', assetId: machine.asset_id, publicKey: machine.public_key, requestId });

export async function readMachineConfig(deps: Pick<Deps, 'database' | 'config'>, actor: AgentActor): Promise<Result<{ config: AgentConfig; status: 'active' | 'held' }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ownLevels(tx), ownMachine(tx)] as const);
  if (!read.ok) return read;
  const { me, rows: [told, [own]] } = read.value;
  return done({ config: agentConfigOf(effectivePolicy((told.rows as { levels: PolicyLevelRow[] }[])[0]?.levels ?? []), own?.revision ?? 0, me.enrolment === 'held', deps.config, own?.updates ?? null), status: me.enrolment });
}
