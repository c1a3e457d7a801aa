// The wire of scripts, runs and commands.
import * as z from 'zod';
import { flag, line, pageQuery, prose, searchText, uuid } from '../contract.ts';
import { COMMAND_KINDS, EXECUTION_STATES, PARAMETER_FORMATS, PARAMETER_TYPES, RUN_STATES, SCRIPT_TYPES, VERSION_STATES } from './values.ts';
import type { CommandKind, ExecutionState, ParameterFormat, ParameterType, RunState, ScriptType, VersionState } from './values.ts';

const MIB = 1024 * 1024;
const scriptType = z.enum(SCRIPT_TYPES);
const bytes = (text: string): number => new TextEncoder().encode(text).byteLength;

/** One thing a script asks for. Its value reaches the script as the environment variable `LANET_ARG_<NAME>`, never as part of a command line. */
const Parameter = z.strictObject({
  name: z.string().regex(/^[A-Z][A-Z0-9_]{0,62}$/, 'capital letters, digits and _'),
  label: line(120),
  type: z.enum(PARAMETER_TYPES),
  required: z.boolean().default(false),
  default: z.union([z.string().max(8192), z.number(), z.boolean()]).nullable().default(null),
  /** Of `choice` alone. */
  choices: z.array(line(200)).max(100).default([]),
  /** Of `text`: which characters it may hold. */
  format: z.enum(PARAMETER_FORMATS).default('any'),
  /** Characters of `text` and `secret`. */
  max_length: z.number().int().min(1).max(8192).default(1000),
  /** Bounds of `number`. */
  min: z.number().nullable().default(null),
  max: z.number().nullable().default(null),
});
const Limits = z.strictObject({
  timeout_s: z.number().int().min(1).max(86_400).default(600),
  output_bytes: z.number().int().min(1024).max(64 * MIB).default(10 * MIB),
  memory_bytes: z.number().int().min(16 * MIB).max(64 * 1024 * MIB).nullable().default(null),
  processes: z.number().int().min(1).max(10_000).nullable().default(null),
});
export type ScriptLimits = z.infer<typeof Limits>;

const content = prose(262_144).refine((text) => text.trim() !== '', 'is empty').refine((text) => bytes(text) <= 262_144, 'is larger than 256 KiB');
const versionFields = {
  content,
  parameters: z.array(Parameter).max(30).default([]),
  /** True: runs with the agent's own rights; otherwise as an account without any. */
  requires_admin: z.boolean().default(false),
  limits: Limits.prefault({}),
  change_note: prose(1000).nullable().default(null),
};

const tags = z.array(line(50)).max(20);
export const NewScript = z.strictObject({
  /** Null: for the machines of every client. */
  client_id: uuid.nullable().default(null),
  name: line(200), description: prose(5000).default(''), script_type: scriptType, tags: tags.default([]),
  version: z.strictObject(versionFields),
});
export type NewScript = z.infer<typeof NewScript>;

export const ScriptChange = z.strictObject({ name: line(200).optional(), description: prose(5000).optional(), tags: tags.optional(), is_active: z.boolean().optional() });
export type ScriptChange = z.infer<typeof ScriptChange>;

/** `base_version`: the newest version the author knew; another one since answers 409. */
export const NewVersion = z.strictObject({ ...versionFields, base_version: z.number().int().min(1) });
export type NewVersion = z.infer<typeof NewVersion>;
/** A draft is replaced whole. */
export const DraftChange = z.strictObject(versionFields);
export type DraftChange = z.infer<typeof DraftChange>;
/** `note` says why; a rejection needs it. */
export const Decision = z.strictObject({ version_id: uuid, note: prose(1000).nullable().default(null) });
export type Decision = z.infer<typeof Decision>;
export const VersionParam = z.strictObject({ id: uuid, version_id: uuid });

export const ScriptQuery = z.strictObject({
  ...pageQuery, q: searchText, script_type: scriptType.optional(),
  /** State of the newest version; `runnable`: some version is approved and the script is active. */
  state: z.enum([...VERSION_STATES, 'runnable']).optional(),
  /** Scripts for this client's machines: its own and those for everybody. */
  client_id: uuid.optional(), is_active: flag.optional(),
});
export type ScriptQuery = z.infer<typeof ScriptQuery>;

const expires = z.number().int().min(60).max(30 * 86_400).default(86_400);
const assetIds = z.array(uuid).min(1).max(5000);
/** Machines by what they have in common; at least one of these is named. */
const AssetFilter = z.strictObject({
  client_id: uuid.optional(), site_id: uuid.optional(), platform: z.enum(['windows', 'linux', 'macos']).optional(), asset_type: line(40).optional(), tag: line(50).optional(),
}).refine((filter) => Object.values(filter).some((value) => value !== undefined), 'names no machine');

