// A thousand breaching readings: exactly one ticket, and how soon a person can read it.
import { setTimeout as pause } from 'node:timers/promises';
import type { FleetReport } from './fleet-report.ts';
import type { FleetStage } from './fleet-stage.ts';
import type { LightAgent } from './light-agent.ts';
import { sampleAt } from './measure-day.ts';

const READINGS = 1000;
const PER_FRAME = 10;
const DEADLINE_MS = 30_000;

export async function measureAlert(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[]): Promise<void> {
  report.part(`${READINGS} breaching readings of one machine`);
  const { data } = await stage.admin.send('POST', '/api/alerts/rules', { name: 'Procesador alto', metric: 'cpu', threshold: 90, hysteresis: 10, need: 3, of: 3, priority: 'alta' }, 201);
  // The objects learn the rule through the dispatch queue.
  await pause(3000);
  const visible: number[] = [];
  const tickets: number[] = [];
  for (const agent of agents) {
    const from = performance.now();
    const oldest = Date.now() - (READINGS + 1) * 6000;
    const sent = (async () => {
      for (let n = 0; n < READINGS; n += PER_FRAME) await agent.report({ kind: 'metrics', samples: Array.from({ length: PER_FRAME }, (_, k) => sampleAt(oldest + (n + k) * 6000, 97)) });
    })();
    for (;;) {
      const { data: seen } = await stage.technician.get(`/api/assets/${agent.agentId}/tickets`);
      if (JSON.stringify(seen).includes('ticket_id')) break;
      if (performance.now() - from > DEADLINE_MS) throw new Error('no ticket of the alert');
      await pause(20);
    }
    visible.push(performance.now() - from);
    await sent;
    await pause(3000);
    const [row] = await stage.owner.query<{ n: number }>('select count(*)::int as n from tickets where asset_id = $1', [agent.agentId]);
    tickets.push(row!.n);
  }
  await stage.admin.send('DELETE', `/api/alerts/rules/${data.rule?.rule_id ?? data.rule_id}`, undefined, 200);
  report.add({ what: 'first breaching reading said → ticket readable over the API', samples: visible, unit: 'ms', note: 'with the second the queue gathers', target: { percentile: 95, at_most: 5000 } });
  report.add({ what: `tickets of ${READINGS} breaching readings`, samples: tickets, unit: '', note: `of ${agents.length} machines, one each`, target: { percentile: 99, at_most: 1 } });
}
