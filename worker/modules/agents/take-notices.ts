// What a person should know of: refused frames, foreign networks, one key on two machines. Audited; a clone raises an alert with its ticket.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { openDueTickets } from '../alerts/open-due-tickets.ts';
import { writeNotices } from './report-store.ts';
import type { Placed } from './take-presence.ts';

/** A machine that repeats itself is heard once in ten minutes for each kind; a message that comes twice changes nothing. */
export async function takeNotices(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, messages: Extract<FleetChange, { type: 'notice' }>[]): Promise<Effect[]> {
  const words = messages.map(({ client_id, asset_id, kind, at, details }) => ({ client_id, asset_id, kind: text(kind), at, details: Object.fromEntries(Object.entries(details).map(([name, value]) => [text(name), text(value)])) }));
  const written = await deps.database.asActor({ kind: 'job', job: 'fleet', requestId: `notices-${deps.ids.next()}` }, {}, (tx) => [writeNotices(tx, words)]);
  if (!written.ok) throw new Error(`notices: ${written.problem.kind}`);
  const told = written.value.rows[0].rows as unknown as (Placed & { is_alert: boolean })[];
  const raised = told.filter((one) => one.is_alert);
  if (raised.length === 0) return [];
  const hints = raised.map(({ asset_id, client_id, site_id }): Effect => ({ type: 'asset', asset_id, client_id, site_id, kind: 'alert' }));
  // What fails here is opened by the next minute's sweep.
  return [...hints, ...(await openDueTickets(deps))];
}

/** What cannot be stored as text becomes a space. */
const text = <T>(value: T): T => (typeof value === 'string' ? (value.replace(/[\u0000\p{Cs}]+/gu, ' ') as T) : value);
