// Why a conversation with an IMAP server ended early, as a code that people get a sentence for.
import { SOCKET_FAULTS, type SocketFaultCode } from '../sockets/duplex.ts';

export const IMAP_FAULTS = [
  ...SOCKET_FAULTS,
  /** Encryption was asked for and is not offered. */
  'starttls_missing',
  'auth_failed',
  /** The server takes no sign-in of the kind that is configured. */
  'auth_unsupported',
  'folder_missing',
  /** The folder exists or should be made, and the server does not let us. */
  'folder_denied',
  /** Too many connections, a quota, maintenance: later. */
  'busy',
  /** The server says no to one step, for reasons of its own. */
  'refused',
  /** What it says is not IMAP, or more than fits. */
  'protocol',
] as const;
export type ImapFaultCode = (typeof IMAP_FAULTS)[number];

/** Thrown by every step of a session; `message` is the server's word or ours, without secrets, at most 200 characters. */
export class ImapFault extends Error {
  override readonly name = 'ImapFault';
  readonly code: ImapFaultCode;
  constructor(code: ImapFaultCode, detail: string = code) {
    super(detail);
    this.code = code;
  }
}

/** True when the connection is gone or cannot be believed any more: no further step makes sense. */
export const endsSession = (code: ImapFaultCode): boolean => !['refused', 'folder_missing', 'folder_denied'].includes(code);

interface Raised {
  code?: unknown;
  message?: unknown;
  responseStatus?: unknown;
  responseText?: unknown;
  response?: unknown;
  serverResponseCode?: unknown;
  authenticationFailed?: unknown;
  mailboxMissing?: unknown;
  tlsFailed?: unknown;
  reason?: unknown;
  _err?: unknown;
}

/** Anything that imapflow rejects with. */
export function faultOf(reason: unknown, step: string, secrets: string[] = []): ImapFault {
  if (reason instanceof ImapFault) return reason;
  const raised = (typeof reason === 'object' && reason !== null ? reason : {}) as Raised;
  const code = codeOf(raised, step);
  const said = [raised.responseText, typeof raised.response === 'string' ? raised.response : undefined, raised.reason, raised.message].find((text): text is string => typeof text === 'string' && text !== '');
  return new ImapFault(code, clean(said ?? step, secrets));
}

function codeOf(raised: Raised, step: string): ImapFaultCode {
  const code = typeof raised.code === 'string' ? raised.code : '';
  const text = `${typeof raised.message === 'string' ? raised.message : ''}`;
  const answer = typeof raised.serverResponseCode === 'string' ? raised.serverResponseCode.toUpperCase() : '';
  if ((SOCKET_FAULTS as readonly string[]).includes(code)) return code as SocketFaultCode;
  if (/TIMEOUT$/i.test(code)) return 'timeout';
  if (code === 'STARTTLS_INJECTION') return 'early_bytes';
  if (raised.tlsFailed === true) return /STARTTLS|can not start/i.test(text) ? 'starttls_missing' : 'certificate';
  if (/^(Line|Literal|Response)TooLarge$|^TooMany/.test(code)) return 'too_long';
  if (/^Parser|^MAX_IMAP|UnexpectedTag|MissingTag|InvalidResponse|ResponseProcessing/.test(code)) return 'protocol';
  if (code === 'ETHROTTLE' || ['UNAVAILABLE', 'INUSE', 'LIMIT', 'OVERQUOTA', 'SERVERBUG', 'CONTACTADMIN'].includes(answer)) return 'busy';
  if (raised.authenticationFailed === true) return 'auth_failed';
  if (/Unsupported authentication|Login is disabled/i.test(text)) return 'auth_unsupported';
  if (raised.mailboxMissing === true) return 'folder_missing';
  if (/^(NoConnection|EConnectionClosed|StateLogout|ClosedAfterConnect|EPIPE|ECONNRESET)/.test(code) || raised.responseStatus === 'BYE') return 'closed';
  if (raised.responseStatus === 'NO' || raised.responseStatus === 'BAD') return step === 'open' || step === 'move' ? 'folder_denied' : 'refused';
  return 'closed';
}

function clean(said: string, secrets: string[]): string {
  let text = said.replace(/\p{Cc}+/gu, ' ').trim();
  for (const secret of secrets) text = text.replaceAll(secret, '…');
  return text.slice(0, 200);
}
