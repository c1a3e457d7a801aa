// The server dies without a word, with the whole fleet connected and commands running: who is back when, and at what cost.
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../statistics.ts';
import type { FleetReport } from './fleet-report.ts';
import type { FleetStage } from './fleet-stage.ts';
import { endsAtOnce, type LightAgent } from './light-agent.ts';
import { letComeBack } from './light-fleet.ts';

const DEADLINE_MS = 180_000;

export async function measureRestart(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[], rounds: number): Promise<void> {
  report.part(`the server is killed with ${agents.length} machines connected`);
  const shares = new Map<number, { fromKill: number[]; fromAnswer: number[] }>([50, 99, 100].map((share) => [share, { fromKill: [], fromAnswer: [] }]));
  const down: number[] = [];
  const trips: number[] = [];
  const written: number[] = [];
  let failures = new Map<string, number>();
  let [kept, running] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    // A few machines are in the middle of a command.
    const busy = agents.slice(0, Math.min(20, agents.length));
    for (const agent of busy) agent.doing = () => undefined;
    const executions = await Promise.all(busy.map(async (agent) => (await stage.technician.send('POST', `/api/assets/${agent.agentId}/commands`, { kind: 'inventory' }, 201)).data.execution.execution_id as string));
    while (busy.some((agent, n) => !agent.taken.has(executions[n]!))) await pause(20);
    // What was said before the kill reaches Postgres before it.
    await pause(3000);
    const before = await stage.rows();
    await stage.resetRoundTrips();
    const back = letComeBack(agents);
    const killed = performance.now();
    stage.server.kill();
    const answered = await firstAnswer(stage.url);
    await back.untilAll(DEADLINE_MS);
    trips.push(await stage.roundTrips());
    written.push((await stage.rows()).written - before.written);
    // The probe stands in the same queue as the machines: one of them may be served before it.
    const open = Math.min(answered, ...back.at);
    back.end();
    down.push(open - killed);
    for (const [share, { fromKill, fromAnswer }] of shares) {
      const at = back.at.length >= Math.ceil((agents.length * share) / 100) ? back.at.toSorted((a, b) => a - b)[Math.ceil((agents.length * share) / 100) - 1]! : killed + DEADLINE_MS;
      fromKill.push((at - killed) / 1000);
      fromAnswer.push(Math.max(0, at - open) / 1000);
    }
    failures = back.failures;
    await Promise.all(busy.map((agent, n) => agent.finish(executions[n]!)));
    for (const agent of busy) agent.doing = endsAtOnce;
    await pause(3000);
    const [row] = await stage.owner.query<{ n: number }>("select count(*)::int as n from script_executions where status = 'completed' and execution_id = any($1::uuid[])", [executions]);
    kept += row!.n;
    running += executions.length;
  }
  report.add({ what: 'server down: killed → first answer or welcome', samples: down.map((ms) => ms / 1000), unit: 's', note: 'the start of the runtime' });
  for (const [share, { fromKill, fromAnswer }] of shares) {
    report.add({ what: `${share} % back after the kill`, samples: fromKill, unit: 's', note: `${(percentile(fromAnswer, 50) ?? 0).toFixed(1)} s after the first answer`, ...(share === 99 && { target: { percentile: 50 as const, at_most: 30 } }) });
  }
  report.add({ what: 'Postgres round trips while all came back', samples: trips, unit: '', note: '', target: { percentile: 50, at_most: 0 } });
  report.add({ what: 'Postgres rows written while all came back', samples: written, unit: '', note: '', target: { percentile: 50, at_most: 0 } });
  report.add({ what: 'commands lost by the kill', samples: [running - kept], unit: '', note: `${kept} of ${running} that were running ended well`, target: { percentile: 50, at_most: 0 } });
  report.add({ what: 'failed attempts per machine', samples: [[...failures].filter(([what]) => !what.startsWith('close')).reduce((sum, [, n]) => sum + n, 0) / agents.length], unit: '', note: `last round: ${[...failures].map(([what, n]) => `${what} × ${n}`).join(', ')}` });
}

/** A challenge, which asks no database. */
async function firstAnswer(url: string): Promise<number> {
  while (!(await fetch(`${url}/api/agents/challenge`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then((response) => response.ok, () => false))) await pause(50);
  return performance.now();
}