/** One script for one machine or many. More than five go in waves unless told otherwise. */
export const ExecuteScript = z.strictObject({
  script_id: uuid,
  /** The newest approved one when absent. */
  version_id: uuid.optional(),
  asset_ids: assetIds.optional(),
  filter: AssetFilter.optional(),
  /** Values by the parameter's name. */
  arguments: z.record(z.string().max(64), z.union([z.string().max(8192), z.number(), z.boolean()])).default({}),
  ticket_id: uuid.nullable().default(null),
  rollout: z.enum(['waves', 'at_once']).optional(),
  /** How long a machine that is offline may take to fetch it. */
  expires_in_s: expires,
  /** Shorter than the approved limit. */
  timeout_s: z.number().int().min(1).max(86_400).optional(),
  failure_percent_max: z.number().int().min(0).max(100).default(20),
}).refine((input) => (input.asset_ids === undefined) !== (input.filter === undefined), { path: ['asset_ids'], message: 'name machines or a filter, one of both' });
export type ExecuteScript = z.infer<typeof ExecuteScript>;

const commandFields = { ticket_id: uuid.nullable().default(null), expires_in_s: expires };
const serviceName = z.string().trim().min(1).max(300).refine((text) => !/[\u0000-\u001f\u007f\p{Cs}]/u.test(text), 'holds control characters');
const act = {
  inventory: { kind: z.literal('inventory') },
  service: { kind: z.literal('service'), name: serviceName, action: z.enum(['start', 'stop', 'restart']) },
  reboot: { kind: z.literal('reboot'), delay_s: z.number().int().min(0).max(86_400).default(60), message: z.string().trim().max(200).default('') },
};
export const MachineCommand = z.discriminatedUnion('kind', [
  z.strictObject({ ...act.inventory, ...commandFields }), z.strictObject({ ...act.service, ...commandFields }), z.strictObject({ ...act.reboot, ...commandFields }),
]);
export type MachineCommand = z.infer<typeof MachineCommand>;
const manyFields = { ...commandFields, asset_ids: assetIds, rollout: z.enum(['waves', 'at_once']).optional(), failure_percent_max: z.number().int().min(0).max(100).default(20) };
export const ManyCommand = z.discriminatedUnion('kind', [
  z.strictObject({ ...act.inventory, ...manyFields }), z.strictObject({ ...act.service, ...manyFields }), z.strictObject({ ...act.reboot, ...manyFields }),
]);
export type ManyCommand = z.infer<typeof ManyCommand>;

export const ExecutionQuery = z.strictObject({
  ...pageQuery, asset_id: uuid.optional(), ticket_id: uuid.optional(), run_id: uuid.optional(), script_id: uuid.optional(), client_id: uuid.optional(),
  kind: z.enum(COMMAND_KINDS).optional(), status: z.enum(EXECUTION_STATES).optional(),
  /** Only commands with which a machine may still have something to do. */
  open: flag.optional(),
});
export type ExecutionQuery = z.infer<typeof ExecutionQuery>;
export const RunQuery = z.strictObject({ ...pageQuery, script_id: uuid.optional(), state: z.enum(RUN_STATES).optional() });
export type RunQuery = z.infer<typeof RunQuery>;
export const OutputQuery = z.strictObject({ offset: z.coerce.number().int().min(0).max(2 ** 53 - 1).default(0), download: z.literal('1').optional() });
export const RemoteActionQuery = z.strictObject({ ...pageQuery, asset_id: uuid.optional() });
export type RemoteActionQuery = z.infer<typeof RemoteActionQuery>;

/** All machines, or those of one client. */
export const FreezeChange = z.strictObject({ scope: z.literal('all').optional(), client_id: uuid.optional(), is_frozen: z.boolean(), reason: prose(500).default('') })
  .refine((change) => (change.scope === undefined) !== (change.client_id === undefined), { path: ['scope'], message: 'name all or one client' });
export type FreezeChange = z.infer<typeof FreezeChange>;

export interface ScriptParameter {
  name: string;
  label: string;
  type: ParameterType;
  required: boolean;
  default: string | number | boolean | null;
  choices: string[];
  format: ParameterFormat;
  max_length: number;
  min: number | null;
  max: number | null;
}

/** A version without its text. */
export interface VersionSummary {
  version_id: string;
  version: number;
  state: VersionState;
  sha256: string;
  requires_admin: boolean;
  parameters: ScriptParameter[];
  created_by: string;
  created_by_name: string | null;
  created_at: Date;
}

