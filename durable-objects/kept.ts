// Single values an object remembers by name, as JSON: read together when the object wakes, kept in memory in front of the table.
import type { Sql } from './sql.ts';

/** Longer ones are read when they are asked for: a fleet's objects lie in memory side by side. */
const IN_MEMORY_CHARS = 4096;

export class Kept {
  readonly #sql: Sql;
  /** Null: too long for memory. The object is the only one that writes here. */
  #texts: Map<string, string | null> | null = null;
  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Null when nothing was kept. The caller knows the shape: only its own code writes it. */
  get<T>(name: string): T | null {
    let text = this.#known().get(name);
    if (text === null) text = String(this.#sql.exec('select value from kept where name = ?', name)[0]?.value);
    return text === undefined ? null : (JSON.parse(text) as T);
  }

  /** What is the same already costs no write. */
  set(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    const known = this.#known();
    if (known.get(name) === text) return;
    known.set(name, text.length <= IN_MEMORY_CHARS ? text : null);
    this.#sql.exec('insert into kept (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', name, text);
  }

  #known(): Map<string, string | null> {
    this.#texts ??= new Map(this.#sql.exec('select name, case when length(value) <= ? then value end as value from kept', IN_MEMORY_CHARS).map((row) => [String(row.name), row.value as string | null]));
    return this.#texts;
  }
}
