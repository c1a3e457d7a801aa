// What an agent's object has to know, out of the rows that decide it.
import { AgentConfig } from '../../../durable-objects/protocol/agent-frames.ts';
import { announced } from '../../../durable-objects/sign-order.ts';
import { ObjectConfig, WatchRule } from '../../../durable-objects/protocol/fleet.ts';
import type { Config } from '../../env.ts';
import { effectivePolicy, rulesUnder, valuesOf, type EffectiveValues } from '../policies/rules.ts';
import { offerFor, type UpdateFacts } from '../releases/rules.ts';
import type { ConfigRow } from './store.ts';

/** What a machine obeys under a policy; it is told what it knows of. */
export const agentConfigOf = (policy: EffectiveValues, revision: number, isHeld: boolean, config: Pick<Config, 'commandKeys'>, updates: UpdateFacts | null = null): AgentConfig =>
  AgentConfig.parse({ ...valuesOf(policy), revision, is_held: isHeld, command_keys: announced(config.commandKeys), ...(updates ? { update: offerFor(updates) } : {}) });

export function objectConfigOf(row: ConfigRow, config: Pick<Config, 'commandKeys'>): ObjectConfig {
  const policy = effectivePolicy(row.levels);
  return ObjectConfig.parse({
    revision: row.revision, client_id: row.client_id, asset_id: row.asset_id, site_id: row.site_id, status: row.status, is_retired: row.is_retired, public_key: row.public_key,
    agent: agentConfigOf(policy, row.revision, row.status === 'held', config, row.updates),
    rules: rulesUnder(row.rules, policy).map((rule) => WatchRule.safeParse(rule)).filter((rule) => rule.success).map((rule) => rule.data),
    allowed_networks: row.networks.filter((network) => network.length <= 64).slice(0, 100),
  });
}
