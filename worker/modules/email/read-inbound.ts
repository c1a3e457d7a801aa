// Mails that came in: the list, one with the record of its decision, and its original.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { InboundDetail, InboundQuery } from './contract.ts';
import { firstBytes } from './first-bytes.ts';
import { decodeInstantCursor, isUuid } from './instant-cursor.ts';
import { headersOf } from './mail-headers.ts';
import { parseMessage } from './message/parse-message.ts';
import { storableText } from './message/storable-text.ts';
import { countInbound, decisionsOf, inboundRow, listInbound } from './monitor-store.ts';

const TEXT_BYTES_MAX = 200 * 1024;
const RAW_BYTES_SHOWN = 64 * 1024;
const ATTACHMENTS_MAX = 200;
/** What tells who wrote, to whom, and why it was classified so. */
const TELLING = new Set([
  'from', 'sender', 'reply-to', 'to', 'cc', 'date', 'subject', 'message-id', 'in-reply-to', 'references', 'return-path', 'content-type', 'auto-submitted', 'precedence',
  'x-auto-response-suppress', 'list-id', 'list-unsubscribe', 'authentication-results', 'arc-authentication-results', 'received-spf', 'x-mailer', 'user-agent', 'x-lanet-loop',
]);

export async function listInboundMails(deps: Pick<Deps, 'database'>, actor: UserActor, query: InboundQuery) {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...filters } = query;
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [listInbound(tx, filters, after.value, limit + 1), countInbound(tx, filters, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const { rows: inbound, pagination } = page(rows, limit, count?.total ?? 0, (row) => [row.received_at.toISOString(), row.inbound_id]);
  return done({ inbound, pagination });
}

export async function readInboundMail(deps: Pick<Deps, 'database' | 'attachments'>, actor: UserActor, inboundId: string) {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [inboundRow(tx, inboundId), decisionsOf(tx, inboundId)]);
  if (!read.ok) return read;
  const [[row], decisions] = read.value.rows;
  if (!row) return notFound('mail');
  const { raw_key, raw_sha256: _hash, envelope_to: _to, ...mail } = row;
  return done({ inbound: { ...mail, decisions, ...(await shown(await deps.attachments.bytes(raw_key))) } });
}

/** The original as a stream, to be saved. */
export async function openRawMail(deps: Pick<Deps, 'database' | 'attachments'>, actor: UserActor, inboundId: string): Promise<Result<{ name: string; size: number; body: ReadableStream }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [inboundRow(tx, inboundId)]);
  if (!read.ok) return read;
  const [row] = read.value.rows[0];
  const stored = row ? await deps.attachments.get(row.raw_key) : null;
  return row && stored ? done({ name: `mail-${row.inbound_id}.eml`, size: stored.size, body: stored.body }) : notFound('mail');
}

type Shown = Pick<InboundDetail, 'has_raw' | 'text' | 'text_is_cut' | 'attachments' | 'headers' | 'raw_text' | 'raw_is_cut'>;

async function shown(raw: Uint8Array | null): Promise<Shown> {
  if (!raw) return { has_raw: false, text: null, text_is_cut: false, attachments: [], headers: [], raw_text: null, raw_is_cut: false };
  const message = await parseMessage(raw);
  const text = firstBytes(message.body_text, TEXT_BYTES_MAX);
  return {
    has_raw: true,
    text, text_is_cut: text.length < message.body_text.length,
    attachments: message.attachments.slice(0, ATTACHMENTS_MAX).map(({ filename, mime, size }) => ({ name: filename, mime, size })),
    headers: headersOf(message, (name) => TELLING.has(name)),
    raw_text: storableText(new TextDecoder().decode(raw.subarray(0, RAW_BYTES_SHOWN))), raw_is_cut: raw.length > RAW_BYTES_SHOWN,
  };
}
