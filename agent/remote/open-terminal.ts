// A shell of the machine on a real terminal, without a native module: script(1) makes the pseudoterminal, stty(1) sets its size. Windows has PowerShell over pipes.
import { spawn } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { pathOfTool, toolFolders } from '../collect/run-tool.ts';
import { SYSTEM_PATH, inSystemPath } from '../run/interpreters.ts';
import { RUN_MARK, killTree } from '../run/kill-tree.ts';
import type { Opened } from './far-end.ts';
import { lineDiscipline } from './line-discipline.ts';

const GRACE_MS = 1500;
type Size = { cols: number; rows: number };

/** The shell is the agent's own account's; it starts in that account's home. */
export function openTerminal(sessionId: string, size: Size, os: NodeJS.Platform = process.platform): Opened {
  return os === 'win32' ? openPowershell(sessionId) : openPty(sessionId, size, os);
}

/** Nothing of the agent's environment is passed on. Programs are looked for where the administrator alone may write; a profile of the system may add folders. */
export const terminalEnvironment = (sessionId: string, shell: string): Record<string, string> => ({
  PATH: toolFolders().join(':'), HOME: homedir(), USER: userInfo().username, LOGNAME: userInfo().username, SHELL: shell, LANG: 'C.UTF-8', TERM: 'xterm-256color', [RUN_MARK]: sessionId,
});

function openPty(sessionId: string, size: Size, os: NodeJS.Platform): Opened {
  const script = pathOfTool('script');
  const stty = pathOfTool('stty');
  const shell = pathOfTool('bash') ?? pathOfTool('sh');
  if (script === null || stty === null || shell === null) return { ok: false, reason: 'no_terminal', message: 'this machine has no script(1), stty(1) or shell' };
  // The name of the terminal comes back on a pipe of its own; fixed words only stand in this line.
  const inner = `tty >&3; exec 3>&-; stty sane iutf8 rows ${size.rows} cols ${size.cols} 2>/dev/null; exec ${shell} -il`;
  const args = os === 'darwin' ? ['-q', '/dev/null', '/bin/sh', '-c', inner] : ['-qf', '-c', inner, '/dev/null'];
  const child = spawn(script, args, { cwd: homedir(), env: terminalEnvironment(sessionId, shell), stdio: ['pipe', 'pipe', 'ignore', 'pipe'], detached: true });
  let terminal: string | null = null;
  let told = '';
  let wanted: Size | null = null;
  const resize = (to: Size): void => {
    wanted = to;
    if (terminal !== null) spawn(stty, [os === 'darwin' ? '-f' : '-F', terminal, 'rows', String(to.rows), 'cols', String(to.cols)], { env: {}, stdio: 'ignore' }).on('error', () => undefined);
  };
  const naming = child.stdio[3] as Readable;
  naming.on('data', (part: Buffer) => {
    told += part.toString('latin1').slice(0, 200);
    const name = /^(\/dev\/[\w/]{1,60})\n/.exec(told)?.[1];
    if (!name || terminal !== null) return;
    terminal = name;
    if (wanted) resize(wanted);
  });
  naming.on('error', () => undefined);
  return endOf(sessionId, child, child.stdin!, child.stdout!, resize);
}

function openPowershell(sessionId: string): Opened {
  const program = inSystemPath('powershell') ?? inSystemPath('pwsh');
  if (program === null) return { ok: false, reason: 'no_terminal', message: 'this machine has no PowerShell' };
  const root = process.env['SystemRoot'] ?? 'C:\\Windows';
  const child = spawn(program, ['-NoLogo', '-NoProfile', '-NoExit', '-Command', '-'], {
    cwd: `${root}\\System32`, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'],
    env: { SystemRoot: root, windir: root, ComSpec: `${root}\\System32\\cmd.exe`, PATH: SYSTEM_PATH.join(';'), PATHEXT: '.COM;.EXE;.BAT;.CMD', TEMP: `${root}\\Temp`, TMP: `${root}\\Temp`, [RUN_MARK]: sessionId },
  });
  // Pipes are no terminal: somebody has to echo and to keep the line until it is finished.
  const input = new PassThrough();
  const output = new PassThrough();
  const discipline = lineDiscipline((echo) => void output.write(echo), (line) => void child.stdin!.write(line));
  input.on('data', (bytes: Buffer) => discipline(bytes));
  child.stdout!.on('data', (bytes: Buffer) => void output.write(bytes.toString('utf8').replace(/\r?\n/g, '\r\n')));
  child.stderr!.on('data', (bytes: Buffer) => void output.write(bytes.toString('utf8').replace(/\r?\n/g, '\r\n')));
  return endOf(sessionId, child, input, output);
}

function endOf(sessionId: string, child: ReturnType<typeof spawn>, input: Writable, output: Readable, resize?: (size: Size) => void): Opened {
  const { promise, resolve } = Promise.withResolvers<{ reason: string; exit_code: number | null }>();
  let isKilled = false;
  const kill = (): void => {
    if (isKilled) return;
    isKilled = true;
    void killTree(sessionId, child.pid ?? null, GRACE_MS).then(() => {
      output.destroy();
      resolve({ reason: 'killed', exit_code: null });
    });
  };
  child.on('error', () => resolve({ reason: 'cannot_start', exit_code: null }));
  // What was started from the shell and stayed ends with it: a session leaves nothing behind.
  child.on('exit', () => void killTree(sessionId, child.pid ?? null, GRACE_MS));
  // Later than the exit: its last words are read by then.
  child.on('close', (code) => resolve({ reason: 'exit', exit_code: code }));
  input.on('error', () => undefined);
  output.on('error', () => undefined);
  return { ok: true, end: { input, output, ...(resize ? { resize } : {}), ended: promise, kill } };
}
