// Browser sockets of the staff, or of one client. Hibernates: no timers, no database, pings answered without waking.
import { DurableObject } from 'cloudflare:workers';
import { mayHear, messageOf } from './may-hear.ts';
import { CLOSE_AUTHORITY_CHANGED, CLOSE_BAD_FRAME, FRAME_BYTES_MAX, Hints, Viewer, type Hint } from './protocol/live.ts';

/** A ticket of a socket is signed for 30 seconds; its id is remembered a little longer. */
const TICKET_MEMORY_MS = 120_000;

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
    server.serializeAttachment(viewer.data);
    server.send(JSON.stringify({ type: 'hello', at: new Date().toISOString() }));
    return new Response(null, { status: 101, webSocket: browser });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const size = typeof message === 'string' ? message.length : message.byteLength;
    if (size > FRAME_BYTES_MAX) socket.close(CLOSE_BAD_FRAME, 'frame too large');
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005, 1006 and 1015 are reserved: answering with one of them throws.
    socket.close([1005, 1006, 1015].includes(code) ? 1000 : code);
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
        const viewer = Viewer.safeParse(socket.deserializeAttachment());
        if (viewer.success && mayHear(viewer.data, hint)) send(socket, text);
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

function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // The browser left between the list and the send; its close event follows.
  }
}
