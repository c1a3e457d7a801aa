#!/usr/bin/env node
// lanet-agent: the command line of the program on the machine.
import { setFlagsFromString } from 'node:v8';
import { EXIT, USAGE, readCommandLine } from './command-line.ts';

const EXIT_MS = 200;
const line = readCommandLine(process.argv.slice(2));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`lanet-agent: ${text}\n`);

// A program that mostly waits: less memory is worth more than speed. The limit of the young generation is read at its next growth.
setFlagsFromString('--optimize-for-size');
setFlagsFromString('--semi-space-growth-factor=1');

try {
  process.exitCode = typeof line === 'string' ? misunderstood(line) : await follow(line);
} catch (fault) {
  // A disk that refuses, mostly: the system's own words say which file and why.
  const code = (fault as NodeJS.ErrnoException).code;
  complain(fault instanceof Error ? fault.message : String(fault));
  process.exitCode = typeof code === 'string' && /^E(ACCES|PERM|ROFS|NOSPC|DQUOT|NOTDIR|IO)$/.test(code) ? EXIT.cannotWrite : EXIT.failed;
}

// All is written: a question to the system that nobody waits for any more does not hold the program back.
setTimeout(() => process.exit(), EXIT_MS).unref();

function misunderstood(why: string): number {
  complain(`${why}; see lanet-agent --help`);
  return EXIT.usage;
}

/** Each command is loaded when it is asked for: `run` stays small. */
async function follow(asked: Exclude<typeof line, string>): Promise<number> {
  switch (asked.command) {
    case 'help':
      say(USAGE);
      return EXIT.ok;
    case 'version':
      say((await import('./version.ts')).AGENT_VERSION);
      return EXIT.ok;
    case 'enroll': return (await import('./commands/enroll-machine.ts')).enrollMachine(asked, say, complain);
    case 'run': return (await import('./commands/run-agent.ts')).runAgent(asked, say, complain);
    case 'status': return (await import('./commands/show-status.ts')).showStatus(asked, say, complain);
    case 'ticket': return (await import('./commands/open-ticket.ts')).openTicket(asked, say, complain);
    case 'logs': return (await import('./commands/show-logs.ts')).showLogs(asked, say, complain);
    case 'tunnel': return (await import('./commands/open-tunnel.ts')).openTunnel(asked, say, complain);
    case 'uninstall': return (await import('./commands/uninstall.ts')).uninstall(asked, say, complain);
  }
}
