// Between the worker and an agent's object: what the worker asks of it, and what it hands to the queues. Trusted, and parsed all the same.
import * as z from 'zod';
import { AgentConfig } from './agent-frames.ts';
import { COMMAND_KINDS, COMMAND_LANES, Limits, RUN_AS, SCRIPT_TYPES } from './envelope.ts';
import { INVENTORY_CLASSES, type Sample } from './inventory.ts';
import { ARGUMENTS_BYTES_MAX, SCRIPT_BYTES_MAX } from './limits.ts';
import { RecoveryKeys } from './recovery-keys.ts';

const id = z.uuid();
const text = (max: number) => z.string().max(max);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const at = z.iso.datetime();
const count = z.number().int().min(0);

export const EXECUTION_STATES = ['queued', 'delivered', 'running', 'completed', 'failed', 'timeout', 'refused', 'cancelled', 'expired', 'interrupted'] as const;
export type ExecutionState = (typeof EXECUTION_STATES)[number];

/** The object's name: no object can be addressed without the client. */
export const objectNameOf = (clientId: string, assetId: string): string => `${clientId}/${assetId}`;

/** Who stands behind a connection; the worker has checked signature and credential. */
export const AgentIdentity = z.object({ client_id: id, asset_id: id, public_key: text(64), address: text(64), protocol: z.number().int() });
export type AgentIdentity = z.infer<typeof AgentIdentity>;

export const ALERT_METRICS = ['cpu', 'memory', 'disk', 'offline', 'service', 'swap'] as const;
/** A rule as it applies to one machine. `of` samples are looked at; it opens when `need` of them breach, closes when none of the last `need` does beyond the hysteresis. */
export const WatchRule = z.object({
  rule_id: id, metric: z.enum(ALERT_METRICS), operator: z.enum(['>=', '<=']), threshold: z.number().min(0).max(1e12), hysteresis: z.number().min(0).max(1e12).default(0),
  need: z.number().int().min(1).max(60), of: z.number().int().min(1).max(60),
  /** Mount or service the rule is about; null: any. */
  target: text(300).nullable().default(null),
});
export type WatchRule = z.infer<typeof WatchRule>;

/** Everything Postgres decides about an object. A lower revision than the stored one is ignored. */
export const ObjectConfig = z.object({
  revision: z.number().int().min(0), client_id: id, asset_id: id, site_id: id, status: z.enum(['active', 'held', 'revoked']),
  public_key: text(64), agent: AgentConfig, rules: z.array(WatchRule).max(200).default([]),
  /** Empty: from anywhere. Addresses or networks (CIDR). */
  allowed_networks: z.array(text(64)).max(100).default([]),
  /** The end of its life: an agent that is told forgets everything. */
  is_retired: z.boolean().optional(),
});
export type ObjectConfig = z.infer<typeof ObjectConfig>;

export const CommandOrder = z.object({
  execution_id: id, client_id: id, asset_id: id, kind: z.enum(COMMAND_KINDS), lane: z.enum(COMMAND_LANES),
  script_type: z.enum(SCRIPT_TYPES).nullable(), script: z.string().max(SCRIPT_BYTES_MAX).nullable(), script_sha256: sha256.nullable(), version_id: id.nullable(),
  arguments: z.string().max(ARGUMENTS_BYTES_MAX), run_as: z.enum(RUN_AS), limits: Limits,
  requested_by: z.object({ user_id: id, name: text(200) }), approved_by: z.object({ user_id: id, name: text(200) }).nullable(), approval_sha256: sha256.nullable(),
  authorised_at: at, expires_at: at,
});
export type CommandOrder = z.infer<typeof CommandOrder>;

export interface Accepted {
  execution_id: string;
  /** Rises with every order the object took; the envelope's own sequence is given at delivery, so that it rises on the wire. */
  sequence: number;
  state: ExecutionState;
  /** Commands of the same lane before this one. */
  position: number;
  is_online: boolean;
}

export const Verdict = z.object({ execution_id: id, is_allowed: z.boolean(), reason: text(200).nullable() });
export type Verdict = z.infer<typeof Verdict>;

export interface Presence {
  is_online: boolean;
  /** When the agent was last heard; null: never. ISO-8601. */
  last_seen_at: string | null;
  /** Rises with every change of `is_online`. */
  revision: number;
}

export interface OutputPage {
  chunks: { offset: number; stream: 'stdout' | 'stderr'; data: Uint8Array }[];
  next_offset: number;
  /** Bytes the server holds; more may come while the state is not final. */
  total: number;
  state: ExecutionState;
  is_final: boolean;
}

/** Small and urgent: goes to Postgres within a second or two. `revision` orders the states of one thing; an older one changes nothing. */
export const FleetChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('presence'), client_id: id, asset_id: id, is_online: z.boolean(), at, revision: count, reason: text(64), agent_version: text(40).nullable(), address: text(64).nullable(), hostname: text(255).nullable() }),
  z.object({
    type: z.literal('execution'), client_id: id, asset_id: id, execution_id: id, state: z.enum(EXECUTION_STATES), revision: count, at, started_at: at.nullable(), finished_at: at.nullable(),
    exit_code: z.number().int().nullable(), duration_ms: count.nullable(), output_bytes: count, output_sha256: sha256.nullable(), is_truncated: z.boolean(),
    /** The end of the output, for a note: at most 4,000 characters. */
    output_tail: text(4000), reason: text(200).nullable(),
  }),
  z.object({
    type: z.literal('alert'), client_id: id, asset_id: id, rule_id: id, target: text(300).nullable(), opening: text(64), state: z.enum(['open', 'recovered']), at, value: z.number(),
    samples: z.array(z.object({ at, value: z.number() })).max(60),
  }),
  /** Rights, approval and freeze have to be looked at again before these may be delivered; answered by `authorise`. */
  z.object({ type: z.literal('authorise'), client_id: id, asset_id: id, execution_ids: z.array(id).min(1).max(100) }),
  /** A session of remote help: both sides are there, or it is over. */
  z.object({
    type: z.literal('remote'), client_id: id, asset_id: id, session_id: id, at, opened_at: at.nullable(), ended_at: at.nullable(), reason: text(64).nullable(), banner: z.enum(['shown', 'none']).nullable(), bytes_up: count, bytes_down: count,
  }),
  /** Something a person should know of: `clone`, `refused_frame`, `network_refused`, `hash_mismatch`. */
  z.object({ type: z.literal('notice'), client_id: id, asset_id: id, kind: text(40), at, details: z.record(z.string().max(40), z.union([z.string().max(500), z.number(), z.null()])) }),
]);
export type FleetChange = z.infer<typeof FleetChange>;

