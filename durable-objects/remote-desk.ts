// Sessions of remote help at one machine: brings the machine's second socket and a person's browser (of a tunnel: their command) together, and parts both at once.
import type { AgentParts } from './agent-parts.ts';
import { isOpen } from './command-row.ts';
import { jsonOf } from './json-of.ts';
import type { CommandOrder, ViewerMessage } from './protocol/fleet.ts';
import { CLOSE_REMOTE_OVER, MachineRemoteFrame, PersonRemoteFrame, REMOTE_LIMITS, REMOTE_SUBPROTOCOL, RemoteViewer, type ToMachine, type ToPerson } from './protocol/remote.ts';
import { carriesData } from './protocol/tunnel.ts';
import { refusal } from './refusal.ts';
import { isoOf } from './sql.ts';
import { changeOf, deadlineOf, dueEnd, expectedSession, openSession, passBytes, reasonIn, takeWord, type RemoteSession } from './remote-session.ts';

const TAG = 'remote';
/** Counts of bytes reach the disk this long after a change; what an object that dies loses of them is no more than that. */
const KEEP_MS = 5_000;
/** A ticket lives half a minute; its id is remembered longer. */
const TICKET_MEMORY_MS = 600_000;

/** Whoever watches a tunnel hears of its bytes this often at most. */
const TELL_MS = 1_000;

/** Whose socket it is; kept in its attachment, so that it survives sleep. `watcher`: the browser beside a tunnel, through which nothing passes. */
interface Seat {
  kind: 'remote';
  side: 'machine' | 'person' | 'watcher';
  session_id: string;
}

/** What the desk asks of the object around it. */
interface Around {
  /** The session ended here, and the machine's program may not have heard of it. */
  callBack(sessionId: string): Promise<void>;
  /** Something waits to be told. */
  changed(): Promise<void>;
}

export class RemoteDesk {
  readonly #ctx: DurableObjectState;
  readonly #parts: AgentParts;
  readonly #around: Around;
  /** Null until it was read. */
  #sessions: Map<string, RemoteSession> | null = null;
  /** Asking the platform costs more than a frame. */
  readonly #seated = new Map<string, WebSocket>();
  #isKeeping = false;
  #minute = { start: 0, texts: 0 };
  /** When those who watch a tunnel were told of its bytes, by session. */
  readonly #told = new Map<string, number>();
  constructor(ctx: DurableObjectState, parts: AgentParts, around: Around) {
    this.#ctx = ctx;
    this.#parts = parts;
    this.#around = around;
  }

