// What every command after enrolment starts from: this machine's identity, or a sentence why there is none.
import { existsSync } from 'node:fs';
import { serverOf } from '../http.ts';
import { identityFile, machineKey, readIdentity } from '../identity.ts';
import type { Self } from '../session.ts';

/** @throws when the state folder cannot be read. */
export function identityHere(stateDir: string): Self | string {
  const identity = readIdentity(stateDir);
  if (!identity) return existsSync(identityFile(stateDir)) ? `the identity in ${stateDir} cannot be read (another account's, or damaged)` : 'this machine is not enrolled; use: lanet-agent enroll --server URL --token TOKEN';
  const server = serverOf(identity.server, identity.proxy);
  return typeof server === 'string' ? server : { stateDir, server, key: machineKey(stateDir), identity };
}
