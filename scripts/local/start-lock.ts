// One start per .data folder: a second one would take the database from under the first.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { LocalProblem } from './local-problem.ts';

/** Claims `file` for this process; throws LocalProblem while another living start holds it. Returns how to release. */
export function claimStart(file: string): () => void {
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8').trim());
    if (Number.isInteger(pid) && pid > 1 && pid !== process.pid && isStart(pid)) {
      throw new LocalProblem(`LANET Helpdesk already runs from this folder (process ${pid}). Stop it with Ctrl-C in its terminal, or with: kill ${pid}`);
    }
  }
  writeFileSync(file, `${process.pid}\n`);
  return () => {
    if (existsSync(file) && readFileSync(file, 'utf8').trim() === String(process.pid)) rmSync(file, { force: true });
  };
}

/** Alive, and as far as the system tells, one of ours: numbers are reused. */
function isStart(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.ts');
  } catch {
    return false;
  }
}
