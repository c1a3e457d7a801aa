// `npm run bench`: what a request costs at 1k, 10k and 100k tickets, beside a trivial query through the same driver in the same run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { buildPortal } from './local/portal-build.ts';
import { startBenchStack } from '../test/bench/bench-stack.ts';
import type { BenchStack } from '../test/bench/bench-stack.ts';
import { treeCpuMs } from '../test/bench/cpu.ts';
import { downloadSizes } from '../test/bench/download-sizes.ts';
import { benchScreens } from '../test/bench/bench-screens.ts';
import { filledDatabase } from '../test/bench/filled-database.ts';
import { benchFleet, PARTS, type Part } from '../test/bench/fleet/fleet-bench.ts';
import { operationsOf, quiet } from '../test/bench/operations.ts';
import { measureClocks, type ClockFigures } from '../test/bench/measure-clocks.ts';
import { measureMail, measureMailQueue } from '../test/bench/measure-mail.ts';
import { measureReports } from '../test/bench/measure-reports.ts';
import type { Operation } from '../test/bench/operations.ts';
import { printTargets, type Target } from '../test/bench/print-targets.ts';
import { median, percentile } from '../test/bench/statistics.ts';
import { openWorker } from '../test/support/test-worker.ts';
import type { TestWorker } from '../test/support/test-worker.ts';

interface Place {
  tickets: number;
  worker: TestWorker;
  ownerUrl: string;
  operations: Operation[];
  /** Names of operations that did not work, with the reason. */
  broken: Map<string, string>;
  ms: Map<string, number[]>;
  cpu: Map<string, { worker_ms: number; database_ms: number }>;
  stop(): Promise<void>;
}

const outFile = fileURLToPath(new URL('../.data/bench.json', import.meta.url));
const say = (line: string): void => console.log(line);

async function openPlace(stack: BenchStack, tickets: number, isKept: boolean): Promise<Place> {
  const from = performance.now();
  const { database, filled } = await filledDatabase(stack.facts, tickets, isKept);
  const worker = await openWorker(stack.facts, { database, vars: { ACCESS_TOKEN_MINUTES: '480' } });
  const { operations, end } = await operationsOf(worker, filled, database.ownerUrl);
  say(`  ${tickets.toLocaleString('en')} tickets: filled and signed in after ${((performance.now() - from) / 1000).toFixed(1)} s`);
  return {
    tickets, worker, ownerUrl: database.ownerUrl, operations, broken: new Map(), ms: new Map(), cpu: new Map(),
    stop: async () => {
      await end();
      await worker.stop();
      await database.drop();
    },
  };
}

/** One measured run; an operation that fails is told once and left out from then on. */
async function once(place: Place, operation: Operation, isKept: boolean): Promise<void> {
  if (place.broken.has(operation.name)) return;
  try {
    const ms = await operation.run();
    if (isKept) place.ms.set(operation.name, [...(place.ms.get(operation.name) ?? []), ms]);
    if (operation.isWrite) await quiet(place.ownerUrl);
  } catch (error) {
    place.broken.set(operation.name, error instanceof Error ? error.message : String(error));
  }
}

/** Round robin over sizes within each operation, so that whatever drifts on this machine drifts for all of them. */
async function measureLatency(places: Place[], rounds: { warm: number; reads: number; writes: number }): Promise<void> {
  const names = places[0]!.operations.map((operation) => operation.name);
  for (let round = -rounds.warm; round < rounds.reads; round += 1) {
    for (const [index] of names.entries()) {
      for (const place of round % 2 === 0 ? places : places.toReversed()) {
        const operation = place.operations[index]!;
        if (operation.isWrite && round >= rounds.writes) continue;
        await once(place, operation, round >= 0);
      }
    }
    if ((round + 1) % 20 === 0 && round > 0) say(`  round ${round + 1} of ${rounds.reads}`);
  }
}

/** CPU needs many equal requests in a row; so it has a pass of its own. */
async function measureCpu(places: Place[], stack: BenchStack, runs: { reads: number; writes: number }): Promise<void> {
  for (const place of places) {
    for (const operation of place.operations) {
      if (place.broken.has(operation.name)) continue;
      const read = () => ({ worker: treeCpuMs(process.pid, { names: /^workerd/ }), database: treeCpuMs(stack.pid) });
      const before = read();
      const count = operation.isWrite ? runs.writes : runs.reads;
      for (let i = 0; i < count; i += 1) await once(place, operation, false);
      const after = read();
      if (before.worker === null || after.worker === null || before.database === null || after.database === null) return;
      place.cpu.set(operation.name, { worker_ms: (after.worker - before.worker) / count, database_ms: (after.database - before.database) / count });
    }
  }
}

