// From the rows of a report to its tables. Short tables are read at once, the long one page by page.
import type { Tx } from '../../platform/database.ts';
import { countsOf } from '../ratings/rules.ts';
import { complianceOf } from '../sla/read-compliance.ts';
import { dayText, instantText, isoDay, localMs } from './cell-rules.ts';
import * as figures from './figures-store.ts';
import type { After, Scope } from './figures-store.ts';
import type { Cell, Column, CellKind, LongTable, ReportDocument, ShortTable } from './report-table.ts';
import type { ClaimedReport } from './store.ts';
import type { ReportGroup } from './values.ts';
import { reportWords, type ReportWords } from './words.ts';

/** Runs one statement as the person who asked; throws when they may not. */
export type Ask = <R>(statement: (tx: Tx) => ReturnType<Tx['execute']>) => Promise<R[]>;

const PAGE = 1000;
/** Of rows with texts of up to 32 KiB. */
const PAGE_OF_TEXTS = 400;
const DAY = 86_400_000;

const column = (label: string, kind: CellKind, width: number): Column => ({ label, kind, width });
const offPaper = (label: string, kind: CellKind, width: number): Column => ({ label, kind, width, isOffPaper: true });
const round = (value: number | null, digits = 1): number | null => (value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits);

/** `01/11/2026 – 30/11/2026` for whole local days, else with the time. */
export function periodText(report: Pick<ClaimedReport, 'from_at' | 'to_at' | 'timezone' | 'locale'>): string {
  const [from, to] = [Date.parse(report.from_at), Date.parse(report.to_at)];
  const isWhole = [from, to].every((at) => localMs(report.timezone, at) % DAY === 0);
  if (!isWhole) return `${instantText(report.timezone, from, report.locale)} – ${instantText(report.timezone, to, report.locale)}`;
  const days = [localMs(report.timezone, from), localMs(report.timezone, to) - DAY].map((day) => dayText(isoDay(day), report.locale));
  return days[0] === days[1] ? days[0]! : days.join(' – ');
}

/** `2026-11`, `2026-11-01_2026-11-15`. */
function periodName(report: ClaimedReport): string {
  const [from, last] = [Date.parse(report.from_at), Date.parse(report.to_at) - 1].map((at) => isoDay(localMs(report.timezone, at))) as [string, string];
  const dayAfter = isoDay(Date.parse(`${last}T00:00:00Z`) + DAY);
  if (from.endsWith('-01') && dayAfter.endsWith('-01') && from.slice(0, 7) === last.slice(0, 7)) return from.slice(0, 7);
  return from === last ? from : `${from}_${last}`;
}

/** Client and period, in letters every file system takes. */
export function fileName(report: ClaimedReport): string {
  const words = reportWords(report.locale);
  const name = [words.kinds[report.kind], report.client_name ?? words.every_client, periodName(report)].join(' - ');
  return `${name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 150)}.${report.format}`;
}

/** @param now when the file is made, ms. */
export async function buildDocument(report: ClaimedReport, now: number, ask: Ask): Promise<ReportDocument> {
  const words = reportWords(report.locale);
  const client = report.client_name ?? words.every_client;
  const isNow = report.kind === 'assets';
  const period = isNow ? `${words.as_of} ${instantText(report.timezone, now, report.locale)}` : periodText(report);
  const title = words.kinds[report.kind];
  const { tables, long } = await tablesOf(report, words, ask);
  return {
    title, tables, long, isPlain: report.kind === 'monthly', locale: report.locale, timezone: report.timezone, margin: `${title} · ${client} · ${period}`,
    facts: [
      [words.client, client], [words.period, period], [words.created_at, `${instantText(report.timezone, now, report.locale)} (${report.timezone})`],
      ...(report.asked_by_name ? [[report.schedule_id ? words.schedule : words.asked_by, report.asked_by_name] as [string, string]] : []),
    ],
  };
}

interface Tables {
  tables: ShortTable[];
  long: LongTable | null;
}

