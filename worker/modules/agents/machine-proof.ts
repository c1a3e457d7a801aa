// Whether a machine holds the key it shows, for this server and no other.
import { verifies } from '../../../durable-objects/protocol/envelope.ts';
import type { Deps } from '../../deps.ts';
import { serverNames } from './rules.ts';

/** Where a machine's request came from and under which name it found us. */
export interface MachineVisit {
  host: string;
  address: string | undefined;
  requestId: string;
}

/** Whether the signature stands over these bytes for one of the names of this server. Never throws. */
export async function signedForUs(
  deps: Pick<Deps, 'config'>, visit: Pick<MachineVisit, 'host'>, bytesFor: (host: string) => Uint8Array, signed: { public_key: string; proof: string },
): Promise<boolean> {
  for (const host of serverNames(deps.config.origin, visit.host, deps.config.deployment === 'production')) {
    if (await verifies(signed.public_key, signed.proof, bytesFor(host))) return true;
  }
  return false;
}
