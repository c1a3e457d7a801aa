// As whom a script runs: `user` gives up the agent's rights for an ordinary account, or does not run at all.
import { readText } from '../state-dir.ts';

export type Account =
  /** Numbers to switch to; null: the agent's own account. */
  | { ok: true; switchTo: { uid: number; gid: number } | null }
  | { ok: false; message: string };

/**
 * An agent that is not root has no other rights to give up and runs both kinds as itself. Windows: a service cannot start a program under
 * another account without that account's password, so `user` is refused there instead of running with the service's rights.
 */
export function accountFor(runAs: 'user' | 'system', userName: string, os: NodeJS.Platform = process.platform, uid = process.getuid?.() ?? -1): Account {
  if (runAs === 'system') return { ok: true, switchTo: null };
  if (os === 'win32') return { ok: false, message: 'this agent cannot run a script without administrator rights on Windows' };
  if (uid !== 0) return { ok: true, switchTo: null };
  const found = accountNamed(userName, readText('/etc/passwd') ?? '');
  if (!found) return { ok: false, message: `the account ${userName} does not exist on this machine` };
  return found.uid === 0 ? { ok: false, message: `the account ${userName} has administrator rights` } : { ok: true, switchTo: found };
}

/** macOS writes the numbers of `nobody` as -2, which the system calls take as unsigned. */
export function accountNamed(name: string, passwd: string): { uid: number; gid: number } | null {
  for (const line of passwd.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && /^-?\d+$/.test(uid ?? '') && /^-?\d+$/.test(gid ?? '')) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
  }
  return null;
}
