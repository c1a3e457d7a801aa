// A machine for tests of the Worker: enrols with a real key, proves it, checks what it is ordered, runs nothing and answers as the test says.
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { WebSocket as Socket } from 'ws';
import { encodeOutput, type CommandFinished, type Data, type FinalState, type ServerFrame, type Stream } from '../../durable-objects/protocol/agent-frames.ts';
import { enrolmentBytes, proofBytes, sha256Hex, sign, signedBytes, toBase64Url, verifies, type CommandArguments, type Envelope, type SignedCommand } from '../../durable-objects/protocol/envelope.ts';
import { OUTPUT_CHUNK_BYTES_MAX, OUTPUT_WINDOW_CHUNKS } from '../../durable-objects/protocol/limits.ts';
import { call, type Loose } from './api-client.ts';
import type { TestWorker } from './stack.ts';
import { waitFor } from './wait-for.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

export interface MachineKey {
  /** Raw, base64url. */
  public_key: string;
  /** PKCS#8, base64url. */
  private_key: string;
}

export function makeMachineKey(): MachineKey {
  const pair = generateKeyPairSync('ed25519');
  return { public_key: pair.publicKey.export({ format: 'jwk' }).x!, private_key: toBase64Url(pair.privateKey.export({ format: 'der', type: 'pkcs8' })) };
}

/** What a machine keeps of its enrolment. */
export interface Enrolled {
  key: MachineKey;
  agent_id: string;
  client_id: string;
  credential: string;
  auth_token: string;
  status: 'active' | 'held';
  command_keys: { key_id: string; public_key: string }[];
}

/** Throws with the answer when enrolment is refused. */
export async function enrolMachine(worker: TestWorker, token: string, about: { hostname?: string; platform?: 'windows' | 'linux' | 'macos'; key?: MachineKey } = {}): Promise<Enrolled> {
  const key = about.key ?? makeMachineKey();
  const proof = await sign(key.private_key, enrolmentBytes(new URL(worker.url).host, token, key.public_key));
  const { status, body } = await call(worker, 'POST', '/api/agents/register', {
    body: { enrollment_token: token, public_key: key.public_key, proof, hardware_info: { hostname: about.hostname ?? 'prueba-1', platform: about.platform ?? 'linux', agent_version: '1.0.0' } },
  });
  if (status !== 201) throw new Error(`enrolment: ${status} ${body.message} ${JSON.stringify(body.errors)}`);
  const { agent_id, client_id, credential, auth_token, config, status: state } = body.data as Loose;
  return { key, agent_id, client_id, credential, auth_token, status: state, command_keys: config.command_keys };
}

/** One command under way. */
export interface Run {
  envelope: Envelope;
  script: string | null;
  arguments: CommandArguments;
  /** Resolves when the object has everything that was printed so far. */
  print(data: string | Uint8Array, stream?: Stream): Promise<void>;
  /** Resolves when the object acknowledged the end. */
  finish(end?: { status?: FinalState; exit_code?: number | null; reason?: string | null; message?: string | null }): Promise<void>;
}
/** What the machine does with a command; by default it prints `hecho` and ends well. */
export type Doing = (run: Run) => Promise<void>;
export const endsWell: Doing = async (run) => {
  await run.print('hecho\n');
  await run.finish();
};

export class TestAgent {
  readonly enrolled: Enrolled;
  /** Every frame of the server, oldest first. */
  readonly frames: ServerFrame[] = [];
  /** Orders that were good, each once, in the order they came. */
  readonly orders: Envelope[] = [];
  /** Orders that were not: why. */
  readonly refused: string[] = [];
  readonly runs = new Map<string, Run>();
  readonly cancelled = new Set<string>();
  doing: Doing;
  /** What it says it can do besides the protocol's own. */
  features: string[] = [];
  /** Close code once the socket is closed. */
  closed: number | null = null;
  private readonly worker: TestWorker;
  private readonly bootId = randomUUID();
  private readonly spoolId = randomUUID();
  private socket: Socket | null = null;
  private sequence = 0;
  private spooled = 0;
  private acked = 0;
  private readonly outputAcked = new Map<string, number>();
  private readonly endAcked = new Set<string>();
  private readonly ends = new Map<string, CommandFinished>();