interface Line {
  operation: string;
  tickets: number;
  runs: number;
  p50_ms: number | null;
  p95_ms: number | null;
  /** p50 over the p50 of the baseline on the same database. */
  to_baseline: number | null;
  /** The same without the way to the Worker (`no query`), which here is mostly the local proxy: the strictest way to read it. */
  to_baseline_net: number | null;
  /** p50 over the p50 of the smallest database. */
  to_smallest: number | null;
  worker_cpu_ms: number | null;
  database_cpu_ms: number | null;
  broken: string | null;
}

function linesOf(places: Place[]): Line[] {
  const p50 = (place: Place, name: string): number | null => median(place.ms.get(name) ?? []);
  const ratio = (a: number | null, b: number | null): number | null => (a === null || b === null || b === 0 ? null : round(a / b));
  const net = (place: Place, name: string): number | null => {
    const [all, way] = [p50(place, name), p50(place, 'no query')];
    return all === null || way === null ? null : Math.max(0, all - way);
  };
  return places[0]!.operations.flatMap(({ name }) => places.map((place) => ({
    operation: name, tickets: place.tickets, runs: place.ms.get(name)?.length ?? 0, p50_ms: round(p50(place, name)), p95_ms: round(percentile(place.ms.get(name) ?? [], 95)),
    to_baseline: ratio(p50(place, name), p50(place, 'baseline')), to_baseline_net: ratio(net(place, name), net(place, 'baseline')), to_smallest: ratio(p50(place, name), p50(places[0]!, name)),
    worker_cpu_ms: round(place.cpu.get(name)?.worker_ms ?? null), database_cpu_ms: round(place.cpu.get(name)?.database_ms ?? null), broken: place.broken.get(name) ?? null,
  })));
}

function round(value: number): number;
function round(value: number | null): number | null;
function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}

function clockTargets(clocks: ClockFigures): Target[] {
  return [
    { what: `sweep of clocks, none due of ${clocks.open_tickets / 1000}k, ms`, measured: round(clocks.none_due_ms), at_most: 20 },
    { what: `sweep of clocks, ${clocks.due} due of ${clocks.open_tickets / 1000}k, ms`, measured: round(clocks.due_ms), at_most: 3000 },
    { what: '100,000 due times, ms', measured: round(clocks.due_times_ms), at_most: 2000 },
  ];
}

function targetsOf(lines: Line[], clocks: ClockFigures, sizes: { worker_kib: number | null; first_load_kib: number | null }): Target[] {
  const largest = Math.max(...lines.map((line) => line.tickets));
  const at = (operation: string): Line | undefined => lines.find((line) => line.operation === operation && line.tickets === largest);
  const label = `${largest / 1000}k`;
  const reads = ['list, staff', 'list, client_admin', 'list, solicitante', 'ticket, staff', 'ticket, solicitante'];
  const hasSmaller = lines.some((line) => line.tickets < largest);
  return [
    ...reads.map((name) => ({ what: `${name} at ${label} / baseline`, measured: at(name)?.to_baseline ?? null, at_most: 3 })),
    ...(hasSmaller ? reads.map((name) => ({ what: `${name} at ${label} / same at 1k`, measured: at(name)?.to_smallest ?? null, at_most: 1.5 })) : []),
    ...['dashboard, staff', 'dashboard 90 d, staff', 'charts, staff', 'charts 90 d, staff', 'dashboard, client_admin', 'charts, client_admin'].map((name) => ({ what: `${name} at ${label} / baseline`, measured: at(name)?.to_baseline ?? null, at_most: 5 })),
    { what: `create, staff at ${label} / baseline`, measured: at('create, staff')?.to_baseline ?? null, at_most: 4 },
    ...clockTargets(clocks),
    { what: 'first load, KiB of script (gzip)', measured: sizes.first_load_kib, at_most: 190 },
    { what: 'Worker, KiB (gzip)', measured: sizes.worker_kib, at_most: 768 },
  ];
}

