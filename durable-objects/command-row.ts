// One command as the ledger's table holds it.
import { COMMAND_LANES, type Limits } from './protocol/envelope.ts';
import type { CommandOrder, ExecutionState } from './protocol/fleet.ts';
import { sha256Of } from './sha256.ts';
import type { Row, SqlValue } from './sql.ts';

export type Lane = CommandOrder['lane'];
export const LANES: readonly Lane[] = COMMAND_LANES;

/** Instants are milliseconds of the server; null: not yet. */
export interface CommandRow {
  /** Order of acceptance; FIFO of a lane. */
  ord: number;
  execution_id: string;
  lane: Lane;
  kind: string;
  state: ExecutionState;
  limits: Limits;
  authorised_at: number;
  asked_at: number | null;
  expires_at: number;
  /** Given at the first delivery, so that it rises on the wire. */
  sequence: number | null;
  sent_at: number | null;
  sent_link: string | null;
  acked_at: number | null;
  started_at: number | null;
  finished_at: number | null;
  /** Without a result by then a person reads `timeout`. */
  deadline_at: number | null;
  cancel_at: number | null;
  cancel_link: string | null;
  /** Who said how it ended: a word of the server (timeout, expired, interrupted …) yields to a result that comes late. */
  final_by: 'agent' | 'server' | null;
  exit_code: number | null;
  duration_ms: number | null;
  claimed_bytes: number | null;
  claimed_sha256: string | null;
  received_bytes: number;
  /** Beyond the limit: counted, not kept. */
  dropped_bytes: number;
  hash: Uint8Array;
  is_truncated: boolean;
  /** The end and all output are here; the agent was told to forget. */
  is_settled: boolean;
  stuck_at: number | null;
  stuck_times: number;
  reason: string | null;
  revision: number;
  /** The revision that Postgres was told of. */
  told_revision: number;
  changed_at: number;
}

/** New values for some columns; `order_json` null: the order's text is not needed any more. */
export type CommandChange = Partial<Omit<CommandRow, 'limits'>> & { order_json?: null };
export const sqlValue = (value: CommandChange[keyof CommandChange]): SqlValue => (typeof value === 'boolean' ? Number(value) : (value ?? null));

/** The columns of a row; the order's text is read apart, it may be large. */
export const COLUMNS = `ord, execution_id, lane, kind, state, limits_json, authorised_at, asked_at, expires_at, sequence, sent_at, sent_link, acked_at, started_at, finished_at,
  deadline_at, cancel_at, cancel_link, final_by, exit_code, duration_ms, claimed_bytes, claimed_sha256, received_bytes, dropped_bytes, hash, is_truncated, is_settled, stuck_at, stuck_times, reason, revision, told_revision, changed_at`;
/** What changes in the life of a command, but for the order's text and `told_revision`. */
export const WRITTEN = ['state', 'authorised_at', 'asked_at', 'sequence', 'sent_at', 'sent_link', 'acked_at', 'started_at', 'finished_at', 'deadline_at', 'cancel_at', 'cancel_link', 'final_by', 'exit_code', 'duration_ms', 'claimed_bytes',
  'claimed_sha256', 'received_bytes', 'dropped_bytes', 'hash', 'is_truncated', 'is_settled', 'stuck_at', 'stuck_times', 'reason', 'revision', 'changed_at'] as const satisfies readonly (keyof CommandChange)[];

const number = (value: Row[string] | undefined): number | null => (typeof value === 'number' ? value : null);
const text = (value: Row[string] | undefined): string | null => (typeof value === 'string' ? value : null);

export const commandOf = (row: Row): CommandRow => ({
  ord: Number(row.ord), execution_id: String(row.execution_id), lane: row.lane as Lane, kind: String(row.kind), state: row.state as ExecutionState,
  limits: JSON.parse(String(row.limits_json)) as Limits, authorised_at: Number(row.authorised_at), asked_at: number(row.asked_at), expires_at: Number(row.expires_at),
  sequence: number(row.sequence), sent_at: number(row.sent_at), sent_link: text(row.sent_link), acked_at: number(row.acked_at), started_at: number(row.started_at),
  finished_at: number(row.finished_at), deadline_at: number(row.deadline_at), cancel_at: number(row.cancel_at), cancel_link: text(row.cancel_link), final_by: text(row.final_by) as CommandRow['final_by'],
  exit_code: number(row.exit_code), duration_ms: number(row.duration_ms), claimed_bytes: number(row.claimed_bytes), claimed_sha256: text(row.claimed_sha256),
  received_bytes: Number(row.received_bytes), dropped_bytes: Number(row.dropped_bytes), hash: row.hash as Uint8Array, is_truncated: row.is_truncated === 1,
  is_settled: row.is_settled === 1, stuck_at: number(row.stuck_at), stuck_times: Number(row.stuck_times), reason: text(row.reason), revision: Number(row.revision), told_revision: Number(row.told_revision), changed_at: Number(row.changed_at),
});

const OPEN: readonly ExecutionState[] = ['queued', 'delivered', 'running'];
export const isOpen = ({ state }: Pick<CommandRow, 'state'>): boolean => OPEN.includes(state);

/** Where the agent's next byte belongs. */
export const nextOffset = ({ received_bytes, dropped_bytes }: CommandRow): number => received_bytes + dropped_bytes;

/** The unsigned envelope's text and what travels beside it; null when the order is gone. */
export interface UnsignedOrder {
  type: 'order';
  envelope: string;
  script: string | null;
  arguments: string;
}

/** `orderJson` as this object wrote it: it was checked when it was taken. */
export function orderFrame(row: CommandRow, orderJson: string, now: number): UnsignedOrder {
  const order = JSON.parse(orderJson) as CommandOrder;
  const envelope = JSON.stringify({
    v: 1, execution_id: order.execution_id, client_id: order.client_id, agent_id: order.asset_id, sequence: row.sequence, kind: order.kind, lane: order.lane,
    issued_at: new Date(now).toISOString(), not_after: order.expires_at, script_type: order.script_type, script_sha256: order.script_sha256, version_id: order.version_id,
    arguments_sha256: sha256Of(order.arguments), run_as: order.run_as, limits: order.limits, requested_by: order.requested_by, approved_by: order.approved_by, approval_sha256: order.approval_sha256,
  });
  return { type: 'order', envelope, script: order.script, arguments: order.arguments };
}
