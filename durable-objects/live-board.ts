// Browser sockets of the staff, or of one client. Hibernates: no timers, no database, pings answered without waking.
import { DurableObject } from 'cloudflare:workers';
import { mayHear, messageOf } from './may-hear.ts';
import { CLOSE_AUTHORITY_CHANGED, CLOSE_BAD_FRAME, FRAME_BYTES_MAX, Hints, Viewer, Whereabouts, type Doing, type Hint } from './protocol/live.ts';

/** A ticket of a socket is signed for 30 seconds; its id is remembered a little longer. */
const TICKET_MEMORY_MS = 120_000;
/** A browser says `ping` each half minute; who was silent for three of them has left without a word. */
const SILENCE_MS = 100_000;

/** What hibernates with a socket. */
interface Seat {
  viewer: Viewer;
  at: { ticket_id: string; doing: Doing } | null;
}

export class LiveBoard extends DurableObject {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
    ctx.storage.sql.exec('create table if not exists used_tickets (jti text primary key, at integer not null)');
  }

  /** `POST /publish` with hints, or an upgrade whose viewer the worker has verified (headers `X-Viewer`, `X-Ticket-Id`). */
  override async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname === '/publish') {
      const text = await request.text();
      if (this.ctx.getWebSockets().length > 0) this.#publish(Hints.parse(JSON.parse(text)));
      return new Response(null, { status: 204 });
    }
    const viewer = Viewer.safeParse(JSON.parse(request.headers.get('X-Viewer') ?? 'null'));
    const ticket = request.headers.get('X-Ticket-Id');
    if (!viewer.success || !ticket) return new Response(null, { status: 400 });
    if (!this.#useTicket(ticket)) return new Response(null, { status: 401 });
    const { 0: browser, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [viewer.data.user_id]);
    server.serializeAttachment({ viewer: viewer.data, at: null } satisfies Seat);
    server.send(JSON.stringify({ type: 'hello', at: new Date().toISOString() }));
    return new Response(null, { status: 101, webSocket: browser });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const size = typeof message === 'string' ? message.length : message.byteLength;
    if (size > FRAME_BYTES_MAX) {
      this.#leave(socket);
      socket.close(CLOSE_BAD_FRAME, 'frame too large');
      return;
    }
    const word = Whereabouts.safeParse(parsed(message));
    const seat = seatOf(socket);
    // Who works on a ticket is the staff's own business: people of a client neither say nor hear it.
    if (!word.success || !seat || seat.viewer.client_id !== null) return;
    const { ticket_id, doing } = word.data;
    const before = seat.at;
    socket.serializeAttachment({ ...seat, at: ticket_id === null ? null : { ticket_id, doing } } satisfies Seat);
    if (before && before.ticket_id !== ticket_id) this.#tellWhoIsAt(before.ticket_id);
    if (ticket_id !== null && (before?.ticket_id !== ticket_id || before.doing !== doing)) this.#tellWhoIsAt(ticket_id);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#leave(socket);
    // 1005, 1006 and 1015 are reserved: answering with one of them throws.
    socket.close([1005, 1006, 1015].includes(code) ? 1000 : code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#leave(socket);
  }

  #leave(socket: WebSocket): void {
    const seat = seatOf(socket);
    if (!seat?.at) return;
    socket.serializeAttachment({ ...seat, at: null } satisfies Seat);
    this.#tellWhoIsAt(seat.at.ticket_id);
  }

  /** Everybody at a ticket hears of everybody there; of several windows of one person the one that writes counts. */
  #tellWhoIsAt(ticketId: string): void {
    const there = this.ctx.getWebSockets().flatMap((socket) => {
      const seat = seatOf(socket);
      const lastPing = this.ctx.getWebSocketAutoResponseTimestamp(socket);
      const isSilent = lastPing !== null && Date.now() - lastPing.getTime() > SILENCE_MS;
      return seat?.at?.ticket_id === ticketId && !isSilent ? [{ socket, user_id: seat.viewer.user_id, doing: seat.at.doing }] : [];
    });
    const people = new Map<string, Doing>();
    for (const { user_id, doing } of there) if (doing !== 'looking' || !people.has(user_id)) people.set(user_id, doing);
    const text = JSON.stringify({ type: 'presence', ticket_id: ticketId, people: [...people].map(([user_id, doing]) => ({ user_id, doing })) });
    for (const { socket } of there) send(socket, text);
  }

  #publish(hints: Hint[]): void {
    const at = new Date().toISOString();
    for (const hint of hints) {
      if (hint.type === 'authority') {
        for (const socket of this.ctx.getWebSockets(hint.user_id)) socket.close(CLOSE_AUTHORITY_CHANGED, 'authority changed');
        continue;
      }
      const text = JSON.stringify(messageOf(hint, at));
      for (const socket of this.ctx.getWebSockets()) {
        const seat = seatOf(socket);
        if (seat && mayHear(seat.viewer, hint)) send(socket, text);
      }
    }
  }

  #useTicket(jti: string): boolean {
    const now = Date.now();
    const { sql } = this.ctx.storage;
    sql.exec('delete from used_tickets where at < ?', now - TICKET_MEMORY_MS);
    return sql.exec('insert into used_tickets (jti, at) values (?, ?) on conflict do nothing', jti, now).rowsWritten > 0;
  }
}

const seatOf = (socket: WebSocket): Seat | null => socket.deserializeAttachment() as Seat | null;

function parsed(message: string | ArrayBuffer): unknown {
  try {
    return typeof message === 'string' ? JSON.parse(message) : null;
  } catch {
    return null;
  }
}

function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // The browser left between the list and the send; its close event follows.
  }
}
