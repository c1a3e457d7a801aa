// A mailbox of an MSP's own IMAP server: one short conversation over the platform's sockets, with a limit on all that the server says.
import { createStreamsTransport, ImapFlow, type ImapTransport } from 'imapflow';
import type { Dial, Duplex } from '../sockets/duplex.ts';
import { faultOf, ImapFault } from './imap-fault.ts';

export interface ImapTarget {
  host: string;
  port: number;
  /** `plain` is for test hosts alone. */
  security: 'tls' | 'starttls' | 'plain';
  username: string;
  /** One of the two; the token is an OAuth 2.0 access token (XOAUTH2, OAUTHBEARER). */
  password?: string | undefined;
  accessToken?: string | undefined;
}

export interface FolderFacts {
  /** Another value than before: uids of before mean nothing. */
  uidValidity: number;
  uidNext: number;
}

/** What the server says of a mail before it is fetched. */
export interface MailFacts {
  uid: number;
  /** Bytes; some servers guess. Null: not said. */
  size: number | null;
  /** When the server took it in. */
  receivedAt: Date | null;
}

/** Each step throws ImapFault. A session is for one conversation; `close` is always called. */
export interface ImapSession {
  open(folder: string): Promise<FolderFacts>;
  /** Uids in ascending order, above one of them, or of the day of `since` (in the server's zone) and later. */
  find(query: { above: number } | { since: Date } | { header: { name: string; value: string } }): Promise<number[]>;
  /** Of those that are still there. */
  facts(uids: number[]): Promise<MailFacts[]>;
  /** The whole mail as it lies there, unread as before. */
  raw(uid: number, bytesMax: number, sizeHint?: number | null): Promise<Uint8Array | 'gone' | 'too_large'>;
  /** Out of the open folder into another, which is made when it is missing. False: the server can only copy, so the mail was marked as read and stays. */
  move(uid: number, folder: string): Promise<boolean>;
  /** Says goodbye, at most two seconds. Never throws. */
  close(): Promise<void>;
}

export interface ImapLimits {
  connectMs: number;
  /** Longest silence of the server inside a step. */
  stepMs: number;
  /** Of the whole conversation. */
  totalMs: number;
}

const LIMITS: ImapLimits = { connectMs: 8000, stepMs: 12_000, totalMs: 90_000 };
/** A mail comes in pieces of this size, so that no answer is larger than memory allows whatever the server claims. */
const PIECE_BYTES = 1024 * 1024;
const CLOSE_MS = 2000;
/** Mails asked about in one command. */
const FACTS_AT_ONCE = 200;

