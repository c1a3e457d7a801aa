// One machine of a simulated fleet: the real protocol and real keys, a few hundred bytes of state, no process of its own.
import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign, verify, type KeyObject } from 'node:crypto';
import { WebSocket } from 'ws';
import { encodeOutput, type AgentConfig, type CommandFinished, type Data, type ServerFrame } from '../../../durable-objects/protocol/agent-frames.ts';
import { enrolmentBytes, fromBase64Url, proofBytes, signedBytes, type Envelope, type SignedCommand } from '../../../durable-objects/protocol/envelope.ts';
import { OUTPUT_CHUNK_BYTES_MAX, OUTPUT_WINDOW_CHUNKS, PING_SECONDS, SPOOL_WINDOW } from '../../../durable-objects/protocol/limits.ts';
import { apiOf, UnexpectedStatus } from './json-api.ts';

/** A command as this machine met it; instants of `performance.now()`. */
export interface Taken {
  envelope: Envelope;
  takenAt: number;
  /** When the end was said, and when the object confirmed to have it. */
  saidAt: number | null;
  confirmedAt: number | null;
  end: CommandFinished | null;
}
/** What the machine does with a good command. */
export type Doing = (agent: LightAgent, taken: Taken) => void;
export const endsAtOnce: Doing = (agent, taken) => void agent.finish(taken.envelope.execution_id);

const b64url = (bytes: Buffer | Uint8Array): string => Buffer.from(bytes).toString('base64url');
const STARTED_AFTER_MS = 100;
const emptySha256 = createHash('sha256').digest('hex');
const verifiers = new Map<string, KeyObject>();

/** The signature of the server, checked as an agent checks it. */
function isSigned(command: SignedCommand, publicKey: string): boolean {
  let key = verifiers.get(publicKey);
  if (!key) verifiers.set(publicKey, (key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })));
  return verify(null, signedBytes(command.envelope), key, fromBase64Url(command.signature));
}
const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

export class LightAgent {
  readonly url: string;
  readonly hostname: string;
  agentId = '';
  /** What it says of itself; an update changes it. */
  version = '1.0.0';
  doing: Doing = endsAtOnce;
  /** Orders that were good, by execution. */
  readonly taken = new Map<string, Taken>();
  /** Orders that were not, and why. */
  readonly refused: string[] = [];
  /** Called when a connection ends that was welcome: whoever lets it come back, and else whoever counts on it. */
  onClose: ((code: number) => void) | null = null;
  onLost: ((code: number) => void) | null = null;
  /** What the server wants of it, at every greeting and change. */
  onConfig: ((config: AgentConfig) => void) | null = null;
  readonly #privateKey: KeyObject;
  readonly #publicKey: string;
  readonly #spoolId = randomUUID();
  readonly #bootId = randomUUID();
  #credential = '';
  #commandKeys: { key_id: string; public_key: string }[] = [];
  #socket: WebSocket | null = null;
  #isDropped = false;
  #sequence = 0;
  #spooled = 0;
  #acked = 0;
  /** Bytes the object confirmed, by execution. */
  readonly #outputAcked = new Map<string, number>();
  /** Woken by every frame of the server. */
  #listeners = new Set<() => void>();
  #welcomed: (() => void) | null = null;

  constructor(url: string, hostname: string) {
    this.url = url;
    this.hostname = hostname;
    const pair = generateKeyPairSync('ed25519');
    this.#privateKey = pair.privateKey;
    this.#publicKey = pair.publicKey.export({ format: 'jwk' }).x!;
  }

