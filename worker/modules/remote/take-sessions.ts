// What machines' objects say of sessions, and the end of those whose person lost their rights.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import { arrayLiteral } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { fleetJob } from '../scripts/check-orders.ts';
import { openSessionsOf, takeWords } from './store.ts';

type Word = Extract<FleetChange, { type: 'remote' }>;

export async function takeSessions(deps: Pick<Deps, 'database' | 'ids'>, messages: Word[]): Promise<Effect[]> {
  // One statement changes a row once: of two words of one session the later one says what the earlier did.
  const newest = new Map<string, Word>();
  for (const message of messages) {
    const before = newest.get(message.session_id);
    newest.set(message.session_id, before && (before.ended_at !== null || message.ended_at === null) ? before : message);
  }
  const words = [...newest.values()].map(({ type: _type, at: _at, ...word }) => word);
  const written = await deps.database.asActor(fleetJob(deps, 'remote'), {}, (tx) => [takeWords(tx, words)]);
  if (!written.ok) throw new Error(`remote: ${written.problem.kind}`);
  return (written.value.rows[0].rows as { asset_id: string; client_id: string; site_id: string }[]).map((row): Effect => ({ type: 'asset', ...row, kind: 'execution' }));
}

/** Whoever's authority changed is out of every machine at once, whatever it was that changed; they may ask anew. */
export async function endSessionsOf(deps: Pick<Deps, 'database' | 'ids' | 'agents' | 'log'>, effects: Effect[]): Promise<void> {
  // People of a client take part in no session.
  const people = [...new Set(effects.flatMap((effect) => (effect.type === 'authority' && effect.client_id === null ? [effect.user_id] : [])))];
  if (people.length === 0) return;
  const read = await deps.database.asActor(fleetJob(deps, 'remote-end'), {}, (tx) => [openSessionsOf(tx, arrayLiteral(people))]);
  if (!read.ok) throw new Error(`remote end: ${read.problem.kind}`);
  const open = read.value.rows[0].rows as { session_id: string; client_id: string; asset_id: string }[];
  await Promise.all(open.map(async ({ session_id, client_id, asset_id }) => {
    try {
      await deps.agents.of(client_id, asset_id).authorise([{ execution_id: session_id, is_allowed: false, reason: 'authority' }]);
    } catch (fault) {
      deps.log.error('remote_not_ended', fault, { session_id });
    }
  }));
}
