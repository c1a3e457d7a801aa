// A command as a machine's object takes it, from what is stored; secrets are opened here and nowhere else.
import type { CommandOrder } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { ExecutionRow, ScriptLimits } from './contract.ts';
import type { ScriptType } from './values.ts';

export interface SealedSecrets {
  key_id: string;
  box: string;
}

/** A box opens only for the order it was made for: the run, or the one command. */
export const secretContext = (order: { run_id: string | null; execution_id: string }): string => `script-arguments:${order.run_id ?? order.execution_id}`;

export const sealSecrets = async (deps: Pick<Deps, 'secretBox'>, secrets: Record<string, string>, order: { run_id: string | null; execution_id: string }): Promise<SealedSecrets | null> =>
  Object.keys(secrets).length > 0 ? deps.secretBox.seal(JSON.stringify(secrets), secretContext(order)) : null;

/** @throws when the box is not of this order. */
export const openSecrets = async (deps: Pick<Deps, 'secretBox'>, sealed: SealedSecrets | null, order: { run_id: string | null; execution_id: string }): Promise<Record<string, string>> =>
  sealed ? (JSON.parse(await deps.secretBox.open(sealed, secretContext(order))) as Record<string, string>) : {};

/** The text the machine gets: no command line anywhere, only variables and closed choices. */
export const argumentsText = (shown: ExecutionRow['arguments'], secrets: Record<string, string>): string => JSON.stringify({ args: [], env: { ...shown.env, ...secrets }, ...(Object.keys(secrets).length > 0 ? { secrets: Object.keys(secrets) } : {}), ...(shown.service ? { service: shown.service } : {}), ...(shown.reboot ? { reboot: shown.reboot } : {}), ...(shown.tool ? { tool: shown.tool } : {}), ...(shown.remote ? { remote: shown.remote } : {}), ...(shown.recovery_key ? { recovery_key: shown.recovery_key } : {}) });

export interface Orderable {
  execution_id: string;
  client_id: string;
  asset_id: string;
  kind: CommandOrder['kind'];
  lane: CommandOrder['lane'];
  version_id: string | null;
  script_sha256: string | null;
  approval_sha256: string | null;
  run_as: CommandOrder['run_as'];
  limits: ScriptLimits;
  requested_by: string;
  requested_by_name: string;
  approved_by: string | null;
  approved_by_name: string | null;
  expires_at: Date;
}

export function commandOrder(row: Orderable, script: { script_type: ScriptType; content: string } | null, args: string, authorisedAt: Date): CommandOrder {
  return {
    execution_id: row.execution_id, client_id: row.client_id, asset_id: row.asset_id, kind: row.kind, lane: row.lane, script_type: script?.script_type ?? null, script: script?.content ?? null,
    script_sha256: row.script_sha256, version_id: row.version_id, arguments: args, run_as: row.run_as, limits: row.limits,
    requested_by: { user_id: row.requested_by, name: row.requested_by_name.slice(0, 200) },
    approved_by: row.approved_by ? { user_id: row.approved_by, name: (row.approved_by_name ?? '').slice(0, 200) } : null,
    approval_sha256: row.approval_sha256, authorised_at: authorisedAt.toISOString(), expires_at: row.expires_at.toISOString(),
  };
}
