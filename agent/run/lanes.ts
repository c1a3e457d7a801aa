// First in, first out in each lane, as many at once as the lane allows.

export interface Lanes<Name extends string> {
  /** `work` starts when its turn comes; taken back when it has not started. */
  add(lane: Name, key: string, work: () => Promise<void>): void;
  /** True when it was waiting: it will not start. */
  takeBack(key: string): boolean;
  /** Nothing starts any more. */
  close(): void;
  readonly running: number;
  readonly waiting: number;
}

export function lanes<Name extends string>(widthOf: (lane: Name) => number): Lanes<Name> {
  const waiting: { lane: Name; key: string; work: () => Promise<void> }[] = [];
  const busy = new Map<Name, number>();
  let isClosed = false;
  const next = (): void => {
    if (isClosed) return;
    for (let i = 0; i < waiting.length;) {
      const job = waiting[i]!;
      const running = busy.get(job.lane) ?? 0;
      if (running >= widthOf(job.lane)) {
        i++;
        continue;
      }
      waiting.splice(i, 1);
      busy.set(job.lane, running + 1);
      void job.work().finally(() => {
        busy.set(job.lane, busy.get(job.lane)! - 1);
        next();
      });
    }
  };
  return {
    add(lane, key, work) {
      waiting.push({ lane, key, work });
      next();
    },
    takeBack(key) {
      const index = waiting.findIndex((job) => job.key === key);
      if (index >= 0) waiting.splice(index, 1);
      return index >= 0;
    },
    close() {
      isClosed = true;
    },
    get running() {
      return [...busy.values()].reduce((sum, count) => sum + count, 0);
    },
    get waiting() {
      return waiting.length;
    },
  };
}
