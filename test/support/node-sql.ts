// SQLite of Node as the storage of an object's pure parts.
import { createRequire } from 'node:module';
import type { Sql } from '../../durable-objects/sql.ts';

// Loaded by Node itself: the bundler of the tests does not know this builtin by name.
const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite');

export interface NodeSql extends Sql {
  /** Back to how it was when it was opened with its tables: an object of another machine. */
  reset(): void;
}

/** In memory. `prepare` makes the tables once. */
export function nodeSql(prepare: (sql: Sql) => void): NodeSql {
  const database = new DatabaseSync(':memory:');
  const statements = new Map<string, ReturnType<typeof database.prepare>>();
  const sql: NodeSql = {
    exec(query, ...values) {
      let statement = statements.get(query);
      if (!statement) statements.set(query, (statement = database.prepare(query)));
      return statement.all(...values) as ReturnType<Sql['exec']>;
    },
    reset() {
      database.exec('rollback; begin');
    },
  };
  prepare(sql);
  database.exec('begin');
  return sql;
}
