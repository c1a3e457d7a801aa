// Frames between agent and object. Text frames are one JSON object; output of version 2 travels in binary frames.
import * as z from 'zod';
import { SignedCommand, UNINSTALL_FEATURE } from './envelope.ts';
import { EventEntry, INVENTORY_CLASSES, Sample } from './inventory.ts';
import { OUTPUT_CHUNK_BYTES_MAX } from './limits.ts';
import { Escrow, RECOVERY_KEYS, RecoveryKeys } from './recovery-keys.ts';
import { REMOTE_FEATURE, TUNNEL_FEATURE } from './remote.ts';

const id = z.uuid();
const text = (max: number) => z.string().max(max);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0).max(2 ** 53 - 1);

/** How a run ended, as the agent knows it. */
export const FINAL_STATES = ['completed', 'failed', 'timeout', 'refused', 'cancelled', 'interrupted'] as const;
/** What the agent's own record says of a command it has taken. */
export const AGENT_COMMAND_STATES = ['received', 'running', ...FINAL_STATES] as const;
export const STREAMS = ['stdout', 'stderr'] as const;

/** Features an object knows how to use; others in a greeting are dropped. */
export const AGENT_FEATURES = ['tools', RECOVERY_KEYS, REMOTE_FEATURE, UNINSTALL_FEATURE, TUNNEL_FEATURE] as const;
export type AgentFeature = (typeof AGENT_FEATURES)[number];

/** First frame of every connection: what the agent holds, so that nothing has to be asked twice. Unknown keys are dropped. */
export const Hello = z.object({
  type: z.literal('hello'), protocol: z.number().int().min(1).max(1000), agent_version: text(40), platform: z.enum(['windows', 'linux', 'macos']), hostname: text(255),
  /** Another value at each start of the program; alternating values are two machines with one key. */
  boot_id: id.nullable().default(null),
  /** The spool's own name; another one restarts the count of `n`. */
  spool_id: id, clock: z.iso.datetime(), last_sequence: count,
  inventory: z.partialRecord(z.enum(INVENTORY_CLASSES), sha256).default({}),
  /** What this agent can do besides the protocol's own; names it does not list are not asked of it. */
  features: z.array(text(32)).max(32).optional(),
  /** Commands taken and not yet acknowledged to the end. */
  commands: z.array(z.object({ execution_id: id, sequence: count, state: z.enum(AGENT_COMMAND_STATES), output_bytes: count })).max(200).default([]),
});
/** Kept by the agent until `ack`. `n` rises by one in a spool; what the spool had to drop is a gap. */
export const Data = z.object({
  type: z.literal('data'), n: z.number().int().min(1),
  record: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('metrics'), samples: z.array(Sample).min(1).max(300) }),
    z.object({ kind: z.literal('inventory'), class: z.enum(INVENTORY_CLASSES), sha256, collected_at: z.iso.datetime(), content: z.unknown() }),
    z.object({ kind: z.literal('events'), entries: z.array(EventEntry).min(1).max(100), suppressed: count.default(0) }),
    RecoveryKeys,
  ]),
});
/** A reading for viewers who watch right now; not kept, not acknowledged. */
export const LiveSample = z.object({ type: z.literal('sample'), sample: Sample });
export const CommandReceived = z.object({ type: z.literal('command.received'), execution_id: id, sequence: count });
export const CommandStarted = z.object({ type: z.literal('command.started'), execution_id: id, started_at: z.iso.datetime() });
/** Output of version 1 and of the long poll. `offset` counts bytes over both streams. */
export const CommandOutput = z.object({
  type: z.literal('command.output'), execution_id: id, offset: count, stream: z.enum(STREAMS), data: text(Math.ceil(OUTPUT_CHUNK_BYTES_MAX / 3) * 4 + 4),
});
export const CommandFinished = z.object({
  type: z.literal('command.finished'), execution_id: id, sequence: count, status: z.enum(FINAL_STATES), exit_code: z.number().int().min(-(2 ** 31)).max(2 ** 32).nullable(),
  started_at: z.iso.datetime().nullable(), finished_at: z.iso.datetime(), duration_ms: count, output_bytes: count, output_sha256: sha256, is_truncated: z.boolean().default(false),
  /** A machine-readable reason: `bad_signature`, `stale`, `repeated`, `wrong_machine`, `unapproved`, `agent_restarted`, `local_policy` … */
  reason: text(64).nullable().default(null), message: text(1000).nullable().default(null),
});
/** The program ends on purpose: offline at once. */
export const Goodbye = z.object({ type: z.literal('goodbye'), reason: z.enum(['stop', 'restart', 'shutdown', 'uninstall']) });

export const AgentFrame = z.discriminatedUnion('type', [Hello, Data, LiveSample, CommandReceived, CommandStarted, CommandOutput, CommandFinished, Goodbye]);
export type AgentFrame = z.infer<typeof AgentFrame>;
export type Hello = z.infer<typeof Hello>;
export type Data = z.infer<typeof Data>;
export type CommandFinished = z.infer<typeof CommandFinished>;
export type FinalState = (typeof FINAL_STATES)[number];
export type AgentCommandState = (typeof AGENT_COMMAND_STATES)[number];
export type Stream = (typeof STREAMS)[number];