async function tablesOf(report: ClaimedReport, words: ReportWords, ask: Ask): Promise<Tables> {
  const scope: Scope = { client_id: report.client_id, from_at: new Date(report.from_at).toISOString(), to_at: new Date(report.to_at).toISOString() };
  switch (report.kind) {
    case 'tickets': return { tables: await ticketTables(scope, words, ask), long: ticketList(scope, words, ask) };
    case 'sla': return { tables: [await complianceTable(scope, words, report.group_by ?? (report.client_id ? 'category' : 'client'), ask)], long: clockList(scope, words, ask) };
    case 'technicians': return { tables: [await technicianTable(scope, words, !report.is_for_client, ask)], long: null };
    case 'assets': return { tables: [await assetTable(scope, words, ask)], long: assetList(scope, words, ask) };
    case 'time': return timeTables(scope, words, report.is_for_client, ask);
    case 'monthly': return { tables: [], long: monthlyList(scope, words, ask) };
  }
}

/** Pages until one is not full. */
async function* pagesOf<R>(ask: Ask, statement: (tx: Tx, after: After, limit: number) => ReturnType<Tx['execute']>, keyOf: (row: R) => readonly [string, string], limit: number, cellsOf: (row: R) => Cell[]): AsyncGenerator<Cell[][]> {
  for (let after: After = null; ;) {
    const from: After = after;
    const rows: R[] = await ask<R>((tx) => statement(tx, from, limit));
    if (rows.length > 0) yield rows.map(cellsOf);
    if (rows.length < limit) return;
    after = keyOf(rows.at(-1)!);
  }
}

async function ticketTables(scope: Scope, words: ReportWords, ask: Ask): Promise<ShortTable[]> {
  const [totals] = await ask<figures.TicketTotals>((tx) => figures.ticketTotals(tx, scope));
  const counts = await ask<figures.TicketCount>((tx) => figures.ticketCounts(tx, scope));
  const ratings = countsOf(await ask<figures.RatingLine>((tx) => figures.ratingLines(tx, scope)));
  const { opened, resolved, still_open, first_response_avg, first_response_median, resolution_avg, resolution_median } = totals!;
  const figure = (label: string, value: number | null): Cell[] => [label, round(value)];
  return [
    {
      heading: words.summary, columns: [column(words.figure, 'text', 52), column(words.value, 'count', 14)],
      rows: [
        figure(words.opened, opened), figure(words.resolved_in, resolved), figure(words.still_open, still_open), figure(words.first_avg, first_response_avg),
        figure(words.first_median, first_response_median), figure(words.res_avg, resolution_avg), figure(words.res_median, resolution_median),
        figure(words.rated_good, ratings.good), figure(words.rated_neutral, ratings.neutral), figure(words.rated_bad, ratings.bad), figure(words.rated_percent, ratings.percent_good),
      ],
    },
    {
      heading: words.classified, columns: [column(words.by, 'text', 16), column(words.value, 'text', 36), column(words.tickets, 'count', 10), column(words.share, 'percent', 12)],
      rows: (['status', 'priority', 'channel', 'category', 'site'] as const).flatMap((by) => counts.filter((row) => row.by === by).map((row): Cell[] => [
        words.by_kind[by], row.name ?? (row.key === null ? words.nobody.category : (words.names[row.key] ?? row.key)), row.total, round((row.total * 100) / Math.max(1, opened)),
      ])),
    },
  ];
}

const ticketKey = (row: figures.TicketLine): readonly [string, string] => [row.created, row.ticket_id];

const ticketList = (scope: Scope, words: ReportWords, ask: Ask): LongTable => ({
  heading: words.tickets,
  columns: [
    column(words.number, 'text', 13), column(words.client, 'text', 22), column(words.site, 'text', 18), column(words.subject, 'text', 40), column(words.status, 'text', 16), column(words.priority, 'text', 10), offPaper(words.channel, 'text', 10),
    column(words.category, 'text', 18), column(words.requester, 'text', 20), column(words.technician, 'text', 20), column(words.created, 'instant', 16), column(words.first_response, 'instant', 16), column(words.resolved, 'instant', 16), offPaper(words.closed, 'instant', 16),
  ],
  pages: pagesOf<figures.TicketLine>(ask, (tx, after, limit) => figures.ticketLines(tx, scope, after, limit, false), ticketKey, PAGE, (row) => [
    row.ticket_number, row.client_name, row.site_name, row.subject, words.names[row.status] ?? row.status, words.names[row.priority] ?? row.priority, words.names[row.channel] ?? row.channel, row.category, row.requester, row.technician,
    row.created_at, row.first_response_at, row.resolved_at, row.closed_at,
  ]),
});

