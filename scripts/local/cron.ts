// Fires the schedules of wrangler.toml: the local runtime knows them but does not run them.
import { readFileSync } from 'node:fs';

/** Expressions of [triggers] in a wrangler.toml. */
export function readCrons(configFile: string): string[] {
  const list = /^crons = \[(.*)\]/m.exec(readFileSync(configFile, 'utf8'))?.[1] ?? '';
  return [...list.matchAll(/"([^"]+)"/g)].map((found) => found[1]!);
}

/** Whether a five-field expression falls on this minute (UTC). Understands `*`, numbers, lists, ranges and steps. */
export function isDue(expression: string, at: Date): boolean {
  const values = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay()];
  const fields = expression.trim().split(/\s+/);
  return fields.length === 5 && fields.every((field, index) => field.split(',').some((part) => fits(part, values[index]!)));
}

function fits(part: string, value: number): boolean {
  const [range = '', step = '1'] = part.split('/');
  const [from, to] = range === '*' ? [0, 59] : range.includes('-') ? range.split('-').map(Number) : [Number(range), part.includes('/') ? 59 : Number(range)];
  return from !== undefined && to !== undefined && value >= from && value <= to && (value - from) % Number(step) === 0;
}

/** Once now, then at every full minute; returns how to stop. A failing run is reported and does not stop the next. */
export function startCron(workerUrl: string, expressions: string[], log: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const fire = async (expression: string, at: Date): Promise<void> => {
    try {
      const url = `${workerUrl}/cdn-cgi/local/scheduled?cron=${encodeURIComponent(expression)}&time=${at.getTime()}`;
      const response = await fetch(url);
      if (!response.ok && !isStopped) log(`The schedule "${expression}" failed: ${(await response.text()).split('\n')[0]}`);
    } catch (error) {
      if (!isStopped) log(`The schedule "${expression}" did not reach the Worker: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const arm = (): void => {
    const now = Date.now();
    timer = setTimeout(
      () => {
        const at = new Date(Math.round(Date.now() / 60_000) * 60_000);
        for (const expression of expressions) if (isDue(expression, at)) void fire(expression, at);
        arm();
      },
      60_000 - (now % 60_000),
    );
  };
  if (expressions.includes('* * * * *')) void fire('* * * * *', new Date());
  arm();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
