// Which connection an object lets in. Pure: the worker has checked the signature, the object knows what became of the machine since.
import ipaddr from 'ipaddr.js';
import { CLOSE, PROTOCOL_VERSION_MIN } from './protocol/limits.ts';
import type { AgentIdentity, ObjectConfig } from './protocol/fleet.ts';

/** `refused`: an HTTP answer. `told`: let in and closed at once, because the agent must learn why. */
export type Admission =
  | { kind: 'admitted' }
  | { kind: 'refused'; status: 401 | 403 | 409; code: 'unconfigured' | 'foreign' | 'challenge_used' | 'credential_stale' | 'network_refused' }
  | { kind: 'told'; code: number; reason: string };

export function admit(config: ObjectConfig | null, isRevoked: boolean, identity: AgentIdentity, isChallengeFresh: boolean): Admission {
  if (isRevoked) return { kind: 'told', code: CLOSE.revoked, reason: config?.is_retired ? 'retired' : 'revoked' };
  if (!config) return { kind: 'refused', status: 409, code: 'unconfigured' };
  if (identity.client_id !== config.client_id || identity.asset_id !== config.asset_id) return { kind: 'refused', status: 403, code: 'foreign' };
  if (!isChallengeFresh) return { kind: 'refused', status: 401, code: 'challenge_used' };
  if (identity.public_key !== config.public_key) return { kind: 'refused', status: 401, code: 'credential_stale' };
  if (!isAllowedFrom(config.allowed_networks, identity.address)) return { kind: 'refused', status: 403, code: 'network_refused' };
  if (identity.protocol < PROTOCOL_VERSION_MIN) return { kind: 'told', code: CLOSE.upgradeRequired, reason: 'upgrade required' };
  return { kind: 'admitted' };
}

/** No list: from anywhere. An address or network that cannot be read allows nobody. */
export function isAllowedFrom(networks: string[], address: string): boolean {
  if (networks.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const from = ipaddr.process(address);
  return networks.some((network) => {
    try {
      const [base, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : [ipaddr.process(network), ipaddr.process(network).kind() === 'ipv4' ? 32 : 128];
      return base.kind() === from.kind() && from.match(base, bits);
    } catch {
      return false;
    }
  });
}
