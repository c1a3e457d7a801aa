// Runs one tool as an order: its answer is the output of the command, and it ends in every case.
import type { ToolCall } from '../../durable-objects/protocol/tools.ts';
import { reasonOf } from '../log.ts';
import type { OutputWriter } from '../output-store.ts';
import { gatherOutput } from '../run/gather-output.ts';
import type { Ended, Prepared, Running } from '../run/run-script.ts';
import { listFolder, readFile, writeFile } from './files.ts';
import { readLog } from './read-log.ts';
import { endProcess, listProcesses } from './processes.ts';
import { cancelRestart } from './cancel-restart.ts';
import { changeSoftware } from './change-software.ts';
import { failed, notSupported, type ToolAround, type ToolEnd } from './tool-answer.ts';
import { listUpdates } from './list-updates.ts';
import { wakeMachines } from './wake-machines.ts';

function startTool(call: ToolCall, given: Omit<ToolAround, 'signal' | 'print'>, timeoutS: number, output: OutputWriter, onOutput: () => void): Running {
  const abort = new AbortController();
  let stopped: 'cancelled' | 'interrupted' | 'timeout' | null = null;
  let isOver = false;
  const gatherer = gatherOutput((pieces) => {
    for (const piece of pieces) output.append(piece.stream, piece.data);
    onOutput();
  });
  const stop = (as: NonNullable<typeof stopped>): void => {
    stopped ??= as;
    abort.abort();
  };
  const deadline = setTimeout(() => stop('timeout'), timeoutS * 1000);
  // What waits for a disk or a program that hangs is left behind: its words do not count any more.
  const left = new Promise<ToolEnd>((resolve) => abort.signal.addEventListener('abort', () => resolve(failed('stopped'))));
  const around: ToolAround = { ...given, signal: abort.signal, print: (bytes) => { if (!isOver && bytes.byteLength > 0) gatherer.add('stdout', bytes); } };
  const work = answer(call, around).catch((fault: unknown) => failed(reasonOf(fault)));
  const ended = Promise.race([work, left]).then((end): Ended => {
    isOver = true;
    clearTimeout(deadline);
    gatherer.flush();
    if (stopped === 'timeout') return { status: 'timeout', exit_code: null, reason: 'timeout', message: `ended after ${timeoutS} s` };
    if (stopped !== null) return { status: stopped, exit_code: null, reason: stopped === 'cancelled' ? 'cancelled' : 'agent_stopped', message: null };
    if (end.ok) return { status: 'completed', exit_code: 0, reason: null, message: null };
    return { status: end.reason === null ? 'failed' : 'refused', exit_code: end.reason === null ? 1 : null, reason: end.reason, message: end.message };
  });
  return { ended, stop: (as) => stop(as) };
}

async function answer(call: ToolCall, around: ToolAround): Promise<ToolEnd> {
  const { platform, tools } = around;
  const tell = (found: unknown): ToolEnd => {
    around.print(Buffer.from(JSON.stringify(found)));
    return { ok: true };
  };
  switch (call.tool) {
    case 'process.list': {
      const found = await listProcesses(tools, platform.name);
      return found ? tell(found) : notSupported('this machine does not tell its processes');
    }
    case 'process.end': return endProcess(call, around);
    case 'service.list': return tell({ services: await platform.inventory.services() });
    case 'service.control': {
      const outcome = await platform.controlService(call.name, call.action);
      return outcome.ok ? { ok: true } : failed(outcome.message);
    }
    case 'log.read': {
      const found = await readLog(call, tools, platform.name);
      return 'entries' in found ? tell(found) : found;
    }
    case 'restart.cancel': return cancelRestart(tools, platform.name);
    case 'file.list': {
      const found = await listFolder(call.path);
      return 'entries' in found ? tell(found) : found;
    }
    case 'file.read': return readFile(call.path, around);
    case 'file.write': return writeFile(call, around);
    case 'update.list': {
      const found = await listUpdates(tools, platform.name);
      return 'updates' in found ? tell(found) : found;
    }
    case 'software.install': case 'software.remove': return changeSoftware(call, around);
    case 'wake': return wakeMachines(call.mac_addresses);
  }
}

/** As a script is prepared: nothing has begun yet. */
export const prepareTool = (call: ToolCall, given: Omit<ToolAround, 'signal' | 'print'>, timeoutS: number): Prepared =>
  ({ ok: true, start: (output, onOutput) => startTool(call, given, timeoutS, output, onOutput), discard: () => undefined });
