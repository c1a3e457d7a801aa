// Pure policy of enrolment and connection: which protocol, which server name, what an outcome means to the machine.
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, subprotocolOf } from '../../../durable-objects/protocol/limits.ts';
import { refused, type Problem } from '../../platform/problem.ts';
import type { EnrolmentOutcome } from './values.ts';

/** The newest protocol that both sides speak, out of the offered WebSocket subprotocols; null when there is none. */
export function protocolOf(offered: string): number | null {
  const names = offered.split(',').map((name) => name.trim());
  for (let version = PROTOCOL_VERSION; version >= PROTOCOL_VERSION_MIN; version--) if (names.includes(subprotocolOf(version))) return version;
  return null;
}

/** Names a machine may have signed as the server's. A local deployment is reached under whatever name it listens on; production under its own alone. */
export const serverNames = (origin: string, requestHost: string, isProduction: boolean): string[] => [...new Set([new URL(origin).host, ...(isProduction ? [] : [requestHost])])];

/** IPv4 in IPv6 clothing compares as what it is. */
export const plainAddress = (address: string | undefined): string => (address ?? 'local').replace(/^::ffff:(?=\d+\.)/i, '').slice(0, 64);

const REFUSALS: Record<Exclude<EnrolmentOutcome, 'enrolled' | 'again' | 'held'>, string> = {
  unknown_token: 'no such enrolment token', bad_proof: 'the proof does not hold: sign with the key you show, over the name of this server', expired: 'the enrolment token has expired',
  revoked: 'the enrolment token was withdrawn', used_up: 'the enrolment token has no uses left', wrong_platform: 'the enrolment token is for another platform',
  wrong_client: 'the token or the key belongs to another organisation', network_refused: 'machines of this organisation enrol from its own networks only',
  machine_revoked: 'this machine was retired or its key withdrawn',
};

/** Null: the machine is in. */
export function refusalOf(outcome: EnrolmentOutcome | 'too_many'): Problem | null {
  if (outcome === 'enrolled' || outcome === 'again' || outcome === 'held') return null;
  if (outcome === 'too_many') return { kind: 'too_many', message: 'too many unknown tokens from this address', retryAfterSeconds: 600 };
  const isUnknown = outcome === 'unknown_token' || outcome === 'bad_proof';
  return { kind: isUnknown ? 'unauthenticated' : 'forbidden', code: outcome, message: REFUSALS[outcome] };
}

export const stale = (message: string) => refused({ kind: 'unauthenticated', code: 'credential_stale', message });

type Diagnostic = string | number | boolean | null | string[];

/** What a person wrote, then what the agent added, as lines of text. */
export function ticketText(description: string, diagnostics: Record<string, Diagnostic> | undefined): string {
  const lines = Object.entries(diagnostics ?? {}).map(([name, value]) => `${oneLine(name)}: ${Array.isArray(value) ? value.map(oneLine).join(', ') : value === null ? '—' : oneLine(String(value))}`);
  const tail = lines.length > 0 ? `--- Diagnóstico del equipo ---\n${lines.join('\n')}` : '';
  return [description.trim(), tail].filter(Boolean).join('\n\n').slice(0, 50_000).replace(/\p{Cs}/gu, '');
}

const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\p{Cs}]+/gu, ' ').trim();
