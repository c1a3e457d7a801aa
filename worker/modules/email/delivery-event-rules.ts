// What an event about a mail that left means for its row, its ticket and its address (E-L4, E-L5). Pure; any shape is read, none throws.
import { condemnsAddress } from './message/condemned-address.ts';
import { normaliseMessageId } from './message/message-ids.ts';
import { normaliseAddress } from './message/mail-address.ts';
import { storableLine } from './message/storable-text.ts';
import { DELIVERY_STATES, type DeliveryState } from './values.ts';

export interface DeliveryEvent {
  event_id: string;
  /** The type as it came. */
  kind: string;
  state: DeliveryState;
  /** How the id of the mail may be written in our rows: as it came, and with the domain that sent it. */
  message_ids: string[];
  recipient: string;
  /** Enhanced status (`5.1.1`), or null. */
  status: string | null;
  /** What the other server said, or the reason of the platform. */
  detail: string | null;
  /** The platform will not try again, and says that the address is the reason. */
  is_hard: boolean;
  /** ISO 8601. */
  happened_at: string | null;
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
const textOf = (value: unknown, lengthMax: number): string => (typeof value === 'string' ? storableLine(value, lengthMax) : typeof value === 'number' ? String(value) : '');

/** An event of the platform's sending service (schema of 2026); null when it is none, or names no mail or no recipient. */
export function readDeliveryEvent(body: unknown): DeliveryEvent | null {
  const event = fieldsOf(body);
  const payload = fieldsOf(event['payload']);
  const kind = textOf(event['type'], 200);
  const state = DELIVERY_STATES.find((one) => kind.endsWith(`.message.${one}`));
  const event_id = textOf(payload['eventId'], 200);
  const id = normaliseMessageId(textOf(payload['messageId'], 998));
  const recipient = normaliseAddress(textOf(payload['recipient'], 400));
  if (!state || event_id === '' || id === null || recipient === null) return null;
  const delivery = fieldsOf(payload['delivery']);
  const bounce = fieldsOf(payload['bounce']);
  const rejection = fieldsOf(payload['rejection']);
  const reason = [delivery['smtpResponse'], bounce['reason'], rejection['detail'], rejection['reason'], fieldsOf(payload['failure'])['reason'], fieldsOf(payload['complaint'])['type'], bounce['classification']]
    .map((value) => textOf(value, 500)).find((value) => value !== '');
  const status = textOf(delivery['smtpEnhancedStatusCode'], 20);
  const happened = Date.parse(textOf(fieldsOf(event['metadata'])['eventTimestamp'], 60));
  const domains = [textOf(fieldsOf(event['source'])['domain'], 253), textOf(payload['sender'], 320).split('@').at(-1) ?? ''].filter((domain) => domain !== '');
  return {
    event_id, kind, state, recipient, status: /^[245]\.\d{1,3}\.\d{1,3}$/.test(status) ? status : null, detail: reason ?? null,
    message_ids: [...new Set(id.includes('@') ? [id, id.slice(0, id.lastIndexOf('@'))] : [id, ...domains.map((domain) => `${id}@${domain.toLowerCase()}`)])],
    is_hard: state === 'bounced' ? textOf(bounce['type'], 20).toLowerCase() !== 'soft' : state === 'rejected' && textOf(rejection['reason'], 60) === 'suppressed' && textOf(rejection['party'], 20) !== 'sender',
    happened_at: Number.isFinite(happened) ? new Date(happened).toISOString() : null,
  };
}

export interface DeliveryOutcome {
  /** What the row says from now on; null: it says more already. */
  delivery: DeliveryState | null;
  /** Entry in the history of the ticket, for staff. */
  activity: 'bounced' | 'delayed' | 'complained' | null;
  /** Reason why the address gets no more mail, or null. */
  suppression: string | null;
}

/** Events come in any order and more than once: a later word never hides a worse one. */
const weight: Record<DeliveryState, number> = { deferred: 1, delivered: 2, failed: 3, rejected: 3, bounced: 4, complained: 5 };

export function deliveryOutcome(event: Pick<DeliveryEvent, 'state' | 'status' | 'detail' | 'is_hard'>, before: DeliveryState | null): DeliveryOutcome {
  const { state, status, detail } = event;
  const isNews = before === null || weight[state] > weight[before];
  const said = `${status ?? ''} ${detail ?? ''}`.trim();
  const activity = state === 'delivered' ? null : state === 'deferred' ? 'delayed' : state === 'complained' ? 'complained' : 'bounced';
  const suppression = state === 'complained' ? `complained ${said}`
    : state === 'rejected' && event.is_hard ? `refused while sending: ${said}`
    : state === 'bounced' && event.is_hard && condemnsAddress({ action: 'failed', status, diagnostic: detail }) ? `bounced ${said}` : null;
  return { delivery: isNews ? state : null, activity: isNews ? activity : null, suppression: suppression === null ? null : suppression.trim().slice(0, 300) };
}
