// Plain SQL for arranging and looking, over TCP and outside of everything the product does.
import { createRequire } from 'node:module';

// Under vitest a plain import would pick the package's Worker build.
const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

export interface SqlWindow {
  query<Row extends object = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** One transaction on one connection; rolls back when `work` throws. */
  transaction<T>(work: (query: SqlWindow['query']) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/** Opens on first use; connections close by themselves when idle, `end()` closes them now. */
export function sql(url: string): SqlWindow {
  const pool = new pg.Pool({ connectionString: url, max: 4, idleTimeoutMillis: 5000, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  return {
    query: async <Row extends object>(text: string, params: readonly unknown[] = []) => (await pool.query<Row>(text, [...params])).rows,
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(
          async <Row extends object>(text: string, params: readonly unknown[] = []) => (await client.query<Row>(text, [...params])).rows,
        );
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    end: () => pool.end(),
  };
}
