// What one session of remote help may do and for how long. Pure: bytes counted in both directions, windows, and the moments it ends by itself.
import type { CommandOrder, FleetChange } from './protocol/fleet.ts';
import { CommandArguments } from './protocol/envelope.ts';
import { meetSecondsOf, REMOTE_LIMITS, type RemoteCall } from './protocol/remote.ts';

/** Bytes that were passed on in one direction, and how many of them the receiver says it took. */
export interface Flow {
  passed: number;
  taken: number;
}

/** Instants are milliseconds of the server. */
export interface RemoteSession {
  session_id: string;
  kind: RemoteCall['session'];
  /** Of the machine, that the session reaches; null: a terminal. */
  port: number | null;
  /** The one person who may take the browser's side. */
  requested_by: string;
  minutes: number;
  /** Until when both sides have to be there; from then on, until when it may last. */
  until: number;
  opened_at: number | null;
  /** When the browser last said something for the machine; of a tunnel, either side for the other. */
  heard_at: number;
  /** From the machine's first word; null: it did not come yet. */
  banner: 'shown' | 'none' | null;
  size: { cols: number; rows: number };
  /** Towards the machine, and from it. */
  up: Flow;
  down: Flow;
}

export type Direction = 'up' | 'down';

/** Null: not an order of a session. */
export function expectedSession(order: CommandOrder, now: number): RemoteSession | null {
  if (order.kind !== 'remote') return null;
  const args = CommandArguments.safeParse(JSON.parse(order.arguments));
  const call = args.success ? args.data.remote : undefined;
  if (!call) return null;
  return {
    session_id: order.execution_id, kind: call.session, port: call.port, requested_by: order.requested_by.user_id, minutes: call.minutes, until: now + meetSecondsOf(call.session) * 1000, opened_at: null, heard_at: now, banner: null,
    size: { cols: 80, rows: 24 }, up: { passed: 0, taken: 0 }, down: { passed: 0, taken: 0 },
  };
}

/** Both sides are there. */
export function openSession(session: RemoteSession, now: number): void {
  session.opened_at = now;
  session.heard_at = now;
  session.until = now + session.minutes * 60_000;
}

/** Counts bytes that are about to be passed on; the answer is why the session ends instead. */
export function passBytes(session: RemoteSession, direction: Direction, bytes: number, now: number, isData = true): string | null {
  if (session.opened_at === null || bytes > REMOTE_LIMITS.frameBytes) return 'bad_frame';
  const flow = session[direction];
  flow.passed += bytes;
  // Of a tunnel, bytes that the machine's own service sends count too, and nothing else it may say: it must not keep a port open on somebody's computer by itself.
  if (direction === 'up' || (session.kind === 'tunnel' && isData)) session.heard_at = now;
  if (flow.passed - flow.taken > REMOTE_LIMITS.aheadBytes) return 'too_fast';
  return session.up.passed + session.down.passed > REMOTE_LIMITS.sessionBytes ? 'bytes_limit' : null;
}

/** The receiver of a direction says how much it took so far: never less than before, never more than was sent. */
export function takeWord(session: RemoteSession, direction: Direction, total: number): string | null {
  const flow = session[direction];
  if (total < flow.taken || total > flow.passed) return 'bad_frame';
  flow.taken = total;
  return null;
}

const idleAt = (session: RemoteSession): number => session.heard_at + REMOTE_LIMITS.idleSeconds * 1000;

/** Why it is over by now; null: it is not. */
export function dueEnd(session: RemoteSession, now: number): string | null {
  if (now >= session.until) return session.opened_at === null ? 'not_met' : 'time_limit';
  return session.opened_at !== null && now >= idleAt(session) ? 'idle' : null;
}

export const deadlineOf = (session: RemoteSession): number => (session.opened_at === null ? session.until : Math.min(session.until, idleAt(session)));

/** A word of another program in a close frame, as far as it is one of ours. */
export const reasonIn = (text: string, otherwise: string): string => (/^[a-z_]{2,32}$/.test(text) ? text : otherwise);

/** What Postgres is told. */
export function changeOf(session: RemoteSession, who: { client_id: string; asset_id: string }, end: { reason: string } | null, now: number): Extract<FleetChange, { type: 'remote' }> {
  const at = new Date(now).toISOString();
  return {
    type: 'remote', ...who, session_id: session.session_id, at, opened_at: session.opened_at === null ? null : new Date(session.opened_at).toISOString(), ended_at: end ? at : null, reason: end?.reason ?? null,
    banner: session.banner, bytes_up: session.up.passed, bytes_down: session.down.passed,
  };
}
