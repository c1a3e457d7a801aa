// One event about a mail that left, in one transaction: its row, its ticket, its address. Applied once, however often it comes.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { deliveryOutcome, readDeliveryEvent, type DeliveryEvent } from './delivery-event-rules.ts';
import * as store from './delivery-event-store.ts';
import { insertActivities, suppress } from './inbound-store.ts';
import { storableText } from './message/storable-text.ts';

/** Tries after which an event is about no mail of ours: one may overtake the word that its mail left. */
export const MATCH_TRIES = 3;
const BODY_CHARACTERS_MAX = 20_000;

type EventDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;
export interface AppliedEvent {
  /** `early`: about no mail of ours yet, to be asked again. */
  outcome: 'applied' | 'unmatched' | 'unknown' | 'repeated' | 'early';
  effects: Effect[];
}

/** @throws when the database does not answer. */
export async function applyDeliveryEvent(deps: EventDeps, body: unknown, attempts: number): Promise<AppliedEvent> {
  const event = readDeliveryEvent(body);
  const actor: Actor = { kind: 'job', job: 'mail_in', requestId: `delivery-${deps.ids.next()}` };
  if (!event) return keepUnknown(deps, actor, body);
  const read = await deps.database.asActor(actor, {}, (tx) => [store.lookUpEvent(tx, event.event_id, event.message_ids, event.recipient)]);
  if (!read.ok) throw new Error(`delivery event look-up: ${read.problem.kind}`);
  const found = read.value.rows[0].rows[0] as unknown as { is_known: boolean; mail: store.SentMailRow | null };
  if (found.is_known) return { outcome: 'repeated', effects: [] };
  if (!found.mail) {
    if (attempts < MATCH_TRIES) return { outcome: 'early', effects: [] };
    const kept = await deps.database.asActor(actor, {}, (tx) => [store.keepEventOnce(tx, rowOf(event, body, 'unmatched', null))]);
    if (!kept.ok) throw new Error(`delivery event: ${kept.problem.kind}`);
    return { outcome: 'unmatched', effects: [] };
  }
  return applyTo(deps, actor, event, body, found.mail);
}

async function applyTo(deps: EventDeps, actor: Actor, event: DeliveryEvent, body: unknown, mail: store.SentMailRow): Promise<AppliedEvent> {
  const now = deps.clock.now();
  const outcome = deliveryOutcome(event, mail.delivery);
  const taken = { email_delivery_events_pkey: { field: 'event_id', code: 'repeated', message: 'the event was applied meanwhile' } };
  const written = await deps.database.asActor(actor, { taken }, (tx) => [
    store.keepEvent(tx, rowOf(event, body, 'applied', mail.queue_id)),
    ...(outcome.delivery ? [store.markDelivery(tx, mail.queue_id, { delivery: outcome.delivery, delivery_at: event.happened_at ? new Date(event.happened_at) : now, delivery_detail: event.detail })] : []),
    ...(outcome.suppression ? [suppress(tx, [{ email: event.recipient, reason: outcome.suppression }])] : []),
    ...(outcome.activity && mail.ticket_id && mail.client_id ? [insertActivities(tx, [{
      activity_id: deps.ids.next(), ticket_id: mail.ticket_id, client_id: mail.client_id, actor_name: 'mail', action: outcome.activity, new_value: mail.to_email, visibility: 'internal', created_at: now,
    }])] : []),
    store.hintOfTicket(tx, outcome.activity ? mail.ticket_id : null),
  ] as unknown as [ReturnType<typeof store.hintOfTicket>]);
  if (!written.ok) {
    if (written.problem.kind === 'conflict' && written.problem.code === 'repeated') return { outcome: 'repeated', effects: [] };
    throw new Error(`delivery event: ${written.problem.kind}`);
  }
  const [hint] = (written.value.rows as unknown as Awaited<ReturnType<typeof store.hintOfTicket>>[]).at(-1)!;
  return { outcome: 'applied', effects: hint ? [{ type: 'ticket', ...hint, kind: 'commented', internal: true }] : [] };
}

async function keepUnknown(deps: EventDeps, actor: Actor, body: unknown): Promise<AppliedEvent> {
  const text = textOf(body);
  const event_id = `sha256-${await sha256Hex(text)}`;
  const kept = await deps.database.asActor(actor, {}, (tx) => [store.keepEventOnce(tx, { event_id, kind: kindOf(body), outcome: 'unknown', body: bodyOf(body) })]);
  if (!kept.ok) throw new Error(`delivery event: ${kept.problem.kind}`);
  return { outcome: 'unknown', effects: [] };
}

const rowOf = (event: DeliveryEvent, body: unknown, outcome: 'applied' | 'unmatched', queueId: string | null) => ({
  event_id: event.event_id, kind: event.kind, outcome, message_id: event.message_ids[0]!, recipient: event.recipient, queue_id: queueId, detail: event.detail,
  body: bodyOf(body), happened_at: event.happened_at ? new Date(event.happened_at) : null,
});

const textOf = (body: unknown): string => {
  try {
    return storableText(JSON.stringify(body) ?? 'null');
  } catch {
    return 'unreadable';
  }
};

/** As it came when it is of a bearable size; else its beginning as text. */
function bodyOf(body: unknown): unknown {
  // Postgres holds neither NUL nor half a surrogate pair in JSON; a text in which a backslash stood before one is kept as text.
  const text = textOf(body).replaceAll('\\u0000', '').replace(/\\ud[89a-f][0-9a-f]{2}/gi, '\uFFFD');
  if (text.length > BODY_CHARACTERS_MAX) return { cut: text.slice(0, BODY_CHARACTERS_MAX) };
  try {
    return (JSON.parse(text) as unknown) ?? {};
  } catch {
    return { text };
  }
}

const kindOf = (body: unknown): string => (typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string' ? storableText(body.type).slice(0, 200) : 'none');
