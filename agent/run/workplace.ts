// The folder a run works in: made for it alone, owned by its account, gone afterwards.
import { spawnSync } from 'node:child_process';
import { chownSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_MARK } from './kill-tree.ts';
import { inSystemPath, SYSTEM_PATH } from './interpreters.ts';

const PREFIX = 'lanet-run-';
const REMOVE_MS = 30_000;

export interface Workplace {
  folder: string;
  script: string;
  remove(): void;
}

/** @throws when the disk refuses. */
export function makeWorkplace(executionId: string, script: string, extension: string, owner: { uid: number; gid: number } | null): Workplace {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${executionId}-`));
  const file = join(folder, `script${extension}`);
  const remove = (): void => removeFolder(folder);
  try {
    // Windows PowerShell takes a file without a mark for the machine's old code page.
    writeFileSync(file, extension === '.ps1' && process.platform === 'win32' ? `\uFEFF${script}` : script, { mode: 0o700 });
    if (owner) {
      chownSync(file, owner.uid, owner.gid);
      // Last, and it is closed to others from its making: from here on its account may put links into it.
      chownSync(folder, owner.uid, owner.gid);
    }
    return { folder, script: file, remove };
  } catch (fault) {
    remove();
    throw fault;
  }
}

/** What a killed agent left behind of this execution. */
export function removeWorkplacesOf(executionId: string): void {
  for (const name of readdirSync(tmpdir())) if (name.startsWith(`${PREFIX}${executionId}-`)) removeFolder(join(tmpdir(), name));
}

/**
 * With the rights of the folder's own account: Node looks at a name first and walks into it afterwards, and whoever owns the folder may
 * put a link to somewhere else in between. What that account may not remove was not made by it and stays.
 */
function removeFolder(folder: string): void {
  const owner = process.getuid?.() === 0 ? ownerOf(folder) : null;
  const rm = owner && owner.uid !== 0 ? inSystemPath('rm') : null;
  if (owner && rm !== null) spawnSync(rm, ['-rf', '--', folder], { uid: owner.uid, gid: owner.gid, cwd: '/', env: {}, stdio: 'ignore', timeout: REMOVE_MS });
  else rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function ownerOf(path: string): Pick<Stats, 'uid' | 'gid'> | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

/** All a script sees of the environment. Nothing of the agent's own is passed on. */
export function environmentOf(executionId: string, folder: string, args: readonly string[], named: Record<string, string>): Record<string, string> {
  const values: Record<string, string> = { [RUN_MARK]: executionId };
  for (const [index, value] of args.entries()) values[`LANET_ARG_${index + 1}`] = value;
  for (const [name, value] of Object.entries(named)) values[`LANET_ARG_${name}`] = value;
  if (process.platform === 'win32') {
    const root = process.env['SystemRoot'] ?? 'C:\\Windows';
    return { SystemRoot: root, windir: root, ComSpec: `${root}\\System32\\cmd.exe`, PATHEXT: '.COM;.EXE;.BAT;.CMD', PATH: SYSTEM_PATH.join(';'), TEMP: folder, TMP: folder, USERPROFILE: folder, ...values };
  }
  return { PATH: SYSTEM_PATH.join(':'), HOME: folder, LANG: 'C.UTF-8', TMPDIR: folder, ...values };
}
