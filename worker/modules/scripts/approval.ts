// What an approval binds: text, questions, rights, limits and scope, as one hash.
import { canonicalJson } from '../../../durable-objects/protocol/inventory.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { ScriptLimits, ScriptParameter } from './contract.ts';
import type { ScriptType } from './values.ts';

export interface Approvable {
  script_id: string;
  client_id: string | null;
  script_type: ScriptType;
  content: string;
  parameters: ScriptParameter[];
  requires_admin: boolean;
  limits: ScriptLimits;
}

/** The text is hashed again, so that a stored hash that is not of this text approves nothing. Hexadecimal. */
export async function approvalOf(version: Approvable): Promise<string> {
  const { script_id, client_id, script_type, parameters, requires_admin, limits } = version;
  return sha256Hex(canonicalJson({ script_id, client_id, script_type, sha256: await sha256Hex(version.content), parameters, requires_admin, limits }));
}
