// Keeps a way to the server open: back-off, what each refusal asks for, and the long poll where WebSockets do not get through.
import { BACKOFF, CLOSE, PING_SECONDS, PROTOCOL_VERSION } from '../durable-objects/protocol/limits.ts';
import type { ServerFrame } from '../durable-objects/protocol/agent-frames.ts';
import { backoff } from './backoff.ts';
import type { Channel, NotOpened, Opened } from './channel.ts';
import type { Log } from './log.ts';
import { openLongPoll } from './long-poll.ts';
import { renewSession, type Self } from './session.ts';
import { openWebSocket } from './web-socket.ts';

export interface Talk {
  onFrame(frame: ServerFrame): void;
  isWelcome(): boolean;
  closed(): void;
}
export interface Timings {
  pingMs: number;
  /** A channel without a welcome for this long does not work. */
  welcomeMs: number;
  /** Failed upgrades in a row before the long poll is taken. */
  upgradesMax: number;
  /** The long poll gives way to another attempt after this. */
  webSocketAgainMs: number;
  backoff: { baseMs: number; maxMs: number; stableMs: number };
  supersededMs: number;
  /** An identity that is refused although it was just renewed. */
  unauthorisedMs: number;
  /** The server asked for a pause without saying how long. */
  pauseMs: number;
}
export const TIMINGS: Timings = {
  pingMs: PING_SECONDS * 1000, welcomeMs: 30_000, upgradesMax: 3, webSocketAgainMs: 600_000, backoff: BACKOFF, supersededMs: BACKOFF.supersededMs, unauthorisedMs: 3_600_000, pauseMs: 60_000,
};
export interface ConnectionParts {
  self: Self;
  log: Log;
  timings: Timings;
  protocolMax?: number;
  /** A channel is there; the talk begins with a hello. */
  begin(channel: Channel, offsetMs: number): Talk;
  /** The program is on its way out: a channel that closes now is not missed. */
  isEnding(): boolean;
  /** For `status`: what stands in the way now; null when nothing does. */
  onTrouble(trouble: string | null): void;
}
/** `stopped`: asked to. The others: the server said to stay away for good. */
/** `retired`: the end of the machine's life there; `revoked`: its key was withdrawn. */
export type Ended = 'stopped' | 'revoked' | 'retired' | 'upgrade_required';

