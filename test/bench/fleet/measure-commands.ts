// The way of a command: ordered by a person, signed, obeyed, and its end seen by whoever watches.
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../statistics.ts';
import type { FleetReport } from './fleet-report.ts';
import type { FleetStage } from './fleet-stage.ts';
import { endsAtOnce, type LightAgent } from './light-agent.ts';
import { eachOf } from './light-fleet.ts';
import { Watcher } from './watcher.ts';

interface Trip {
  execution: string;
  from: number;
  answered: number;
  seen: number;
  agent: LightAgent;
}

/** `inFlight` machines, each with its watcher, one command after the other each. */
export async function measureCommands(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[], inFlight: number, commands: number, kind: 'inventory' | 'script', when = ''): Promise<void> {
  const used = agents.slice(0, inFlight);
  const watchers = await Promise.all(used.map((agent) => Watcher.open(stage.url, stage.technician, agent.agentId)));
  const trips: Trip[] = [];
  const order = async (index: number): Promise<Trip> => {
    const agent = used[index]!;
    const from = performance.now();
    const { data } = kind === 'inventory'
      ? await stage.technician.send('POST', `/api/assets/${agent.agentId}/commands`, { kind: 'inventory' }, 201)
      : await stage.technician.send('POST', '/api/agents/execute-script', { script_id: stage.scriptId, asset_ids: [agent.agentId] }, 201);
    const answered = performance.now();
    const execution = data.execution.execution_id as string;
    return { execution, from, answered, seen: await watchers[index]!.untilEnd(execution), agent };
  };
  for (let warm = 0; warm < 3; warm += 1) await Promise.all(used.map((_, index) => order(index)));
  const each = Math.ceil(commands / inFlight);
  const before = stage.cpu();
  const began = performance.now();
  // Each machine's commands one after the other: what is in flight is one for each machine.
  await eachOf(inFlight, used, async (_, index) => {
    for (let n = 0; n < each; n += 1) trips.push(await order(index));
  });
  const took = performance.now() - began;
  const after = stage.cpu();
  for (const watcher of watchers) watcher.close();
  const label = `${kind}, ${inFlight} in flight${when && `, ${when}`}`;
  const taken = trips.map(({ agent, execution }) => agent.taken.get(execution)!);
  report.add({ what: `${label}: ordered → end seen by the viewer`, samples: trips.map(({ from, seen }) => seen - from), unit: 'ms', note: `with the durable rows of the order in Postgres and in the object; ${(trips.length / (took / 1000)).toFixed(0)} a second`, ...(inFlight === 1 && { target: { percentile: 95 as const, at_most: 25 } }) });
  report.add({ what: '  ordered → answered 201', samples: trips.map(({ from, answered }) => answered - from), unit: 'ms', note: 'one round trip to Postgres and the object\'s acceptance' });
  report.add({ what: '  ordered → at the machine', samples: trips.map(({ from }, n) => taken[n]!.takenAt - from), unit: 'ms', note: 'signed by the object, checked after this' });
  report.add({ what: '  machine says the end → object confirms', samples: taken.map(({ saidAt, confirmedAt }) => confirmedAt! - saidAt!), unit: 'ms', note: 'machine → object → machine, with the durable row in the object' });
  report.add({ what: '  CPU of the runtime per command', samples: [(after.runtime - before.runtime) / trips.length], unit: 'ms', note: `Postgres side ${((after.database - before.database) / trips.length).toFixed(1)} ms` });
  if (inFlight === 1) {
    const baseline: number[] = [];
    for (let n = 0; n < each; n += 1) baseline.push((await stage.technician.get('/api/health')).ms);
    report.add({ what: '  one trivial query through the same driver', samples: baseline, unit: 'ms', note: `the baseline; the command is ${((median(trips.map(({ from, seen }) => seen - from)) ?? 0) / (median(baseline) ?? 1)).toFixed(1)} of it at p50` });
  }
}

