// Takes away all the agent kept on this machine; files it did not write stay.
import { readdirSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const OURS = /^(machine-key\.json|identity\.json|inventory\.json|policy\.json|ledger\.jsonl|agent\.lock.*|agent\.sock|spool|output|log|.*\.new)$/;

/** @throws when the disk refuses. */
export function wipe(stateDir: string): void {
  for (const name of readdirSync(stateDir)) if (OURS.test(name)) rmSync(join(stateDir, name), { recursive: true, force: true });
  try {
    rmdirSync(stateDir);
  } catch {
    // Somebody else's files are in it.
  }
}
