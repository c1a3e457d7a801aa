// Env parsed once into a typed Config; a wrong or missing value stops the program with its name.
import * as z from 'zod';
import { AnnouncedKey } from '../durable-objects/protocol/agent-frames.ts';
import type { DispatchMessage, FleetChange, FleetData } from '../durable-objects/protocol/fleet.ts';

/** Everything that comes out of a queue. */
export type QueueMessage = InboundMailMessage | MailOutMessage | FleetChange | FleetData | DispatchMessage;

/** Bindings as wrangler.toml declares them. */
export interface Env {
  DATABASE_URL: string;
  JWT_KEYS: string;
  SECRET_BOX_KEYS: string;
  REPLY_ADDRESS_KEYS: string;
  COMMAND_KEYS: string;
  ESCROW_KEYS?: string;
  PUSH_KEYS?: string;
  PUSH_TEST_ORIGINS?: string;
  ORIGIN: string;
  MAIL_FROM: string;
  MAIL_TRANSPORT: string;
  CAPTURE_URL?: string;
  NEON_FETCH_ENDPOINT?: string;
  DNS_ENDPOINT?: string;
  ARC_SEALERS?: string;
  MAIL_TEST_HOSTS?: string;
  DEPLOYMENT: string;
  ACCESS_TOKEN_MINUTES?: string;
  ATTACHMENTS: R2Bucket;
  MAIL_QUEUE: Queue<InboundMailMessage>;
  MAIL_OUT: Queue<MailOutMessage>;
  FLEET_CHANGES: Queue<FleetChange>;
  FLEET_DATA: Queue<FleetData>;
  FLEET_DISPATCH: Queue<DispatchMessage>;
  LIVE_BOARD: DurableObjectNamespace;
  AGENT_SESSION: DurableObjectNamespace;
  EMAIL?: SendEmail;
  LOGIN_LIMIT?: RateLimit;
  API_LIMIT?: RateLimit;
  AGENT_LIMIT?: RateLimit;
  ASSETS?: Fetcher;
}

/** What `email()` leaves for the consumer once the raw mail is safe. Instants are ISO-8601, sizes bytes. */
export interface InboundMailMessage {
  raw_key: string;
  raw_sha256: string;
  raw_size: number;
  envelope_from: string;
  envelope_to: string;
  received_at: string;
}

/** Word that mails are due which take longer than the work after an answer may. */
export interface MailOutMessage {
  kind: 'drain';
}

const key = z.string().regex(/^[A-Za-z0-9_-]{43}=?$/, 'needs 32 bytes as base64url');
const jsonOf = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  }).pipe(schema);

const configSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'is not a Postgres address'),
  JWT_KEYS: jsonOf(z.array(z.object({ kid: z.string().min(1).max(32), secret: key })).min(1)),
  SECRET_BOX_KEYS: jsonOf(z.array(z.object({ id: z.string().min(1).max(32), key })).min(1)),
  REPLY_ADDRESS_KEYS: jsonOf(z.array(z.object({ id: z.number().int().min(0).max(15), key })).min(1)),
  COMMAND_KEYS: jsonOf(z.array(z.object({ key_id: z.string().min(1).max(32), private_key: z.string().min(60).max(120), public_key: z.string().length(43), endorsed: AnnouncedKey.shape.endorsed })).min(1).max(4)),
  ESCROW_KEYS: jsonOf(z.array(z.object({ key_id: z.string().min(1).max(32), public_key: z.string().length(43), private_key: z.string().regex(/^[A-Za-z0-9_-]{60,80}$/) })).min(1).max(16)).optional(),
  PUSH_KEYS: jsonOf(z.array(z.object({ public_key: z.string().regex(/^[A-Za-z0-9_-]{87}$/), private_key: z.string().regex(/^[A-Za-z0-9_-]{150,250}$/) })).min(1).max(3)).optional(),
  PUSH_TEST_ORIGINS: z.string().max(500).optional(),
  ORIGIN: z.url(),
  MAIL_FROM: z.email(),
  MAIL_TRANSPORT: z.enum(['binding', 'capture']),
  CAPTURE_URL: z.url().optional(),
  NEON_FETCH_ENDPOINT: z.url().optional(),
  DNS_ENDPOINT: z.url().optional(),
  ARC_SEALERS: z.string().max(1000).optional(),
  MAIL_TEST_HOSTS: z.string().max(500).optional(),
  DEPLOYMENT: z.enum(['production', 'development', 'test']),
  ACCESS_TOKEN_MINUTES: z.coerce.number().int().min(1).max(480).default(15),
});

