// A whole request to Postgres as one message: the statements are sent together and their answers read in turn, instead of waiting for each.
import { createRequire } from 'node:module';
import type { Connection, FieldDef, Submittable } from 'pg';

const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils') as { prepareValue(value: unknown): string | Buffer | null };

export interface PipelinedQuery {
  query: string;
  params: unknown[];
}

/** What the driver reads of one statement; values stay the text that Postgres sent: the driver parses them by type. */
export interface PipelinedResult {
  fields: FieldDef[];
  rows: (string | null)[][];
  command: string | null;
  rowCount: number | null;
  rowAsArray: true;
}

/** The messages of the extended protocol, as the connection of `pg` sends them. */
interface Wire {
  stream: { cork(): void; uncork(): void };
  parse(message: { text: string; name: string; types: undefined }): void;
  bind(message: { portal: string; statement: string; values: unknown[]; binary: boolean; valueMapper: typeof prepareValue }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { portal: string; rows: undefined }): void;
  sync(): void;
  sendCopyFail(message: string): void;
}

/**
 * For `client.query()`. Postgres skips what follows a statement that failed, up to the end of the message, so nothing runs
 * that would not have run one by one; whoever opened a transaction in it rolls back afterwards.
 */
class Pipeline implements Submittable {
  readonly #queries: readonly PipelinedQuery[];
  readonly #results: PipelinedResult[];
  readonly #done: (error: Error | null, results: PipelinedResult[]) => void;
  #at = 0;
  constructor(queries: readonly PipelinedQuery[], done: (error: Error | null, results: PipelinedResult[]) => void) {
    this.#queries = queries;
    this.#results = queries.map(() => ({ fields: [], rows: [], command: null, rowCount: null, rowAsArray: true }));
    this.#done = done;
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    wire.stream.cork();
    for (const { query, params } of this.#queries) {
      wire.parse({ text: query, name: '', types: undefined });
      wire.bind({ portal: '', statement: '', values: params, binary: false, valueMapper: prepareValue });
      wire.describe({ type: 'P', name: '' });
      wire.execute({ portal: '', rows: undefined });
    }
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription(message: { fields: FieldDef[] }): void {
    this.#results[this.#at]!.fields = message.fields;
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#results[this.#at]!.rows.push(message.fields);
  }

  handleCommandComplete(message: { text: string }): void {
    const words = message.text.split(' ');
    const count = Number(words.at(-1));
    const result = this.#results[this.#at++]!;
    result.command = words[0] ?? null;
    result.rowCount = words.length > 1 && Number.isInteger(count) ? count : null;
  }

  handleEmptyQuery(): void {
    this.#at += 1;
  }

  handleCopyInResponse(connection: Connection): void {
    (connection as unknown as Wire).sendCopyFail('COPY is not spoken here');
  }

  handleCopyData(): void {
    // Nobody reads a copy.
  }

  handlePortalSuspended(): void {
    // Rows are asked for without a limit.
  }

  handleError(error: Error): void {
    this.#done(error, this.#results);
  }

  handleReadyForQuery(): void {
    this.#done(null, this.#results);
  }
}

/** @throws what Postgres answers to the first statement that fails. */
export const runPipelined = (client: { query(submittable: Submittable): unknown }, queries: readonly PipelinedQuery[]): Promise<PipelinedResult[]> =>
  new Promise((resolve, reject) => {
    client.query(new Pipeline(queries, (error, results) => (error ? reject(error) : resolve(results))));
  });
