// What machines said of themselves: a row for each change, and the words of it that lists show.
import { INVENTORY } from '../../../durable-objects/protocol/inventory.ts';
import type { FleetData } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { keepNeighbours, keepReports, retireReports, summarise, type Report } from './inventory-store.ts';
import { summaryOf } from './rules.ts';

type Message = Extract<FleetData, { type: 'inventory' }>;

/** Text of one statement's parameter; a report travels whole. */
const BYTES_PER_WRITE = 4_000_000;

export async function takeInventory(deps: Deps, messages: Message[]): Promise<Effect[]> {
  const newest = new Map<string, Message>();
  for (const message of messages) {
    const key = `${message.asset_id} ${message.class}`;
    const known = newest.get(key);
    if (!known || known.collected_at <= message.collected_at) newest.set(key, message);
  }
  const effects: Effect[] = [];
  let pending: Report[] = [];
  let size = 0;
  for (const message of newest.values()) {
    const content = await contentOf(deps, message);
    if (content === undefined) continue;
    pending.push({ inventory_id: deps.ids.next(), client_id: message.client_id, asset_id: message.asset_id, class: message.class, sha256: message.sha256, collected_at: message.collected_at, content });
    size += JSON.stringify(content).length;
    if (size < BYTES_PER_WRITE) continue;
    effects.push(...(await write(deps, pending)));
    pending = [];
    size = 0;
  }
  if (pending.length > 0) effects.push(...(await write(deps, pending)));
  // Only now: whatever failed above comes back and has to find its content.
  await Promise.all(messages.flatMap((message) => (message.r2_key ? [deps.attachments.remove(message.r2_key)] : [])));
  return effects;
}

/** Undefined when there is nothing to keep: carried through R2 and taken already, or not of its class's shape. */
async function contentOf(deps: Pick<Deps, 'attachments' | 'log'>, message: Message): Promise<unknown> {
  let content = message.content;
  if (message.r2_key !== null) {
    const bytes = await deps.attachments.bytes(message.r2_key);
    if (!bytes) return undefined;
    content = JSON.parse(new TextDecoder().decode(bytes));
  }
  const parsed = INVENTORY[message.class].safeParse(content);
  if (parsed.success) return storable(parsed.data);
  deps.log.error('inventory_refused', new Error('content is not of its class'), { asset_id: message.asset_id, class: message.class });
  return undefined;
}

/** Names and words of one line each: control characters and those that turn the reading direction become spaces, halves of characters whole ones. */
function storable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? inner.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim().toWellFormed() : inner)));
}

async function write(deps: Pick<Deps, 'database' | 'ids'>, reports: Report[]): Promise<Effect[]> {
  const summaries = new Map<string, { asset_id: string; client_id: string; words: Record<string, unknown> }>();
  for (const report of reports) {
    const known = summaries.get(report.asset_id) ?? { asset_id: report.asset_id, client_id: report.client_id, words: {} };
    Object.assign(known.words, summaryOf(report.class, report.content));
    summaries.set(report.asset_id, known);
  }
  const [seen, said] = [reports.filter((report) => report.class === 'neighbours'), reports.filter((report) => report.class !== 'neighbours')];
  const written = await deps.database.asActor({ kind: 'job', job: 'fleet', requestId: `inventory-${deps.ids.next()}` }, {}, (tx) => [
    retireReports(tx, said), keepReports(tx, said), summarise(tx, [...summaries.values()]), keepNeighbours(tx, seen),
  ] as const);
  if (!written.ok) throw new Error(`inventory: ${written.problem.kind}`);
  const [, kept, , beside] = written.value.rows;
  const places = [...kept.rows, ...beside.rows] as { asset_id: string; client_id: string; site_id: string }[];
  return [...new Map(places.map((place) => [place.asset_id, place])).values()].map((place) => ({ type: 'asset', ...place, kind: 'inventory' }));
}
