// Lines and counted bytes over a Duplex, with a limit and a deadline on every step: what SMTP and IMAP are written with.
import { before, SocketFault, type Dial, type Duplex, type SocketTarget } from './duplex.ts';

export interface Wire {
  /** The next line without its CRLF (or LF), one character a byte. @throws SocketFault `too_long`, `timeout`, `closed`. */
  line(bytesMax: number, deadlineMs: number): Promise<string>;
  /** Exactly so many bytes. The caller bounds `count`; the deadline runs anew with each piece that arrives. */
  bytes(count: number, deadlineMs: number): Promise<Uint8Array>;
  /** All of it within the deadline. Text goes one byte a character: encode what is not ASCII before. */
  write(data: string | Uint8Array, deadlineMs: number): Promise<void>;
  /** @throws SocketFault `early_bytes` when something was received that nobody read: it came before encryption. */
  startTls(deadlineMs: number): Promise<void>;
  /** Bytes that arrived and were not asked for yet. */
  readonly unread: number;
  readonly isEncrypted: boolean;
  /** At most `deadlineMs`; never throws. The wire is of no use afterwards. */
  close(deadlineMs?: number): Promise<void>;
}

const LF = 10;
const CR = 13;
/** What is handed to the platform at once: it copies, and a Worker has little memory. */
const PIECE_BYTES = 65_536;

/** Connects and wraps. @throws SocketFault */
export async function openWire(dial: Dial, target: SocketTarget): Promise<Wire> {
  const opening = dial(target);
  try {
    return makeWire(await before(target.deadlineMs, opening, 'connection'), target.security === 'tls');
  } catch (fault) {
    // Should it stand after all, nobody would ever close it.
    void opening.then((late) => late.close(), () => undefined);
    throw fault;
  }
}

export function makeWire(first: Duplex, encrypted: boolean): Wire {
  let duplex = first;
  let isEncrypted = encrypted;
  let reader = duplex.readable.getReader();
  let writer = duplex.writable.getWriter();
  let pieces: Uint8Array[] = [];
  let unread = 0;
  let isOver = false;
  // A reader that rejects while nobody waits for it must not stop the program.
  const hush = (): void => {
    reader.closed.catch(() => undefined);
    writer.closed.catch(() => undefined);
  };
  hush();

  const receive = async (deadlineMs: number): Promise<void> => {
    if (isOver) throw new SocketFault('closed', 'the connection is closed');
    let got: ReadableStreamReadResult<Uint8Array>;
    try {
      got = await before(deadlineMs, reader.read(), 'answer');
    } catch (fault) {
      isOver = true;
      throw brokenBy(fault);
    }
    if (got.done) {
      isOver = true;
      throw new SocketFault('closed', 'the server closed the connection');
    }
    if (got.value.length > 0) pieces.push(got.value);
    unread += got.value.length;
  };
  const take = (count: number): Uint8Array => {
    const out = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const head = pieces[0]!;
      const part = head.subarray(0, count - at);
      out.set(part, at);
      at += part.length;
      if (part.length === head.length) pieces.shift();
      else pieces[0] = head.subarray(part.length);
    }
    unread -= count;
    return out;
  };
  /** Bytes up to and with the first LF after the first `from` pieces; 0: there is none. */
  const lineLength = (from: number): number => {
    let passed = 0;
    for (const [i, piece] of pieces.entries()) {
      const at = i < from ? -1 : piece.indexOf(LF);
      if (at >= 0) return passed + at + 1;
      passed += piece.length;
    }
    return 0;
  };

  return {
    get unread() { return unread; },
    get isEncrypted() { return isEncrypted; },
    async line(bytesMax, deadlineMs) {
      let seen = 0;
      let length = lineLength(0);
      // One deadline for the whole line: a byte a minute is no answer.
      let left = deadlineMs;
      while (length === 0) {
        if (unread > bytesMax) throw new SocketFault('too_long', `a line of more than ${bytesMax} bytes`);
        seen = pieces.length;
        const from = performance.now();
        await receive(left);
        left = Math.max(1, left - (performance.now() - from));
        length = lineLength(seen);
      }
      if (length > bytesMax + 2) throw new SocketFault('too_long', `a line of more than ${bytesMax} bytes`);
      const bytes = take(length);
      return latin1(bytes.subarray(0, length - (length > 1 && bytes[length - 2] === CR ? 2 : 1)));
    },
    async bytes(count, deadlineMs) {
      for (let missing = count - unread; missing > 0; missing = count - unread) await receive(deadlineMs);
      return take(count);
    },
    async write(data, deadlineMs) {
      const bytes = typeof data === 'string' ? Uint8Array.from(data, (letter) => letter.charCodeAt(0)) : data;
      const until = performance.now() + deadlineMs;
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        if (isOver) throw new SocketFault('closed', 'the connection is closed');
        try {
          await before(Math.max(1, until - performance.now()), writer.write(bytes.subarray(at, at + PIECE_BYTES)), 'room to write');
        } catch (fault) {
          isOver = true;
          throw brokenBy(fault);
        }
      }
    },
    async startTls(deadlineMs) {
      // CVE-2011-0411: what a stranger put into the plain part would be taken for the server's encrypted word.
      if (unread > 0) throw new SocketFault('early_bytes', 'the server spoke before the encryption began');
      reader.releaseLock();
      writer.releaseLock();
      try {
        duplex = await before(deadlineMs, duplex.startTls(), 'encryption');
      } catch (fault) {
        isOver = true;
        throw fault instanceof SocketFault ? fault : new SocketFault('certificate', 'the encryption could not be agreed on');
      }
      reader = duplex.readable.getReader();
      writer = duplex.writable.getWriter();
      hush();
      isEncrypted = true;
    },
    async close(deadlineMs = 2000) {
      isOver = true;
      pieces = [];
      unread = 0;
      await before(deadlineMs, duplex.close(), 'end').catch(() => undefined);
    },
  };
}

/** A handshake that is put off until the first bytes fails while they are waited for. */
const brokenBy = (fault: unknown): SocketFault => {
  if (fault instanceof SocketFault) return fault;
  const isTls = fault instanceof Error && /\btls\b|handshake|certificate/i.test(fault.message);
  return isTls ? new SocketFault('certificate', 'the encryption could not be agreed on') : new SocketFault('closed', 'the server broke the connection');
};

/** One character a byte; in pieces, because a call takes some ten thousand arguments at most. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Text received as bytes, read as UTF-8; what is none becomes U+FFFD. */
export const utf8Of = (line: string): string => new TextDecoder().decode(Uint8Array.from(line, (letter) => letter.charCodeAt(0)));
