// Each minute: objects whose machine was long not heard of are asked whether it is there.
import type { Deps } from '../deps.ts';
import { eachAtMost } from '../modules/agents/configure-agents.ts';
import { staleMachines, writeAnswers, type StaleMachine } from '../modules/agents/report-store.ts';
import type { Placed } from '../modules/agents/take-presence.ts';
import type { Actor } from '../platform/database.ts';
import type { Effect } from '../platform/problem.ts';
import { settle } from '../settle.ts';

/** An online machine's row is refreshed this often, which is what an idle day costs. */
const STALE_MINUTES = 15;
const MACHINES_MAX = 500;
const PARALLEL = 40;

/** Idempotent and safe beside itself: answers are written where nothing newer arrived. One round trip when nothing is stale. */
export async function sweepHeartbeats(deps: Deps): Promise<void> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `heartbeat-${deps.ids.next()}` };
  const read = await deps.database.asActor(actor, {}, (tx) => [staleMachines(tx, STALE_MINUTES, MACHINES_MAX)]);
  if (!read.ok) throw new Error(`heartbeat: ${read.problem.kind}`);
  const effects = await askMachines(deps, actor, read.value.rows[0].rows as unknown as StaleMachine[]);
  if (effects.length > 0) await settle(deps, effects, false);
}

async function askMachines(deps: Deps, actor: Actor, stale: StaleMachine[]): Promise<Effect[]> {
  const answers: Parameters<typeof writeAnswers>[1] = [];
  await eachAtMost(PARALLEL, stale, async ({ asset_id, client_id, known_revision }) => {
    // One that does not answer is asked again in a minute.
    const presence = await deps.agents.of(client_id, asset_id).presence().catch((fault: unknown) => deps.log.error('presence_unknown', fault, { asset_id }));
    if (presence) answers.push({ asset_id, known_revision, is_online: presence.is_online, revision: presence.revision, last_seen_at: presence.last_seen_at });
  });
  if (answers.length === 0) return [];
  const written = await deps.database.asActor(actor, {}, (tx) => [writeAnswers(tx, answers)]);
  if (!written.ok) throw new Error(`heartbeat: ${written.problem.kind}`);
  return (written.value.rows[0].rows as unknown as (Placed & { agent_status: string })[]).filter((row) => row.agent_status === 'offline')
    .map(({ asset_id, client_id, site_id }) => ({ type: 'asset', asset_id, client_id, site_id, kind: 'presence' }));
}
