// `npm run bench -- fleet`: a fleet of simulated machines against the real Worker and its objects, and the real agent at rest.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isPortFree } from '../../../scripts/local/free-port.ts';
import { FleetReport } from './fleet-report.ts';
import { startFleetStage, type FleetStage } from './fleet-stage.ts';
import type { LightAgent } from './light-agent.ts';
import { measureAlert } from './measure-alert.ts';
import { measureBroadcast, measureCommands, measureDurable } from './measure-commands.ts';
import { measureConnect, measureRest } from './measure-connect.ts';
import { measureDay } from './measure-day.ts';
import { measureOutput } from './measure-output.ts';
import { measureRestart } from './measure-restart.ts';
import { measureUpdate } from './measure-update.ts';
import { measureSoak } from './measure-soak.ts';

/** Parts that can be left out; `connect` always runs. */
export const PARTS = ['commands', 'broadcast', 'output', 'day', 'alert', 'update', 'restart'] as const;
export type Part = (typeof PARTS)[number];

export interface FleetBenchOptions {
  /** 0: none, for the soak alone. */
  agents: number;
  isQuick: boolean;
  parts: readonly Part[];
  /** Minutes the real agent is watched at rest; 0: not at all. */
  soakMinutes: number;
  /** The local runtime puts idle objects to sleep, as it does by itself. */
  isAsleep: boolean;
}

/** Below the ports that the system hands out: a server that is killed finds its own free again. */
const PORTS = { first: 19_000, last: 19_099 };
const MIB = 1024 * 1024;
const say = (line: string): void => console.log(line);

export async function benchFleet(options: FleetBenchOptions): Promise<void> {
  const { soakMinutes, isAsleep } = options;
  say(`Fleet bench: starting Postgres, the endpoint and the Worker. Simulator, runtime and database share ${cpus().length} CPUs; load now ${loadavg()[0]!.toFixed(1)}.`);
  const stage = await startFleetStage(await portHere(), { isAsleep });
  const report = new FleetReport(say);
  try {
    if (options.agents > 0) {
      const agents = await measureConnect(stage, report, options.agents);
      await Promise.race([lostOne(agents), measureAll(stage, report, agents, options)]);
      for (const agent of agents) agent.drop();
    }
    if (soakMinutes > 0) await measureSoak(stage, report, soakMinutes);
    report.targets();
    mkdirSync(new URL('../../../.data/', import.meta.url), { recursive: true });
    const file = options.agents > 0 ? '.data/bench-fleet.json' : '.data/bench-soak.json';
    writeFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), `${JSON.stringify({ at: new Date().toISOString(), cpus: cpus().length, cpu_model: cpus()[0]?.model ?? '', node: process.version, agents: options.agents, lines: report.lines }, null, 2)}\n`);
    say(`\n  Written to ${file}. Wall clock on this machine with its load; limits per address are lifted, the budget of a person too.`);
  } finally {
    await stage.stop();
  }
}

async function portHere(): Promise<number> {
  for (let port = PORTS.first; port <= PORTS.last; port += 1) if (await isPortFree(port)) return port;
  throw new Error(`no port from ${PORTS.first} to ${PORTS.last} is free`);
}

/** What follows the connections, in this order: the restart leaves the server cold. */
async function measureAll(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[], { isQuick, parts }: FleetBenchOptions): Promise<void> {
  const has = (part: Part): boolean => parts.includes(part);
  await measureRest(stage, report, agents, isQuick ? 10 : 30);
  if (has('commands')) {
    report.part('commands');
    // Each measurement on machines of its own: one that says more than 1,200 frames in a minute is cut off.
    let used = 1;
    // The first and the last are the same: what a server costs that was just started, and one that runs.
    for (const [inFlight, kind, when] of [[1, 'inventory', 'just started'], [10, 'inventory', ''], [50, 'inventory', ''], [1, 'script', ''], [1, 'inventory', 'once more']] as const) {
      const first = used + inFlight <= agents.length ? used : 0;
      used = first + inFlight;
      await measureCommands(stage, report, agents.slice(first, used), inFlight, (isQuick ? 30 : 200) * (inFlight === 1 ? 1 : 2), kind, when);
    }
    await measureDurable(stage, report, agents[0]!, isQuick ? 5 : 20);
  }
  if (has('broadcast')) {
    report.part('one order for many machines');
    for (const kind of ['inventory', 'script'] as const) await measureBroadcast(stage, report, agents.slice(0, 1000), kind, isQuick ? 1 : 3);
  }
  if (has('output')) await measureOutput(stage, report, agents[0]!, [10 * 1024, 100 * 1024, MIB, 10 * MIB, 50 * MIB].slice(0, isQuick ? 4 : 5), isQuick ? 1 : 3);
  if (has('day')) await measureDay(stage, report, agents.slice(0, 10));
  if (has('alert')) await measureAlert(stage, report, agents.slice(20, 23));
  if (has('update')) await measureUpdate(stage, report, agents.slice(0, 1000));
  if (has('restart')) await measureRestart(stage, report, agents, isQuick ? 1 : 3);
}

/** Never resolves; rejects when a connection ends that nobody ended: figures after that would be those of another fleet. */
function lostOne(agents: readonly LightAgent[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const agent of agents) agent.onLost = (code) => reject(new Error(`the connection of ${agent.hostname} ended with ${code}`));
  });
}
