// Recovery keys of this machine: sealed to the deployment's key the moment they are read. In clear they live in variables here and in the collector, nowhere else.
import { escrowBytes, KEYS_MAX, sealKey, type Escrow, type RecoveryKeys, type SealedKey } from '../durable-objects/protocol/recovery-keys.ts';
import { verifies, type KeyPlace } from '../durable-objects/protocol/envelope.ts';
import type { Outcome, Platform } from './collect/collector.ts';
import { reasonOf, type Log } from './log.ts';
import type { Self } from './session.ts';

export interface EscrowParts {
  self: Self;
  platform: Pick<Platform, 'recovery'>;
  log: Log;
  /** Into the spool; the record's number. */
  keep: (record: RecoveryKeys) => number;
  /** The server has everything up to this number. */
  isSafe: (n: number) => boolean;
}

/** Keys are looked at again this often, besides each time the volumes change. */
const REPORT_MS = 86_400_000;
/** How long the server may take to confirm a new key before the old one goes. */
const SAFE_MS = 60_000;

const no = (message: string): Outcome => ({ ok: false, message });
const isSame = (a: KeyPlace, b: KeyPlace): boolean => a.volume_id === b.volume_id && a.protector_id === b.protector_id;

export class KeyEscrow {
  readonly #parts: EscrowParts;
  #to: { key_id: string; public_key: string } | null = null;
  #work: Promise<unknown> = Promise.resolve();
  #waiting: { n: number; tell: () => void }[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #safeMs: number;

  constructor(parts: EscrowParts, safeMs = SAFE_MS) {
    this.#parts = parts;
    this.#safeMs = safeMs;
  }

  /** The server names the key to seal to; believed only with the word of a pinned command key. */
  async hear({ key_id, public_key, by, signature }: Escrow): Promise<void> {
    const { self, log } = this.#parts;
    const voucher = self.identity.command_keys.find((key) => key.key_id === by);
    if (!voucher || !(await verifies(voucher.public_key, signature, escrowBytes(key_id, public_key)))) {
      log.error('escrow_key_refused', { key_id, by });
      return;
    }
    if (this.#to?.key_id === key_id && this.#to.public_key === public_key) return;
    this.#to = { key_id, public_key };
    this.#timer ??= setInterval(() => void this.report(), REPORT_MS).unref();
    await this.report();
  }

  /** All keys of the machine, sealed, into the spool. Never rejects. */
  report(): Promise<void> {
    return this.#inTurn(async () => void (await this.#report()), undefined);
  }

  /** Another key in the place of one that was seen: the old one goes when the server has the new one, else the new one does. */
  rotate(place: KeyPlace): Promise<Outcome> {
    return this.#inTurn(() => this.#rotate(place), no('the key could not be changed'));
  }

  /** The server has confirmed something. */
  acked(): void {
    const safe = this.#waiting.filter(({ n }) => this.#parts.isSafe(n));
    this.#waiting = this.#waiting.filter((one) => !safe.includes(one));
    for (const { tell } of safe) tell();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  async #report(): Promise<{ n: number; keys: SealedKey[] } | null> {
    const { self, platform, log, keep } = this.#parts;
    if (!this.#to || !platform.recovery) return null;
    const { key_id, public_key } = this.#to;
    const keys: SealedKey[] = [];
    for (const { volume_id, protector_id, mount, recovery_key } of (await platform.recovery.list()).slice(0, KEYS_MAX)) {
      const place = { volume_id, protector_id };
      keys.push({ ...place, mount, sealed: await sealKey(public_key, recovery_key, self.identity.agent_id, place) });
    }
    if (keys.length === 0) return null;
    log.info('recovery_keys_sealed', { keys: keys.length, escrow_key: key_id });
    return { n: keep({ kind: 'recovery_keys', escrow_key_id: key_id, collected_at: new Date().toISOString(), keys }), keys };
  }

  async #rotate(old: KeyPlace): Promise<Outcome> {
    const { recovery } = this.#parts.platform;
    if (!recovery || !this.#to) return no('this machine keeps no recovery keys with the server');
    if (!(await recovery.list()).some((key) => isSame(key, old))) return no('the volume has no such recovery key any more');
    const added = await recovery.add(old.volume_id);
    if (!added.ok || added.protector_id === null) return no(added.ok ? 'the system did not name the new key' : added.message);
    const fresh = { volume_id: old.volume_id, protector_id: added.protector_id };
    const told = await this.#report();
    const isKept = told !== null && told.keys.some((key) => isSame(key, fresh)) && (await this.#untilSafe(told.n));
    if (!isKept) {
      await recovery.remove(fresh);
      return no('the server did not confirm the new key in time; the old one stays');
    }
    const removed = await recovery.remove(old);
    return removed.ok ? { ok: true, message: 'the new key is kept, the old one is gone' } : no(`the new key is kept; the old one still works: ${removed.message}`);
  }

  #untilSafe(n: number): Promise<boolean> {
    if (this.#parts.isSafe(n)) return Promise.resolve(true);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), this.#safeMs);
    this.#waiting.push({ n, tell: () => resolve(true) });
    return promise.finally(() => clearTimeout(timer));
  }

  #inTurn<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    const turn = this.#work.then(work).catch((fault: unknown) => {
      this.#parts.log.warn('recovery_keys_failed', { reason: reasonOf(fault).slice(0, 200) });
      return otherwise;
    });
    this.#work = turn;
    return turn;
  }
}
