// What a person types on a machine to bring it in, system by system.
import type { Platform } from '../../../../worker/modules/assets/values.ts';

/** Server addresses and tokens hold no character that a shell reads otherwise; anything else is quoted. */
const word = (text: string, quote: (text: string) => string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quote(text));
const posix = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const powershell = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The command of a system; it wants the rights of an administrator there. */
export function installCommand(platform: Platform, server: string, token: string): string {
  const quote = platform === 'windows' ? powershell : posix;
  const tail = `enroll --server ${word(server, quote)} --token ${word(token, quote)}`;
  return platform === 'windows' ? `lanet-agent ${tail}` : `sudo lanet-agent ${tail}`;
}