/** The eleven columns that clients have received each month for years. */
const monthlyList = (scope: Scope, words: ReportWords, ask: Ask): LongTable => ({
  heading: words.tickets,
  columns: [
    column(words.number, 'text', 13), column(words.client, 'text', 24), column(words.subject, 'text', 44), column(words.status, 'text', 16), column(words.priority, 'text', 10), column(words.created, 'instant', 16), column(words.resolved, 'instant', 16),
    column(words.technician, 'text', 22), column(words.site, 'text', 20), column(words.resolution_date, 'instant', 16), column(words.resolution, 'text', 60),
  ],
  pages: pagesOf<figures.TicketLine>(ask, (tx, after, limit) => figures.ticketLines(tx, scope, after, limit, true), ticketKey, PAGE_OF_TEXTS, (row) => [
    row.ticket_number, row.client_name, row.subject, words.names[row.status] ?? row.status, words.names[row.priority] ?? row.priority, row.created_at, row.resolved_at, row.technician, row.site_name, row.resolution_at, row.resolution,
  ]),
});

type Counts = { target: string; met: number; breached: number; open: number }[];
/** Both targets side by side; the percentages are those of every screen. */
function complianceCells(counts: Counts): Cell[] {
  const { first_response: first, resolution } = complianceOf(counts);
  return [first.met, first.breached, first.open, first.percent, resolution.met, resolution.breached, resolution.open, resolution.percent];
}
const complianceColumns = (words: ReportWords): Column[] => [
  column(words.first_met, 'count', 12), column(words.first_breached, 'count', 12), column(words.first_open, 'count', 12), column(words.first_percent, 'percent', 13),
  column(words.res_met, 'count', 12), column(words.res_breached, 'count', 12), column(words.res_open, 'count', 12), column(words.res_percent, 'percent', 13),
];

/** What the groups leave of the total: tickets without one. */
function leftOver(totals: Counts, lines: figures.ComplianceLine[]): Counts {
  const left = totals.map((total) => {
    const of = lines.filter((line) => line.target === total.target);
    const less = (key: 'met' | 'breached' | 'open'): number => total[key] - of.reduce((sum, line) => sum + line[key], 0);
    return { target: total.target, met: less('met'), breached: less('breached'), open: less('open') };
  });
  return left.some(({ met, breached, open }) => met + breached + open > 0) ? left : [];
}

async function complianceTable(scope: Scope, words: ReportWords, by: ReportGroup, ask: Ask): Promise<ShortTable> {
  const totals = (await ask<Counts[number]>((tx) => figures.complianceTotals(tx, scope)));
  const lines = await ask<figures.ComplianceLine>((tx) => figures.complianceGroups(tx, scope, by));
  const groups = new Map<string, { name: string; counts: Counts }>();
  for (const line of lines) {
    const key = line.key ?? '';
    const group = groups.get(key) ?? { name: line.name ?? words.none, counts: [] };
    group.counts.push(line);
    groups.set(key, group);
  }
  const rest = leftOver(totals, lines);
  return {
    heading: words.compliance, columns: [column(words.groups[by], 'text', 32), ...complianceColumns(words)],
    rows: [...[...groups.values()].map(({ name, counts }): Cell[] => [name, ...complianceCells(counts)]), ...(rest.length > 0 ? [[words.nobody[by], ...complianceCells(rest)]] : []), [words.total, ...complianceCells(totals)]],
    totals: 1,
  };
}

