// Enrolment and connection of a fleet: how fast, what it costs the CPU, what a connected machine holds in memory.
import { setTimeout as pause } from 'node:timers/promises';
import type { FleetReport } from './fleet-report.ts';
import { residentMib, type FleetStage } from './fleet-stage.ts';
import type { LightAgent } from './light-agent.ts';
import { connectFleet, eachOf, enrolFleet } from './light-fleet.ts';

/** Connects `count` machines in steps; all stay connected. */
export async function measureConnect(stage: FleetStage, report: FleetReport, count: number): Promise<LightAgent[]> {
  report.part(`${count} machines enrol and connect`);
  const enrolFrom = performance.now();
  const { agents, ms } = await enrolFleet(stage.url, count, stage.enrolmentToken);
  report.add({ what: 'enrolment', samples: ms, unit: 'ms', note: `8 at a time, ${(count / ((performance.now() - enrolFrom) / 1000)).toFixed(0)} a second` });
  report.add({ what: 'enrolment, last tenth over first tenth', samples: [mean(ms.slice(-count / 10)) / mean(ms.slice(0, count / 10))], unit: '×', note: 'flat when 1', target: { percentile: 50, at_most: 1.5 } });

  const steps = count >= 1000 ? [100, 1000, count] : [Math.ceil(count / 4), count];
  const memory: { agents: number; mib: number }[] = [];
  let connected = 0;
  for (const step of steps) {
    const next = agents.slice(connected, step);
    if (next.length === 0) continue;
    const before = stage.cpu();
    const took = await connectFleet(next);
    const after = stage.cpu();
    connected = step;
    if (agents.slice(0, connected).some((agent) => !agent.isConnected)) throw new Error('connections were lost while others were made');
    report.add({ what: `connects a second, ${next.length} up to ${connected}`, samples: [next.length / (took / 1000)], unit: '/s', note: 'challenge, proof, upgrade, hello → welcome; 32 at a time' });
    report.add({ what: '  CPU of the runtime per connect', samples: [(after.runtime - before.runtime) / next.length], unit: 'ms', note: `Worker and object; simulator ${((after.simulator - before.simulator) / next.length).toFixed(1)} ms, Postgres side ${((after.database - before.database) / next.length).toFixed(1)} ms` });
    await pause(1000);
    memory.push({ agents: connected, mib: residentMib(stage.server.runtimes()) });
  }
  for (const { agents: n, mib } of memory) report.add({ what: `runtime memory at ${n}`, samples: [mib], unit: 'MiB', note: `${stage.server.runtimes().length} processes` });
  const [low, high] = [memory[0]!, memory[1] ?? memory[0]!];
  if (high.agents > low.agents) report.add({ what: `memory per machine, slope ${low.agents} → ${high.agents}`, samples: [((high.mib - low.mib) * 1024) / (high.agents - low.agents)], unit: 'KiB', note: 'objects awake, their SQLite files open; no figure of production' });
  const [refused] = agents.filter((agent) => agent.refused.length > 0);
  if (refused) throw new Error('a command with a bad signature');
  return agents;
}

/** Nothing happens for a while but pings: what the fleet costs at rest. */
export async function measureRest(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[], seconds: number): Promise<void> {
  // The queue has the news of the last connections for a second or two.
  do {
    await stage.resetRoundTrips();
    await pause(2500);
  } while ((await stage.roundTrips()) > 0);
  const before = stage.cpu();
  const mib = residentMib(stage.server.runtimes());
  // Each pings once in the time: a minute's pings are that much of it.
  await Promise.all([pause(seconds * 1000), eachOf(1, agents, async (agent) => {
    agent.ping();
    await pause((seconds * 900) / agents.length);
  })]);
  const after = stage.cpu();
  report.add({ what: `CPU of the runtime for one ping of all ${agents.length}`, samples: [after.runtime - before.runtime], unit: 'ms', note: `within ${seconds} s; ${((after.runtime - before.runtime) / agents.length).toFixed(2)} ms per agent-minute` });
  report.add({ what: `runtime memory after ${seconds} s of rest`, samples: [residentMib(stage.server.runtimes())], unit: 'MiB', note: `before ${mib.toFixed(0)}` });
  report.add({ what: 'Postgres round trips at rest', samples: [await stage.roundTrips()], unit: '', note: 'pings alone', target: { percentile: 50, at_most: 0 } });
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