function print(lines: Line[], targets: Target[]): void {
  const number = (value: number | null, width: number): string => (value === null ? '–' : value.toFixed(2)).padStart(width);
  say(`\n  ${'operation'.padEnd(22)}${'tickets'.padStart(9)}${'runs'.padStart(6)}${'p50 ms'.padStart(9)}${'p95 ms'.padStart(9)}${'×base'.padStart(8)}${'net'.padStart(8)}${'×1k'.padStart(8)}${'cpu worker'.padStart(12)}${'cpu db'.padStart(9)}`);
  for (const line of lines) {
    say(`  ${line.operation.padEnd(22)}${line.tickets.toLocaleString('en').padStart(9)}${String(line.runs).padStart(6)}${number(line.p50_ms, 9)}${number(line.p95_ms, 9)}${number(line.to_baseline, 8)}${number(line.to_baseline_net, 8)}${number(line.to_smallest, 8)}${number(line.worker_cpu_ms, 12)}${number(line.database_cpu_ms, 9)}${line.broken === null ? '' : `   not measured: ${line.broken}`}`);
  }
  printTargets(targets);
}

/** `fleet`: simulated machines instead of tickets. */
async function fleet(): Promise<void> {
  const { values } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' }, agents: { type: 'string' }, only: { type: 'string' }, soak: { type: 'string' }, asleep: { type: 'boolean' } } });
  const isQuick = values.quick === true;
  const agents = Number(values.agents ?? (isQuick ? 100 : 2000));
  const soakMinutes = Number(values.soak ?? 0);
  // A soak alone needs no fleet beside it.
  const parts = values.only?.split(',') ?? (values.soak !== undefined && !isQuick && values.agents === undefined ? [] : [...PARTS]);
  if (!Number.isInteger(agents) || agents < 50 || !(soakMinutes >= 0) || !parts.every((part): part is Part => PARTS.some((known) => known === part))) {
    throw new Error(`Usage: npm run bench -- fleet [--quick] [--agents 2000 (50 and more)] [--only ${PARTS.join(',')}] [--soak minutes] [--asleep]`);
  }
  await benchFleet({ isAsleep: values.asleep === true, agents: parts.length === 0 && values.agents === undefined ? 0 : agents, isQuick, parts, soakMinutes });
}

/** `clocks`: the sweep of service levels and due times alone. */
async function clocksAlone(): Promise<void> {
  const { values } = parseArgs({ allowPositionals: true, options: { size: { type: 'string' }, data: { type: 'string' } } });
  const size = Number(values.size ?? 100_000);
  if (!Number.isInteger(size) || size < 2000) throw new Error('Usage: npm run bench -- clocks [--size 100000 (2000 and more)] [--data folder that keeps the filled database]');
  say('Bench: starting Postgres and the endpoint');
  const stack = await startBenchStack(values.data);
  try {
    const figures = await measureClocks(stack.facts, size, values.data !== undefined);
    say(`  ${figures.touched} clocks touched, ${figures.notices} notices written`);
    printTargets(clockTargets(figures));
  } finally {
    await stack.stop();
  }
}

/** `reports`: a workbook of many rows, alone. */
async function reportsAlone(): Promise<void> {
  const { values } = parseArgs({ allowPositionals: true, options: { size: { type: 'string' }, formats: { type: 'string' } } });
  const size = Number(values.size ?? 50_000);
  if (!Number.isInteger(size) || size < 500) throw new Error('Usage: npm run bench -- reports [--size 50000 (500 and more)] [--formats xlsx,csv,pdf]');
  say('Bench: starting Postgres, the endpoint and the Worker');
  const stack = await startBenchStack();
  try {
    const figures = await measureReports(stack.facts, size, (values.formats ?? 'xlsx').split(','));
    for (const { format, rows, seconds, bytes, before_mib } of figures) say(`  ${format}: ${rows.toLocaleString('en')} rows, ${(bytes / 1048576).toFixed(1)} MiB in ${seconds.toFixed(1)} s; the runtime held ${before_mib?.toFixed(0) ?? '–'} MiB before`);
    printTargets(figures.map(({ format, rows, growth_mib }) => ({ what: `${format} of ${rows / 1000}k rows, MiB more at most`, measured: growth_mib, at_most: 128 })));
  } finally {
    await stack.stop();
  }
}

