// What an agent's object has to know, out of the rows that decide it.
import { AgentConfig } from '../../../durable-objects/protocol/agent-frames.ts';
import { announced } from '../../../durable-objects/sign-order.ts';
import { ObjectConfig, WatchRule } from '../../../durable-objects/protocol/fleet.ts';
import type { Config } from '../../env.ts';
import type { ConfigRow } from './store.ts';

/** A setting that cannot be read gives the defaults: a machine without a configuration would be lost. */
export function agentConfigOf(setting: unknown, revision: number, isHeld: boolean, config: Pick<Config, 'commandKeys'>): AgentConfig {
  const own = { revision, is_held: isHeld, command_keys: announced(config.commandKeys) };
  const wanted = typeof setting === 'object' && setting !== null ? setting : {};
  const parsed = AgentConfig.safeParse({ ...wanted, ...own });
  return parsed.success ? parsed.data : AgentConfig.parse(own);
}

export function objectConfigOf(row: ConfigRow, config: Pick<Config, 'commandKeys'>): ObjectConfig {
  return ObjectConfig.parse({
    revision: row.revision, client_id: row.client_id, asset_id: row.asset_id, site_id: row.site_id, status: row.status, public_key: row.public_key,
    agent: agentConfigOf(row.setting, row.revision, row.status === 'held', config),
    rules: row.rules.map((rule) => WatchRule.safeParse(rule)).filter((rule) => rule.success).map((rule) => rule.data),
    allowed_networks: row.networks.filter((network) => network.length <= 64).slice(0, 100),
  });
}
