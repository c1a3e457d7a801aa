// The signed order: who lets which machine run exactly what, until when. Made by the object, checked by the agent.
import * as z from 'zod';
import { ARGUMENTS_BYTES_MAX, OUTPUT_BYTES_MAX, SCRIPT_BYTES_MAX } from './limits.ts';
import { RemoteCall } from './remote.ts';
import { ToolCall } from './tools.ts';

export const SCRIPT_TYPES = ['powershell', 'batch', 'bash', 'python'] as const;
export const COMMAND_KINDS = ['script', 'inventory', 'service', 'reboot', 'tool', 'remote', 'recovery_key', 'uninstall'] as const;
/** What an agent says in its greeting that can take its own program away. */
export const UNINSTALL_FEATURE = 'uninstall';
/** `script`, `tool` and `remote` run some at once, `control` one after the other. */
export const COMMAND_LANES = ['script', 'control', 'tool', 'remote'] as const;
/** Tools at work on a machine at one time. */
export const TOOLS_AT_ONCE = 3;
export type CommandKind = (typeof COMMAND_KINDS)[number];
/** `user`: an unprivileged account; `system`: the agent's own rights (scripts that say `requires_admin`). */
export const RUN_AS = ['user', 'system'] as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const person = z.object({ user_id: z.uuid(), name: z.string().max(200) });

export const Limits = z.object({
  timeout_s: z.number().int().min(1).max(86_400), output_bytes: z.number().int().min(1024).max(OUTPUT_BYTES_MAX),
  memory_bytes: z.number().int().min(16 * 1024 * 1024).max(64 * 2 ** 30).nullable(), processes: z.number().int().min(1).max(10_000).nullable(),
});
export type Limits = z.infer<typeof Limits>;

/** One protector of one encrypted volume; its number in upper case, without braces: its first eight digits are what a locked machine shows. */
export const KeyPlace = z.object({
  volume_id: z.string().min(1).max(200).regex(/^[\x20-\x7e]+$/), protector_id: z.string().regex(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
});
export type KeyPlace = z.infer<typeof KeyPlace>;

/** What a command may be given. Never part of a command line: `args` is an array, `env` names are prefixed by the runner. */
export const CommandArguments = z.object({
  args: z.array(z.string().max(8192)).max(64).default([]),
  env: z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), z.string().max(8192)).default({}),
  /** Names in `env` whose values the agent takes out of the output. */
  secrets: z.array(z.string().max(64)).max(64).default([]),
  service: z.object({ name: z.string().min(1).max(300), action: z.enum(['start', 'stop', 'restart']) }).optional(),
  reboot: z.object({ delay_s: z.number().int().min(0).max(86_400), message: z.string().max(200) }).optional(),
  /** Put another recovery key in the place of this one. */
  recovery_key: KeyPlace.optional(),
  tool: ToolCall.optional(),
  remote: RemoteCall.optional(),
});
export type CommandArguments = z.infer<typeof CommandArguments>;

/** Instants are the server's; the agent judges them with the offset it learnt in `welcome`. */
export const Envelope = z.object({
  v: z.literal(1), execution_id: z.uuid(), client_id: z.uuid(), agent_id: z.uuid(), sequence: z.number().int().min(1),
  kind: z.enum(COMMAND_KINDS), lane: z.enum(COMMAND_LANES), issued_at: z.iso.datetime(), not_after: z.iso.datetime(),
  script_type: z.enum(SCRIPT_TYPES).nullable(), script_sha256: sha256.nullable(), version_id: z.uuid().nullable(), arguments_sha256: sha256,
  run_as: z.enum(RUN_AS), limits: Limits, requested_by: person, approved_by: person.nullable(), approval_sha256: sha256.nullable(),
});
export type Envelope = z.infer<typeof Envelope>;

/** An order as it travels: the exact text that was signed, and what its hashes stand for. */
export const SignedCommand = z.object({
  type: z.literal('command'), envelope: z.string().max(8192), key_id: z.string().max(32), signature: z.string().max(128),
  script: z.string().max(SCRIPT_BYTES_MAX).nullable(), arguments: z.string().max(ARGUMENTS_BYTES_MAX),
});
export type SignedCommand = z.infer<typeof SignedCommand>;

export const sha256Hex = async (data: string | Uint8Array): Promise<string> => {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** The bytes a command key signs to vouch for the one after it. */
export const endorsementBytes = (keyId: string, publicKey: string): Uint8Array => new TextEncoder().encode(`lanet-command-key-v1\n${keyId}\n${publicKey}`);

const SIGNING_CONTEXT = 'lanet-command-v1\n';
/** The bytes under a command's signature (Ed25519). */
export const signedBytes = (envelope: string): Uint8Array => new TextEncoder().encode(SIGNING_CONTEXT + envelope);
/** The bytes an agent signs to prove its key to this server. */
export const proofBytes = (host: string, agentId: string, challenge: string): Uint8Array => new TextEncoder().encode(`lanet-agent-proof-v1\n${host}\n${agentId}\n${challenge}`);
/** The bytes an agent signs when it enrols: proof that it holds the key it shows. */
export const enrolmentBytes = (host: string, token: string, publicKey: string): Uint8Array => new TextEncoder().encode(`lanet-agent-enrol-v1\n${host}\n${token}\n${publicKey}`);

export const toBase64Url = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
/** @throws on text that is not base64url. */
export const fromBase64Url = (text: string): Uint8Array => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));

/** Never throws: a key or signature that cannot be read does not hold. Keys are raw 32 bytes, base64url. */
export async function verifies(publicKey: string, signature: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', fromBase64Url(publicKey) as BufferSource, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, fromBase64Url(signature) as BufferSource, bytes as BufferSource);
  } catch {
    return false;
  }
}

/** @param privateKey PKCS#8, base64url. */
export const signingKey = (privateKey: string): Promise<CryptoKey> => crypto.subtle.importKey('pkcs8', fromBase64Url(privateKey) as BufferSource, 'Ed25519', false, ['sign']);

/** @param privateKey PKCS#8, base64url; or what `signingKey` made of it. */
export async function sign(privateKey: string | CryptoKey, bytes: Uint8Array): Promise<string> {
  const key = typeof privateKey === 'string' ? await signingKey(privateKey) : privateKey;
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('Ed25519', key, bytes as BufferSource)));
}
