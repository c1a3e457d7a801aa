// The real agent at rest: memory, its slope, and CPU.
import { setTimeout as pause } from 'node:timers/promises';
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
    const agent = startAgentProcess(['run', '--state-dir', stateDir]);
    const points: { minute: number; mib: number }[] = [];
    try {
      // The first round of each kind is no rest.
      await pause(FIRST_ROUNDS_MS);
      const [began, cpu] = [performance.now(), treeCpuMs(agent.pid) ?? 0];
      while (performance.now() - began < minutes * 60_000) {
        await pause(EVERY_MS);
        if (agent.child.exitCode !== null) throw new Error(`the agent ended:\n${agent.text()}`);
        points.push({ minute: (performance.now() - began) / 60_000, mib: residentMib([agent.pid]) });
      }
      const spent = (treeCpuMs(agent.pid) ?? 0) - cpu;
      report.add({ what: 'memory of the agent', samples: points.map(({ mib }) => mib), unit: 'MiB', note: 'one reading every five seconds, from 11 minutes after the start' });
      report.add({ what: 'slope of its memory', samples: [slope(points.slice(Math.floor(points.length / 2))) * 60], unit: 'MiB/h', note: `least squares over the second half; ${(slope(points) * 60).toFixed(1)} over all ${minutes} min` });
      report.add({ what: 'CPU of the agent', samples: [(spent / (performance.now() - began)) * 100], unit: '%', note: `of one core; ${(spent / minutes).toFixed(0)} ms a minute, children included` });
    } finally {
      agent.child.kill('SIGTERM');
      await agent.ended;
    }
  } finally {
    removeStateDir(stateDir);
  }
}

function slope(points: { minute: number; mib: number }[]): number {
  const x = points.reduce((sum, point) => sum + point.minute, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.mib, 0) / points.length;
  const spread = points.reduce((sum, point) => sum + (point.minute - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.minute - x) * (point.mib - y), 0) / spread;
}