/** `mail`: one mail of 50 KB, the worst of hostile ones, and many through the queue. */
async function mailAlone(): Promise<void> {
  const { values } = parseArgs({ allowPositionals: true, options: { mails: { type: 'string' }, fuzz: { type: 'string' } } });
  const mails = Number(values.mails ?? 1000);
  const fuzzed = Number(values.fuzz ?? 10_000);
  // The senders of the bench are within their hourly limits up to there.
  if (!Number.isInteger(mails) || mails < 10 || mails > 1900 || !Number.isInteger(fuzzed) || fuzzed < 1) throw new Error('Usage: npm run bench -- mail [--mails 1000 (10 to 1900)] [--fuzz 10000]');
  const alone = await measureMail(300, fuzzed);
  say(`  ${alone.mail_kb} KB: p50 ${number2(alone.p50_ms)} ms, p95 ${number2(alone.p95_ms)} ms; ${alone.fuzzed.toLocaleString('en')} hostile mails: p50 ${number2(alone.fuzz_p50_ms)} ms, worst ${number2(alone.fuzz_worst_ms)} ms`);
  say('Bench: starting Postgres, the endpoint and the Worker');
  const stack = await startBenchStack();
  try {
    const queue = await measureMailQueue(stack.facts, mails);
    say(`  ${queue.mails.toLocaleString('en')} mails are tickets after ${queue.seconds.toFixed(1)} s (${(queue.mails / queue.seconds).toFixed(1)} a second), the first after ${queue.first_ms.toFixed(0)} ms`);
    printTargets([
      { what: `a mail of ${alone.mail_kb} KB read, classified, split, p50 ms`, measured: round(alone.p50_ms), at_most: 20 },
      { what: `worst of ${alone.fuzzed / 1000}k hostile mails, ms`, measured: round(alone.fuzz_worst_ms), at_most: 250 },
      { what: `${queue.mails} mails to visible tickets, s`, measured: round(queue.seconds), at_most: 120 },
    ]);
  } finally {
    await stack.stop();
  }
}

/** `screens`: what a technician waits for in the browser, and the first visit of a slow phone. */
async function screens(): Promise<void> {
  const { values } = parseArgs({ allowPositionals: true, options: { size: { type: 'string' }, runs: { type: 'string' }, data: { type: 'string' } } });
  const [tickets, runs] = [Number(values.size ?? 100_000), Number(values.runs ?? 15)];
  if (!Number.isInteger(tickets) || tickets < 500 || !Number.isInteger(runs) || runs < 1) throw new Error('Usage: npm run bench -- screens [--size 100000 (500 and more)] [--runs 15] [--data folder that keeps the filled database]');
  await buildPortal(fileURLToPath(new URL('..', import.meta.url)));
  await benchScreens({ tickets, runs, keptIn: values.data });
}

const number2 = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

async function main(): Promise<void> {
  if (process.argv[2] === 'screens') return screens();
  if (process.argv[2] === 'mail') return mailAlone();
  if (process.argv[2] === 'reports') return reportsAlone();
  if (process.argv[2] === 'fleet') return fleet();
  if (process.argv[2] === 'clocks') return clocksAlone();
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, sizes: { type: 'string' }, rounds: { type: 'string' }, data: { type: 'string' } } });
  const isQuick = values.quick === true;
  const sizes = (values.sizes ?? (isQuick ? '1000' : '1000,10000,100000')).split(',').map(Number).toSorted((a, b) => a - b);
  const reads = Number(values.rounds ?? (isQuick ? 10 : 100));
  if (sizes.some((size) => !Number.isInteger(size) || size < 500) || !Number.isInteger(reads) || reads < 3) {
    throw new Error('Usage: npm run bench [-- --quick] [--sizes 1000,10000,100000 (500 and more)] [--rounds 100] [--data folder that keeps the filled databases]');
  }
  say('Bench: starting Postgres, the endpoint and the Worker');
  const stack = await startBenchStack(values.data);
  const places: Place[] = [];
  try {
    for (const size of sizes) places.push(await openPlace(stack, size, values.data !== undefined));
    await measureLatency(places, { warm: 5, reads, writes: Math.min(reads, isQuick ? 5 : 30) });
    await measureCpu(places, stack, { reads: isQuick ? 10 : 50, writes: isQuick ? 3 : 10 });
    const clocks = await measureClocks(stack.facts, sizes.at(-1)!, values.data !== undefined);
    const downloads = downloadSizes();
    const lines = linesOf(places);
    const targets = targetsOf(lines, clocks, downloads);
    print(lines, targets);
    mkdirSync(new URL('../.data/', import.meta.url), { recursive: true });
    writeFileSync(outFile, `${JSON.stringify({ at: new Date().toISOString(), cpus: cpus().length, cpu_model: cpus()[0]?.model ?? '', node: process.version, lines, targets, clocks, downloads }, null, 2)}\n`);
    say('\n  Written to .data/bench.json. Times are wall clock on this machine; compare the ratios, not the milliseconds.');
  } finally {
    for (const place of places) await place.stop().catch((error: unknown) => console.error(error));
    await stack.stop();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
