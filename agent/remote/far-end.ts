// What a remote session reaches on the machine: something that takes bytes, gives bytes, and ends.
import type { Readable, Writable } from 'node:stream';

export interface FarEnd {
  input: Writable;
  output: Readable;
  /** Only a terminal has a size. */
  resize?: (size: { cols: number; rows: number }) => void;
  /** By itself, or after `kill`. */
  ended: Promise<{ reason: string; exit_code: number | null }>;
  kill(): void;
}

export type Opened = { ok: true; end: FarEnd } | { ok: false; reason: string; message: string };
