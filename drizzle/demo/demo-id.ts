// Fixed identifiers for demo rows: the same name is the same row on every machine and in every run.
import { createHash } from 'node:crypto';

/** @returns a UUID derived from `name` alone. */
export function demoId(name: string): string {
  const hex = createHash('sha256').update(`lanet-demo:${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
