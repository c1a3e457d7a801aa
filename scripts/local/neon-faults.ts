// Lets a test break the Nth matching database request before, inside or after its transaction.

export interface Fault {
  /** `before`: nothing runs, the connection drops. `kill`: all has run, the server goes before the commit. `after_commit`: committed, the answer is lost. */
  at: 'before' | 'kill' | 'after_commit';
  /** Fires on this matching request, counted from 1. */
  nth: number;
  /** How many requests in a row fail from then on. */
  times: number;
  /** Only requests in which some statement contains this text. */
  match: string | undefined;
  database: string | undefined;
}

/** Armed faults; each disappears after it has fired `times` times. */
export class FaultList {
  #armed: Fault[] = [];

  /** Reads `{before: n}`, `{after_commit_drop: n}` or `{kill: n}` with optional match, database, times. */
  static parse(body: unknown): Fault | undefined {
    if (typeof body !== 'object' || body === null) return undefined;
    const from = body as Record<string, unknown>;
    for (const [key, at] of [
      ['before', 'before'],
      ['after_commit_drop', 'after_commit'],
      ['kill', 'kill'],
    ] as const) {
      const nth = from[key];
      if (typeof nth !== 'number' || !Number.isInteger(nth) || nth < 1) continue;
      return {
        at,
        nth,
        times: typeof from.times === 'number' ? from.times : 1,
        match: typeof from.match === 'string' ? from.match : undefined,
        database: typeof from.database === 'string' ? from.database : undefined,
      };
    }
    return undefined;
  }

  add(fault: Fault): void {
    this.#armed.push({ ...fault });
  }

  read(database?: string): Fault[] {
    return this.#armed.filter((fault) => database === undefined || fault.database === undefined || fault.database === database);
  }

  clear(database?: string): void {
    this.#armed = database === undefined ? [] : this.#armed.filter((fault) => fault.database !== database);
  }

  /** The fault this request has to suffer, if any. */
  take(database: string, queries: { query: string }[]): Fault | undefined {
    for (const fault of this.#armed) {
      if (fault.database !== undefined && fault.database !== database) continue;
      if (fault.match !== undefined && !queries.some(({ query }) => query.includes(fault.match!))) continue;
      if (fault.nth > 1) {
        fault.nth -= 1;
        continue;
      }
      fault.times -= 1;
      if (fault.times <= 0) this.#armed = this.#armed.filter((other) => other !== fault);
      return fault;
    }
    return undefined;
  }
}
