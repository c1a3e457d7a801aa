// Duplex over the platform's own sockets (cloudflare:sockets).
import { before, SocketFault, type Dial, type Duplex, type SocketTarget } from './duplex.ts';

/** How long a second, plain connection may take that only tells why the first failed. */
const DIAGNOSIS_MS = 3000;
const CLOSE_MS = 2000;

async function open({ host, port }: SocketTarget, secureTransport: 'on' | 'off' | 'starttls'): Promise<Socket> {
  // Loaded where it is used: whatever else imports the Worker's routes may run outside the platform.
  const { connect } = await import('cloudflare:sockets');
  // Half open stays off: a server that closes its side has said all it will.
  const socket = connect({ hostname: host, port }, { secureTransport, allowHalfOpen: false });
  socket.closed.catch(() => undefined);
  socket.opened.catch(() => undefined);
  return socket;
}

function duplexOf(socket: Socket, host: string): Duplex {
  return {
    readable: socket.readable,
    writable: socket.writable,
    async startTls() {
      try {
        const encrypted = socket.startTls({ expectedServerHostname: host });
        encrypted.closed.catch(() => undefined);
        await encrypted.opened;
        return duplexOf(encrypted, host);
      } catch {
        // The platform says "internal error" for an untrusted certificate, a foreign name and a broken handshake alike.
        throw new SocketFault('certificate', 'the encryption could not be agreed on');
      }
    },
    async close() {
      await socket.close().catch(() => undefined);
    },
  };
}

export const platformDial: Dial = async (target) => {
  const socket = await open(target, target.security === 'tls' ? 'on' : target.security === 'plain' ? 'off' : 'starttls');
  try {
    await before(target.deadlineMs, socket.opened, 'connection');
    return duplexOf(socket, target.host);
  } catch (fault) {
    // Closing a socket whose handshake hangs waits for that handshake.
    void before(CLOSE_MS, socket.close(), 'end').catch(() => undefined);
    if (fault instanceof SocketFault && target.security !== 'tls') throw fault;
    throw await diagnose(target, fault);
  }
};

/** The platform has one sentence for "refused", "no such name" and "no trust": a plain connection tells whether somebody listens, and whether he speaks first. */
async function diagnose(target: SocketTarget, fault: unknown): Promise<SocketFault> {
  const isLate = fault instanceof SocketFault;
  if (target.security !== 'tls') return new SocketFault('unreachable', 'no connection could be made');
  const plain = await open(target, 'starttls');
  try {
    await before(DIAGNOSIS_MS, plain.opened, 'connection');
  } catch {
    return isLate ? fault : new SocketFault('unreachable', 'no connection could be made');
  }
  try {
    const reader = plain.readable.getReader();
    // A server of TLS waits for the client; one that greets does not speak it.
    const { done } = await before(isLate ? DIAGNOSIS_MS : 1000, reader.read(), 'greeting');
    return done ? (isLate ? fault : new SocketFault('certificate', 'the encryption could not be agreed on')) : new SocketFault('not_tls', 'the server does not speak TLS at this port');
  } catch {
    return isLate ? fault : new SocketFault('certificate', 'the encryption could not be agreed on');
  } finally {
    void before(CLOSE_MS, plain.close(), 'end').catch(() => undefined);
  }
}
