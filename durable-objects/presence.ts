// Whether a machine is there. One place decides it, from connections, silence and the restarts of the platform. Pure.
import type { Kept } from './kept.ts';
import type { Outbox } from './outbox.ts';
import type { Presence } from './protocol/fleet.ts';
import { GRACE_SECONDS, SILENCE_SECONDS } from './protocol/limits.ts';
import { isoOf, isoOrNull } from './sql.ts';

/** After a restart of the platform all agents come back with jitter at once: nobody is told for this long. */
export const RESTART_GRACE_MS = 60_000;

/** What the agent said of itself when it came. */
export interface Caller {
  agent_version: string;
  hostname: string;
  address: string;
}
interface State extends Caller {
  is_online: boolean;
  last_seen_at: number | null;
  revision: number;
  /** Set while nobody is connected and nobody was told yet. */
  grace_until: number | null;
  grace_reason: string;
}
const START: State = { is_online: false, last_seen_at: null, revision: 0, grace_until: null, grace_reason: '', agent_version: '', hostname: '', address: '' };

export class PresenceWatch {
  readonly #memory: Kept;
  readonly #outbox: Outbox;
  readonly #settings: () => { client_id: string; asset_id: string };
  #kept: State;
  /** The grace after a restart is written by the first `check` alone: most machines are back before, and cost no write. */
  #isGraceKept = false;
  constructor(memory: Kept, outbox: Outbox, settings: () => { client_id: string; asset_id: string }) {
    this.#memory = memory;
    this.#outbox = outbox;
    this.#settings = settings;
    this.#kept = memory.get<State>('presence') ?? START;
    this.#isGraceKept = this.#kept.grace_until !== null;
  }

  /** True when it changed from offline to online. Coming back in time writes nothing to a queue. */
  came(caller: Caller, now: number): boolean {
    const was = this.#kept;
    const isNews = !was.is_online || was.agent_version !== caller.agent_version || was.hostname !== caller.hostname || was.address !== caller.address;
    const next = { ...was, ...caller, is_online: true, grace_until: null, last_seen_at: now, revision: was.revision + (isNews ? 1 : 0) };
    if (isNews || this.#isGraceKept) this.#keep(next);
    else if (was.grace_until !== null) this.#kept = next;
    if (isNews) this.#tell('connected', now);
    return !was.is_online;
  }

  /** The program ended on purpose. True when it changed. */
  left(reason: string, now: number): boolean {
    if (!this.#kept.is_online) return false;
    this.#keep({ ...this.#kept, is_online: false, last_seen_at: now, grace_until: null, revision: this.#kept.revision + 1 });
    this.#tell(reason, now);
    return true;
  }

  /** The last connection broke: a moment to come back. */
  broke(lastHeardAt: number, now: number): void {
    const until = now + GRACE_SECONDS * 1000;
    // An object woken by this very event has taken it for a restart a moment ago.
    const isSooner = this.#kept.grace_until === null || until < this.#kept.grace_until;
    if (this.#kept.is_online && isSooner) this.#keep({ ...this.#kept, last_seen_at: lastHeardAt, grace_until: until, grace_reason: 'disconnected' });
  }

  /** The object woke, and the connection it counted on is gone without a word: the platform restarted. */
  woke(isConnected: boolean, now: number): void {
    if (this.#kept.is_online && !isConnected && this.#kept.grace_until === null) this.#kept = { ...this.#kept, grace_until: now + RESTART_GRACE_MS, grace_reason: 'restart' };
  }

  /** True when it changed to offline. `lastHeardAt`: of the connection that stands; null when none does. */
  check(lastHeardAt: number | null, now: number): boolean {
    const { is_online: isOnline, grace_until: grace, grace_reason: reason } = this.#kept;
    if (!isOnline) return false;
    const isSilent = lastHeardAt !== null && now - lastHeardAt >= SILENCE_SECONDS * 1000;
    const isOver = lastHeardAt === null && grace !== null && now >= grace;
    if (!isSilent && !isOver) {
      if (grace !== null && lastHeardAt === null && !this.#isGraceKept) this.#keep(this.#kept);
      return false;
    }
    this.#keep({ ...this.#kept, is_online: false, grace_until: null, last_seen_at: lastHeardAt ?? this.#kept.last_seen_at, revision: this.#kept.revision + 1 });
    this.#tell(isSilent ? 'silence' : reason, now);
    return true;
  }

  /** When `check` may have something to say. */
  nextDeadline(lastHeardAt: number | null): number | null {
    if (!this.#kept.is_online) return null;
    return lastHeardAt === null ? this.#kept.grace_until : lastHeardAt + SILENCE_SECONDS * 1000;
  }

  now(lastHeardAt: number | null): Presence {
    const { is_online: isOnline, last_seen_at: seen, revision } = this.#kept;
    return { is_online: isOnline, last_seen_at: isoOrNull(Math.max(seen ?? 0, lastHeardAt ?? 0) || null), revision };
  }

  #keep(kept: State): void {
    this.#kept = kept;
    this.#isGraceKept = kept.grace_until !== null;
    this.#memory.set('presence', kept);
  }

  #tell(reason: string, now: number): void {
    const { client_id, asset_id } = this.#settings();
    const { is_online, revision, agent_version, address, hostname } = this.#kept;
    this.#outbox.put('changes', { type: 'presence', client_id, asset_id, is_online, at: isoOf(now), revision, reason, agent_version: agent_version || null, address: address || null, hostname: hostname || null }, now);
  }
}