const clockList = (scope: Scope, words: ReportWords, ask: Ask): LongTable => ({
  heading: words.clocks,
  columns: [
    column(words.number, 'text', 13), column(words.client, 'text', 22), column(words.subject, 'text', 40), column(words.priority, 'text', 10), column(words.category, 'text', 18), column(words.technician, 'text', 20),
    column(words.first_due, 'instant', 16), column(words.first_at, 'instant', 16), column(words.first_state, 'text', 11), column(words.res_due, 'instant', 16), column(words.res_at, 'instant', 16), column(words.res_state, 'text', 11),
  ],
  pages: pagesOf<figures.ClockLine>(ask, (tx, after, limit) => figures.clockLines(tx, scope, after, limit), (row) => [row.started, row.ticket_id], PAGE, (row) => [
    row.ticket_number, row.client_name, row.subject, words.names[row.priority] ?? row.priority, row.category, row.technician,
    row.first_due, row.first_at, row.first_state && (words.names[row.first_state] ?? row.first_state), row.due, row.at, row.state && (words.names[row.state] ?? row.state),
  ]),
});

async function technicianTable(scope: Scope, words: ReportWords, hasTime: boolean, ask: Ask): Promise<ShortTable> {
  const lines = await ask<figures.TechnicianLine>((tx) => figures.technicianLines(tx, scope, hasTime));
  const compliance = await ask<figures.ComplianceLine>((tx) => figures.complianceGroups(tx, scope, 'technician'));
  const totals = await ask<Counts[number]>((tx) => figures.complianceTotals(tx, scope));
  const ratings = await ask<figures.RatingLine>((tx) => figures.ratingLines(tx, scope));
  const rated = (given: figures.RatingLine[]): Cell[] => {
    const { total, percent_good: good } = countsOf(given);
    return [total, good];
  };
  const percents = (counts: Counts): Cell[] => {
    const { first_response: first, resolution } = complianceOf(counts);
    return [first.percent, resolution.percent];
  };
  const hoursWorked = (minutes: number | null): Cell[] => (hasTime ? [round(minutes === null ? null : minutes / 60)] : []);
  const sum = (key: 'assigned' | 'resolved' | 'open_now'): number => lines.reduce((total, line) => total + line[key], 0);
  const minutes = lines.reduce<number | null>((total, line) => (line.minutes === null ? total : (total ?? 0) + line.minutes), null);
  return {
    heading: words.performance,
    columns: [
      column(words.technician, 'text', 28), column(words.assigned, 'count', 14), column(words.resolved_count, 'count', 14), column(words.open_now, 'count', 12), column(words.first_hours, 'hours', 14), column(words.res_hours, 'hours', 14),
      column(words.first_percent, 'percent', 14), column(words.res_percent, 'percent', 14), column(words.rated, 'count', 12), column(words.rated_percent, 'percent', 14), ...(hasTime ? [column(words.worked_hours, 'hours', 14)] : []),
    ],
    rows: [
      ...lines.map((line): Cell[] => [
        line.key === null ? words.nobody.technician : (line.name ?? words.none), line.assigned, line.resolved, line.open_now, round(line.first_response_avg), round(line.resolution_avg),
        ...percents(line.key === null ? leftOver(totals, compliance) : compliance.filter((one) => one.key === line.key)), ...rated(ratings.filter((one) => one.key === line.key)), ...hoursWorked(line.minutes),
      ]),
      [words.total, sum('assigned'), sum('resolved'), sum('open_now'), null, null, ...percents(totals), ...rated(ratings), ...hoursWorked(minutes)],
    ],
    totals: 1,
  };
}

async function assetTable(scope: Scope, words: ReportWords, ask: Ask): Promise<ShortTable> {
  const counts = await ask<figures.AssetCount>((tx) => figures.assetCounts(tx, scope));
  const total = counts.filter((row) => row.by === 'asset_type').reduce((sum, row) => sum + row.total, 0);
  return {
    heading: words.summary, columns: [column(words.by, 'text', 24), column(words.value, 'text', 36), column(words.assets, 'count', 10), column(words.share, 'percent', 12)],
    rows: (['asset_type', 'agent_status', 'platform', 'lifecycle'] as const).flatMap((by) => counts.filter((row) => row.by === by).map((row): Cell[] => [
      words.asset_by[by], row.key === null ? (by === 'agent_status' ? words.without_agent : words.none) : (words.names[row.key] ?? row.key), row.total, round((row.total * 100) / Math.max(1, total)),
    ])),
  };
}