export interface Config {
  databaseUrl: string;
  neonFetchEndpoint: string | undefined;
  jwtKeys: { kid: string; secret: string }[];
  secretBoxKeys: { id: string; key: string }[];
  replyAddressKeys: { id: number; key: string }[];
  /** Sign commands to machines: the current pair, then the next one, which agents learn ahead of time. Kept apart from the database. */
  commandKeys: (AnnouncedKey & { private_key: string })[];
  /** Pairs that machines seal recovery keys to: the current one, then those that open what is older; none: no recovery keys are kept. */
  escrowKeys: { key_id: string; public_key: string; private_key: string }[];
  /** Pairs that browsers subscribe with, current first; none: no web push. */
  pushKeys: { public_key: string; private_key: string }[];
  /** Further origins that may be called as push services; never in production. */
  pushTestOrigins: string[];
  /** Origin of the portal without a trailing slash; links in mails are built from it alone. */
  origin: string;
  mailFrom: string;
  mailTransport: 'binding' | 'capture';
  captureUrl: string | undefined;
  /** DNS over HTTPS, JSON form; undefined: no name is looked up (development without one). */
  dnsEndpoint: string | undefined;
  /** Domains whose seal makes a forwarded mail trustworthy, lower-case. */
  arcSealers: string[];
  /** Mail servers inside a private network, or on port 25, that may be connected to; never in production. */
  mailTestHosts: string[];
  deployment: 'production' | 'development' | 'test';
  accessTokenMinutes: number;
}

const parsed = new WeakMap<object, Config>();

/** @throws Error that names every wrong variable, never its value. */
export function readConfig(env: Env): Config {
  const known = parsed.get(env);
  if (known) return known;
  const result = configSchema.safeParse(env);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(`configuration: ${faults.join('; ')}`);
  }
  const v = result.data;
  if (v.MAIL_TRANSPORT === 'capture' && (v.DEPLOYMENT === 'production' || !v.CAPTURE_URL)) {
    throw new Error('configuration: MAIL_TRANSPORT capture is for development and needs CAPTURE_URL');
  }
  if (v.DEPLOYMENT === 'production' && v.DNS_ENDPOINT?.startsWith('http://')) throw new Error('configuration: DNS_ENDPOINT must be https');
  if (v.DEPLOYMENT === 'production' && !v.ORIGIN.startsWith('https://')) throw new Error('configuration: ORIGIN must be https');
  const config: Config = {
    databaseUrl: v.DATABASE_URL,
    neonFetchEndpoint: v.NEON_FETCH_ENDPOINT,
    jwtKeys: v.JWT_KEYS,
    secretBoxKeys: v.SECRET_BOX_KEYS,
    replyAddressKeys: v.REPLY_ADDRESS_KEYS,
    commandKeys: v.COMMAND_KEYS,
    escrowKeys: v.ESCROW_KEYS ?? [],
    pushKeys: v.PUSH_KEYS ?? [],
    pushTestOrigins: v.DEPLOYMENT === 'production' ? [] : (v.PUSH_TEST_ORIGINS ?? '').split(',').filter((origin) => origin !== ''),
    origin: v.ORIGIN.replace(/\/+$/, ''),
    mailFrom: v.MAIL_FROM.toLowerCase(),
    mailTransport: v.MAIL_TRANSPORT,
    captureUrl: v.CAPTURE_URL,
    dnsEndpoint: v.DNS_ENDPOINT ?? (v.DEPLOYMENT === 'production' ? 'https://cloudflare-dns.com/dns-query' : undefined),
    arcSealers: (v.ARC_SEALERS ?? '').toLowerCase().split(',').map((domain) => domain.trim()).filter((domain) => domain !== ''),
    mailTestHosts: v.DEPLOYMENT === 'production' ? [] : (v.MAIL_TEST_HOSTS ?? '').toLowerCase().split(',').map((host) => host.trim()).filter((host) => host !== ''),
    deployment: v.DEPLOYMENT,
    accessTokenMinutes: v.ACCESS_TOKEN_MINUTES,
  };
  parsed.set(env, config);
  return config;
}
