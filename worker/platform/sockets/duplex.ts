// A connection to somebody else's mail server, whoever opens it: the platform's sockets in the Worker, Node's in tests.

/** `tls`: from the first byte. `starttls`: plain until `startTls()`. `plain`: never; test hosts alone. */
export type SocketSecurity = 'tls' | 'starttls' | 'plain';

export interface SocketTarget {
  host: string;
  port: number;
  security: SocketSecurity;
  /** Until the connection stands, with its handshake when `security` is `tls`. */
  deadlineMs: number;
}

/** Two streams of bytes. Locks on both are to be released before `startTls()`. */
export interface Duplex {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** The same connection from now on encrypted, for the host it was opened to. @throws SocketFault `certificate` or `tls`. */
  startTls(): Promise<Duplex>;
  /** May wait for the other side: give it a deadline. Never throws. */
  close(): Promise<void>;
}

/** @throws SocketFault when no connection stands by the deadline. */
export type Dial = (target: SocketTarget) => Promise<Duplex>;

export const SOCKET_FAULTS = [
  /** An address inside a private network, or a name of one. */
  'host_not_allowed',
  /** The platform lets nobody use this port. */
  'port_not_allowed',
  'host_not_found',
  /** Nobody listens there, or no way leads there. */
  'unreachable',
  /** The handshake failed: as a rule a certificate that is not trusted, or one for another name. */
  'certificate',
  /** Something listens and does not speak TLS. */
  'not_tls',
  'timeout',
  /** The other side hung up. */
  'closed',
  /** More than the protocol allows in one line or answer. */
  'too_long',
  /** Bytes before the handshake that somebody put in between. */
  'early_bytes',
] as const;
export type SocketFaultCode = (typeof SOCKET_FAULTS)[number];

/** Thrown inside a conversation, where every step can end this way; caught by whoever leads it. */
export class SocketFault extends Error {
  override readonly name = 'SocketFault';
  readonly code: SocketFaultCode;
  constructor(code: SocketFaultCode, detail: string = code) {
    super(detail);
    this.code = code;
  }
}

/** @throws SocketFault `timeout` after `ms`; what was waited for is left to itself. */
export async function before<T>(ms: number, work: Promise<T>, step: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  work.catch(() => undefined);
  try {
    return await Promise.race([work, new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new SocketFault('timeout', `no ${step} within ${Math.round(ms / 100) / 10} s`)), ms);
    })]);
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}
