// The commands of one machine in memory, and behind that in SQLite: what one event changed is one statement for each command.
import { COLUMNS, commandOf, isOpen, sqlValue, WRITTEN, type CommandChange, type CommandRow } from './command-row.ts';
import { Counter } from './counter.ts';
import type { Kept } from './kept.ts';
import type { CommandOrder } from './protocol/fleet.ts';
import { sha256Start } from './sha256.ts';
import type { Sql } from './sql.ts';

/** A queue takes 100 messages and 256 KB in one call; a change with its tail of output has some 10 KB at most. */
const TOLD_AT_ONCE = 10;
const UPDATE = `update commands set ${WRITTEN.map((name) => `${name} = ?`).join(', ')}, order_json = case when ? = 1 then null else order_json end where ord = ?`;
const INSERT = `insert into commands (ord, execution_id, lane, kind, expires_at, limits_json, order_json, ${WRITTEN.join(', ')}) values (?, ?, ?, ?, ?, ?, ?, ${WRITTEN.map(() => '?').join(', ')})`;
const LIVE = "state in ('queued', 'delivered', 'running') or revision > told_revision";
const NO_BYTES = sha256Start();

/** A row in memory whose change is not in SQLite yet. */
interface Unwritten {
  isNew: boolean;
  /** A receipt or a start, which the agent says again to whoever does not know: may wait for the next change, or for `write`. */
  isPatient: boolean;
  isNews: boolean;
  isOrderGone: boolean;
}

export class CommandTable {
  readonly #sql: Sql;
  readonly #revision: Counter;
  /** What is open, oldest first, and what has ended and is not told: this object is the only one that writes there. */
  #live: { open: Map<string, CommandRow>; ended: Map<string, CommandRow> } | null = null;
  readonly #unwritten = new Map<string, Unwritten>();
  /** Texts of orders that are not written yet: they may be large. */
  readonly #orders = new Map<string, string>();
  /** What Postgres was told, by command, and SQLite does not know yet: it goes with the next write, or with `settle`. Lost with the object it is told twice. */
  readonly #told = new Map<string, number>();
  #ord: number | null = null;
  constructor(sql: Sql, kept: Kept) {
    this.#sql = sql;
    this.#revision = new Counter(kept, 'revision');
  }