  /** An order that the ledger took; a repeat changes nothing, also when its session is over. */
  expect(order: CommandOrder, now: number): void {
    if (order.kind !== 'remote' || this.#known().has(order.execution_id)) return;
    const row = this.#parts.ledger.find(order.execution_id);
    const session = row && isOpen(row) ? expectedSession(order, now) : null;
    if (!session) return;
    this.#known().set(session.session_id, session);
    this.#keep();
  }

  /** Whoever asked for the session: their browser, once. Of a tunnel: their command, once, while browsers watch. */
  acceptPerson(headers: Headers, now: number): Response {
    const { config, isRevoked } = this.#parts;
    const read = RemoteViewer.safeParse(jsonOf(headers.get('X-Remote-Viewer')));
    const ticket = headers.get('X-Ticket-Id');
    if (!read.success || !ticket) return refusal(400, 'bad_viewer');
    if (!config || isRevoked) return refusal(409, 'session_over');
    const viewer = read.data;
    if (viewer.client_id !== config.client_id || viewer.asset_id !== config.asset_id) return refusal(403, 'foreign');
    if (!this.#parts.useOnce(ticket, now + TICKET_MEMORY_MS)) return refusal(401, 'ticket_used');
    const session = this.#known().get(viewer.session_id);
    if (!session) return refusal(409, 'session_over');
    if (session.requested_by !== viewer.user_id || (viewer.by === 'code' && session.kind !== 'tunnel')) return refusal(403, 'foreign');
    if (viewer.by === 'ticket' && session.kind === 'tunnel') return this.#acceptWatcher(session);
    if (this.#socketOf('person', session.session_id)) return refusal(409, 'session_taken');
    const { browser, server } = this.#accept({ kind: 'remote', side: 'person', session_id: session.session_id });
    tell(server, { type: 'waiting', until: isoOf(session.until), ...(session.kind === 'tunnel' ? { port: session.port ?? 0, asset_id: viewer.asset_id } : {}) });
    this.#meet(session, now);
    return new Response(null, { status: 101, webSocket: browser });
  }

  #acceptWatcher(session: RemoteSession): Response {
    if (this.#watchersOf(session.session_id).length >= REMOTE_LIMITS.watchers) return refusal(409, 'session_taken');
    const { browser, server } = this.#accept({ kind: 'remote', side: 'watcher', session_id: session.session_id });
    tell(server, { type: session.opened_at !== null ? 'open' : session.banner === null ? 'waiting' : 'ready', until: isoOf(session.until) });
    tell(server, bytesOf(session));
    return new Response(null, { status: 101, webSocket: browser });
  }

  /** The machine's second socket; its proof was checked, and whether it may come. */
  acceptMachine(sessionId: string): Response {
    const session = this.#known().get(sessionId);
    if (!session) return refusal(409, 'session_over');
    if (this.#socketOf('machine', sessionId)) return refusal(409, 'session_taken');
    const { browser } = this.#accept({ kind: 'remote', side: 'machine', session_id: sessionId });
    return new Response(null, { status: 101, webSocket: browser, headers: { 'Sec-WebSocket-Protocol': REMOTE_SUBPROTOCOL } });
  }

  /** Bytes are passed on before anything else is thought of. */
  async heard(socket: WebSocket, message: string | ArrayBuffer, now: number): Promise<void> {
    const seat = seatOf(socket);
    const session = seat && this.#known().get(seat.session_id);
    if (!seat || !session) return socket.close(CLOSE_REMOTE_OVER, 'over');
    if (seat.side === 'watcher') return this.#watcherSaid(socket, session, message, now);
    const wasOpen = session.opened_at !== null;
    const fault = typeof message === 'string' ? this.#text(seat, session, message, now) : this.#bytes(seat, session, message, now);
    if (fault) await this.end(session.session_id, fault, now);
    else {
      this.#keepSoon();
      if (session.kind === 'tunnel' && now - (this.#told.get(session.session_id) ?? 0) >= TELL_MS) this.#tellBytes(session, now);
    }
    if (fault || (!wasOpen && session.opened_at !== null)) await this.#around.changed();
  }

  /** Ends the session or says nothing. */
  async #watcherSaid(socket: WebSocket, session: RemoteSession, message: string | ArrayBuffer, now: number): Promise<void> {
    const said = typeof message === 'string' && message.length <= REMOTE_LIMITS.textChars ? PersonRemoteFrame.safeParse(jsonOf(message)) : null;
    if (said?.data?.type !== 'end') return socket.close(CLOSE_REMOTE_OVER, 'bad_frame');
    await this.end(session.session_id, 'ended', now);
    await this.#around.changed();
  }

  /** A side is gone: the other one goes, too. Who only watched changes nothing. */
  async left(socket: WebSocket, reason: string, now: number): Promise<void> {
    const seat = seatOf(socket);
    if (!seat || seat.side === 'watcher' || !this.#known().has(seat.session_id)) return;
    await this.end(seat.session_id, seat.side === 'person' ? 'left' : reasonIn(reason, 'machine_gone'), now, seat.side === 'machine' && reasonIn(reason, '') === '');
    await this.#around.changed();
  }

  /** Both sides at once. `isLost`: the machine's program may still be at it. Unknown: over already. */
  async end(sessionId: string, reason: string, now: number, isLost = false): Promise<void> {
    const session = this.#known().get(sessionId);
    if (!session) return;
    this.#known().delete(sessionId);
    this.#keep();
    const word = reasonIn(reason, 'over');
    const person = this.#socketOf('person', sessionId);
    const machine = this.#socketOf('machine', sessionId);
    const watchers = this.#watchersOf(sessionId);
    for (const watcher of watchers) tell(watcher, bytesOf(session));
    for (const socket of person ? [person, ...watchers] : watchers) {
      tell(socket, { type: 'over', reason: word });
      socket.close(CLOSE_REMOTE_OVER, word);
    }
    this.#told.delete(sessionId);
    machine?.close(CLOSE_REMOTE_OVER, word);
    const { client_id, asset_id } = this.#parts.config!;
    this.#parts.outbox.put('changes', changeOf(session, { client_id, asset_id }, { reason: word }, now), now);
    if (!machine || isLost) await this.#around.callBack(sessionId);
  }

  /** A command that ended before its sockets did takes them along. */
  async follow(messages: ViewerMessage[], now: number): Promise<void> {
    for (const message of messages) if (message.type === 'execution' && !isOpen(message)) await this.end(message.execution_id, message.reason ?? message.state, now);
  }

  async endAll(reason: string, now: number): Promise<void> {
    for (const sessionId of this.#known().keys()) await this.end(sessionId, reason, now);
  }

  /** Those whose time is over. */
  async check(now: number): Promise<void> {
    for (const session of this.#known().values()) {
      const reason = dueEnd(session, now);
      if (reason) await this.end(session.session_id, reason, now);
    }
  }

  nextDeadline(): number | null {
    const times = [...this.#known().values()].map(deadlineOf);
    return times.length === 0 ? null : Math.min(...times);
  }

  #bytes(seat: Seat, session: RemoteSession, message: ArrayBuffer, now: number): string | null {
    const fault = passBytes(session, seat.side === 'person' ? 'up' : 'down', message.byteLength, now, session.kind !== 'tunnel' || carriesData(new Uint8Array(message)));
    if (fault) return fault;
    const other = this.#other(seat);
    if (!other) return null;
    try {
      other.send(message);
    } catch {
      // It left between the look and the send; its close event follows.
    }
    return null;
  }

  #text(seat: Seat, session: RemoteSession, message: string, now: number): string | null {
    if (now - this.#minute.start >= 60_000) this.#minute = { start: now, texts: 0 };
    const frame = message.length > REMOTE_LIMITS.textChars ? null : (seat.side === 'person' ? PersonRemoteFrame : MachineRemoteFrame).safeParse(jsonOf(message));
    if (!frame?.success) return 'bad_frame';
    const said = frame.data;
    const isPaid = said.type === 'ack' && said.bytes - session[seat.side === 'person' ? 'down' : 'up'].taken >= REMOTE_LIMITS.ackBytes;
    if (!isPaid && ++this.#minute.texts > REMOTE_LIMITS.textsPerMinute * REMOTE_LIMITS.sessions) return 'bad_frame';
    const other = this.#other(seat);
    switch (said.type) {
      case 'ack': {
        const fault = takeWord(session, seat.side === 'person' ? 'down' : 'up', said.bytes);
        if (!fault && other) tell(other, said);
        return fault;
      }
      case 'size':
        session.size = { cols: said.cols, rows: said.rows };
        if (session.opened_at !== null && other) tell(other, said);
        return null;
      case 'end': return 'ended';
      case 'hello':
        session.banner = said.banner;
        this.#meet(session, now);
        return null;
    }
  }

  /** Opens when the browser is there and the machine has said hello. */
  #meet(session: RemoteSession, now: number): void {
    const person = this.#socketOf('person', session.session_id);
    const machine = this.#socketOf('machine', session.session_id);
    const watchers = this.#watchersOf(session.session_id);
    if (!machine || session.banner === null || session.opened_at !== null) return;
    if (!person) {
      for (const watcher of watchers) tell(watcher, { type: 'ready', until: isoOf(session.until) });
      return;
    }
    openSession(session, now);
    this.#keep();
    tell(machine, { type: 'go', ...session.size });
    for (const socket of [person, ...watchers]) tell(socket, { type: 'open', until: isoOf(session.until) });
    const { client_id, asset_id } = this.#parts.config!;
    this.#parts.outbox.put('changes', changeOf(session, { client_id, asset_id }, null, now), now);
  }

  #accept(seat: Seat): { browser: WebSocket; server: WebSocket } {
    const { 0: browser, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server, [TAG, tagOf(seat)]);
    server.serializeAttachment(seat);
    seats.set(server, seat);
    return { browser, server };
  }

  #tellBytes(session: RemoteSession, now: number): void {
    this.#told.set(session.session_id, now);
    for (const watcher of this.#watchersOf(session.session_id)) tell(watcher, bytesOf(session));
  }

  /** None but of a tunnel. */
  #watchersOf(sessionId: string): WebSocket[] {
    return this.#ctx.getWebSockets(tagOf({ side: 'watcher', session_id: sessionId })).filter((socket) => socket.readyState === WebSocket.OPEN);
  }

  #other(seat: Seat): WebSocket | null {
    return this.#socketOf(seat.side === 'person' ? 'machine' : 'person', seat.session_id);
  }

  #socketOf(side: 'machine' | 'person', sessionId: string): WebSocket | null {
    const tag = tagOf({ side, session_id: sessionId });
    const seated = this.#seated.get(tag);
    if (seated?.readyState === WebSocket.OPEN) return seated;
    const found = this.#ctx.getWebSockets(tag).find((socket) => socket.readyState === WebSocket.OPEN) ?? null;
    if (found) this.#seated.set(tag, found);
    else this.#seated.delete(tag);
    return found;
  }

  #known(): Map<string, RemoteSession> {
    this.#sessions ??= new Map((this.#parts.kept.get<RemoteSession[]>('remote') ?? []).map((session) => [session.session_id, session]));
    return this.#sessions;
  }

  #keep(): void {
    this.#parts.kept.set('remote', [...this.#known().values()]);
  }

  #keepSoon(): void {
    if (this.#isKeeping) return;
    this.#isKeeping = true;
    this.#ctx.waitUntil(new Promise<void>((resolve) => setTimeout(resolve, KEEP_MS)).then(() => {
      this.#isKeeping = false;
      this.#keep();
      // What came since they were last told.
      for (const sessionId of this.#told.keys()) this.#tellBytes(this.#known().get(sessionId)!, this.#told.get(sessionId)!);
    }));
  }
}

const bytesOf = ({ up, down }: RemoteSession): ToPerson => ({ type: 'bytes', up: up.passed, down: down.passed });
const tagOf = ({ side, session_id }: Pick<Seat, 'side' | 'session_id'>): string => `${side}:${session_id}`;

/** False for every other socket of the object. */
export const isRemoteSocket = (socket: WebSocket): boolean => seatOf(socket) !== null;

/** Reading the attachment each time costs more than the frame. */
const seats = new WeakMap<WebSocket, Seat | { kind: 'other' }>();

function seatOf(socket: WebSocket): Seat | null {
  let seat = seats.get(socket);
  if (!seat) {
    const attachment = socket.deserializeAttachment() as Seat | { kind: string } | null;
    seat = attachment?.kind === TAG ? (attachment as Seat) : { kind: 'other' };
    seats.set(socket, seat);
  }
  return seat.kind === TAG ? seat : null;
}

function tell(socket: WebSocket, message: ToMachine | ToPerson): void {
  try {
    socket.send(JSON.stringify(message));
  } catch {
    // It left between the look and the send; its close event follows.
  }
}
