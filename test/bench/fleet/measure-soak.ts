// The real agent as a package installs it, at rest: memory, its slope, and CPU.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Status } from '../../../agent/agent.ts';
import { askLocally } from '../../../agent/local-socket.ts';
import { bundleAgent } from '../../../scripts/package/bundle-agent.ts';
import { launcherOf, LINUX } from '../../../scripts/package/package-files.ts';
import { makeStateDir, removeStateDir, startAgentProcess } from '../../support/agent-process.ts';
import { treeCpuMs } from '../cpu.ts';
import type { FleetReport } from './fleet-report.ts';
import { residentMib, type FleetStage } from './fleet-stage.ts';

const EVERY_MS = 5000;
/** Readings come every five minutes, services every ten: a program that runs a part of itself for the first time loads it. */
const FIRST_ROUNDS_MS = 11 * 60_000;

export async function measureSoak(stage: FleetStage, report: FleetReport, minutes: number): Promise<void> {
  report.part(`the real agent at rest for ${minutes} min`);
  const stateDir = makeStateDir();
  try {
    const enrolled = await startAgentProcess(['enroll', '--server', stage.url, '--token', stage.enrolmentToken, '--state-dir', stateDir]).ended;
    if (enrolled.code !== 0) throw new Error(`enrolment of the agent: ${enrolled.stderr}`);
    const launcher = await install(stateDir);
    const points: { minute: number; mib: number; ownMib: number }[] = [];
    try {
      // The first round of each kind is no rest.
      await pause(FIRST_ROUNDS_MS);
      const pid = childOf(launcher.pid!);
      const status = (await askLocally(stateDir, 'status')) as Status;
      if (status.pid !== pid || !status.is_online || status.is_held) throw new Error(`the agent is not at work: ${JSON.stringify(status)}`);
      const [began, cpu] = [performance.now(), treeCpuMs(pid) ?? 0];
      while (performance.now() - began < minutes * 60_000) {
        await pause(EVERY_MS);
        if (launcher.exitCode !== null || childOf(launcher.pid!) !== pid) throw new Error('the agent ended');
        points.push({ minute: (performance.now() - began) / 60_000, mib: residentMib([pid]), ownMib: privateMib(pid) });
      }
      const spent = (treeCpuMs(pid) ?? 0) - cpu;
      report.add({ what: 'memory of the agent', samples: points.map(({ mib }) => mib), unit: 'MiB', note: 'one reading every five seconds, from 11 minutes after the start' });
      report.add({ what: 'private memory of the agent', samples: points.map(({ ownMib }) => ownMib), unit: 'MiB', note: 'what no other process shares: dirty pages of its own', target: { percentile: 95, at_most: 20 } });
      report.add({ what: 'slope of its memory', samples: [slope(points.slice(Math.floor(points.length / 2))) * 60], unit: 'MiB/h', note: `least squares over the second half; ${(slope(points) * 60).toFixed(1)} over all ${minutes} min` });
      report.add({ what: 'CPU of the agent', samples: [(spent / (performance.now() - began)) * 100], unit: '%', note: `of one core; ${(spent / minutes).toFixed(0)} ms a minute, children included` });
    } finally {
      launcher.kill('SIGTERM');
      if (launcher.exitCode === null) await new Promise((resolve) => launcher.once('close', resolve));
    }
  } finally {
    removeStateDir(stateDir);
  }
}

/** Program, runtime and launcher in a folder, as the package puts them there. */
async function install(stateDir: string): Promise<ReturnType<typeof spawn>> {
  const program = join(stateDir, 'program');
  mkdirSync(program);
  symlinkSync(process.execPath, join(program, 'node'));
  writeFileSync(join(program, 'agent.mjs'), (await bundleAgent('1.0.0')).bundle);
  writeFileSync(join(program, 'lanet-agent'), launcherOf({ ...LINUX, PROGRAM: program, VERSIONS: join(stateDir, 'versions') }, '1.0.0'));
  return spawn('sh', [join(program, 'lanet-agent'), 'run', '--state-dir', stateDir], { env: { PATH: process.env['PATH'] ?? '', HOME: stateDir }, stdio: 'ignore' });
}

const childOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
const privateMib = (pid: number): number => Number(/^Private_Dirty:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;

function slope(points: { minute: number; mib: number }[]): number {
  const x = points.reduce((sum, point) => sum + point.minute, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.mib, 0) / points.length;
  const spread = points.reduce((sum, point) => sum + (point.minute - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.minute - x) * (point.mib - y), 0) / spread;
}
