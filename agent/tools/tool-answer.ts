// What a tool is given to work with, and how it ends.
import type { Platform, Tools } from '../collect/collector.ts';

export interface ToolAround {
  platform: Platform;
  tools: Tools;
  /** Closed to every tool: the machine's key lies there. */
  stateDir: string;
  /** Ends when the order is cancelled or its time is over. */
  signal: AbortSignal;
  /** Output of the command; bytes are handed over and not used again. */
  print: (bytes: Uint8Array) => void;
  /** Bytes that were lent for this machine, in order; a sentence when they did not come. */
  fetchUpload: (uploadId: string, take: (bytes: Uint8Array) => Promise<void>, signal: AbortSignal) => Promise<string | null>;
}

/** `not_supported`: this machine has nothing for it. `protected`: nobody may. `open_folder`: others could turn the act aside. Otherwise the machine tried, and says why it failed. */
export type ToolEnd = { ok: true } | { ok: false; reason: 'not_supported' | 'protected' | 'open_folder' | null; message: string };

export const failed = (message: string): ToolEnd => ({ ok: false, reason: null, message: message.slice(0, 200) });
export const notSupported = (message: string): ToolEnd => ({ ok: false, reason: 'not_supported', message });
export const isProtected = (message: string): ToolEnd => ({ ok: false, reason: 'protected', message });
