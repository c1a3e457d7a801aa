// One alarm for an object with many deadlines: written when something is due earlier. One that rings for what was put off costs less than writing at every putting off.

/** The platform's alarm. Milliseconds; null: none is set. */
export interface Alarm {
  get(): Promise<number | null>;
  set(at: number): Promise<void>;
}

export class Wakeups {
  readonly #alarm: Alarm;
  /** Undefined after waking, until the platform was asked. */
  #armed: number | null | undefined;
  constructor(alarm: Alarm) {
    this.#alarm = alarm;
  }

  /** The platform takes an alarm away before it rings. */
  rang(): void {
    this.#armed = null;
  }

  /** When it rings, as far as is known. */
  get armed(): number | null {
    return this.#armed ?? null;
  }

  /** Names are for the reader of the call; null deadlines do not count. One that lies in the past rings at once. */
  async arm(deadlines: Record<string, number | null>): Promise<void> {
    const times = Object.values(deadlines).filter((at) => at !== null);
    const next = times.length === 0 ? null : Math.min(...times);
    if (this.#armed === undefined) this.#armed = await this.#alarm.get();
    if (next === null || (this.#armed !== null && this.#armed <= next)) return;
    this.#armed = next;
    await this.#alarm.set(next);
  }
}