export const AnnouncedKey = z.object({ key_id: z.string().max(32), public_key: z.string().max(64), endorsed: z.object({ by: z.string().max(32), signature: z.string().max(128) }).optional() });
export type AnnouncedKey = z.infer<typeof AnnouncedKey>;

/** What the agent obeys. Seconds. */
export const AgentConfig = z.object({
  revision: z.number().int().min(0), metrics_s: z.number().int().min(5).max(86_400).default(300), services_s: z.number().int().min(30).max(86_400).default(600),
  security_s: z.number().int().min(60).max(604_800).default(3600), inventory_s: z.number().int().min(60).max(604_800).default(86_400),
  /** How often the machine's table of neighbours is read. Absent: a server that does not know the class. */
  neighbours_s: z.number().int().min(3600).max(604_800).optional(),
  events: z.boolean().default(true), script_concurrency: z.number().int().min(1).max(8).default(2),
  /** Public keys that sign commands: the current one and the next. `endorsed`: a key before it vouches for it (`endorsementBytes`), without which no agent trusts a new one. */
  command_keys: z.array(AnnouncedKey).max(4).default([]),
  /** A held machine reports and gets no commands. */
  is_held: z.boolean().default(false),
  /** The version this machine should come to, versions it should leave, and over how many seconds the machines spread. Absent: a server that says nothing of updates. */
  update: z.object({ version: text(20).nullable(), recalled: z.array(text(20)).max(20).default([]), spread_s: z.number().int().min(0).max(86_400).default(600) }).optional(),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

export const Welcome = z.object({
  type: z.literal('welcome'), protocol: z.number().int(), server_time: z.iso.datetime(), config: AgentConfig,
  /** Highest `n` of this spool that is safe. */
  acked: count,
  /** Inventory classes whose hash the server does not have. */
  want: z.array(z.enum(INVENTORY_CLASSES)).default([]),
  /** For each command of the hello: from which byte on output is missing, and whether the end is known. */
  commands: z.array(z.object({ execution_id: id, is_known: z.boolean(), is_final: z.boolean(), next_offset: count })).max(200).default([]),
});
export const Ack = z.object({ type: z.literal('ack'), n: count });
export const OutputAck = z.object({ type: z.literal('output.ack'), execution_id: id, next_offset: count });
/** The end of a command is safe: the agent may forget its output, never its sequence. */
export const CommandAck = z.object({ type: z.literal('command.ack'), execution_id: id });
export const Cancel = z.object({ type: z.literal('cancel'), execution_id: id });
export const Configure = z.object({ type: z.literal('config'), config: AgentConfig });
export const Want = z.object({ type: z.literal('want'), classes: z.array(z.enum(INVENTORY_CLASSES)) });
/** Somebody watches: a sample every `every_s` for `for_s` seconds. Version 2. */
export const Live = z.object({ type: z.literal('live'), every_s: z.number().int().min(1).max(60), for_s: z.number().int().min(1).max(600) });

export const ServerFrame = z.discriminatedUnion('type', [Welcome, Ack, OutputAck, CommandAck, SignedCommand, Cancel, Configure, Want, Live, Escrow]);
export type ServerFrame = z.infer<typeof ServerFrame>;
export type Welcome = z.infer<typeof Welcome>;

/** Binary frame of version 2: 16 bytes execution id, 6 bytes offset (big endian), 1 byte stream, then the bytes as they were printed. */
export const OUTPUT_HEADER_BYTES = 23;
export interface OutputChunk {
  execution_id: string;
  offset: number;
  stream: Stream;
  data: Uint8Array;
}

export function encodeOutput(chunk: OutputChunk): Uint8Array {
  const frame = new Uint8Array(OUTPUT_HEADER_BYTES + chunk.data.byteLength);
  const hex = chunk.execution_id.replaceAll('-', '');
  for (let i = 0; i < 16; i++) frame[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  new DataView(frame.buffer).setUint16(16, Math.floor(chunk.offset / 2 ** 32));
  new DataView(frame.buffer).setUint32(18, chunk.offset % 2 ** 32);
  frame[22] = STREAMS.indexOf(chunk.stream);
  frame.set(chunk.data, OUTPUT_HEADER_BYTES);
  return frame;
}

/** Null when the frame is not one. */
export function decodeOutput(frame: Uint8Array): OutputChunk | null {
  const size = frame.byteLength - OUTPUT_HEADER_BYTES;
  const stream = STREAMS[frame[22] ?? -1];
  if (size < 1 || size > OUTPUT_CHUNK_BYTES_MAX || !stream) return null;
  const hex = Array.from(frame.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const view = new DataView(frame.buffer, frame.byteOffset);
  return {
    execution_id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    offset: view.getUint16(16) * 2 ** 32 + view.getUint32(18), stream, data: frame.subarray(OUTPUT_HEADER_BYTES),
  };
}