/** Large and patient: written in batches over many agents. */
export const FleetData = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('rollup'), client_id: id, asset_id: id, hour: at, samples: z.number().int().min(1), cpu_avg: z.number(), cpu_max: z.number(), memory_avg: z.number(), memory_max: z.number(),
    disks: z.array(z.object({ mount: text(255), used: z.number() })).max(32), rx_avg: z.number().nullable(), tx_avg: z.number().nullable(),
  }),
  z.object({
    type: z.literal('inventory'), client_id: id, asset_id: id, class: z.enum(INVENTORY_CLASSES), sha256, collected_at: at,
    /** Checked against the class's schema by the object; null when it lies in R2. */
    content: z.unknown(), r2_key: text(300).nullable(),
  }),
  /** Recovery keys, sealed on the machine. */
  RecoveryKeys.omit({ kind: true }).extend({ type: z.literal('recovery_keys'), client_id: id, asset_id: id }),
]);
export type FleetData = z.infer<typeof FleetData>;

/** A part of a command for many machines: the worker hands these to itself, so that no request has to reach a thousand objects. */
export const DispatchMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('executions'), execution_ids: z.array(id).min(1).max(100) }),
  z.object({ type: z.literal('configure'), asset_ids: z.array(id).min(1).max(100) }),
]);
export type DispatchMessage = z.infer<typeof DispatchMessage>;

/** What a worker may ask of an agent's object. Every call names client and machine; an object refuses those of another. */
export interface AgentObject {
  /** Idempotent by `execution_id`: a repeat answers the first acceptance. */
  enqueue(orders: CommandOrder[]): Promise<Accepted[]>;
  cancel(executionId: string): Promise<{ state: ExecutionState } | null>;
  authorise(verdicts: Verdict[]): Promise<void>;
  configure(config: ObjectConfig): Promise<void>;
  /** Closes the socket with `revoked` and refuses it from now on. */
  revoke(isRetired?: boolean): Promise<void>;
  presence(): Promise<Presence>;
  /** Raw samples, oldest first, at most 600: thinned evenly when there are more. */
  samples(fromMs: number, toMs: number): Promise<Sample[]>;
  /** Pieces from `offset` on, at most `maxBytes`; null when the object does not know the execution. */
  output(executionId: string, offset: number, maxBytes: number): Promise<OutputPage | null>;
  /** Last sample, waiting commands and recent event-log entries of the machine, and what the agent that is connected can do. */
  snapshot(): Promise<{ presence: Presence; sample: Sample | null; queue: { execution_id: string; state: ExecutionState; position: number; kind: string }[]; events: { at: string; level: string; source: string; code: string | null; message: string }[]; events_suppressed: number; features: string[] }>;
  /** The long poll: frames of the agent in, frames for it out, at the latest after `waitMs`. */
  poll(identity: AgentIdentity, frames: unknown[], waitMs: number): Promise<{ frames: unknown[]; close?: { code: number; reason: string } }>;
}

/** Who watches one machine; rights as the database knew them when the ticket was signed. `may_read_output`: staff. */
export const AssetViewer = z.strictObject({ user_id: id, client_id: id, asset_id: id, may_read_output: z.boolean() });
export type AssetViewer = z.infer<typeof AssetViewer>;
/** What a watching browser may say. `follow`: output of this execution from `offset` on. */
export const ViewerFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('follow'), execution_id: id, offset: count }),
  z.strictObject({ type: z.literal('unfollow'), execution_id: id }),
]);
/** What it receives. `data` is base64 of the bytes; the browser decodes UTF-8 across pieces. */
export type ViewerMessage =
  | { type: 'hello'; presence: Presence; sample: Sample | null; at: string }
  | { type: 'presence'; presence: Presence }
  | { type: 'sample'; sample: Sample }
  | { type: 'execution'; execution_id: string; state: ExecutionState; position: number; exit_code: number | null; duration_ms: number | null; output_bytes: number; reason: string | null; at: string }
  | { type: 'output'; execution_id: string; offset: number; stream: 'stdout' | 'stderr'; data: string }
  /** A `follow` shows at most FOLLOW_BYTES_MAX; the rest comes by another `follow` from this offset. */
  | { type: 'output.more'; execution_id: string; next_offset: number }
  | { type: 'output.end'; execution_id: string; total: number };
/** Bytes of output one `follow` brings before the browser has to ask on: nothing tells the object how fast a browser reads. */
export const FOLLOW_BYTES_MAX = 2 * 1024 * 1024;
/** A viewer's socket lives at most this long; then the browser asks for a new ticket, and rights are read again. */
export const VIEWER_MINUTES_MAX = 5;
