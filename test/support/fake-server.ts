// A small server that speaks the agents' protocol with real sockets, real keys and real signatures, and does on request what a real one must not.
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { AgentConfig, AgentFrame, decodeOutput, type CommandFinished, type Hello, type ServerFrame } from '../../durable-objects/protocol/agent-frames.ts';
import { CommandArguments, endorsementBytes, enrolmentBytes, proofBytes, sha256Hex, sign, signedBytes, toBase64Url, verifies, type Envelope, type SignedCommand } from '../../durable-objects/protocol/envelope.ts';

export interface SigningKey {
  key_id: string;
  public_key: string;
  private_key: string;
  endorsed?: { by: string; signature: string };
}
export interface Execution {
  /** Bytes as they came, in order. */
  output: Buffer[];
  bytes: number;
  started: number;
  received: number;
  finished: CommandFinished[];
}
export interface Behaviour {
  /** `blocked`: a proxy that answers upgrades with a page; `mute`: opens sockets and says nothing. */
  upgrades: 'ok' | 'blocked' | 'mute';
  acksData: boolean;
  acksOutput: boolean;
  acksEnds: boolean;
  answersPing: boolean;
  /** The credential of the last register or session alone is accepted. */
  credentials: 'any' | 'last' | 'none';
  /** Offset of the server's clock, milliseconds. */
  clockMs: number;
  config: Partial<AgentConfig>;
}

export function makeKey(keyId: string): SigningKey {
  const pair = generateKeyPairSync('ed25519');
  return { key_id: keyId, public_key: pair.publicKey.export({ format: 'jwk' }).x!, private_key: toBase64Url(pair.privateKey.export({ format: 'der', type: 'pkcs8' })) };
}

/** The same key with the word of another one for it. */
export const endorsed = async (key: SigningKey, by: SigningKey): Promise<SigningKey> => ({ ...key, endorsed: { by: by.key_id, signature: await sign(by.private_key, endorsementBytes(key.key_id, key.public_key)) } });

export class FakeServer {
  readonly behaviour: Behaviour = { upgrades: 'ok', acksData: true, acksOutput: true, acksEnds: true, answersPing: true, credentials: 'any', clockMs: 0, config: {} };
  readonly token = 'invented-enrolment-token';
  readonly agentId = randomUUID();
  readonly clientId = randomUUID();
  keys = [makeKey('k1'), makeKey('k2')];
  /** Frames of the agent in the order they came, output aside. */
  frames: AgentFrame[] = [];
  hellos: Hello[] = [];
  executions = new Map<string, Execution>();
  tickets: unknown[] = [];
  requests: string[] = [];
  pings = 0;
  sockets = new Set<WebSocket>();
  sequence = 0;
  origin = '';
  #ackedData = 0;
  #spoolId = '';
  #machineKey = '';
  #credential = '';
  #challenges = new Set<string>();
  #polls: { outbox: ServerFrame[]; close: { code: number; reason: string } | null; wake: (() => void) | null; isOpen: boolean } = { outbox: [], close: null, wake: null, isOpen: false };
  #http: Server;
  #ws = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered].find((name) => name.startsWith('lanet.agent.')) ?? false });

