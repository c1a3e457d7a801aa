// A folder that scripts without rights can use as well: marks they leave, and gates they wait at.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Yard {
  path(name: string): string;
  /** Shell words: leaves one line under this name. */
  mark(name: string): string;
  /** Lines left under this name. */
  marks(name: string): number;
  /** Shell words: waits until the gate is open. */
  gate(name: string): string;
  open(name: string): void;
  remove(): void;
}

export function makeYard(): Yard {
  const folder = mkdtempSync(join(tmpdir(), 'lanet-yard-'));
  chmodSync(folder, 0o777);
  const path = (name: string): string => join(folder, name);
  return {
    path,
    mark: (name) => `echo ran >> '${path(name)}'`,
    marks: (name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8').trimEnd().split('\n').length : 0),
    gate: (name) => `until [ -e '${path(name)}' ]; do sleep 0.05; done`,
    open: (name) => writeFileSync(path(name), ''),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
