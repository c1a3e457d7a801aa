// Carries what has to be told to the queues: one call at a time, in order, again by alarm when a queue refuses.
import type { CommandLedger } from './command-ledger.ts';
import { ORPHANED_MS, retryAfter, type Outbox } from './outbox.ts';
import type { FleetChange, FleetData } from './protocol/fleet.ts';

export interface FleetQueues {
  FLEET_CHANGES: Queue<FleetChange>;
  FLEET_DATA: Queue<FleetData>;
}

export class Courier {
  readonly #outbox: Outbox;
  readonly #ledger: Pick<CommandLedger, 'untold' | 'told' | 'news'>;
  readonly #queues: FleetQueues;
  #running: Promise<void> | null = null;
  #isAll = false;
  #failures = 0;
  #retryAt = 0;
  constructor(outbox: Outbox, ledger: Pick<CommandLedger, 'untold' | 'told' | 'news'>, queues: FleetQueues) {
    this.#outbox = outbox;
    this.#ledger = ledger;
    this.#queues = queues;
  }

  /** Resolves when everything is sent or a queue refused; never rejects. `isAll`: steps of commands that could wait, too. */
  carry(isAll = false): Promise<void> {
    this.#isAll ||= isAll;
    this.#running ??= this.#carryAll().finally(() => {
      this.#running = null;
      this.#isAll = false;
    });
    return this.#running;
  }

  /** When somebody has to look again, should this object die before it has sent everything; null: everything is sent. */
  nextDeadline(now: number): number | null {
    const due = this.#outbox.nextDeadline();
    if (this.#ledger.news() === null) return due;
    return Math.min(due ?? Infinity, Math.max(this.#retryAt, now + ORPHANED_MS));
  }

  async #carryAll(): Promise<void> {
    let isSent = true;
    const isLeft = (): boolean => !this.#outbox.isEmpty() || this.#ledger.news() === 'now' || (this.#isAll && this.#ledger.news() !== null);
    while (isSent && isLeft()) isSent = (await this.#carryChanges()) && (await this.#carryData());
  }

  async #carryChanges(): Promise<boolean> {
    const batch = this.#outbox.isEmpty() ? [] : this.#outbox.batch('changes');
    const commands = this.#ledger.untold(this.#isAll);
    if (batch.length + commands.length === 0) return true;
    try {
      await this.#queues.FLEET_CHANGES.sendBatch([...batch, ...commands].map(({ message }) => ({ body: message as FleetChange })));
      if (batch.length > 0) this.#outbox.sent('changes', batch);
      this.#ledger.told(commands.map(({ row }) => row));
      this.#failures = 0;
      return true;
    } catch {
      if (batch.length > 0) this.#outbox.failed(batch, Date.now());
      this.#retryAt = Date.now() + retryAfter(this.#failures++);
      return false;
    }
  }

  async #carryData(): Promise<boolean> {
    const batch = this.#outbox.isEmpty() ? [] : this.#outbox.batch('data');
    if (batch.length === 0) return true;
    try {
      await this.#queues.FLEET_DATA.sendBatch(batch.map(({ message }) => ({ body: message as FleetData })));
      this.#outbox.sent('data', batch);
      return true;
    } catch {
      this.#outbox.failed(batch, Date.now());
      return false;
    }
  }
}
