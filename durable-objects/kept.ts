// Single values an object remembers by name, as JSON.
import type { Sql } from './sql.ts';

/** Null when nothing was kept. The caller knows the shape: only its own code writes it. */
export function readKept<T>(sql: Sql, name: string): T | null {
  const value = sql.exec('select value from kept where name = ?', name)[0]?.value;
  return typeof value === 'string' ? (JSON.parse(value) as T) : null;
}

export function writeKept(sql: Sql, name: string, value: unknown): void {
  sql.exec('insert into kept (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', name, JSON.stringify(value));
}
