// `npm run bench -- screens`: a technician's waits over many tickets, and the first visit of a slow phone, as tables.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { openPortal } from '../support/portal.ts';
import { startBenchStack } from './bench-stack.ts';
import { filledDatabase } from './filled-database.ts';
import { measurePhone, type PhoneVisit } from './measure-phone.ts';
import { EMPTY_PAGE, measureScreens, TICKET_SEEN, type ScreenTimes } from './measure-screens.ts';
import { printTargets } from './print-targets.ts';
import { median, percentile } from './statistics.ts';

export interface ScreensOptions {
  tickets: number;
  runs: number;
  /** Folder that keeps the filled database. */
  keptIn: string | undefined;
}

const outFile = new URL('../../.data/bench-screens.json', import.meta.url);
const say = (line: string): void => console.log(line);

export async function benchScreens({ tickets, runs, keptIn }: ScreensOptions): Promise<void> {
  say('Bench: starting Postgres, the endpoint, the Worker and Chromium');
  const stack = await startBenchStack(keptIn);
  try {
    const { database, filled } = await filledDatabase(stack.facts, tickets, keptIn !== undefined);
    const portal = await openPortal(stack.facts, { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
    try {
      say(`  ${tickets.toLocaleString('en')} tickets, ${runs} runs`);
      const times = await measureScreens(portal, { email: filled.staff }, filled.password, runs);
      printScreens(times);
      const phone = {
        '/sign-in': await measurePhone(portal, '/sign-in', (page) => page.locator('button[type=submit]:enabled').waitFor(), runs),
        '/requests/new': await measurePhone(portal, '/requests/new', (page) => page.getByRole('radio').first().waitFor(), runs, { email: filled.solicitante, password: filled.password }),
      };
      printPhone(phone);
      printTargets([
        { what: 'ticket from the list, seen before, p50 ms', measured: median(times.get(TICKET_SEEN) ?? []), at_most: 100 },
        ...Object.entries(phone).map(([path, visits]) => ({ what: `largest paint of ${path} on the phone, p50 ms`, measured: median(visits.map((visit) => visit.largest_paint_ms)), at_most: 2500 })),
        ...Object.entries(phone).map(([path, visits]) => ({ what: `layout shift of ${path} on the phone`, measured: median(visits.map((visit) => visit.layout_shift)), at_most: 0.1 })),
      ]);
      mkdirSync(new URL('.', outFile), { recursive: true });
      writeFileSync(outFile, `${JSON.stringify({ at: new Date().toISOString(), tickets, runs, cpus: cpus().length, load: loadavg()[0], screens: Object.fromEntries(times), phone }, null, 2)}\n`);
      say(`\n  Written to .data/bench-screens.json. Browser, Worker and Postgres share ${cpus().length} cores; load ${loadavg()[0]!.toFixed(1)}.`);
    } finally {
      await portal.stop();
      await database.drop();
    }
  } finally {
    await stack.stop();
  }
}

function printScreens(times: ScreenTimes): void {
  const base = median(times.get(EMPTY_PAGE) ?? []);
  say(`\n  ${'from the click or key to the painted result'.padEnd(46)}${'runs'.padStart(6)}${'p50 ms'.padStart(9)}${'p95 ms'.padStart(9)}${'×base'.padStart(8)}`);
  for (const [name, ms] of times) say(`  ${name.padEnd(46)}${String(ms.length).padStart(6)}${median(ms)!.toFixed(0).padStart(9)}${percentile(ms, 95)!.toFixed(0).padStart(9)}${(base === null ? '–' : (median(ms)! / base).toFixed(2)).padStart(8)}`);
  say(`  base: ${EMPTY_PAGE}`);
}

function printPhone(phone: Record<string, PhoneVisit[]>): void {
  const columns = [['first paint', 'first_paint_ms', 0], ['largest', 'largest_paint_ms', 0], ['usable', 'usable_ms', 0], ['blocked', 'blocked_ms', 0], ['shift', 'layout_shift', 3], ['KiB till then', 'kib_until_usable', 0], ['KiB', 'kib', 0], ['requests', 'requests', 0]] as const;
  say(`\n  ${'first visit on a slow phone, p50 (p95)'.padEnd(40)}${columns.map(([name]) => name.padStart(15)).join('')}`);
  for (const [path, visits] of Object.entries(phone)) {
    say(`  ${path.padEnd(40)}${columns.map(([, key, digits]) => {
      const values = visits.map((visit) => visit[key]);
      return `${median(values)!.toFixed(digits)} (${percentile(values, 95)!.toFixed(digits)})`.padStart(15);
    }).join('')}`);
  }
}
