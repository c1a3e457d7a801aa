// Carries the outbox to the queues: one at a time, in order, again by alarm when a queue refuses.
import type { Outbox, OutboxTarget, Posting } from './outbox.ts';
import type { FleetChange, FleetData } from './protocol/fleet.ts';

export interface FleetQueues {
  FLEET_CHANGES: Queue<FleetChange>;
  FLEET_DATA: Queue<FleetData>;
}

export class Courier {
  readonly #outbox: Outbox;
  readonly #queues: FleetQueues;
  #running: Promise<void> | null = null;
  constructor(outbox: Outbox, queues: FleetQueues) {
    this.#outbox = outbox;
    this.#queues = queues;
  }

  /** Resolves when everything is sent or a queue refused; never rejects. */
  carry(): Promise<void> {
    this.#running ??= this.#carryAll().finally(() => (this.#running = null));
    return this.#running;
  }

  async #carryAll(): Promise<void> {
    let isSent = true;
    while (isSent && !this.#outbox.isEmpty()) isSent = (await this.#carryOne('changes')) && (await this.#carryOne('data'));
  }

  async #carryOne(target: OutboxTarget): Promise<boolean> {
    for (let batch: Posting[] = this.#outbox.batch(target); batch.length > 0; batch = this.#outbox.batch(target)) {
      try {
        const queue = (target === 'changes' ? this.#queues.FLEET_CHANGES : this.#queues.FLEET_DATA) as Queue<FleetChange | FleetData>;
        await queue.sendBatch(batch.map(({ message }) => ({ body: message })));
        this.#outbox.sent(batch);
      } catch {
        this.#outbox.failed(batch, Date.now());
        return false;
      }
    }
    return true;
  }
}