  get isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Resolves with the milliseconds of the request. */
  async enrol(token: string): Promise<number> {
    const proof = b64url(sign(null, enrolmentBytes(new URL(this.url).host, token, this.#publicKey), this.#privateKey));
    const { data, ms } = await apiOf(this.url).send('POST', '/api/agents/register', {
      enrollment_token: token, public_key: this.#publicKey, proof, hardware_info: { hostname: this.hostname, platform: 'linux', agent_version: this.version },
    }, 201);
    this.agentId = data.agent_id;
    this.#credential = data.credential;
    this.#commandKeys = data.config.command_keys;
    return ms;
  }

  /** A bearer for the HTTP routes of machines. */
  async session(): Promise<string> {
    const { data } = await apiOf(this.url).send('POST', '/api/agents/challenge', {}, 200);
    const proof = b64url(sign(null, proofBytes(new URL(this.url).host, this.agentId, data.challenge), this.#privateKey));
    return (await apiOf(this.url).send('POST', '/api/agents/session', { agent_id: this.agentId, challenge: data.challenge, proof }, 200)).data.auth_token as string;
  }

  /** Challenge, proof, upgrade, greeting; resolves at the welcome. Throws what stood in the way, in one word or a status. */
  async connect(): Promise<void> {
    const { data } = await apiOf(this.url).send('POST', '/api/agents/challenge', {}, 200);
    const proof = b64url(sign(null, proofBytes(new URL(this.url).host, this.agentId, data.challenge), this.#privateKey));
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/api/agents/connect`, ['lanet.agent.2'], {
      headers: { Authorization: `Bearer ${this.#credential}`, 'X-Lanet-Challenge': data.challenge, 'X-Lanet-Proof': proof }, perMessageDeflate: false, handshakeTimeout: 30_000,
    });
    this.#socket = socket;
    this.#isDropped = false;
    socket.on('message', (message: Buffer) => {
      const text = message.toString();
      if (text !== 'pong') this.#hear(JSON.parse(text) as ServerFrame);
    });
    await new Promise<void>((resolve, reject) => {
      let isWelcome = false;
      this.#welcomed = () => {
        isWelcome = true;
        resolve();
        for (const { end, confirmedAt } of this.taken.values()) if (end && confirmedAt === null) this.#say(end);
      };
      const pinging = setInterval(() => this.ping(), PING_SECONDS * 1000);
      socket.once('open', () => this.#say({
        type: 'hello', protocol: 2, agent_version: this.version, platform: 'linux', hostname: this.hostname, boot_id: this.#bootId, spool_id: this.#spoolId, clock: new Date().toISOString(), last_sequence: this.#sequence, inventory: {},
        commands: [...this.taken.values()].filter((one) => one.confirmedAt === null).map(({ envelope, saidAt }) => ({
          execution_id: envelope.execution_id, sequence: envelope.sequence, state: saidAt === null ? 'running' : 'completed', output_bytes: this.#outputAcked.get(envelope.execution_id) ?? 0,
        })),
      }));
      socket.once('unexpected-response', (_request, response) => {
        reject(new UnexpectedStatus(response.statusCode ?? 0, `upgrade: ${response.statusCode}`));
        socket.terminate();
      });
      socket.on('error', (fault) => reject(fault));
      socket.once('close', (code) => {
        clearInterval(pinging);
        reject(new Error(`close ${code}`));
        if (this.#socket === socket) this.#socket = null;
        this.#wake();
        if (isWelcome && this.#socket === null && !this.#isDropped) (this.onClose ?? this.onLost)?.(code);
      });
    });
  }

  /** Without a word. */
  drop(): void {
    this.#isDropped = true;
    this.#socket?.terminate();
    this.#socket = null;
  }

  ping(): void {
    if (this.isConnected) this.#socket!.send('ping');
  }

  /** Resolves when the object confirmed to have the end; said again after every greeting until then. */
  async finish(executionId: string, output: { bytes: number; sha256: string } = { bytes: 0, sha256: emptySha256 }): Promise<void> {
    const taken = this.taken.get(executionId)!;
    const now = new Date().toISOString();
    const end: CommandFinished = {
      type: 'command.finished', execution_id: executionId, sequence: taken.envelope.sequence, status: 'completed', exit_code: 0, started_at: now, finished_at: now, duration_ms: 1,
      output_bytes: output.bytes, output_sha256: output.sha256, is_truncated: false, reason: null, message: null,
    };
    taken.saidAt = performance.now();
    taken.end = end;
    this.#say(end);
    await this.#until(() => taken.confirmedAt !== null, true);
  }

  /** Sends pieces as fast as the window allows; resolves with their hash when all are confirmed. */
  async print(executionId: string, data: Uint8Array): Promise<string> {
    const acked = (): number => this.#outputAcked.get(executionId) ?? 0;
    for (let offset = 0; offset < data.byteLength; offset += OUTPUT_CHUNK_BYTES_MAX) {
      await this.#until(() => offset - acked() < OUTPUT_WINDOW_CHUNKS * OUTPUT_CHUNK_BYTES_MAX);
      this.#socket?.send(encodeOutput({ execution_id: executionId, offset, stream: 'stdout', data: data.subarray(offset, offset + OUTPUT_CHUNK_BYTES_MAX) }));
    }
    await this.#until(() => acked() >= data.byteLength);
    return sha256(data);
  }

  /** Readings, inventory or events, up to the window ahead; resolves when the object confirmed to have this one. */
  async report(record: Data['record']): Promise<void> {
    await this.#until(() => this.#spooled - this.#acked < SPOOL_WINDOW);
    const n = ++this.#spooled;
    this.#say({ type: 'data', n, record });
    await this.#until(() => this.#acked >= n);
  }

  /** Gives up when the connection ends, unless what is awaited is said again over the next one. */
  async #until(isTrue: () => boolean, isPatient = false): Promise<void> {
    while (!isTrue()) {
      if (!this.isConnected && !isPatient) throw new Error('the connection is gone');
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  #wake(): void {
    const listeners = this.#listeners;
    this.#listeners = new Set();
    for (const listener of listeners) listener();
  }

  #say(frame: unknown): void {
    if (this.isConnected) this.#socket!.send(JSON.stringify(frame));
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === 'welcome' || frame.type === 'config') {
      this.#commandKeys = frame.config.command_keys;
      this.onConfig?.(frame.config);
    }
    if (frame.type === 'welcome') this.#welcomed?.();
    if (frame.type === 'ack') this.#acked = Math.max(this.#acked, frame.n);
    if (frame.type === 'output.ack') this.#outputAcked.set(frame.execution_id, frame.next_offset);
    if (frame.type === 'command.ack') this.taken.get(frame.execution_id)!.confirmedAt = performance.now();
    if (frame.type === 'command') this.#obey(frame);
    this.#wake();
  }

  #obey(command: SignedCommand): void {
    const takenAt = performance.now();
    const envelope = JSON.parse(command.envelope) as Envelope;
    const key = this.#commandKeys.find((one) => one.key_id === command.key_id);
    const isGood = key !== undefined && isSigned(command, key.public_key) && envelope.agent_id === this.agentId && envelope.arguments_sha256 === sha256(command.arguments)
      && (command.script === null || envelope.script_sha256 === sha256(command.script));
    if (!isGood) return void this.refused.push(envelope.execution_id);
    if (this.taken.has(envelope.execution_id)) return this.#say({ type: 'command.received', execution_id: envelope.execution_id, sequence: envelope.sequence });
    this.#sequence = Math.max(this.#sequence, envelope.sequence);
    const taken: Taken = { envelope, takenAt, saidAt: null, confirmedAt: null, end: null };
    this.taken.set(envelope.execution_id, taken);
    const startedAt = new Date().toISOString();
    this.doing(this, taken);
    // As the agent does: what is over at once is told by its end alone.
    if (taken.saidAt === null) setTimeout(() => taken.saidAt === null && this.#say({ type: 'command.started', execution_id: envelope.execution_id, started_at: startedAt }), STARTED_AFTER_MS);
  }
}
