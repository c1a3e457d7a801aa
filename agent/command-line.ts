// The words a person types: what each command needs, what it says, and how it ends.
import { parseArgs } from 'node:util';
import { defaultStateDir } from './state-dir.ts';

export const USAGE = `lanet-agent: connects this machine to its helpdesk

  lanet-agent enroll --server URL --token TOKEN [--proxy URL]   make this machine known
  lanet-agent run [--quiet] [--enrolment FILE]                  stay connected (what the service runs)
  lanet-agent status [--json]                                   is it online, and what waits
  lanet-agent ticket --subject TEXT [--description TEXT]        ask for help from this machine
  lanet-agent logs [-n LINES] [--follow]                        what the agent did
  lanet-agent uninstall [--force]                               say goodbye and forget everything

  lanet-agent tunnel --server URL --session CODE [--listen PORT] [--proxy URL]
      on the computer of whoever helps, which needs no enrolment: SSH or RDP of another machine on a port of this one, for the session whose code the portal shows

  --state-dir DIR   where the agent keeps its record (default ${defaultStateDir()})
  --help, --version

A proxy is taken from HTTPS_PROXY and NO_PROXY unless --proxy names one.`;

/** How the program ends. 64, 69, 73, 77, 78 are those of sysexits.h; 75 asks a service manager to try again, 42 the launcher to try another version. */
export const EXIT = { ok: 0, failed: 1, offline: 3, update: 42, usage: 64, unavailable: 69, cannotWrite: 73, again: 75, refused: 77, configuration: 78 } as const;

const OPTIONS = {
  'state-dir': { type: 'string' }, server: { type: 'string' }, token: { type: 'string' }, proxy: { type: 'string' }, quiet: { type: 'boolean' }, json: { type: 'boolean' },
  subject: { type: 'string' }, description: { type: 'string' }, lines: { type: 'string', short: 'n' }, follow: { type: 'boolean', short: 'f' }, force: { type: 'boolean' },
  protocol: { type: 'string' }, enrolment: { type: 'string' }, session: { type: 'string' }, listen: { type: 'string' }, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' },
} as const;
const TAKES: Record<string, readonly (keyof typeof OPTIONS)[]> = {
  enroll: ['server', 'token', 'proxy'], run: ['quiet', 'protocol', 'enrolment'], status: ['json'], ticket: ['subject', 'description'], logs: ['lines', 'follow'], uninstall: ['force'],
  tunnel: ['server', 'session', 'listen', 'proxy'],
};

export type CommandLine =
  | { command: 'help' | 'version' }
  | { command: 'enroll'; stateDir: string; server: string; token: string; proxy: string | null }
  | { command: 'run'; stateDir: string; isQuiet: boolean; protocol: number | null; enrolment: string | null }
  | { command: 'status'; stateDir: string; isJson: boolean }
  | { command: 'ticket'; stateDir: string; subject: string; description: string }
  | { command: 'logs'; stateDir: string; lines: number; isFollowing: boolean }
  | { command: 'uninstall'; stateDir: string; isForced: boolean }
  /** `port` 0: any that is free. */
  | { command: 'tunnel'; server: string; code: string; port: number; proxy: string | null };

/** A sentence when it cannot be understood. */
export function readCommandLine(words: string[]): CommandLine | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(words);
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
  const { values, positionals } = parsed;
  if (values.version) return { command: 'version' };
  const [command, ...more] = positionals;
  if (values.help || command === 'help' || command === undefined) return { command: 'help' };
  const takes = TAKES[command];
  if (!takes) return `there is no command "${command}"`;
  if (more.length > 0) return `"${more[0]}" says nothing to ${command}`;
  const strange = Object.keys(values).find((name) => name !== 'state-dir' && !takes.includes(name as keyof typeof OPTIONS));
  if (strange) return `${command} takes no --${strange}`;
  const stateDir = values['state-dir'] ?? defaultStateDir();
  switch (command) {
    case 'enroll':
      if (!values.server || !values.token) return 'enroll needs --server URL and --token TOKEN';
      return { command, stateDir, server: values.server, token: values.token, proxy: values.proxy ?? null };
    case 'run':
      if (values.protocol !== undefined && !/^[12]$/.test(values.protocol)) return '--protocol is 1 or 2';
      return { command, stateDir, isQuiet: values.quiet ?? false, protocol: values.protocol === undefined ? null : Number(values.protocol), enrolment: values.enrolment ?? null };
    case 'status': return { command, stateDir, isJson: values.json ?? false };
    case 'ticket':
      if (!values.subject?.trim()) return 'ticket needs --subject TEXT';
      return { command, stateDir, subject: values.subject.trim(), description: values.description ?? '' };
    case 'logs':
      if (values.lines !== undefined && !/^\d{1,6}$/.test(values.lines)) return '-n is a number of lines';
      return { command, stateDir, lines: Number(values.lines ?? 50), isFollowing: values.follow ?? false };
    case 'tunnel':
      if (!values.server || !values.session) return 'tunnel needs --server URL and --session CODE, as the portal shows them';
      if (values.listen !== undefined && !(/^\d{1,5}$/.test(values.listen) && Number(values.listen) >= 1 && Number(values.listen) <= 65_535)) return '--listen is a port of this computer, 1 to 65535';
      return { command, server: values.server, code: values.session, port: Number(values.listen ?? 0), proxy: values.proxy ?? null };
    default: return { command: 'uninstall', stateDir, isForced: values.force ?? false };
  }
}

const parse = (words: string[]) => parseArgs({ args: words, options: OPTIONS, allowPositionals: true, strict: true });