  constructor() {
    this.#http = createServer((request, response) => void this.#answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    }));
    this.#http.on('upgrade', (request, socket, head) => void this.#upgrade(request).then((refusal) => {
      if (this.behaviour.upgrades === 'blocked') socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>');
      else if (refusal) {
        const text = JSON.stringify({ success: false, message: refusal, data: null, errors: [{ code: refusal, message: refusal }] });
        socket.end(`HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
      } else this.#ws.handleUpgrade(request, socket, head, (opened) => this.#talk(opened));
    }));
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    return this;
  }
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#polls.wake?.();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  get isConnected(): boolean {
    return this.sockets.size > 0 || this.#polls.isOpen;
  }
  /** Over the socket, or with the next poll. */
  send(frame: ServerFrame): void {
    const [socket] = this.sockets;
    if (socket) socket.send(JSON.stringify(frame));
    else {
      this.#polls.outbox.push(frame);
      this.#polls.wake?.();
    }
  }
  closeWith(code: number, reason = ''): void {
    for (const socket of this.sockets) socket.close(code, reason);
  }
  dropSockets(): void {
    for (const socket of this.sockets) socket.terminate();
  }
  /** The next session or register decides; what agents hold now is stale. */
  withdrawCredentials(): void {
    this.behaviour.credentials = 'last';
    this.#credential = randomUUID();
  }

  execution(id: string): Execution {
    let found = this.executions.get(id);
    if (!found) this.executions.set(id, found = { output: [], bytes: 0, started: 0, received: 0, finished: [] });
    return found;
  }
  outputOf(id: string): Buffer {
    return Buffer.concat(this.execution(id).output);
  }
  hashOf(id: string): string {
    return createHash('sha256').update(this.outputOf(id)).digest('hex');
  }
  records<K extends 'metrics' | 'inventory' | 'events'>(kind: K): Extract<AgentFrame, { type: 'data' }>[] {
    return this.frames.filter((frame) => frame.type === 'data').filter((frame) => frame.record.kind === kind);
  }

  /** A signed order; `change` alters the envelope before, `tamper` the order after it was signed. */
  async order(script: string | null, change: Partial<Envelope> = {}, args: Partial<CommandArguments> = {}, tamper: Partial<SignedCommand> = {}, key = this.keys[0]!): Promise<SignedCommand & { id: string }> {
    const text = JSON.stringify(CommandArguments.parse(args));
    const now = Date.now() + this.behaviour.clockMs;
    const person = { user_id: randomUUID(), name: 'Invented Person' };
    const envelope: Envelope = {
      v: 1, execution_id: randomUUID(), client_id: this.clientId, agent_id: this.agentId, sequence: ++this.sequence, kind: script === null ? 'inventory' : 'script', lane: script === null ? 'control' : 'script',
      issued_at: new Date(now).toISOString(), not_after: new Date(now + 600_000).toISOString(), script_type: script === null ? null : 'bash', script_sha256: script === null ? null : await sha256Hex(script),
      version_id: script === null ? null : randomUUID(), arguments_sha256: await sha256Hex(text), run_as: 'system', limits: { timeout_s: 60, output_bytes: 64 * 1024 * 1024, memory_bytes: null, processes: null },
      requested_by: person, approved_by: person, approval_sha256: 'a'.repeat(64), ...change,
    };
    const signed = JSON.stringify(envelope);
    return { id: envelope.execution_id, type: 'command', envelope: signed, key_id: key.key_id, signature: await sign(key.private_key, signedBytes(signed)), script, arguments: text, ...tamper };
  }
  /** Signs and sends; the execution's id. */
  async run(...order: Parameters<FakeServer['order']>): Promise<string> {
    const { id, ...frame } = await this.order(...order);
    this.send(frame);
    return id;
  }

  get config(): AgentConfig {
    return AgentConfig.parse({ revision: 1, events: false, command_keys: this.keys.map(({ private_key: _private, ...key }) => key), ...this.behaviour.config });
  }
  get #host(): string {
    return new URL(this.origin).host;
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = request.url ?? '';
    this.requests.push(`${request.method} ${path}`);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = parts.length > 0 ? (JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, string>) : {};
    const ok = (data: unknown) => ({ status: 200, body: { success: true, message: 'OK', data, errors: null } });
    const no = (status: number, code: string) => ({ status, body: { success: false, message: code, data: null, errors: [{ code, message: code }] } });
    const session = () => ({ auth_token: 'bearer-now', credential: (this.#credential = `credential-${randomUUID()}`), config: this.config });
    switch (path) {
      case '/api/agents/challenge': {
        const challenge = randomUUID();
        this.#challenges.add(challenge);
        return ok({ challenge, server_time: this.#now() });
      }
      case '/api/agents/register': {
        if (body['enrollment_token'] !== this.token) return no(401, 'enrollment_refused');
        if (!(await verifies(body['public_key']!, body['proof']!, enrolmentBytes(this.#host, this.token, body['public_key']!)))) return no(401, 'bad_proof');
        this.#machineKey = body['public_key']!;
        return ok({ agent_id: this.agentId, client_id: this.clientId, ...session(), status: 'active' });
      }
      case '/api/agents/session': {
        if (this.behaviour.credentials === 'none' || !(await this.#isProved(body['challenge']!, body['proof']!))) return no(401, 'unauthorised');
        return ok(session());
      }
      case '/api/agents/tickets': this.tickets.push(body); return request.headers.authorization === 'Bearer bearer-now' ? ok({ ticket_number: 'LAN-000042' }) : no(401, 'token_over');
      case '/api/agents/heartbeat': return request.headers.authorization === 'Bearer bearer-now' ? ok(await this.#poll(body as unknown as { frames: unknown[]; wait_s: number })) : no(401, 'token_over');
      default: return no(404, 'not_found');
    }
  }

  async #upgrade(request: IncomingMessage): Promise<string | null> {
    const header = (name: string): string => String(request.headers[name] ?? '');
    this.requests.push('UPGRADE');
    if (!(await this.#isProved(header('x-lanet-challenge'), header('x-lanet-proof')))) return 'unauthorised';
    return this.behaviour.credentials !== 'any' && header('authorization') !== `Bearer ${this.#credential}` ? 'credential_stale' : null;
  }
  async #isProved(challenge: string, proof: string): Promise<boolean> {
    return this.#challenges.delete(challenge) && (await verifies(this.#machineKey, proof, proofBytes(this.#host, this.agentId, challenge)));
  }

  #talk(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.terminate());
    if (this.behaviour.upgrades === 'mute') return;
    socket.on('message', (data: Buffer, isBinary) => {
      const say = (frame: ServerFrame): void => socket.send(JSON.stringify(frame));
      if (isBinary) {
        const chunk = decodeOutput(data);
        if (!chunk) throw new Error('a binary frame that is no output');
        this.#takeOutput(chunk.execution_id, chunk.offset, Buffer.from(chunk.data), say);
        return;
      }
      const text = data.toString('utf8');
      if (text === 'ping') {
        this.pings++;
        if (this.behaviour.answersPing) socket.send('pong');
        return;
      }
      this.#hear(AgentFrame.parse(JSON.parse(text)), say);
    });
  }

  async #poll(body: { frames: unknown[]; wait_s: number }): Promise<unknown> {
    this.#polls.isOpen = true;
    for (const frame of body.frames) this.#hear(AgentFrame.parse(frame), (answer) => this.#polls.outbox.push(answer));
    if (this.#polls.outbox.length === 0 && body.wait_s > 0) {
      await new Promise<void>((resolve) => {
        this.#polls.wake = resolve;
        setTimeout(resolve, body.wait_s * 1000).unref();
      });
    } else if (body.frames.length > 0) this.#polls.wake?.();
    const { outbox, close } = this.#polls;
    this.#polls = { ...this.#polls, outbox: [], close: null };
    return { frames: outbox, ...(close ? { close } : {}) };
  }

