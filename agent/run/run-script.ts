// Runs one script: own folder, clean environment, the account that was ordered, and an end in every case.
import { spawn } from 'node:child_process';
import { STREAMS, type FinalState, type Stream } from '../../durable-objects/protocol/agent-frames.ts';
import type { CommandArguments, Envelope } from '../../durable-objects/protocol/envelope.ts';
import type { OutputWriter } from '../output-store.ts';
import { accountFor } from './account.ts';
import { bound } from './bounds.ts';
import { gatherOutput } from './gather-output.ts';
import { hideSecrets } from './hide-secrets.ts';
import { interpreterOf } from './interpreters.ts';
import { killTree } from './kill-tree.ts';
import { outputPipes } from './output-pipes.ts';
import { environmentOf, makeWorkplace, type Workplace } from './workplace.ts';

export interface Ended {
  status: FinalState;
  exit_code: number | null;
  reason: string | null;
  message: string | null;
}
export interface Running {
  ended: Promise<Ended>;
  /** Ends the whole tree; `ended` then says `cancelled` or `interrupted`. */
  stop(as: 'cancelled' | 'interrupted', graceMs?: number): void;
}

/** Between TERM and KILL. */
const GRACE_MS = 3000;
/** How long a pipe may stay open after the script itself has ended, before what it left behind is ended too. */
const LINGER_MS = 500;

/** What has to be right before a script may start; a sentence with its reason otherwise. */
export type Prepared = { ok: true; start: (output: OutputWriter, onOutput: () => void) => Running; discard: () => void } | { ok: false; reason: string; message: string };

/**
 * Output beyond the limit is left out and the script goes on: ending it half-way would leave the machine in a state nobody wrote.
 * Processes that outlive the script are ended with it: a run has an end, and a service is started by its service manager.
 */
export function prepareScript(envelope: Envelope, script: string, args: CommandArguments, userName: string): Prepared {
  const account = accountFor(envelope.run_as, userName);
  if (!account.ok) return { ok: false, reason: 'cannot_drop_rights', message: account.message };
  const interpreter = interpreterOf(envelope.script_type!);
  if (!interpreter) return { ok: false, reason: 'no_interpreter', message: `this machine has no program for ${envelope.script_type} scripts` };
  let place: Workplace;
  try {
    place = makeWorkplace(envelope.execution_id, script, interpreter.extension, account.switchTo);
  } catch (fault) {
    return { ok: false, reason: 'no_room', message: fault instanceof Error ? fault.message : String(fault) };
  }
  const launch = bound(interpreter.program, interpreter.argumentsFor(place.script, args.args), envelope.limits, envelope.execution_id, account.switchTo);
  if (!launch) {
    place.remove();
    return { ok: false, reason: 'no_limits', message: 'this machine has nothing that keeps the memory and process limits of the order' };
  }
  const who = account.switchTo && !launch.hasSwitched ? account.switchTo : {};
  return { ok: true, start: (output, onOutput) => startIn(place, launch, account.switchTo, who, envelope, args, output, onOutput), discard: () => place.remove() };
}

function startIn(place: Workplace, launch: { program: string; args: string[] }, owner: { uid: number; gid: number } | null, who: { uid?: number; gid?: number }, envelope: Envelope, args: CommandArguments, output: OutputWriter, onOutput: () => void): Running {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const runId = envelope.execution_id;
  let stopped: 'cancelled' | 'interrupted' | 'timeout' | null = null;
  let killing: Promise<void> | null = null;
  let linger: NodeJS.Timeout | undefined;
  let leaving: NodeJS.Timeout | undefined;
  const gatherer = gatherOutput((pieces) => {
    for (const piece of pieces) output.append(piece.stream, piece.data);
    onOutput();
  });
  // Detached: a process group of its own, so that one signal reaches all that did not leave it.
  const pipes = outputPipes(owner);
  const child = spawn(launch.program, launch.args, {
    cwd: place.folder, env: environmentOf(runId, place.folder, args.args, args.env), stdio: ['ignore', ...pipes.stdio], detached: process.platform !== 'win32', windowsHide: true, shell: false, ...who,
  });
  const { stdout, stderr } = pipes.takeFrom(child);
  const kill = (as: typeof stopped, graceMs: number): void => {
    stopped ??= as;
    killing ??= killTree(runId, child.pid ?? null, graceMs).then(letGo);
  };
  // What is still in the pipes is read to its end, unless somebody who escaped keeps them open.
  const letGo = (): void => {
    leaving ??= setTimeout(() => {
      stdout.destroy();
      stderr.destroy();
    }, LINGER_MS);
  };
  const deadline = setTimeout(() => kill('timeout', GRACE_MS), envelope.limits.timeout_s * 1000);
  const hider = hideSecrets(args.secrets.flatMap((name) => args.env[name] ?? []));
  const print = (stream: Stream, data: Buffer): void => {
    if (data.byteLength > 0) gatherer.add(stream, data);
  };
  stdout.on('data', (data: Buffer) => print('stdout', hider.pass('stdout', data)));
  stderr.on('data', (data: Buffer) => print('stderr', hider.pass('stderr', data)));
  const closed = [stdout, stderr].map((pipe) => new Promise<void>((resolveClosed) => pipe.once('close', resolveClosed).once('error', () => pipe.destroy())));

  let isOver = false;
  const finish = (ended: Ended): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    clearTimeout(linger);
    clearTimeout(leaving);
    // After the end too: what left the session and closed its pipes is found by the mark.
    void (killing ?? Promise.resolve()).then(() => killTree(runId, child.pid ?? null, stopped ? 0 : GRACE_MS)).then(() => {
      for (const stream of STREAMS) print(stream, hider.rest(stream));
      gatherer.flush();
      try {
        place.remove();
      } catch {
        // The system's own cleaning of temporary folders takes what is left.
      }
      resolve(ended);
    });
  };
  child.on('error', (fault) => {
    if (child.pid !== undefined) return;
    stdout.destroy();
    stderr.destroy();
    finish({ status: 'failed', exit_code: null, reason: 'cannot_start', message: fault.message });
  });
  child.on('exit', (code, signal) => {
    void Promise.all(closed).then(() => over(code, signal));
    linger = setTimeout(() => void killTree(runId, child.pid ?? null, GRACE_MS).then(letGo), LINGER_MS);
  });
  const over = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (stopped === 'timeout') finish({ status: 'timeout', exit_code: code, reason: 'timeout', message: `ended after ${envelope.limits.timeout_s} s` });
    else if (stopped === 'cancelled') finish({ status: 'cancelled', exit_code: code, reason: 'cancelled', message: null });
    else if (stopped === 'interrupted') finish({ status: 'interrupted', exit_code: code, reason: 'agent_stopped', message: 'the agent was stopped while this ran' });
    else if (signal !== null) finish({ status: 'failed', exit_code: null, reason: 'signal', message: `ended by ${signal}` });
    else finish({ status: code === 0 ? 'completed' : 'failed', exit_code: code, reason: null, message: null });
  };
  return { ended: promise, stop: (as, graceMs = GRACE_MS) => kill(as, graceMs) };
}