const assetList = (scope: Scope, words: ReportWords, ask: Ask): LongTable => ({
  heading: words.assets,
  columns: [
    column(words.asset, 'text', 22), column(words.client, 'text', 20), column(words.site, 'text', 18), column(words.type, 'text', 12), offPaper(words.lifecycle, 'text', 12), column(words.agent, 'text', 12), offPaper(words.hostname, 'text', 18),
    offPaper(words.platform, 'text', 10), column(words.os, 'text', 22), offPaper(words.maker, 'text', 14), column(words.model, 'text', 18), column(words.serial, 'text', 16), offPaper(words.cpu, 'text', 22), column(words.memory, 'hours', 10), column(words.disk, 'count', 10),
    column(words.ip, 'text', 15), column(words.person, 'text', 18), offPaper(words.purchased, 'day', 12), column(words.warranty, 'day', 12), column(words.seen, 'instant', 16),
  ],
  pages: pagesOf<figures.AssetLine>(ask, (tx, after, limit) => figures.assetLines(tx, scope, after, limit), (row) => [row.name, row.asset_id], PAGE, (row) => [
    row.name, row.client_name, row.site_name, words.names[row.asset_type] ?? row.asset_type, words.names[row.lifecycle] ?? row.lifecycle, row.agent_status === null ? words.without_agent : (words.names[row.agent_status] ?? row.agent_status), row.hostname,
    row.platform && (words.names[row.platform] ?? row.platform), row.os, row.manufacturer, row.model, row.serial, row.cpu_name, row.memory_gb, row.disk_gb, row.ip_address, row.person, row.purchased_on, row.warranty_until, row.last_seen_at,
  ]),
});

/** For the client: what is charged, and no notes, as on their own screen. */
async function timeTables(scope: Scope, words: ReportWords, isForClient: boolean, ask: Ask): Promise<Tables> {
  const ofClient = isForClient && scope.client_id !== null;
  const lines = await ask<figures.TimeTotalLine>((tx) => (ofClient ? figures.clientTimeTotals(tx, scope) : figures.timeTotals(tx, scope)));
  const sum = (key: 'minutes' | 'billable' | 'entries'): number => lines.reduce((total, line) => total + line[key], 0);
  const cells = (client: string | null, name: string | null, minutes: number, billable: number, entries: number): Cell[] => [client, name, round(minutes / 60, 2), round(billable / 60, 2), entries];
  return {
    tables: [{
      heading: words.time_totals, columns: [column(words.client, 'text', 28), column(words.technician, 'text', 28), column(words.hours, 'hours', 10), column(words.billable_hours, 'hours', 16), column(words.entries, 'count', 10)],
      rows: [...lines.map((line) => cells(line.client_name, line.name, line.minutes, line.billable, line.entries)), cells(words.total, null, sum('minutes'), sum('billable'), sum('entries'))], totals: 1,
    }],
    long: {
      heading: words.entries_list,
      columns: [
        column(words.started, 'instant', 16), column(words.client, 'text', 22), column(words.number, 'text', 13), column(words.subject, 'text', 40), column(words.technician, 'text', 22), column(words.activity, 'text', 14), column(words.minutes, 'count', 9),
        ...(ofClient ? [] : [column(words.billable, 'text', 11), column(words.note, 'text', 44)]),
      ],
      pages: pagesOf<figures.TimeLine>(ask, (tx, after, limit) => (ofClient ? figures.clientTimeLines(tx, scope, after, limit) : figures.timeLines(tx, scope, after, limit)), (row) => [row.started, row.entry_id], PAGE, (row) => [
        row.started_at, row.client_name, row.ticket_number, row.subject, row.name, words.names[row.activity] ?? row.activity, row.minutes, ...(ofClient ? [] : [row.is_billable ? words.yes : words.no, row.note]),
      ]),
    },
  };
}