  #hear(frame: AgentFrame, say: (frame: ServerFrame) => void): void {
    this.frames.push(frame);
    switch (frame.type) {
      case 'hello':
        this.hellos.push(frame);
        if (frame.spool_id !== this.#spoolId) this.#ackedData = 0;
        this.#spoolId = frame.spool_id;
        say({
          type: 'welcome', protocol: frame.protocol, server_time: this.#now(), config: this.config, acked: this.#ackedData, want: [],
          commands: frame.commands.map(({ execution_id }) => ({ execution_id, is_known: true, is_final: this.execution(execution_id).finished.length > 0, next_offset: this.execution(execution_id).bytes })),
        });
        return;
      case 'data':
        if (this.behaviour.acksData) {
          this.#ackedData = Math.max(this.#ackedData, frame.n);
          say({ type: 'ack', n: frame.n });
        }
        return;
      case 'command.received': this.execution(frame.execution_id).received++; return;
      case 'command.started': this.execution(frame.execution_id).started++; return;
      case 'command.output': this.#takeOutput(frame.execution_id, frame.offset, Buffer.from(frame.data, 'base64'), say); return;
      case 'command.finished':
        this.execution(frame.execution_id).finished.push(frame);
        if (this.behaviour.acksEnds) say({ type: 'command.ack', execution_id: frame.execution_id });
        return;
      default:
    }
  }

  #takeOutput(id: string, offset: number, data: Buffer, say: (frame: ServerFrame) => void): void {
    const execution = this.execution(id);
    if (offset <= execution.bytes && offset + data.length > execution.bytes) {
      execution.output.push(data.subarray(execution.bytes - offset));
      execution.bytes = offset + data.length;
    }
    if (this.behaviour.acksOutput) say({ type: 'output.ack', execution_id: id, next_offset: execution.bytes });
  }
  #now(): string {
    return new Date(Date.now() + this.behaviour.clockMs).toISOString();
  }
}
