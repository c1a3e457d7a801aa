// A release through all three rings of a thousand machines that work meanwhile: how long it takes, and that no command is lost.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AgentConfig } from '../../../durable-objects/protocol/agent-frames.ts';
import { isNewer } from '../../../durable-objects/protocol/versions.ts';
import { releasePair } from '../../../scripts/release-keys.ts';
import { fileOf, signRelease } from '../../../scripts/release-publish.ts';
import { world } from '../../support/world.ts';
import type { FleetReport } from './fleet-report.ts';
import type { FleetStage } from './fleet-stage.ts';
import { apiOf } from './json-api.ts';
import type { LightAgent } from './light-agent.ts';

const VERSION = '1.1.0';
const TEST_MACHINES = 10;
const DEADLINE_MS = 300_000;

/** As the real agent: asks, says that it restarts, comes back as another version, says so. */
async function update(stage: FleetStage, agent: LightAgent, to: string): Promise<void> {
  const from = agent.version;
  const api = apiOf(stage.url, await agent.session());
  const tell = (type: string) => api.send('POST', '/api/agents/update', { type, version: to, from_version: from }, 200);
  await tell('taken');
  await tell('restarting');
  agent.drop();
  agent.version = to;
  await agent.connect();
  await tell('updated');
}

export async function measureUpdate(stage: FleetStage, report: FleetReport, agents: readonly LightAgent[]): Promise<void> {
  report.part(`a release through the rings of ${agents.length} machines`);
  const code = Buffer.from('the program');
  const signed = signRelease({ channel: 'stable', keys: [releasePair(), releasePair()] }, { version: VERSION, files: [fileOf('code', 'agent.mjs', code)], minimum: '1.0.0', returnsTo: '1.0.0' });
  const releaseId = randomUUID();
  await stage.owner.query(
    `insert into agent_releases (release_id, version, channel, manifest, key_id, signature, files, registered_by, created_at) values ($1, $2, 'stable', $3, $4, $5, $6, $7, now())`,
    [releaseId, VERSION, signed.manifest, signed.key_id, signed.signature, JSON.stringify([fileOf('code', 'agent.mjs', code)]), world.who.admin.user_id]);
  const ids = agents.map((agent) => agent.agentId);
  await stage.owner.query(
    `insert into fleet_policies (client_id, asset_id, update_ring, updated_by) select $1, a.asset_id, case when a.n <= $3 then 'test' else 'broad' end, $4 from unnest($2::uuid[]) with ordinality a(asset_id, n)`,
    [world.client.a, ids, TEST_MACHINES, world.who.admin.user_id]);
  const failed: string[] = [];
  const took: number[] = [];
  for (const agent of agents) {
    let isUnderWay = false;
    agent.onConfig = (config: AgentConfig) => {
      const wanted = config.update?.version;
      if (isUnderWay || !wanted || !isNewer(wanted, agent.version)) return;
      isUnderWay = true;
      const at = performance.now();
      void update(stage, agent, wanted).then(() => took.push(performance.now() - at), (fault: Error) => failed.push(`${agent.hostname}: ${fault.message}`));
    };
  }
  const updated = async (): Promise<number> => (await stage.owner.query<{ n: number }>(`select count(*)::int as n from asset_updates where release_id = $1 and state = 'updated'`, [releaseId]))[0]!.n;
  const promote = async (): Promise<number> => {
    const { data } = await stage.admin.send('POST', `/api/releases/${releaseId}/promote`, { is_forced: true, spread_s: 0 }, 200);
    const members = (await stage.admin.get('/api/releases')).data.members as Record<string, number>;
    return [1, 2, 3].filter((ring) => ring <= data.release.ring).reduce((sum, ring) => sum + members[String(ring)]!, 0);
  };
  const everybody = async (count: number): Promise<number> => {
    const from = performance.now();
    while ((await updated()) < count) {
      if (failed.length > 0) throw new Error(failed.slice(0, 3).join('; '));
      if (performance.now() - from > DEADLINE_MS) throw new Error(`${await updated()} of ${count} machines were updated in time`);
      await pause(100);
    }
    return performance.now() - from;
  };
  for (const ring of ['test machines', 'ten per cent']) {
    const count = await promote();
    report.add({ what: `${ring}: promoted → all updated`, samples: [await everybody(count)], unit: 'ms', note: `${count} machines so far` });
  }
  // Ordered for all while most of them restart.
  const before = new Set(agents.flatMap((agent) => [...agent.taken.keys()]));
  const count = await promote();
  const { data: order } = await stage.admin.send('POST', '/api/assets/commands', { kind: 'inventory', asset_ids: ids, rollout: 'at_once' }, 201);
  report.add({ what: 'all: promoted → all updated', samples: [await everybody(count)], unit: 'ms', note: `${count} machines, one order for each meanwhile` });
  const runId = order.run.run_id as string;
  const from = performance.now();
  for (;;) {
    const [row] = await stage.owner.query<{ n: number; done: number }>(`select count(*)::int as n, (count(*) filter (where status = 'completed'))::int as done from script_executions where run_id = $1`, [runId]);
    if (row!.n === agents.length && row!.done === agents.length) break;
    if (performance.now() - from > DEADLINE_MS) throw new Error(`${row!.done} of ${row!.n} commands ended`);
    await pause(200);
  }
  const taken = agents.map((agent) => [...agent.taken.keys()].filter((id) => !before.has(id)).length);
  report.add({ what: 'asked → online as the new version', samples: took, unit: 'ms', note: 'three requests, a new connection' });
  report.add({ what: 'commands lost or run twice', samples: [taken.filter((one) => one !== 1).length], unit: '', note: `of ${agents.length} ordered during the updates`, target: { percentile: 50, at_most: 0 } });
  for (const agent of agents) agent.onConfig = null;
}
