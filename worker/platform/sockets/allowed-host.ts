// Which hosts may be connected to: an administrator names a mail server, and must not reach our own network or the platform's through it.
import ipaddr from 'ipaddr.js';
import type { AddressResolver } from '../dns.ts';
import { SocketFault, type Dial } from './duplex.ts';

const PRIVATE_NAMES = /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|in-addr\.arpa|ip6\.arpa)$/;
/** The platform refuses connections to it: <https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/>. */
const PORT_OF_SERVERS = 25;

/** Why this host and port must not be used, or null. Names are not looked up. @param testHosts exempt from all of it, lower-case. */
export function hostFault(host: string, port: number, testHosts: readonly string[] = []): 'host_not_allowed' | 'port_not_allowed' | null {
  const name = plainName(host);
  if (testHosts.includes(name)) return null;
  if (port === PORT_OF_SERVERS) return 'port_not_allowed';
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'port_not_allowed';
  // ipaddr.js reads the old forms too (127.1, 0x7f000001, 2130706433), as a resolver would.
  if (ipaddr.isValid(name)) return isPublicAddress(name) ? null : 'host_not_allowed';
  const isName = name.length <= 253 && /^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9](?:[a-z0-9-]{0,62}))+$/.test(name);
  return isName && !PRIVATE_NAMES.test(name) ? null : 'host_not_allowed';
}

export const isPublicAddress = (address: string): boolean => ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';

const plainName = (host: string): string => host.trim().toLowerCase().replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/**
 * The same dial behind that rule. Names are looked up first where that is possible: a public name may lead into a private network.
 * Between that look and the connection the name could change; the platform itself connects to no private address.
 */
export function allowedDial(dial: Dial, { testHosts, resolver }: { testHosts: readonly string[]; resolver: AddressResolver | null }): Dial {
  return async (target) => {
    const host = plainName(target.host);
    const fault = hostFault(host, target.port, testHosts);
    if (fault) throw new SocketFault(fault, fault === 'port_not_allowed' ? `port ${target.port} cannot be used` : 'the host is inside a private network');
    const isExempt = testHosts.includes(host);
    if (target.security === 'plain' && !isExempt) throw new SocketFault('host_not_allowed', 'a connection without encryption');
    if (!isExempt && resolver && !ipaddr.isValid(host)) {
      const found = await resolver.addresses(host);
      if (found.kind === 'none') throw new SocketFault('host_not_found', 'no address has this name');
      if (found.kind === 'records' && !found.records.every(isPublicAddress)) throw new SocketFault('host_not_allowed', 'the host is inside a private network');
    }
    return dial({ ...target, host });
  };
}
