// What the fleet obeys: intervals of agents, approval and budgets of commands, how long reports are kept. Administrators read, a superadmin decides.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import type { AgentSettings, FleetRetention, RemoteCommands } from '../agents/contract.ts';
import { effectivePolicy, valuesOf } from '../policies/rules.ts';
import { scriptSettingsOf } from '../scripts/rules.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import { fleetSettings, machinesWithAgent, storeFleetSettings } from './agent-settings-store.ts';

type SettingRow = { name: string; value: unknown };
type Reading = Pick<Deps, 'database' | 'config'>;
const SUPERADMIN = { roles: ['superadmin'] as const };

async function read<T>(deps: Reading, actor: UserActor, names: string[], shown: (rows: SettingRow[]) => T): Promise<Result<T>> {
  const found = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [fleetSettings(tx, names)]);
  return found.ok ? done(shown(found.value.rows[0])) : found;
}

const valueOf = (rows: SettingRow[], name: string): unknown => rows.find((row) => row.name === name)?.value;

const fieldsOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

/** As machines are told, whatever is stored. */
export const readAgentSettings = (deps: Reading, actor: UserActor): Promise<Result<{ agent_config: AgentSettings }>> =>
  read(deps, actor, ['agent_config'], (rows) => {
    const { metrics_s, services_s, security_s, inventory_s, events, script_concurrency } = valuesOf(effectivePolicy([{ level: 'msp', policy_id: null, values: fieldsOf(valueOf(rows, 'agent_config')) }]));
    return { agent_config: { metrics_s, services_s, security_s, inventory_s, events, script_concurrency } };
  });

/** Every machine's object learns of it through the dispatch queue. */
export async function writeAgentSettings(deps: Reading, actor: UserActor, input: AgentSettings): Promise<Result<{ agent_config: AgentSettings }>> {
  const written = await deps.database.asActor(actor, SUPERADMIN, (tx) => [storeFleetSettings(tx, { agent_config: input }), machinesWithAgent(tx)] as const);
  if (!written.ok) return written;
  const machines = written.value.rows[1].map((row) => row.asset_id);
  return done({ agent_config: input }, machines.length > 0 ? [{ type: 'configure', asset_ids: machines }] : []);
}

export const readRemoteCommands = (deps: Reading, actor: UserActor): Promise<Result<{ remote_commands: RemoteCommands }>> =>
  read(deps, actor, ['script_four_eyes', 'script_budget'], (rows) => {
    const { fourEyes, perPersonHour, perClientHour } = scriptSettingsOf(rows);
    return { remote_commands: { four_eyes: fourEyes, per_person_hour: perPersonHour, per_client_hour: perClientHour } };
  });

export async function writeRemoteCommands(deps: Reading, actor: UserActor, input: RemoteCommands): Promise<Result<{ remote_commands: RemoteCommands }>> {
  const { four_eyes, ...budget } = input;
  const written = await deps.database.asActor(actor, SUPERADMIN, (tx) => [storeFleetSettings(tx, { script_four_eyes: four_eyes, script_budget: budget })]);
  return written.ok ? done({ remote_commands: input }) : written;
}

/** What stands when a value is missing or odd, as the sweep takes it. */
const KEPT: FleetRetention = { metrics_days: 400, inventory_days: 400, attempts_days: 90 };

export const readFleetRetention = (deps: Reading, actor: UserActor): Promise<Result<{ fleet_retention: FleetRetention }>> =>
  read(deps, actor, ['fleet_retention'], (rows) => {
    const value = valueOf(rows, 'fleet_retention');
    const told = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    const days = (name: keyof FleetRetention): number => (typeof told[name] === 'number' ? told[name] : KEPT[name]);
    return { fleet_retention: { metrics_days: days('metrics_days'), inventory_days: days('inventory_days'), attempts_days: days('attempts_days') } };
  });

export async function writeFleetRetention(deps: Reading, actor: UserActor, input: FleetRetention): Promise<Result<{ fleet_retention: FleetRetention }>> {
  const written = await deps.database.asActor(actor, SUPERADMIN, (tx) => [storeFleetSettings(tx, { fleet_retention: input })]);
  return written.ok ? done({ fleet_retention: input }) : written;
}
