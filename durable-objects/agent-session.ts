// One machine's own object: connections in and out, dispatch, alarm. What is decided is decided in the pure parts; no timer outlives a request.
import { DurableObject } from 'cloudflare:workers';
import * as z from 'zod';
import { admit, isAllowedFrom } from './admission.ts';
import { keepLine, lineOf, type AgentLine, type PollSession } from './agent-line.ts';
import { AgentParts } from './agent-parts.ts';
import { announcedConfig } from './announced-config.ts';
import { noEffects, type Effects, type Link } from './command-ledger.ts';
import { Conversation, type Closing } from './conversation.ts';
import { Courier, type FleetQueues } from './courier.ts';
import { escrowFrame } from './escrow-frame.ts';
import { jsonOf } from './json-of.ts';
import { logFault } from './log-fault.ts';
import { readPage } from './output-pages.ts';
import type { ServerFrame } from './protocol/agent-frames.ts';
import { AgentIdentity, AssetViewer, CommandOrder, ObjectConfig, objectNameOf, Verdict, type Accepted, type AgentObject, type ExecutionState, type OutputPage, type Presence } from './protocol/fleet.ts';
import type { Sample } from './protocol/inventory.ts';
import { CLOSE, POLL_SECONDS_MAX, PROTOCOL_VERSION, SILENCE_SECONDS, subprotocolOf } from './protocol/limits.ts';
import { readFrame, readMessage } from './read-frame.ts';
import { refusal } from './refusal.ts';
import { isRemoteSocket, RemoteDesk } from './remote-desk.ts';
import { readCommandKeys, signOrder, type CommandKeys } from './sign-order.ts';
import { isoOf, sqlOf } from './sql.ts';
import { isViewerSocket, ViewerDesk } from './viewer-desk.ts';
import { Wakeups } from './wakeups.ts';

/** What the object is given by the platform. */
export interface AgentSessionEnv extends FleetQueues {
  ATTACHMENTS: R2Bucket;
  COMMAND_KEYS?: string;
  ESCROW_KEYS?: string;
}

/** Making a schema costs more than reading with it. */
const Orders = z.array(CommandOrder).max(100);
const Verdicts = z.array(Verdict).max(1000);
const ExecutionId = z.uuid();

const AGENT = 'agent';
/** A challenge or ticket lives 60 s at most; its id is remembered longer. */
const ONCE_MEMORY_MS = 600_000;
const LIVE = { every_s: 2, for_s: 300 } as const;
const LIVE_RENEW_MS = 30_000;
const POLL_FRAMES_MAX = 500;
const SAMPLES_MAX = 600;
const PAGE_BYTES_MAX = 8 * 1024 * 1024;
/** A step of a command waits this long for the next one, which makes telling it superfluous. */
const HOLD_MS = 2_000;
/** An alarm that another one stands in front of waits this long, and so does the note that a queue has taken something: each costs a write to the disk. */
const SETTLE_MS = 5_000;
/** With an alarm set within this time, whatever dies, somebody looks again. */
const WATCHED_MS = 2 * SILENCE_SECONDS * 1000;

/** A long poll that is being answered; frames decided meanwhile gather in it. */
interface OpenPoll {
  frames: ServerFrame[];
  wake: () => void;
  line: AgentLine;
}

export class AgentSession extends DurableObject<AgentSessionEnv> implements AgentObject {
  readonly #parts: AgentParts;
  readonly #viewers: ViewerDesk;
  readonly #remote: RemoteDesk;
  readonly #wakeups: Wakeups;
  readonly #courier: Courier;
  readonly #conversation: Conversation;
  /** Frames of the agent are worked on one after the other, also while one of them waits for R2. */
  #inOrder: Promise<unknown> = Promise.resolve();
  /** Frames to the agent leave in the order they were decided, also while one of them is being signed. */
  #outOrder: Promise<void> = Promise.resolve();
  #keys: CommandKeys | null = null;
  #lastFrameAt = 0;
  /** Of the agent; null until the platform was asked, which costs more than a frame. */
  #sockets: WebSocket[] | null = null;
  #isHolding = false;
  #isSettling = false;
  /** The long poll whose frames are being worked on, and the one that waits for something to say. */
  #taking: OpenPoll | null = null;
  #waiting: OpenPoll | null = null;

