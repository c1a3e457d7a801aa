// Whether an order may run here: signed by a pinned key, for this machine, fresh, new, approved, unaltered, and allowed by the machine's owner.
import { CommandArguments, Envelope, sha256Hex, signedBytes, verifies, type CommandKind, type SignedCommand } from '../durable-objects/protocol/envelope.ts';
import type { ToolName } from '../durable-objects/protocol/tools.ts';
import type { CommandKey } from './identity.ts';
import type { Policy } from './policy.ts';

export const REFUSALS = ['unreadable', 'unknown_key', 'bad_signature', 'wrong_machine', 'repeated', 'stale', 'script_hash', 'arguments_hash', 'bad_arguments', 'unapproved', 'local_policy'] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Checked =
  | { ok: true; envelope: Envelope; arguments: CommandArguments }
  /** `envelope` as read; `is_signed` says whether it can be believed. Null: it has no id to answer with. */
  | { ok: false; reason: Refusal; message: string; envelope: Envelope | null; is_signed: boolean };

export interface Judge {
  agent_id: string;
  client_id: string;
  keys: CommandKey[];
  policy: Policy;
  /** The server's clock, milliseconds. */
  serverNow: number;
  hasSeen: (sequence: number) => boolean;
}

/** Whoever refuses a kind of order means what comes to the same: what is written, installed or typed into a terminal runs. */
const REFUSED_WITH: Partial<Record<ToolName, CommandKind>> = { 'service.control': 'service', 'file.write': 'script', 'software.install': 'script', 'software.remove': 'script' };

/** Pure but for the hashing; asks the signature before it believes any field. */
export async function checkCommand(command: SignedCommand, judge: Judge): Promise<Checked> {
  const read = Envelope.safeParse(jsonOf(command.envelope));
  if (!read.success) return { ok: false, reason: 'unreadable', message: 'the envelope is not one of this protocol', envelope: null, is_signed: false };
  const envelope = read.data;
  const no = (reason: Refusal, message: string, is_signed = true): Checked => ({ ok: false, reason, message, envelope, is_signed });

  const key = judge.keys.find((known) => known.key_id === command.key_id);
  if (!key) return no('unknown_key', `no pinned key is called ${command.key_id}`, false);
  if (!(await verifies(key.public_key, command.signature, signedBytes(command.envelope)))) return no('bad_signature', 'the signature does not hold', false);
  if (envelope.agent_id !== judge.agent_id || envelope.client_id !== judge.client_id) return no('wrong_machine', 'the order is for another machine', false);
  if (judge.hasSeen(envelope.sequence)) return no('repeated', `sequence ${envelope.sequence} was used before`);
  if (Date.parse(envelope.not_after) < judge.serverNow) return no('stale', `the order was good until ${envelope.not_after}`);
  if (envelope.kind === 'script' ? command.script === null || (await sha256Hex(command.script)) !== envelope.script_sha256 : command.script !== null || envelope.script_sha256 !== null) return no('script_hash', 'the script is not the signed one');
  if ((await sha256Hex(command.arguments)) !== envelope.arguments_sha256) return no('arguments_hash', 'the arguments are not the signed ones');
  const args = CommandArguments.safeParse(jsonOf(command.arguments));
  if (!args.success) return no('bad_arguments', 'the arguments are not of this protocol');
  if (envelope.kind === 'script' && envelope.script_type === null) return no('bad_arguments', 'the script has no language');
  if ((envelope.kind === 'service' && !args.data.service) || (envelope.kind === 'reboot' && !args.data.reboot) || (envelope.kind === 'recovery_key' && !args.data.recovery_key) || (envelope.kind === 'tool' && !args.data.tool) || (envelope.kind === 'remote' && !args.data.remote)) return no('bad_arguments', `an order of kind ${envelope.kind} needs its own arguments`);
  if (JSON.stringify(args.data).includes('\\u0000')) return no('bad_arguments', 'arguments hold no NUL');
  if (envelope.kind === 'script' && (envelope.approved_by === null || envelope.approval_sha256 === null)) return no('unapproved', 'nobody approved this script');
  if (judge.policy.refuse_kinds.includes(envelope.kind)) return no('local_policy', `this machine refuses orders of kind ${envelope.kind}`);
  const closed = args.data.tool ? REFUSED_WITH[args.data.tool.tool] : args.data.remote?.session === 'terminal' ? 'script' : undefined;
  if (closed && judge.policy.refuse_kinds.includes(closed)) return no('local_policy', `this machine refuses orders of kind ${closed}`);
  if (judge.policy.refuse_run_as.includes(envelope.run_as)) return no('local_policy', `this machine refuses orders that run as ${envelope.run_as}`);
  return { ok: true, envelope, arguments: args.data };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