  constructor(worker: TestWorker, enrolled: Enrolled, doing: Doing = endsWell) {
    this.worker = worker;
    this.enrolled = enrolled;
    this.doing = doing;
  }

  /** Resolves with the welcome; throws when the socket is refused. */
  async connect(): Promise<this> {
    const { key, agent_id, credential } = this.enrolled;
    const challenge = (await call(this.worker, 'POST', '/api/agents/challenge', { body: {} })).body.data.challenge as string;
    const proof = await sign(key.private_key, proofBytes(new URL(this.worker.url).host, agent_id, challenge));
    const socket = new WebSocket(`${this.worker.url.replace('http', 'ws')}/api/agents/connect`, ['lanet.agent.2'], {
      headers: { Authorization: `Bearer ${credential}`, 'X-Lanet-Challenge': challenge, 'X-Lanet-Proof': proof },
    });
    this.socket = socket;
    this.closed = null;
    const seen = this.frames.length;
    socket.on('message', (data: Buffer) => void this.hear(JSON.parse(data.toString()) as ServerFrame));
    socket.on('close', (code: number) => (this.closed = code));
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('unexpected-response', (_request, response) => reject(new Error(`connect: ${response.statusCode}`)));
      socket.once('error', reject);
    });
    this.say({
      type: 'hello', protocol: 2, agent_version: '1.0.0', platform: 'linux', hostname: 'prueba-1', boot_id: this.bootId, spool_id: this.spoolId, clock: new Date().toISOString(), last_sequence: this.sequence,
      inventory: {}, features: this.features, commands: [...this.runs.values()].filter((run) => !this.endAcked.has(run.envelope.execution_id)).map((run) => ({
        execution_id: run.envelope.execution_id, sequence: run.envelope.sequence, state: this.ends.get(run.envelope.execution_id)?.status ?? 'running', output_bytes: this.printedBytes.get(run.envelope.execution_id) ?? 0,
      })),
    });
    await waitFor('the welcome', async () => this.frames.slice(seen).some((frame) => frame.type === 'welcome'));
    for (const end of this.ends.values()) if (!this.endAcked.has(end.execution_id)) this.say(end);
    return this;
  }

  say(frame: unknown): void {
    this.socket?.send(JSON.stringify(frame));
  }

  /** Without a word, as when the network goes. */
  drop(): void {
    this.socket?.terminate();
    this.socket = null;
  }

  /** On purpose: offline at once. */
  async stop(): Promise<void> {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.say({ type: 'goodbye', reason: 'stop' });
    const socket = this.socket;
    this.socket = null;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.close(1000);
    });
  }

  /** Readings, inventory or events; resolves when they are safe. */
  async report(record: Data['record']): Promise<void> {
    const n = ++this.spooled;
    this.say({ type: 'data', n, record });
    await waitFor(`the acknowledgement of ${n}`, async () => this.acked >= n);
  }

  private readonly printedBytes = new Map<string, number>();

  /** Nobody waits for an acknowledgement that cannot come. */
  private isAway(): boolean {
    return this.socket === null || this.closed !== null;
  }

  private async hear(frame: ServerFrame): Promise<void> {
    this.frames.push(frame);
    if (frame.type === 'welcome' || frame.type === 'config') this.enrolled.command_keys = frame.config.command_keys;
    if (frame.type === 'ack') this.acked = Math.max(this.acked, frame.n);
    if (frame.type === 'output.ack') this.outputAcked.set(frame.execution_id, Math.max(this.outputAcked.get(frame.execution_id) ?? 0, frame.next_offset));
    if (frame.type === 'command.ack') this.endAcked.add(frame.execution_id);
    if (frame.type === 'cancel') this.cancelled.add(frame.execution_id);
    if (frame.type === 'command') await this.obey(frame);
  }

  private async obey(command: SignedCommand): Promise<void> {
    const envelope = JSON.parse(command.envelope) as Envelope;
    const key = this.enrolled.command_keys.find((one) => one.key_id === command.key_id);
    const faults = [
      ...(key && (await verifies(key.public_key, command.signature, signedBytes(command.envelope))) ? [] : ['bad_signature']),
      ...(envelope.agent_id === this.enrolled.agent_id && envelope.client_id === this.enrolled.client_id ? [] : ['wrong_machine']),
      ...(envelope.arguments_sha256 === (await sha256Hex(command.arguments)) ? [] : ['arguments_hash']),
      ...(command.script === null || envelope.script_sha256 === (await sha256Hex(command.script)) ? [] : ['script_hash']),
      ...(envelope.kind !== 'script' || (envelope.approved_by && envelope.approval_sha256) ? [] : ['unapproved']),
    ];
    if (faults.length > 0) return void this.refused.push(...faults);
    this.say({ type: 'command.received', execution_id: envelope.execution_id, sequence: envelope.sequence });
    if (this.runs.has(envelope.execution_id)) return;
    this.sequence = Math.max(this.sequence, envelope.sequence);
    this.orders.push(envelope);
    const run = this.start(envelope, command);
    this.runs.set(envelope.execution_id, run);
    await this.doing(run);
  }

  private start(envelope: Envelope, command: SignedCommand): Run {
    const { execution_id, sequence } = envelope;
    const started_at = new Date().toISOString();
    const hash = createHash('sha256');
    let offset = 0;
    this.say({ type: 'command.started', execution_id, started_at });
    return {
      envelope, script: command.script, arguments: JSON.parse(command.arguments) as CommandArguments,
      print: async (data, stream = 'stdout') => {
        const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
        for (let at = 0; at < bytes.byteLength; at += OUTPUT_CHUNK_BYTES_MAX) {
          const piece = bytes.subarray(at, at + OUTPUT_CHUNK_BYTES_MAX);
          await waitFor('room in the window', async () => this.isAway() || offset - (this.outputAcked.get(execution_id) ?? 0) < OUTPUT_WINDOW_CHUNKS * OUTPUT_CHUNK_BYTES_MAX);
          this.socket?.send(encodeOutput({ execution_id, offset, stream, data: piece }));
          hash.update(piece);
          offset += piece.byteLength;
          this.printedBytes.set(execution_id, offset);
        }
        await waitFor('the output to be safe', async () => this.isAway() || (this.outputAcked.get(execution_id) ?? 0) >= offset);
      },
      finish: async (end = {}) => {
        const finished = new Date();
        const { status = 'completed', exit_code = status === 'completed' ? 0 : 1, reason = null, message = null } = end;
        const frame: CommandFinished = {
          type: 'command.finished', execution_id, sequence, status, exit_code, started_at, finished_at: finished.toISOString(), duration_ms: Math.max(0, finished.getTime() - Date.parse(started_at)),
          output_bytes: offset, output_sha256: hash.copy().digest('hex'), is_truncated: false, reason, message,
        };
        this.ends.set(execution_id, frame);
        this.say(frame);
        await waitFor('the end to be acknowledged', async () => this.isAway() || this.endAcked.has(execution_id));
      },
    };
  }
}

/** Enrols and connects. */
export async function startTestAgent(worker: TestWorker, token: string, about: Parameters<typeof enrolMachine>[2] & { doing?: Doing; features?: string[] } = {}): Promise<TestAgent> {
  const agent = new TestAgent(worker, await enrolMachine(worker, token, about), about.doing);
  agent.features = about.features ?? [];
  return agent.connect();
}