  /** Oldest first. */
  open(): CommandRow[] {
    return [...this.#known().open.values()];
  }

  find(executionId: string): CommandRow | null {
    const { open, ended } = this.#known();
    const known = open.get(executionId) ?? ended.get(executionId);
    if (known) return known;
    const row = this.#sql.exec(`select ${COLUMNS} from commands where execution_id = ?`, executionId)[0];
    return row ? commandOf(row) : null;
  }

  /** The caller has seen that it is not known. */
  add(order: CommandOrder, now: number): void {
    this.#ord ??= Number(this.#sql.exec('select coalesce(max(ord), 0) as ord from commands')[0]?.ord);
    this.#ord += 1;
    this.#known().open.set(order.execution_id, {
      ord: this.#ord, execution_id: order.execution_id, lane: order.lane, kind: order.kind, state: 'queued', limits: order.limits, authorised_at: Date.parse(order.authorised_at), asked_at: null, expires_at: Date.parse(order.expires_at),
      sequence: null, sent_at: null, sent_link: null, acked_at: null, started_at: null, finished_at: null, deadline_at: null, cancel_at: null, cancel_link: null, final_by: null, exit_code: null, duration_ms: null, claimed_bytes: null,
      claimed_sha256: null, received_bytes: 0, dropped_bytes: 0, hash: NO_BYTES, is_truncated: false, is_settled: false, stuck_at: null, stuck_times: 0, reason: null, revision: 0, told_revision: 0, changed_at: now,
    });
    this.#orders.set(order.execution_id, JSON.stringify(order));
    this.#unwritten.set(order.execution_id, { isNew: true, isPatient: false, isNews: false, isOrderGone: false });
  }

  /** In memory; `write` follows before anything leaves the object. */
  change(executionId: string, values: CommandChange, isPatient = false): void {
    const before = this.find(executionId)!;
    const { order_json: order, ...changed } = values;
    const unwritten = this.#unwritten.get(executionId);
    this.#unwritten.set(executionId, { isNew: unwritten?.isNew ?? false, isPatient: isPatient && (unwritten?.isPatient ?? true), isNews: unwritten?.isNews ?? false, isOrderGone: order === null || (unwritten?.isOrderGone ?? false) });
    this.#place({ ...before, ...changed });
  }

  /** The change that was just made has to be told. */
  tell(executionId: string): void {
    this.#unwritten.get(executionId)!.isNews = true;
  }

  /** Puts the changes into SQLite. `isAll`: those that can wait, too. */
  write(isAll: boolean): void {
    let isWriting = false;
    for (const [id, { isNew, isPatient, isNews, isOrderGone }] of this.#unwritten) {
      if (isPatient && !isAll) continue;
      isWriting = true;
      const found = this.find(id)!;
      const row = isNews ? { ...found, revision: this.#revision.next() } : found;
      const values = WRITTEN.map((name) => sqlValue(row[name]));
      if (isNew) this.#sql.exec(INSERT, row.ord, id, row.lane, row.kind, row.expires_at, JSON.stringify(row.limits), isOrderGone ? null : this.#orders.get(id)!, ...values);
      else this.#sql.exec(UPDATE, ...values, Number(isOrderGone), row.ord);
      this.#orders.delete(id);
      this.#unwritten.delete(id);
      this.#place(row);
    }
    // What is written now is waited for in any case.
    if (isWriting) this.settle();
  }

  /** Puts into SQLite what Postgres was told. */
  settle(): void {
    for (const [id, revision] of this.#told) {
      this.#sql.exec('update commands set told_revision = max(told_revision, ?) where execution_id = ?', revision, id);
      this.#told.delete(id);
      const row = this.#known().ended.get(id);
      if (row) this.#place(row);
    }
  }
  get isSettled(): boolean {
    return this.#told.size === 0;
  }

  /** The order's text. */
  orderOf({ execution_id: id, ord }: CommandRow): string {
    return this.#orders.get(id) ?? String(this.#sql.exec('select order_json from commands where ord = ?', ord)[0]?.order_json);
  }

  /** `now`: something ended; `later`: something moved on, and may end in a moment; null: everything is told. */
  news(): 'now' | 'later' | null {
    const { open, ended } = this.#known();
    if ([...ended.values()].some(isUntold)) return 'now';
    return this.#unwritten.size > 0 || [...open.values()].some(isUntold) ? 'later' : null;
  }

  /** What has to be told in one call, in the order of revisions. */
  untold(): CommandRow[] {
    const { open, ended } = this.#known();
    return [...ended.values(), ...open.values()].filter(isUntold).toSorted((a, b) => a.revision - b.revision).slice(0, TOLD_AT_ONCE);
  }

  /** As they were told; what changed since is told again. */
  told(rows: { execution_id: string; revision: number }[]): void {
    for (const { execution_id: id, revision } of rows) {
      const row = this.find(id);
      if (!row) continue;
      this.#told.set(id, Math.max(this.#told.get(id) ?? 0, revision));
      this.#place({ ...row, told_revision: Math.max(row.told_revision, revision) });
    }
  }

  /** Ended before `before`, a hundred at once. */
  endedBefore(before: number): string[] {
    return this.#sql.exec(`select execution_id from commands where not (${LIVE}) and changed_at < ? limit 100`, before).map((row) => String(row.execution_id));
  }
  forget(executionId: string): void {
    this.#sql.exec('delete from commands where execution_id = ?', executionId);
  }

  /** What has ended and is told is no longer in memory. */
  #place(row: CommandRow): void {
    const { open, ended } = this.#known();
    if (isOpen(row)) {
      open.set(row.execution_id, row);
      return;
    }
    open.delete(row.execution_id);
    if (isUntold(row) || this.#unwritten.has(row.execution_id) || this.#told.has(row.execution_id)) ended.set(row.execution_id, row);
    else ended.delete(row.execution_id);
  }

  #known(): { open: Map<string, CommandRow>; ended: Map<string, CommandRow> } {
    if (!this.#live) {
      const rows = this.#sql.exec(`select ${COLUMNS} from commands where ${LIVE} order by ord`).map((row) => commandOf(row));
      const mapOf = (some: CommandRow[]): Map<string, CommandRow> => new Map(some.map((row) => [row.execution_id, row]));
      this.#live = { open: mapOf(rows.filter(isOpen)), ended: mapOf(rows.filter((row) => !isOpen(row))) };
    }
    return this.#live;
  }
}

const isUntold = ({ revision, told_revision }: CommandRow): boolean => revision > told_revision;