/** Resolves only when it is over. */
export async function keepConnected(parts: ConnectionParts, signal: AbortSignal): Promise<Ended> {
  const { self, log, timings } = parts;
  const wait = backoff({ ...timings.backoff });
  let failedUpgrades = 0;
  let hasJustRenewed = false;
  const pause = async (ms: number, why: string): Promise<void> => {
    parts.onTrouble(why);
    log.info('waiting_to_connect', { ms: Math.round(ms), why });
    await sleep(ms, signal);
  };
  const renewOrPause = async (why: string): Promise<'revoked' | null> => {
    if (hasJustRenewed) {
      hasJustRenewed = false;
      // Not for good: a server that was wrong about a whole fleet must be able to get it back.
      await pause(timings.unauthorisedMs * (0.5 + Math.random() / 2), why);
      return null;
    }
    hasJustRenewed = true;
    const renewed = await renewSession(self, log, signal);
    if (!renewed.ok && renewed.code === 'revoked') return 'revoked';
    if (renewed.ok) log.info('credential_renewed');
    else await pause(Math.max(wait.next(), (renewed.retryAfterS ?? 0) * 1000), `no new credential: ${renewed.message}`);
    return null;
  };

  while (!signal.aborted) {
    const isPolling = failedUpgrades >= timings.upgradesMax;
    const tried = await converse(parts, isPolling, signal);
    if (signal.aborted || parts.isEnding()) break;
    if (!tried.ok) {
      log.warn('not_connected', { why: tried.why, code: tried.code, message: tried.message });
      if (tried.why === 'revoked') return 'revoked';
      if (tried.why === 'outdated') return 'upgrade_required';
      if (tried.why === 'stale' || tried.why === 'unauthorised') {
        if ((await renewOrPause(`the server does not accept this machine (${tried.code})`)) === 'revoked') return 'revoked';
        continue;
      }
      if (tried.why === 'upgrade' && !isPolling) {
        failedUpgrades++;
        if (failedUpgrades === timings.upgradesMax) log.warn('falling_back_to_long_poll', { after: failedUpgrades });
        if (failedUpgrades >= timings.upgradesMax) continue;
      } else if (isPolling) failedUpgrades = 0;
      await pause(Math.max(wait.next(), (tried.retryAfterS ?? 0) * 1000), `${tried.message} (${tried.code})`);
      continue;
    }
    wait.lasted(tried.lastedMs);
    if (tried.wasWelcome) hasJustRenewed = false;
    log.info('disconnected', { code: tried.code, reason: tried.reason, lasted_ms: tried.lastedMs });
    switch (tried.code) {
      case CLOSE.revoked: return tried.reason === 'retired' ? 'retired' : 'revoked';
      case CLOSE.upgradeRequired: return 'upgrade_required';
      case CLOSE.superseded:
        await pause(timings.supersededMs * (0.5 + Math.random() / 2), 'another program uses this machine\'s key');
        break;
      case CLOSE.unauthorised:
        if ((await renewOrPause('the server closed the connection: not authorised')) === 'revoked') return 'revoked';
        break;
      case CLOSE.tooMany:
        await pause(timings.pauseMs * (0.5 + Math.random() / 2), 'the server asked for a pause');
        break;
      case WEB_SOCKET_AGAIN:
        // One failure more, and the long poll is back at once.
        failedUpgrades = timings.upgradesMax - 1;
        break;
      default:
        if (!tried.wasWelcome && !isPolling) failedUpgrades++;
        else if (!isPolling) failedUpgrades = 0;
        await pause(wait.next(), tried.reason || `the connection broke (${tried.code})`);
    }
  }
  return 'stopped';
}

/** An own code: the long poll ends to see whether a WebSocket gets through now. */
const WEB_SOCKET_AGAIN = -1;
type Conversed = { ok: true; code: number; reason: string; lastedMs: number; wasWelcome: boolean } | NotOpened;

async function converse(parts: ConnectionParts, isPolling: boolean, signal: AbortSignal): Promise<Conversed> {
  const { self, log, timings } = parts;
  const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
  let talk: Talk | null = null;
  const early: ServerFrame[] = [];
  const events = { onFrame: (frame: ServerFrame) => (talk ? talk.onFrame(frame) : void early.push(frame)), onClose: (code: number, reason: string) => resolve({ code, reason }) };
  const opened: Opened = isPolling ? await openLongPoll(self, log, events, undefined, signal) : await openWebSocket(self, log, events, parts.protocolMax ?? PROTOCOL_VERSION, timings.pingMs, signal);
  if (!opened.ok) return opened;
  const startedAt = Date.now();
  talk = parts.begin(opened.channel, opened.offsetMs);
  for (const frame of early) talk.onFrame(frame);
  const silence = setTimeout(() => {
    if (talk.isWelcome()) return;
    log.warn('no_welcome', { transport: opened.channel.kind });
    void opened.channel.close();
  }, timings.welcomeMs);
  const again = isPolling ? setTimeout(() => {
    resolve({ code: WEB_SOCKET_AGAIN, reason: 'trying a WebSocket again' });
    void opened.channel.close();
  }, timings.webSocketAgainMs) : undefined;
  const end = await promise;
  clearTimeout(silence);
  clearTimeout(again);
  const wasWelcome = talk.isWelcome();
  talk.closed();
  return { ok: true, ...end, lastedMs: Date.now() - startedAt, wasWelcome };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve();
  }, { once: true });
  if (signal.aborted) resolve();
  return promise;
}
