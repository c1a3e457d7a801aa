// A number that only rises, whatever dies in between: written ahead in blocks, so that most steps cost no write.
import type { Kept } from './kept.ts';

const BLOCK = 32;

export class Counter {
  readonly #kept: Kept;
  readonly #name: string;
  /** Null until it is read: after waking it goes on behind the block that was written ahead. */
  #at: number | null = null;
  #upto = 0;
  constructor(kept: Kept, name: string) {
    this.#kept = kept;
    this.#name = name;
  }

  /** The highest that was given out, or one above it that never will be. */
  get highest(): number {
    if (this.#at === null) this.#at = this.#upto = this.#kept.get<number>(this.#name) ?? 0;
    return this.#at;
  }

  next(): number {
    this.raiseTo(this.highest + 1);
    return this.highest;
  }

  /** What is not above the highest changes nothing. */
  raiseTo(value: number): void {
    if (value <= this.highest) return;
    this.#at = value;
    if (value <= this.#upto) return;
    this.#upto = value + BLOCK - 1;
    this.#kept.set(this.#name, this.#upto);
  }
}
