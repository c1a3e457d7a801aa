// What has to reach a queue, kept until the queue has it: a change that was made is told, whatever dies in between.
import type { FleetChange, FleetData } from './protocol/fleet.ts';
import type { Sql } from './sql.ts';

export type OutboxTarget = 'changes' | 'data';
export interface Posting {
  n: number;
  message: FleetChange | FleetData;
}

/** A queue takes 100 messages and 256 KB in one call. */
const BATCH_MESSAGES = 50;
const BATCH_CHARS = 120_000;
/** After a failed send: 1 s, 2 s, 4 s … */
const RETRY_MS = 1_000;
const RETRY_MS_MAX = 300_000;
export const retryAfter = (tries: number): number => Math.min(RETRY_MS * 2 ** Math.min(tries, 20), RETRY_MS_MAX);
/** A message written this instant is being sent by whoever wrote it; the alarm is for the case that this one died. */
export const ORPHANED_MS = 5_000;

export class Outbox {
  readonly #sql: Sql;
  /** When somebody has to look again; undefined until it is read. This object is the only one that writes there. */
  #due: number | null | undefined;
  constructor(sql: Sql) {
    this.#sql = sql;
  }

  put(target: 'changes', message: FleetChange, now: number): void;
  put(target: 'data', message: FleetData, now: number): void;
  put(target: OutboxTarget, message: FleetChange | FleetData, now: number): void {
    this.#sql.exec('insert into outbox (target, message, due_at) values (?, ?, ?)', target, JSON.stringify(message), now + ORPHANED_MS);
    if (this.#due !== undefined) this.#due = Math.min(this.#due ?? Infinity, now + ORPHANED_MS);
  }

  /** The next messages of a target, oldest first, that fit into one call; at least one when there is any. */
  batch(target: OutboxTarget): Posting[] {
    const found: Posting[] = [];
    let chars = 0;
    for (const row of this.#sql.exec('select n, message from outbox where target = ? order by n limit ?', target, BATCH_MESSAGES)) {
      const text = String(row.message);
      chars += text.length;
      if (found.length > 0 && chars > BATCH_CHARS) break;
      found.push({ n: Number(row.n), message: JSON.parse(text) as FleetChange | FleetData });
    }
    return found;
  }

  /** A batch as it was given: the oldest of its target. */
  sent(target: OutboxTarget, postings: Posting[]): void {
    this.#sql.exec('delete from outbox where target = ? and n <= ?', target, postings.at(-1)!.n);
    this.#due = undefined;
  }

  failed(postings: Posting[], now: number): void {
    this.#due = undefined;
    for (const { n } of postings) {
      const tries = Number(this.#sql.exec('select tries from outbox where n = ?', n)[0]?.tries ?? 0);
      this.#sql.exec('update outbox set tries = tries + 1, due_at = ? where n = ?', now + retryAfter(tries), n);
    }
  }

  isEmpty(): boolean {
    return this.nextDeadline() === null;
  }

  /** When somebody has to look again; null when everything is sent. */
  nextDeadline(): number | null {
    if (this.#due === undefined) this.#due = (this.#sql.exec('select min(due_at) as due from outbox')[0]?.due ?? null) as number | null;
    return this.#due;
  }
}
