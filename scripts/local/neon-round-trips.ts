// Counts database round trips per request of the product, so that tests can hold every route to its budget.

export interface RoundTripCount {
  total: number;
  /** Request id → HTTP requests to the endpoint that carried it. */
  by_request: Record<string, number>;
}

const idsMax = 5000;

/** Counters per database; the oldest request ids are forgotten beyond 5,000. */
export class RoundTrips {
  readonly #perDatabase = new Map<string, { total: number; byRequest: Map<string, number> }>();

  count(database: string, queries: { query: string; params: unknown[] }[]): void {
    const counters = this.#of(database);
    counters.total += 1;
    const id = requestId(queries);
    if (id === undefined) return;
    counters.byRequest.set(id, (counters.byRequest.get(id) ?? 0) + 1);
    if (counters.byRequest.size > idsMax) counters.byRequest.delete(counters.byRequest.keys().next().value!);
  }

  /** Of one database, or of all together. */
  read(database?: string): RoundTripCount {
    const sum: RoundTripCount = { total: 0, by_request: {} };
    for (const [name, counters] of this.#perDatabase) {
      if (database !== undefined && name !== database) continue;
      sum.total += counters.total;
      for (const [id, count] of counters.byRequest) sum.by_request[id] = (sum.by_request[id] ?? 0) + count;
    }
    return sum;
  }

  reset(database?: string): void {
    if (database === undefined) this.#perDatabase.clear();
    else this.#perDatabase.delete(database);
  }

  #of(database: string): { total: number; byRequest: Map<string, number> } {
    let counters = this.#perDatabase.get(database);
    if (counters === undefined) this.#perDatabase.set(database, (counters = { total: 0, byRequest: new Map() }));
    return counters;
  }
}

/** The parameter given to set_config('app.request_id', $n, true), wherever it stands in the batch. */
function requestId(queries: { query: string; params: unknown[] }[]): string | undefined {
  for (const { query, params } of queries) {
    const found = /'app\.request_id'\s*,\s*\$(\d+)/.exec(query);
    if (found === null) continue;
    const value = params[Number(found[1]) - 1];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