  constructor(ctx: DurableObjectState, env: AgentSessionEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
    this.#parts = new AgentParts(sqlOf(ctx.storage.sql));
    this.#viewers = new ViewerDesk(ctx, (executionId, offset, bytesMax) => this.#page(executionId, offset, bytesMax));
    this.#remote = new RemoteDesk(ctx, this.#parts, {
      callBack: (sessionId) => this.#apply(this.#parts.ledger.cancel(sessionId, this.#link(), Date.now())?.effects ?? noEffects()), changed: () => this.#finish(),
    });
    this.#wakeups = new Wakeups({ get: () => ctx.storage.getAlarm(), set: (at) => ctx.storage.setAlarm(at) });
    this.#courier = new Courier(this.#parts.outbox, this.#parts.ledger, env);
    this.#conversation = new Conversation({
      parts: this.#parts, viewers: this.#viewers, bucket: env.ATTACHMENTS, agentConfig: () => this.#agentConfig(), toAgent: (frames) => this.#toAgent(frames), apply: (effects) => this.#apply(effects),
      escrow: () => escrowFrame(env.ESCROW_KEYS, () => this.#commandKeys()), greeted: (line) => this.#greeted(line), presenceChanged: (now) => this.#presenceChanged(now), watched: (now) => this.#askLive(now),
    });
    this.#parts.presence.woke(this.#lastHeard() !== null, Date.now());
  }

  /** An upgrade the worker has verified: an agent (`X-Agent-Identity`, `X-Challenge-Id`, its second socket with `X-Remote-Session`), a viewer (`X-Asset-Viewer`, `X-Ticket-Id`) or whoever asked for a remote session (`X-Remote-Viewer`, `X-Ticket-Id`). */
  override async fetch(request: Request): Promise<Response> {
    const { headers } = request;
    const answer = headers.has('X-Asset-Viewer') ? await this.#acceptViewer(request) : headers.has('X-Remote-Viewer') ? this.#remote.acceptPerson(headers, Date.now()) : this.#acceptAgent(request);
    await this.#finish();
    return answer;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    if (isRemoteSocket(socket)) return this.#remote.heard(socket, message, Date.now());
    if (!lineOf(socket) && isViewerSocket(socket)) return this.#viewers.heard(socket, message);
    await this.#serially(async () => {
      const line = lineOf(socket);
      if (!line || socket.readyState !== WebSocket.OPEN) return;
      this.#lastFrameAt = Date.now();
      const closing = await this.#conversation.take(readMessage(message, line.identity.protocol), line, (greeted) => keepLine(socket, greeted));
      if (closing) socket.close(closing.code, closing.reason);
    }).catch((fault: unknown) => {
      logFault('agent_frame_failed', fault);
      socket.close(CLOSE.badFrame, 'not taken');
    });
    await this.#finish();
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    // 1005, 1006 and 1015 are reserved: answering with one of them throws.
    if (socket.readyState !== WebSocket.CLOSED) socket.close([1005, 1006, 1015].includes(code) ? 1000 : code);
    await this.#lost(socket, reason);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.#lost(socket);
  }

  override async alarm(): Promise<void> {
    this.#wakeups.rang();
    const now = Date.now();
    if (this.#parts.config) {
      const heard = this.#lastHeard();
      if (this.#parts.presence.check(heard, now)) {
        if (heard !== null) this.#hangUp(CLOSE.badFrame, 'silence');
        this.#parts.kept.set('poll', null);
        this.#presenceChanged(now);
      }
      await this.#apply(this.#parts.ledger.wake(this.#link(), now));
      this.#parts.rollUp(now);
      this.#parts.ledger.forgetOld(now);
      this.#parts.forgetUsed(now);
      this.#viewers.closeOld(now);
      await this.#remote.check(now);
      await this.#askLive(now);
    }
    await this.#finish();
  }

  async enqueue(orders: CommandOrder[]): Promise<Accepted[]> {
    const parsed = Orders.parse(orders);
    const { client_id, asset_id } = this.#configured();
    for (const order of parsed) if (order.client_id !== client_id || order.asset_id !== asset_id) throw new Error('an order for another machine');
    const { accepted, effects } = this.#parts.ledger.enqueue(parsed, this.#link(), Date.now());
    for (const order of parsed) this.#remote.expect(order, Date.now());
    await this.#apply(effects);
    await this.#finish();
    const { is_online } = this.#presence();
    return accepted.map((one) => ({ ...one, is_online }));
  }

  async cancel(executionId: string): Promise<{ state: ExecutionState } | null> {
    const done = this.#parts.ledger.cancel(ExecutionId.parse(executionId), this.#link(), Date.now());
    if (!done) return null;
    await this.#apply(done.effects);
    await this.#remote.end(executionId, 'cancelled', Date.now());
    await this.#finish();
    return { state: done.state };
  }

  async authorise(verdicts: Verdict[]): Promise<void> {
    const judged = Verdicts.parse(verdicts);
    await this.#apply(this.#parts.ledger.authorise(judged, this.#link(), Date.now()));
    for (const { execution_id, is_allowed, reason } of judged) if (!is_allowed) await this.#remote.end(execution_id, reason ?? 'not_authorised', Date.now());
    await this.#finish();
  }

  async configure(config: ObjectConfig): Promise<void> {
    const next = ObjectConfig.parse(config);
    const { config: before, watch, reports, ledger } = this.#parts;
    const { name } = this.ctx.id;
    if ((name !== undefined && name !== objectNameOf(next.client_id, next.asset_id)) || (before && (before.client_id !== next.client_id || before.asset_id !== next.asset_id))) throw new Error('the config of another machine');
    if (!this.#parts.configure(next)) return;
    const now = Date.now();
    watch.reconcile(now);
    reports.judgeServicesAgain(now);
    if (this.#presence().last_seen_at !== null) watch.judgePresence(this.#presence().is_online, now);
    const line = this.#line();
    if (next.status === 'held') await this.#remote.endAll('held', now);
    if (this.#parts.isRevoked) await this.#cutOff(now);
    else if (line && (line.identity.public_key !== next.public_key || !isAllowedFrom(next.allowed_networks, line.identity.address))) this.#hangUp(CLOSE.unauthorised, 'credential');
    else if (line?.spool_id) {
      if (JSON.stringify([before?.agent, before?.status]) !== JSON.stringify([next.agent, next.status])) await this.#toAgent([{ type: 'config', config: this.#agentConfig() }]);
      await this.#apply(ledger.wake(this.#link(), now));
    }
    await this.#finish();
  }

  async revoke(isRetired = false): Promise<void> {
    this.#parts.markRevoked(isRetired);
    await this.#cutOff(Date.now());
    await this.#finish();
  }

  async presence(): Promise<Presence> {
    return this.#presence();
  }

  async samples(fromMs: number, toMs: number): Promise<Sample[]> {
    return this.#parts.buffer.window(fromMs, toMs, SAMPLES_MAX);
  }

  async output(executionId: string, offset: number, maxBytes: number): Promise<OutputPage | null> {
    return this.#page(ExecutionId.parse(executionId), Math.max(0, offset), Math.min(Math.max(1, maxBytes), PAGE_BYTES_MAX));
  }

  async snapshot() {
    const { buffer, ledger, reports, kept } = this.#parts;
    const features = (this.#link() ?? kept.get<PollSession>('poll'))?.features ?? [];
    return { presence: this.#presence(), features, sample: buffer.last(), queue: ledger.queue(), events: reports.recentEvents(), events_suppressed: reports.eventsSuppressed() };
  }

  /** One call may wait while others bring frames. A greeting begins a connection; without one known it is asked for. */
  async poll(identity: AgentIdentity, frames: unknown[], waitMs: number): Promise<{ frames: unknown[]; close?: Closing }> {
    const who = AgentIdentity.parse(identity);
    const admission = admit(this.#parts.config, this.#parts.isRevoked, who, true);
    if (admission.kind === 'refused') return { frames: [], close: { code: CLOSE.unauthorised, reason: admission.code } };
    if (admission.kind === 'told') return { frames: [], close: { code: admission.code, reason: admission.reason } };
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const mine: OpenPoll = { frames: [], wake, line: { kind: 'agent', link: { id: crypto.randomUUID(), offsetMs: 0 }, n: 0, identity: who, connected_at: Date.now(), spool_id: null } };
    const close = await this.#serially(() => this.#pollIn(mine, frames.slice(0, POLL_FRAMES_MAX)));
    await this.#finish();
    if (!close && mine.frames.length === 0 && waitMs > 0) {
      this.#waiting?.wake();
      this.#waiting = mine;
      await this.#apply(this.#parts.ledger.wake(this.#link(), Date.now()));
      const timer = setTimeout(wake, Math.min(waitMs, POLL_SECONDS_MAX * 1000));
      await woken;
      clearTimeout(timer);
      if (this.#waiting === mine) this.#waiting = null;
    }
    await this.#outOrder;
    return { frames: mine.frames, ...(close && { close }) };
  }

  async #pollIn(mine: OpenPoll, frames: unknown[]): Promise<Closing | null> {
    const { kept, ledger } = this.#parts;
    const session = kept.get<PollSession>('poll');
    if (session) mine.line = { ...mine.line, link: { id: session.link_id, offsetMs: session.offset_ms, features: session.features ?? [] }, spool_id: session.spool_id };
    this.#taking = mine;
    try {
      for (const frame of frames) {
        const closing = await this.#conversation.take(readFrame(frame), mine.line, (greeted) => (mine.line = greeted));
        if (!closing) continue;
        kept.set('poll', null);
        return closing;
      }
      const { spool_id: spoolId, link } = mine.line;
      if (spoolId === null || this.#agentSocket()) return { code: CLOSE.badFrame, reason: 'hello first' };
      const now = Date.now();
      kept.set('poll', { link_id: link.id, offset_ms: link.offsetMs, spool_id: spoolId, features: link.features ?? [], at: now } satisfies PollSession);
      await this.#apply(ledger.wake(link, now));
      return null;
    } finally {
      this.#taking = null;
    }
  }

  async #acceptViewer(request: Request): Promise<Response> {
    const viewer = AssetViewer.safeParse(jsonOf(request.headers.get('X-Asset-Viewer')));
    const ticket = request.headers.get('X-Ticket-Id');
    if (!viewer.success || !ticket) return refusal(400, 'bad_viewer');
    const { config } = this.#parts;
    if (!config) return refusal(409, 'unconfigured');
    if (viewer.data.client_id !== config.client_id || viewer.data.asset_id !== config.asset_id) return refusal(403, 'foreign');
    const now = Date.now();
    if (!this.#parts.useOnce(ticket, now + ONCE_MEMORY_MS)) return refusal(401, 'ticket_used');
    const answer = this.#viewers.accept(viewer.data, { type: 'hello', presence: this.#presence(), sample: this.#parts.buffer.last(), at: isoOf(now) }, now);
    if (!answer) return refusal(429, 'too_many_viewers');
    await this.#askLive(now);
    return answer;
  }

  #acceptAgent(request: Request): Response {
    const identity = AgentIdentity.safeParse(jsonOf(request.headers.get('X-Agent-Identity')));
    const challenge = request.headers.get('X-Challenge-Id');
    if (!identity.success || !challenge) return refusal(400, 'bad_identity');
    const now = Date.now();
    const { config, isRevoked, notices } = this.#parts;
    const admission = admit(config, isRevoked, identity.data, this.#parts.useOnce(challenge, now + ONCE_MEMORY_MS));
    if (admission.kind === 'refused') {
      if (admission.code === 'network_refused') notices.tell('network_refused', { address: identity.data.address }, now);
      return refusal(admission.status, admission.code);
    }
    const session = request.headers.get('X-Remote-Session');
    if (session !== null) return admission.kind === 'told' ? refusal(403, 'revoked') : this.#remote.acceptMachine(session);
    const protocol = Math.min(identity.data.protocol, PROTOCOL_VERSION);
    const { 0: agent, 1: server } = new WebSocketPair();
    const answer = new Response(null, { status: 101, webSocket: agent, headers: { 'Sec-WebSocket-Protocol': subprotocolOf(protocol) } });
    if (admission.kind === 'told') {
      server.accept();
      server.close(admission.code, admission.reason);
      return answer;
    }
    // Newest wins: whoever holds the key now is the machine.
    const n = Math.max(0, ...this.#agentSockets().map((socket) => lineOf(socket)?.n ?? 0)) + 1;
    this.#hangUp(CLOSE.superseded, 'superseded');
    this.ctx.acceptWebSocket(server, [AGENT]);
    this.#sockets = [...this.#agentSockets(), server];
    keepLine(server, { kind: 'agent', link: { id: crypto.randomUUID(), offsetMs: 0 }, n, identity: { ...identity.data, protocol }, connected_at: now, spool_id: null });
    return answer;
  }

  /** The other way of talking ends where this one begins. */
  #greeted(line: AgentLine): void {
    this.#parts.kept.set('live_until', 0);
    this.#waiting?.wake();
    this.#waiting = null;
    if (line.n === 0) this.#hangUp(CLOSE.superseded, 'superseded');
    else if (this.#parts.kept.get('poll') !== null) this.#parts.kept.set('poll', null);
  }

  /** Frames first, then what people see; the queues follow in `#finish`. */
  async #apply(effects: Effects): Promise<void> {
    const now = Date.now();
    for (const { kind, details } of effects.notices) this.#parts.notices.tell(kind, details, now);
    const sent = this.#toAgent(effects.frames);
    for (const { execution_id, piece } of effects.output) this.#viewers.tellOutput(execution_id, piece);
    for (const message of effects.messages) this.#viewers.tell(message);
    await this.#remote.follow(effects.messages, now);
    await sent;
  }

  /** To whoever is connected; what nobody takes is decided again from the ledger at the next greeting. */
  #toAgent(frames: Effects['frames']): Promise<void> {
    if (frames.length === 0) return Promise.resolve();
    const socket = this.#agentSocket();
    const isLiveKnown = ((socket && lineOf(socket)?.identity.protocol) ?? 1) >= 2;
    const poll = socket ? null : (this.#taking ?? this.#waiting);
    const leaving = this.#outOrder.then(async () => {
      for (const frame of frames) {
        if (frame.type === 'live' && !isLiveKnown) continue;
        const signed = frame.type === 'order' ? await signOrder(frame, this.#commandKeys()) : frame;
        if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(signed));
        else poll?.frames.push(signed);
      }
      poll?.wake();
    }).catch((fault: unknown) => logFault('agent_frame_not_sent', fault));
    this.#outOrder = leaving;
    return leaving;
  }

  /** After every event: tell the queues, arm the alarm. */
  async #finish(): Promise<void> {
    if (!this.#parts.outbox.isEmpty() || this.#parts.ledger.news() === 'now') this.ctx.waitUntil(this.#courier.carry().then(() => this.#settleSoon()));
    await this.#settleSoon();
    if (!this.#isHolding && this.#parts.ledger.news() === 'later') this.ctx.waitUntil(this.#hold());
  }

  /** What a moment often makes superfluous: steps of a command that is over soon. */
  async #hold(): Promise<void> {
    this.#isHolding = true;
    await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
    this.#isHolding = false;
    if (this.#parts.ledger.news() !== null) {
      await this.#courier.carry(true);
      // A command that takes its time: nothing follows soon that this write could go with.
      this.#parts.ledger.settle();
    }
    await this.#settleSoon();
  }

  /** At once where nobody would look again; else in a while, together with what else happens until then. */
  async #settleSoon(): Promise<void> {
    const { armed } = this.#wakeups;
    const isWatched = armed !== null && armed < Date.now() + WATCHED_MS;
    if (!isWatched) await this.#arm();
    if (!this.#isSettling && (isWatched || !this.#parts.ledger.isSettled)) this.ctx.waitUntil(this.#settle());
  }

  async #settle(): Promise<void> {
    this.#isSettling = true;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    this.#isSettling = false;
    this.#parts.ledger.settle();
    await this.#arm();
  }

  async #arm(): Promise<void> {
    const { ledger, presence, buffer, kept } = this.#parts;
    const isWatched = this.#viewers.count() > 0 && this.#line()?.spool_id;
    await this.#wakeups.arm({
      commands: ledger.nextDeadline(this.#link()), presence: presence.nextDeadline(this.#lastHeard()), rollup: buffer.nextDeadline(), outbox: this.#courier.nextDeadline(Date.now()),
      viewers: this.#viewers.nextDeadline(), remote: this.#remote.nextDeadline(), live: isWatched ? Math.max(0, (kept.get<number>('live_until') ?? 0) - LIVE_RENEW_MS) : null,
    });
  }

  /** While somebody watches, the agent is asked for readings every two seconds; it stops by itself. */
  async #askLive(now: number): Promise<void> {
    if (this.#viewers.count() === 0 || !this.#line()?.spool_id) return;
    if ((this.#parts.kept.get<number>('live_until') ?? 0) - LIVE_RENEW_MS > now) return;
    this.#parts.kept.set('live_until', now + LIVE.for_s * 1000);
    await this.#toAgent([{ type: 'live', ...LIVE }]);
  }

  #page(executionId: string, offset: number, bytesMax: number): Promise<OutputPage | null> {
    return readPage(this.#parts.ledger, this.#parts.output, this.env.ATTACHMENTS, executionId, offset, bytesMax);
  }

  async #cutOff(now: number): Promise<void> {
    if (this.#parts.config) await this.#apply(this.#parts.ledger.revoke(now));
    this.#hangUp(CLOSE.revoked, this.#parts.farewell);
    this.#waiting?.wake();
    this.#parts.kept.set('poll', null);
    if (this.#parts.config && this.#parts.presence.left('revoked', now)) this.#presenceChanged(now);
    this.#viewers.closeAll();
    await this.#remote.endAll('revoked', now);
  }

  async #lost(socket: WebSocket, reason = ''): Promise<void> {
    if (isRemoteSocket(socket)) return this.#remote.left(socket, reason, Date.now());
    const line = lineOf(socket);
    const isLast = this.#agentSockets().every((other) => other === socket);
    if (line && isLast && this.#parts.kept.get('poll') === null) this.#parts.presence.broke(this.#heardOn(socket, line), Date.now());
    await this.#finish();
  }

  #presenceChanged(now: number): void {
    const presence = this.#presence();
    this.#parts.watch.judgePresence(presence.is_online, now);
    this.#viewers.tell({ type: 'presence', presence });
  }

  #presence(): Presence {
    return this.#parts.presence.now(this.#lastHeard());
  }

  /** When the agent that is connected was last heard; null: nobody is. */
  #lastHeard(): number | null {
    const socket = this.#agentSocket();
    const line = socket && lineOf(socket);
    return socket && line ? this.#heardOn(socket, line) : (this.#parts.kept.get<PollSession>('poll')?.at ?? null);
  }

  /** Pings are answered by the platform, which tells when it did. */
  #heardOn(socket: WebSocket, line: AgentLine): number {
    return Math.max(line.connected_at, this.#lastFrameAt, this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0);
  }

  /** Who can be sent commands right now. */
  #link(): Link | null {
    const line = this.#line() ?? (this.#taking ?? this.#waiting)?.line;
    return line?.spool_id ? line.link : null;
  }

  #line(): AgentLine | null {
    const socket = this.#agentSocket();
    return socket ? lineOf(socket) : null;
  }

  #agentSockets(): WebSocket[] {
    this.#sockets = (this.#sockets ?? this.ctx.getWebSockets(AGENT)).filter((socket) => socket.readyState === WebSocket.OPEN);
    return this.#sockets;
  }

  #agentSocket(): WebSocket | null {
    return this.#agentSockets().toSorted((a, b) => (lineOf(b)?.n ?? 0) - (lineOf(a)?.n ?? 0))[0] ?? null;
  }

  #hangUp(code: number, reason: string): void {
    for (const socket of this.#agentSockets()) socket.close(code, reason);
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#inOrder.then(work);
    this.#inOrder = done.catch(() => undefined);
    return done;
  }

  #commandKeys(): CommandKeys {
    this.#keys ??= readCommandKeys(this.env.COMMAND_KEYS);
    return this.#keys;
  }

  #agentConfig(): ObjectConfig['agent'] {
    return announcedConfig(this.#configured(), () => this.#commandKeys());
  }

  #configured(): ObjectConfig {
    const { config } = this.#parts;
    if (!config) throw new Error('unconfigured');
    return config;
  }
}
