// Output of one command while somebody watches: first byte, last byte, intact, and what the runtime holds meanwhile.
import { createHash, randomFillSync } from 'node:crypto';
import type { FleetReport } from './fleet-report.ts';
import { residentMib, type FleetStage } from './fleet-stage.ts';
import { endsAtOnce, type LightAgent } from './light-agent.ts';
import { Watcher } from './watcher.ts';

const KIB = 1024;
const label = (bytes: number): string => (bytes < KIB * KIB ? `${bytes / KIB} KiB` : `${bytes / KIB / KIB} MiB`);

export async function measureOutput(stage: FleetStage, report: FleetReport, agent: LightAgent, sizes: number[], rounds: number): Promise<void> {
  report.part('output of one script, followed by a viewer');
  for (const bytes of sizes) {
    const first: number[] = [];
    const last: number[] = [];
    const download: number[] = [];
    const grown: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const watcher = await Watcher.open(stage.url, stage.technician, agent.agentId);
      const data = randomFillSync(new Uint8Array(bytes));
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      let began = 0;
      agent.doing = (one, taken) => void gate.then(async () => {
        began = performance.now();
        const sha256 = await one.print(taken.envelope.execution_id, data);
        await one.finish(taken.envelope.execution_id, { bytes, sha256 });
      });
      const { data: made } = await stage.technician.send('POST', '/api/agents/execute-script', { script_id: stage.scriptId, asset_ids: [agent.agentId] }, 201);
      const pids = stage.server.runtimes();
      const before = residentMib(pids);
      let peak = before;
      const sampler = setInterval(() => (peak = Math.max(peak, residentMib(pids))), 25);
      const received = await watcher.follow(made.execution.execution_id, open);
      clearInterval(sampler);
      watcher.close();
      const expected = createHash('sha256').update(data).digest('hex');
      if (received.sha256 !== expected) throw new Error(`${label(bytes)}: the viewer received ${received.bytes} bytes with another hash`);
      first.push(received.firstAt! - began);
      last.push(received.lastAt! - began);
      grown.push(peak - before);
      const from = performance.now();
      const file = await fetch(`${stage.url}/api/executions/${made.execution.execution_id}/output?download=1`, { headers: { authorization: `Bearer ${stage.technician.token}` } });
      const stored = createHash('sha256').update(new Uint8Array(await file.arrayBuffer())).digest('hex');
      if (stored !== expected) throw new Error(`${label(bytes)}: the file has another hash (status ${file.status})`);
      download.push(performance.now() - from);
    }
    agent.doing = endsAtOnce;
    report.add({ what: `${label(bytes)}: printed → first byte at the viewer`, samples: first, unit: 'ms', note: '' });
    report.add({ what: `  → last byte at the viewer, hash intact`, samples: last, unit: 'ms', note: `${(bytes / KIB / KIB / (Math.min(...last) / 1000)).toFixed(1)} MiB/s at best; the file afterwards in ${Math.min(...download).toFixed(0)} ms, hash intact` });
    report.add({ what: `  runtime memory, peak over before`, samples: grown, unit: 'MiB', note: 'Worker, objects, queues and R2 of the local runtime', ...(bytes === 50 * KIB * KIB && { target: { percentile: 50 as const, at_most: 32 } }) });
  }
}