/** @returns a session that is signed in. @throws ImapFault */
export async function openImap(dial: Dial, target: ImapTarget, given: Partial<ImapLimits> = {}): Promise<ImapSession> {
  const limits = { ...LIMITS, ...given };
  const secrets = [target.password, target.accessToken].filter((secret): secret is string => secret !== undefined && secret.length > 2);
  const state = { isLate: false };
  const client = new ImapFlow({
    host: target.host, port: target.port, secure: target.security === 'tls', ...(target.security === 'tls' ? {} : { doSTARTTLS: target.security === 'starttls' }),
    auth: target.accessToken === undefined ? { user: target.username, pass: target.password ?? '' } : { user: target.username, accessToken: target.accessToken },
    transport: transportOf(dial, target, limits.connectMs),
    clientInfo: { name: 'LANET Helpdesk', version: false, vendor: false, 'support-url': false },
    logger: false, disableAutoIdle: true, disableCompression: true, disableBinary: true, disableAutoEnable: true, disableIMAP4rev2: true,
    connectionTimeout: limits.connectMs, greetingTimeout: limits.connectMs, socketTimeout: limits.stepMs,
    maxLineLength: 2 * PIECE_BYTES, maxLiteralSize: 2 * PIECE_BYTES, maxResponseSize: 4 * PIECE_BYTES, maxResponseTokens: 50_000,
  });
  // Whatever breaks rejects the step that waits for it as well.
  client.on('error', () => undefined);
  const deadline = setTimeout(() => {
    state.isLate = true;
    client.close();
  }, limits.totalMs);
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (reason) {
      throw state.isLate ? new ImapFault('timeout', `the conversation took longer than ${Math.round(limits.totalMs / 1000)} s`) : faultOf(reason, name, secrets);
    }
  };
  try {
    await step('connect', () => client.connect());
  } catch (fault) {
    clearTimeout(deadline);
    client.close();
    throw fault;
  }
  return {
    open: (folder) => step('open', async () => {
      const { uidValidity, uidNext } = await client.mailboxOpen(folder);
      if (Number(uidValidity ?? 0) < 1) throw new ImapFault('protocol', 'the server gives its mails no lasting numbers');
      if (uidNext > 0) return { uidValidity: Number(uidValidity), uidNext };
      // Old servers do not say what comes next: one above the last.
      const all = await client.search({ all: true }, { uid: true });
      return { uidValidity: Number(uidValidity), uidNext: Math.max(0, ...(Array.isArray(all) ? all : []).slice(-1)) + 1 };
    }),
    find: (query) => step('search', async () => {
      const found = await client.search(
        'above' in query ? { uid: `${query.above + 1}:*` } : 'since' in query ? { since: query.since } : { header: { [query.header.name]: query.header.value } }, { uid: true });
      if (!Array.isArray(found)) throw new ImapFault('protocol', 'the server would not search');
      // `n:*` names the last mail even if its uid is below n.
      const least = 'above' in query ? query.above : 0;
      return [...new Set(found)].filter((uid) => uid > least).toSorted((a, b) => a - b);
    }),
    facts: (uids) => step('list', async () => {
      const all = new Map<number, MailFacts>();
      for (let at = 0; at < uids.length; at += FACTS_AT_ONCE) {
        const asked = uids.slice(at, at + FACTS_AT_ONCE);
        for await (const mail of client.fetch(asked.join(','), { uid: true, size: true, internalDate: true }, { uid: true })) {
          if (asked.includes(mail.uid)) all.set(mail.uid, { uid: mail.uid, size: mail.size ?? null, receivedAt: instantOf(mail.internalDate) });
        }
      }
      return uids.flatMap((uid) => all.get(uid) ?? []);
    }),
    raw: (uid, bytesMax, sizeHint) => step('fetch', () => wholeMail(client, uid, bytesMax, sizeHint ?? 0)),
    move: (uid, folder) => step('move', async () => {
      // Without UIDPLUS an expunge takes every mail that anybody marked as deleted.
      if (!client.capabilities.has('MOVE') && !client.capabilities.has('UIDPLUS')) {
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
        return false;
      }
      if (await client.messageMove(String(uid), folder, { uid: true })) return true;
      await client.mailboxCreate(folder);
      if (await client.messageMove(String(uid), folder, { uid: true })) return true;
      throw new ImapFault('folder_denied', 'the server did not move the mail');
    }),
    async close() {
      clearTimeout(deadline);
      const late = setTimeout(() => client.close(), CLOSE_MS);
      await client.logout().catch(() => undefined);
      clearTimeout(late);
      client.close();
    },
  };
}

const instantOf = (value: Date | string | undefined): Date | null => {
  const at = value === undefined ? null : new Date(value);
  return at === null || Number.isNaN(at.getTime()) ? null : at;
};

async function wholeMail(client: ImapFlow, uid: number, bytesMax: number, sizeHint: number): Promise<Uint8Array | 'gone' | 'too_large'> {
  let space = new Uint8Array(Math.min(Math.max(sizeHint, 16_384), bytesMax));
  let length = 0;
  for (;;) {
    const row = await client.fetchOne(String(uid), { uid: true, source: { start: length, maxLength: PIECE_BYTES } }, { uid: true });
    const piece = row === false ? undefined : row.source;
    if (row === false || (!piece && length === 0)) return 'gone';
    if (!piece) {
      // The mail ended with the piece before, which was full.
      if (length >= sizeHint) return space.subarray(0, length);
      throw new ImapFault('protocol', 'the server stopped in the middle of the mail');
    }
    if (length + piece.length > bytesMax) return 'too_large';
    if (length + piece.length > space.length) {
      const wider = new Uint8Array(Math.min(bytesMax, Math.max(space.length * 2, length + piece.length)));
      wider.set(space.subarray(0, length));
      space = wider;
    }
    space.set(piece, length);
    length += piece.length;
    if (piece.length < PIECE_BYTES) return space.subarray(0, length);
  }
}

/** What imapflow holds of a connection: it waits for `opened` itself. */
interface Held {
  opened: Promise<Duplex>;
  close(): Promise<void>;
}

function transportOf(dial: Dial, target: ImapTarget, deadlineMs: number): ImapTransport {
  const held = (opened: Promise<Duplex>): Held => {
    opened.catch(() => undefined);
    return { opened, close: () => opened.then((duplex) => duplex.close(), () => undefined) };
  };
  return createStreamsTransport<Held>({
    open: () => held(dial({ host: target.host, port: target.port, security: target.security, deadlineMs })),
    upgrade: (socket) => held(socket.opened.then((duplex) => duplex.startTls())),
  });
}

