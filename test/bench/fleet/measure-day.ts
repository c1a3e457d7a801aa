// What a quiet machine costs Postgres in a day: a whole day of readings handed in at once, and every kind of message by itself.
import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson, INVENTORY, type Sample } from '../../../durable-objects/protocol/inventory.ts';
import { sha256Hex } from '../../../durable-objects/protocol/envelope.ts';
import type { FleetReport } from './fleet-report.ts';
import type { FleetStage } from './fleet-stage.ts';
import type { LightAgent } from './light-agent.ts';

const FIVE_MINUTES = 300_000;
const PER_DAY = 288;

export const sampleAt = (at: number, cpu = 12): Sample => ({
  at: new Date(at).toISOString(), cpu, memory: 41, memory_bytes: 4e9, swap: 0, load: 0.4, disks: [{ mount: '/', used: 52, used_bytes: 5e10, size_bytes: 1e11 }], rx: 1000, tx: 500, uptime_s: 86_400, processes: 180,
});

/** Resolves when nobody has written for a while: the queue of data gathers for ten seconds. */
async function settled(stage: FleetStage): Promise<Awaited<ReturnType<FleetStage['rows']>>> {
  for (let last = -1; ; ) {
    const trips = await stage.roundTrips();
    if (trips === last) return stage.rows();
    last = trips;
    await pause(12_000);
  }
}

const software = (version: string) => INVENTORY.software.parse(Array.from({ length: 200 }, (_, n) => ({ name: `programa-${n}`, version: n === 0 ? version : '1.0', publisher: null, installed_on: null, source: 'dpkg' })));

export async function measureDay(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[]): Promise<void> {
  report.part(`a quiet day of ${agents.length} machines, counted in Postgres rows`);
  const rowsOf = async (what: string, times: number, note: string, work: (agent: LightAgent) => Promise<void>): Promise<number> => {
    const before = await settled(stage);
    await Promise.all(agents.map(work));
    const after = await settled(stage);
    const each = (after.written - before.written) / agents.length;
    const tables = Object.entries(after.byTable).map(([table, n]) => [table, (n - (before.byTable[table] ?? 0)) / agents.length] as const).filter(([, n]) => n > 0);
    report.add({ what, samples: [each], unit: 'rows', note: `${note}${tables.length === 0 ? '' : `: ${tables.map(([table, n]) => `${table} ${n.toFixed(1)}`).join(', ')}`}; × ${times} a day` });
    return each * times;
  };
  const report_ = async (agent: LightAgent, version: string): Promise<void> => {
    const content = software(version);
    await agent.report({ kind: 'inventory', class: 'software', sha256: await sha256Hex(canonicalJson(content)), collected_at: new Date().toISOString(), content });
  };
  const readings = await rowsOf('ten readings of the running hour', PER_DAY / 10, 'kept beside the machine', async (agent) => {
    for (let n = 0; n < 10; n += 1) await agent.report({ kind: 'metrics', samples: [sampleAt(Date.now() - 50_000 + n * 5000)] });
  });
  const day = await rowsOf('the readings of the day before, every hour of it', 1, 'one roll-up an hour', (agent) =>
    agent.report({ kind: 'metrics', samples: Array.from({ length: PER_DAY }, (_, n) => sampleAt(Date.now() - 3_600_000 - (PER_DAY - n) * FIVE_MINUTES)) }));
  const again = await rowsOf('a connection that breaks and comes back', 1, 'within the grace', async (agent) => {
    agent.drop();
    await agent.connect();
  });
  await rowsOf('the first inventory of programs', 0, 'once in a life', (agent) => report_(agent, '1.0'));
  const changed = await rowsOf('one program of 200 changed', 1, 'a whole class', (agent) => report_(agent, '1.1'));
  const same = await rowsOf('the same programs told again', 1, 'equal hash', (agent) => report_(agent, '1.1'));
  report.add({ what: 'Postgres rows written per quiet agent-day', samples: [readings + day + again + changed + same], unit: 'rows', note: `${readings.toFixed(1)} readings + ${day.toFixed(1)} roll-ups + ${again.toFixed(1)} reconnect + ${changed.toFixed(1)} one change + ${same.toFixed(1)} unchanged inventory`, target: { percentile: 50, at_most: 300 } });
}
