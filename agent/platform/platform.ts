// Picks the collectors of the system the agent runs on; the others are never loaded.
import type { Platform } from '../collect/collector.ts';
import { realTools } from '../collect/real-tools.ts';

/** Rejects on a system that has no collectors. */
export async function platformOf(os: string = process.platform): Promise<Platform> {
  switch (os) {
    case 'linux':
      return (await import('./linux.ts')).linuxPlatform(realTools);
    case 'win32':
      return (await import('./windows.ts')).windowsPlatform(realTools);
    case 'darwin':
      return (await import('./macos.ts')).macosPlatform(realTools);
    default:
      throw new Error(`no collectors for ${os}`);
  }
}