export interface ScriptRow {
  script_id: string;
  /** Null: for every client. */
  client_id: string | null;
  client_name: string | null;
  name: string;
  description: string;
  script_type: ScriptType;
  tags: string[];
  is_active: boolean;
  created_by: string | null;
  created_by_name: string | null;
  created_at: Date;
  updated_at: Date;
  latest: VersionSummary | null;
  /** The newest approved one: what runs. */
  approved: VersionSummary | null;
}

export interface VersionRow extends VersionSummary {
  script_id: string;
  content: string;
  limits: ScriptLimits;
  /** What the approval binds: text, parameters, limits, rights and scope. */
  approval_sha256: string | null;
  change_note: string | null;
  submitted_at: Date | null;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
  decision_note: string | null;
  /** What the caller may do now. `own_version`: approval takes another person. */
  may: { edit: boolean; submit: boolean; approve: boolean; reject: boolean; approve_refusal: 'own_version' | null };
}

/** One command for one machine. Secret arguments read `•••`. */
export interface ExecutionRow {
  execution_id: string;
  client_id: string;
  client_name: string;
  site_id: string;
  site_name: string;
  asset_id: string;
  asset_name: string;
  run_id: string | null;
  wave: number;
  kind: CommandKind;
  title: string;
  script_id: string | null;
  version_id: string | null;
  /** Number of the version. */
  version: number | null;
  script_sha256: string | null;
  approval_sha256: string | null;
  arguments: { env?: Record<string, string>; service?: { name: string; action: string }; reboot?: { delay_s: number; message: string }; tool?: { tool: string; path?: string | null }; recovery_key?: { volume_id: string; protector_id: string }; remote?: { session: 'terminal' | 'desktop' | 'tunnel'; port: number | null; consent: 'none' | 'notify' | 'ask'; minutes: number; locale: 'es' | 'en' } };
  run_as: 'user' | 'system';
  limits: ScriptLimits;
  status: ExecutionState;
  reason: string | null;
  ticket_id: string | null;
  ticket_number: string | null;
  requested_by: string;
  requested_by_name: string;
  approved_by: string | null;
  approved_by_name: string | null;
  exit_code: number | null;
  duration_ms: number | null;
  output_bytes: number;
  output_sha256: string | null;
  /** The end of the output, at most 4,000 characters. */
  output_tail: string;
  is_truncated: boolean;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  expires_at: Date;
}
/** What the machine's object said when it took the command; null when it could not be asked and the command waits to be handed over. */
export interface Acceptance {
  position: number;
  is_online: boolean;
}

export interface RunRow {
  run_id: string;
  kind: CommandKind;
  title: string;
  script_id: string | null;
  version_id: string | null;
  machines: number;
  /** Machines of each wave. */
  waves: number[];
  /** The wave that is under way, from 0. */
  wave: number;
  failure_percent_max: number;
  state: RunState;
  state_reason: string | null;
  requested_by: string;
  requested_by_name: string | null;
  created_at: Date;
  updated_at: Date;
  finished_at: Date | null;
  /** Machines by the state of their command. */
  by_status: Partial<Record<ExecutionState, number>>;
}

/** A machine that was named and gets nothing. */
export interface SkippedMachine {
  asset_id: string;
  name: string | null;
  reason: 'not_found' | 'no_agent' | 'held' | 'revoked' | 'retired' | 'wrong_platform' | 'other_client' | 'frozen' | 'inactive_client';
}

/** Answer of every order: one machine gives `execution`, more give `run`. */
export interface OrderOutcome {
  execution: (ExecutionRow & { accepted: Acceptance | null }) | null;
  run: RunRow | null;
  skipped: SkippedMachine[];
}

export interface OutputAnswer {
  /** `data` is base64 of the bytes; pieces may end inside a character. */
  chunks: { offset: number; stream: 'stdout' | 'stderr'; data: string }[];
  next_offset: number;
  total: number;
  status: ExecutionState;
  is_final: boolean;
}

/** What was done to a client's machines, for the client: never arguments or output. */
export interface RemoteAction {
  execution_id: string;
  asset_id: string;
  asset_name: string;
  kind: CommandKind;
  title: string;
  requested_by_name: string;
  approved_by_name: string | null;
  status: ExecutionState;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface Freeze {
  is_frozen: boolean;
  reason: string | null;
  by_name: string | null;
  at: string | null;
  /** Clients with a switch of their own that is on. */
  clients: { client_id: string; name: string; frozen_at: Date }[];
}
