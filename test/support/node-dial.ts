// Duplex over Node's sockets, for tests outside the Workers runtime; says why a handshake failed as far as Node knows.
import net from 'node:net';
import tls from 'node:tls';
import { Duplex as NodeDuplex } from 'node:stream';
import { SocketFault, type Dial, type Duplex, type SocketFaultCode } from '../../worker/platform/sockets/duplex.ts';

/** @param ca certificates to trust, PEM. */
export function nodeDial({ ca }: { ca?: string | string[] } = {}): Dial {
  const encrypt = (options: tls.ConnectionOptions, host: string): Promise<tls.TLSSocket> => new Promise((resolve, reject) => {
    const socket = tls.connect({ ...options, ...(ca === undefined ? {} : { ca }), ...(net.isIP(host) ? {} : { servername: host }) });
    socket.once('secureConnect', () => resolve(socket)).once('error', reject);
  });
  const wrap = (socket: net.Socket, host: string): Duplex => {
    socket.on('error', () => undefined);
    const streams = NodeDuplex.toWeb(socket) as unknown as { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> };
    return {
      readable: streams.readable,
      writable: streams.writable,
      // Node has no way back from web streams: `starttls` connections are wrapped by hand below.
      startTls: () => Promise.reject(new SocketFault('certificate', `${host} was not opened for starttls`)),
      close: () => ended(socket),
    };
  };
  /** A pair of streams that lets go of its socket, so that TLS can be laid over it. */
  const plain = (socket: net.Socket, host: string): Duplex => {
    let onData: ((data: Uint8Array) => void) | undefined;
    let onEnd: (() => void) | undefined;
    const readable = new ReadableStream<Uint8Array>({
      start(controller) {
        onData = (data) => controller.enqueue(new Uint8Array(data));
        onEnd = () => {
          try {
            controller.close();
          } catch {
            // Already closed.
          }
        };
        socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
      },
    });
    const writable = new WritableStream<Uint8Array>({
      write: (data) => new Promise((resolve, reject) => socket.write(data, (fault) => (fault ? reject(fault) : resolve()))),
    });
    return {
      readable,
      writable,
      async startTls() {
        socket.off('data', onData!).off('end', onEnd!).off('close', onEnd!);
        try {
          return wrap(await encrypt({ socket }, host), host);
        } catch (fault) {
          throw new SocketFault('certificate', String(fault));
        }
      },
      close: () => ended(socket),
    };
  };
  return async ({ host, port, security }) => {
    try {
      if (security === 'tls') return wrap(await encrypt({ host, port }, host), host);
      const socket = net.connect({ host, port });
      await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      socket.on('error', () => undefined);
      return plain(socket, host);
    } catch (fault) {
      throw new SocketFault(codeOf(fault), String(fault));
    }
  };
}

const ended = (socket: net.Socket): Promise<void> => new Promise((resolve) => {
  if (socket.destroyed) return resolve();
  const timer = setTimeout(() => socket.destroy(), 50);
  socket.once('close', () => {
    clearTimeout(timer);
    resolve();
  }).end();
});

function codeOf(fault: unknown): SocketFaultCode {
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? String(fault.code) : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'host_not_found';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'unreachable';
  return code.includes('WRONG_VERSION') || code.includes('PACKET_LENGTH') || code.includes('UNKNOWN_PROTOCOL') ? 'not_tls' : 'certificate';
}