/** How long after the object has the end a reader of the database sees it: the queue gathers for a second. */
export async function measureDurable(stage: FleetStage, report: FleetReport, agent: LightAgent, rounds: number): Promise<void> {
  const samples: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const { data } = await stage.technician.send('POST', `/api/assets/${agent.agentId}/commands`, { kind: 'inventory' }, 201);
    const execution = data.execution.execution_id as string;
    const from = performance.now();
    while ((await stage.owner.query("select 1 from script_executions where execution_id = $1 and status = 'completed'", [execution])).length === 0) await pause(5);
    samples.push(performance.now() - from);
  }
  report.add({ what: 'answered 201 → end in Postgres', samples, unit: 'ms', note: 'through the queue, which gathers for a second (max_batch_timeout = 1); the object has the end durably before' });
}

/** One order for all of them at once. */
export async function measureBroadcast(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[], kind: 'inventory' | 'script', rounds: number): Promise<void> {
  const atMachines: number[] = [];
  const atObjects: number[] = [];
  const inPostgres: number[] = [];
  const cpu = { runtime: [] as number[], database: [] as number[], simulator: [] as number[] };
  const answered: number[] = [];
  const ids = agents.map((agent) => agent.agentId);
  for (let round = 0; round < rounds; round += 1) {
    let taken = 0;
    let lastTaken = 0;
    let confirmed = 0;
    const { promise: allConfirmed, resolve } = Promise.withResolvers<number>();
    for (const agent of agents) {
      agent.doing = (one, { envelope }) => {
        taken += 1;
        if (taken === agents.length) lastTaken = performance.now();
        void one.finish(envelope.execution_id).then(() => {
          confirmed += 1;
          if (confirmed === agents.length) resolve(performance.now());
        });
      };
    }
    const before = stage.cpu();
    const from = performance.now();
    const { data, ms } = kind === 'inventory'
      ? await stage.admin.send('POST', '/api/assets/commands', { kind: 'inventory', asset_ids: ids, rollout: 'at_once' }, 201)
      : await stage.admin.send('POST', '/api/agents/execute-script', { script_id: stage.scriptId, asset_ids: ids, rollout: 'at_once' }, 201);
    answered.push(ms);
    atObjects.push((await allConfirmed) - from);
    atMachines.push(lastTaken - from);
    for (;;) {
      const [row] = await stage.owner.query<{ n: number }>("select count(*)::int as n from script_executions where run_id = $1 and status = 'completed'", [data.run.run_id]);
      if (row!.n === agents.length) break;
      await pause(20);
    }
    inPostgres.push(performance.now() - from);
    const after = stage.cpu();
    for (const part of ['runtime', 'database', 'simulator'] as const) cpu[part].push((after[part] - before[part]) / agents.length);
  }
  for (const agent of agents) agent.doing = endsAtOnce;
  const isScored = agents.length === 1000;
  report.add({ what: `${kind} to ${agents.length} at once: ordered → answered`, samples: answered, unit: 'ms', note: 'run, one row and one audit row each, written' });
  report.add({ what: `  → at the last machine`, samples: atMachines, unit: 'ms', note: 'signed by its object, checked before it runs' });
  report.add({ what: `  → all results durable at the objects`, samples: atObjects, unit: 'ms', note: `${(agents.length / (median(atObjects)! / 1000)).toFixed(0)} a second`, ...(isScored && { target: { percentile: 50 as const, at_most: 3000 } }) });
  report.add({ what: `  → all results in Postgres`, samples: inPostgres, unit: 'ms', note: 'with the second the queue gathers', ...(isScored && { target: { percentile: 50 as const, at_most: 3000 } }) });
  report.add({ what: '  CPU of the runtime per machine', samples: cpu.runtime, unit: 'ms', note: `Postgres side ${median(cpu.database)!.toFixed(1)} ms, simulator ${median(cpu.simulator)!.toFixed(1)} ms` });
}
