// The wire of enrolment and of machines that speak over HTTP.
import * as z from 'zod';
import { PLATFORMS, type Platform } from '../assets/values.ts';
import { line, pageQuery, prose, uuid } from '../contract.ts';
import { ENROLMENT_OUTCOMES, TOKEN_STATES, type EnrolmentOutcome, type TokenState } from './values.ts';

/** A fact a machine states about itself: control characters and halves of characters become spaces, nothing left is null. */
const told = (max: number) =>
  z.string().max(max).transform((text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]+/gu, ' ').trim() || null).nullable().optional();

// 32 and 64 bytes. The last character leaves unused bits: only their canonical form, or one key would have four names.
const publicKey = z.string({ error: 'public_key is required: the raw Ed25519 key of the machine, base64url' }).regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'is not a raw Ed25519 key in base64url');
const signature = (name: string) => z.string({ error: `${name} is required: an Ed25519 signature, base64url` }).regex(/^[A-Za-z0-9_-]{86}$/, 'is not an Ed25519 signature in base64url');
const challenge = z.string().min(20).max(1024);

/** Keys that we do not know are dropped: a newer agent may say more. */
export const HardwareInfo = z.object({
  hostname: told(255), platform: z.enum(PLATFORMS), serial: told(200), uuid: told(200), manufacturer: told(200), model: told(200),
  mac_addresses: z.array(z.string().max(64).regex(/^[0-9A-Fa-f:.-]*$/)).max(64).default([]), agent_version: told(40),
});
export type HardwareInfo = z.infer<typeof HardwareInfo>;

/** `client_key` and `site_key` are an older name of the same thing: the client's id, and the token. */
export const RegisterBody = z.strictObject({
  enrollment_token: z.string().min(8).max(200).optional(), client_key: uuid.optional(), site_key: z.string().min(8).max(200).optional(),
  public_key: publicKey, proof: signature('proof'), hardware_info: HardwareInfo,
}).superRefine((body, context) => {
  if (body.enrollment_token === undefined && body.site_key === undefined) context.addIssue({ code: 'custom', path: ['enrollment_token'], message: 'enrollment_token is required' });
  if (body.site_key !== undefined && body.client_key === undefined) context.addIssue({ code: 'custom', path: ['client_key'], message: 'client_key goes with site_key' });
});
export type RegisterBody = z.infer<typeof RegisterBody>;

export const SessionBody = z.strictObject({ agent_id: uuid, challenge, proof: signature('proof') });
export type SessionBody = z.infer<typeof SessionBody>;
export const ConnectHeaders = z.object({ challenge, proof: signature('X-Lanet-Proof') });

/** Each frame is judged by the machine's own object, one by one. */
export const HeartbeatBody = z.strictObject({ frames: z.array(z.unknown()).max(200).default([]), wait_s: z.number().int().min(0).max(60).default(0) });
/** The `data` frames of the protocol that carry inventory. */
export const InventoryBody = z.strictObject({
  records: z.array(z.strictObject({ type: z.literal('data'), n: z.number().int().min(1), record: z.looseObject({ kind: z.literal('inventory') }) })).min(1).max(20),
});

export const MachineTicketBody = z.strictObject({
  subject: line(255), description: prose(20_000).default(''),
  /** What the agent adds by itself; shown as text below the description. */
  diagnostics: z.record(z.string().max(64), z.union([z.string().max(4000), z.number(), z.boolean(), z.null(), z.array(z.string().max(500)).max(50)])).optional(),
});
export type MachineTicketBody = z.infer<typeof MachineTicketBody>;
export interface MachineTicket {
  ticket_id: string;
  ticket_number: string;
  subject: string;
  status: string;
  created_at: Date | string;
}

const seconds = (min: number, max: number) => z.number().int().min(min).max(max);
/** What every agent obeys, in seconds. Shorter than half a minute a fleet would report more than anybody reads. */
export const AgentSettingsBody = z.strictObject({
  metrics_s: seconds(30, 3600), services_s: seconds(60, 86_400), security_s: seconds(300, 604_800), inventory_s: seconds(3600, 604_800),
  /** Whether errors of the system's own log are reported. */
  events: z.boolean().default(true),
  /** Scripts at one time on one machine. */
  script_concurrency: z.number().int().min(1).max(8),
});
export type AgentSettings = z.infer<typeof AgentSettingsBody>;

/** How scripts are approved, and how many machines an hour commands may reach (inventory counts for nothing). */
export const RemoteCommandsBody = z.strictObject({ four_eyes: z.boolean(), per_person_hour: z.number().int().min(1).max(100_000), per_client_hour: z.number().int().min(1).max(100_000) });
export type RemoteCommands = z.infer<typeof RemoteCommandsBody>;

const days = (min: number) => z.number().int().min(min).max(3650);
/** Days after which the hourly readings, past inventories and attempts to enrol are forgotten. */
export const FleetRetentionBody = z.strictObject({ metrics_days: days(31), inventory_days: days(30), attempts_days: days(7) });
export type FleetRetention = z.infer<typeof FleetRetentionBody>;

export const NewToken = z.strictObject({
  client_id: uuid, site_id: uuid, name: line(120), platform: z.enum(PLATFORMS).nullable().default(null),
  /** Machines wait for a person before they get commands. */
  holds: z.boolean().default(false), max_uses: z.number().int().min(1).max(10_000).default(100), expires_in_days: z.number().int().min(1).max(90).default(7),
});
export type NewToken = z.infer<typeof NewToken>;

export const TokenQuery = z.strictObject({ ...pageQuery, client_id: uuid.optional(), site_id: uuid.optional(), state: z.enum(TOKEN_STATES).optional() });
export type TokenQuery = z.infer<typeof TokenQuery>;
export interface TokenRow {
  token_id: string;
  client_id: string;
  client_name: string;
  site_id: string;
  site_name: string;
  name: string;
  /** First characters, to tell tokens apart. */
  token_hint: string;
  platform: Platform | null;
  holds: boolean;
  max_uses: number;
  uses: number;
  state: TokenState;
  expires_at: Date | string;
  revoked_at: Date | string | null;
  created_by_name: string | null;
  created_at: Date | string;
}
/** The token itself is shown this once. `server` is the address that agents are given. */
export interface MadeToken {
  token: TokenRow;
  enrollment_token: string;
  server: string;
}

export const AttemptQuery = z.strictObject({ ...pageQuery, token_id: uuid.optional(), client_id: uuid.optional(), outcome: z.enum(ENROLMENT_OUTCOMES).optional() });
export type AttemptQuery = z.infer<typeof AttemptQuery>;
export interface AttemptRow {
  attempt_id: string;
  token_id: string | null;
  token_name: string | null;
  client_id: string | null;
  client_name: string | null;
  asset_id: string | null;
  outcome: EnrolmentOutcome;
  address: string | null;
  hostname: string | null;
  created_at: Date | string;
}
