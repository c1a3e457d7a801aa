// What the clocks of a ticket say and what has to be told now: policy, ledger and calendar in, decision out. Pure.
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';
import { countedMs, dueAt, type Calendar, type Pause } from './rules.ts';
import type { SlaState, SlaTarget } from './values.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

export interface Escalation {
  target: SlaTarget;
  /** Business minutes after the due time; negative: before it. */
  after_minutes: number;
  roles: string[];
  emails: string[];
  notify_client: boolean;
}
export interface Policy {
  sla_id: string;
  client_id: string | null;
  category_id: string | null;
  priority: TicketPriority | null;
  name: string;
  calendar_id: string | null;
  is_always_open: boolean;
  first_response_minutes: number | null;
  next_reply_minutes: number | null;
  resolution_minutes: number | null;
  warn_percents: number[];
  escalations: Escalation[];
  version: number;
}
export interface StoredCalendar extends Calendar {
  calendar_id: string | null;
  client_id: string | null;
  site_id: string | null;
  name: string;
  is_default: boolean;
  version: number;
}
/** Where a ticket stands. `categories`: its own first, then the one above, and so on. */
export interface Place {
  client_id: string;
  site_id: string;
  categories: readonly string[];
  priority: TicketPriority;
}

/** Most specific first: client+category+priority, client+priority, client+category, client, category+priority, category, priority, default. */
export function rankOf(policy: Pick<Policy, 'client_id' | 'category_id' | 'priority'>): number {
  const [client, category, priority] = [policy.client_id !== null, policy.category_id !== null, policy.priority !== null];
  if (client) return 4 + (category && priority ? 3 : priority ? 2 : category ? 1 : 0);
  return category && priority ? 3 : category ? 2 : priority ? 1 : 0;
}

/** The policy of a ticket; null when none matches. Of two categories the nearer one wins. */
export function choosePolicy(policies: readonly Policy[], place: Place): Policy | null {
  const fits = policies.filter((one) =>
    (one.client_id === null || one.client_id === place.client_id) && (one.priority === null || one.priority === place.priority)
    && (one.category_id === null || place.categories.includes(one.category_id)));
  const depth = (one: Policy): number => (one.category_id === null ? 0 : place.categories.indexOf(one.category_id));
  return fits.toSorted((a, b) => rankOf(b) - rankOf(a) || depth(a) - depth(b))[0] ?? null;
}

/** A category and those above it. */
export function categoryPath(categoryId: string | null, parents: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let at = categoryId; at !== null && !path.includes(at); at = parents.get(at) ?? null) path.push(at);
  return path;
}

const ALL_DAY: [string, string][] = [['00:00', '24:00']];
/** Real time. */
export const ALWAYS: StoredCalendar = {
  calendar_id: null, client_id: null, site_id: null, name: '24×7', is_default: false, version: 0, timezone: 'UTC', holidays: [],
  business_hours: { mon: ALL_DAY, tue: ALL_DAY, wed: ALL_DAY, thu: ALL_DAY, fri: ALL_DAY, sat: ALL_DAY, sun: ALL_DAY },
};

/** The policy's calendar, else the site's, else the client's, else the provider's; null when there is none at all. */
export function chooseCalendar(calendars: readonly StoredCalendar[], policy: Pick<Policy, 'is_always_open' | 'calendar_id'>, place: Pick<Place, 'client_id' | 'site_id'>): StoredCalendar | null {
  if (policy.is_always_open) return ALWAYS;
  const standard = (of: { client_id: string | null; site_id: string | null }) => calendars.find((one) => one.is_default && one.client_id === of.client_id && one.site_id === of.site_id);
  return calendars.find((one) => one.calendar_id === policy.calendar_id)
    ?? standard(place) ?? standard({ client_id: place.client_id, site_id: null }) ?? standard({ client_id: null, site_id: null }) ?? null;
}

/** A line of the ledger; `at` in milliseconds. */
export interface Fact {
  target: SlaTarget | null;
  event: string;
  at: number;
  cause: string | null;
}
export interface Facts {
  started: number;
  firstResponseAt: number | null;
  nextReplySince: number | null;
  resolutionAt: number | null;
  stoppedAt: number | null;
  /** How often it was reopened. */
  cycle: number;
  /** In which the resolution clock stood; resolved time among them. */
  pauses: Pause[];
}

/** What the ledger says, in its order. */
export function factsOf(started: number, ledger: readonly Fact[]): Facts {
  const facts: Facts = { started, firstResponseAt: null, nextReplySince: null, resolutionAt: null, stoppedAt: null, cycle: 0, pauses: [] };
  let open: number | null = null;
  const close = (at: number): void => {
    if (open !== null) facts.pauses.push({ from: open, to: at });
    open = null;
  };
  for (const { target, event, at } of ledger) {
    if (target === 'first_response') {
      if (event === 'met') facts.firstResponseAt ??= at;
    } else if (target === 'next_reply') {
      if (event === 'started') facts.nextReplySince = at;
      else if (event === 'met') facts.nextReplySince = null;
    } else if (event === 'paused') open ??= at;
    else if (event === 'resumed') close(at);
    else if (event === 'met') {
      facts.resolutionAt = at;
      open ??= at;
    } else if (event === 'stopped') {
      facts.stoppedAt = at;
      open ??= at;
    } else if (event === 'reopened') {
      close(at);
      facts.resolutionAt = null;
      facts.stoppedAt = null;
      facts.cycle++;
    }
  }
  if (open !== null) facts.pauses.push({ from: open, to: null });
  return facts;
}

/** One clock as it stands. Instants in milliseconds. */
export interface Clock {
  target: SlaTarget;
  target_minutes: number | null;
  started: number;
  due: number | null;
  met: number | null;
  breached: number | null;
  state: SlaState;
  /** Seconds of the calendar used up. */
  used_s: number;
  pauses: Pause[];
}
/** What was stored of a breach: it stays whatever comes. */
export interface Breaches {
  first_response: number | null;
  resolution: number | null;
}

/** The clocks of a ticket: first response and resolution always, next reply while one is owed. `maintenance`: windows in which resolution stands too. */
export function clocksOf(facts: Facts, policy: Policy | null, calendar: StoredCalendar | null, breaches: Breaches, maintenance: readonly Pause[], now: number): Clock[] {
  // Resolved or stopped time is no pause of the run that ended there.
  const end = facts.resolutionAt ?? facts.stoppedAt;
  const pauses = [...facts.pauses.filter((pause) => end === null || pause.from < end || pause.to !== null), ...maintenance];
  const clock = (target: SlaTarget, minutes: number | null, started: number, met: number | null, stored: number | null, rests: Pause[]): Clock => {
    const due = minutes === null || calendar === null ? null : dueAt(calendar, started, minutes * MINUTE, rests);
    const ended = met ?? end;
    const passed = due !== null && (ended === null ? now >= due : ended > due);
    const breached = stored ?? (passed ? due : null);
    const isResting = ended === null && rests.some((pause) => pause.from <= now && (pause.to === null || pause.to > now));
    const state: SlaState = breached !== null ? 'breached' : met !== null ? 'met' : end !== null ? 'stopped' : isResting ? 'paused' : 'pending';
    return { target, target_minutes: minutes, started, due, met, breached, state, used_s: calendar === null ? 0 : countedMs(calendar, started, ended ?? now, rests) / 1000, pauses: rests };
  };
  return [
    clock('first_response', policy?.first_response_minutes ?? null, facts.started, facts.firstResponseAt, breaches.first_response, []),
    ...(facts.nextReplySince === null ? [] : [clock('next_reply', policy?.next_reply_minutes ?? null, facts.nextReplySince, null, null, [])]),
    clock('resolution', policy?.resolution_minutes ?? null, facts.started, facts.resolutionAt, breaches.resolution, pauses),
  ];
}

/** What a moment of a ticket asks for. */
export interface Act {
  kind: 'warned' | 'breached' | 'escalated' | 'closing' | 'waiting' | 'close';
  target: SlaTarget | null;
  at: number;
  /** The same act has the same key: it is done once. */
  key: string;
  due: number | null;
  percent?: number;
  escalation?: Escalation;
  /** Written down, but nobody is told: what is over cannot be helped any more. */
  isSilent: boolean;
}
export interface Decision {
  acts: Act[];
  told: string[];
  /** Milliseconds; null: nothing will happen by itself. */
  next: number | null;
  /** The nearest due time that is still to be met. */
  due: number | null;
}
export interface DecisionInput {
  clocks: readonly Clock[];
  facts: Facts;
  policy: Policy | null;
  calendar: StoredCalendar | null;
  status: TicketStatus;
  told: readonly string[];
  /** Days after which a resolved ticket is closed, and a waiting one reminded of; null: never. */
  autoCloseDays: number | null;
  waitingDays: number | null;
  /** What was due before is history: written down, told to nobody. */
  since: number;
  now: number;
}

/** What is due now, once each and in order, and when to look again. */
export function decide(input: DecisionInput): Decision {
  const { clocks, facts, policy, calendar, now } = input;
  const told = new Set(input.told);
  const acts: Act[] = [];
  const later: number[] = [];
  const isHistory = (at: number): boolean => at < input.since;
  const consider = (act: Act): void => {
    if (told.has(act.key)) return;
    if (act.at > now) later.push(act.at);
    else {
      told.add(act.key);
      acts.push({ ...act, isSilent: act.isSilent || isHistory(act.at) });
    }
  };
  for (const clock of clocks) {
    const { target, due } = clock;
    const suffix = target === 'next_reply' ? `:${clock.started}` : target === 'resolution' && facts.cycle > 0 ? `:c${facts.cycle}` : '';
    const isOver = clock.met !== null || clock.state === 'stopped' || facts.stoppedAt !== null || facts.resolutionAt !== null;
    const breachKey = `breached:${target}${target === 'next_reply' ? suffix : ''}`;
    if (clock.breached !== null) consider({ kind: 'breached', target, at: clock.breached, key: breachKey, due, isSilent: isOver });
    else if (!isOver && due !== null) consider({ kind: 'breached', target, at: due, key: breachKey, due, isSilent: false });
    if (isOver || calendar === null || policy === null || clock.target_minutes === null) continue;
    const budget = clock.target_minutes * MINUTE;
    const reached = policy.warn_percents.toSorted((a, b) => a - b)
      .map((percent) => ({ percent, key: `warned:${target}:${percent}${suffix}`, at: dueAt(calendar, clock.started, Math.floor((budget * percent) / 100), clock.pauses) }));
    for (const [n, { percent, key, at }] of reached.entries()) {
      if (at === null) continue;
      const isPassed = clock.breached !== null || reached.slice(n + 1).some((next) => next.at !== null && next.at <= now);
      if (at <= now && isPassed) told.add(key);
      else consider({ kind: 'warned', target, at, key, due, percent, isSilent: false });
    }
    for (const level of policy.escalations.filter((one) => one.target === target).toSorted((a, b) => a.after_minutes - b.after_minutes)) {
      const at = dueAt(calendar, clock.started, Math.max(0, budget + level.after_minutes * MINUTE), clock.pauses);
      if (at !== null) consider({ kind: 'escalated', target, at, key: `escalated:${target}:${level.after_minutes}${suffix}`, due, escalation: level, isSilent: false });
    }
  }
  standing(input, told, consider, later);
  acts.sort((a, b) => a.at - b.at);
  const dues = clocks.filter((clock) => clock.met === null && facts.resolutionAt === null && facts.stoppedAt === null && clock.due !== null).map((clock) => clock.due!);
  return { acts, told: [...told], next: later.length > 0 ? Math.min(...later) : null, due: dues.length > 0 ? Math.min(...dues) : null };
}

/** Resolved tickets close by themselves a day after their notice; who waits too long for the client is reminded once. */
function standing(input: DecisionInput, told: Set<string>, consider: (act: Act) => void, later: number[]): void {
  const { facts, now } = input;
  if (input.status === 'resuelto' && input.autoCloseDays !== null && facts.resolutionAt !== null) {
    const planned = facts.resolutionAt + input.autoCloseDays * DAY;
    const prefix = `closing:${facts.resolutionAt}@`;
    const noticed = [...told].find((key) => key.startsWith(prefix));
    const close = (at: number): void => consider({ kind: 'close', target: null, at, key: `close:${facts.resolutionAt}`, due: null, isSilent: false });
    if (input.autoCloseDays <= 1) close(planned);
    else if (noticed) close(Math.max(planned, Number(noticed.slice(prefix.length)) + DAY));
    else if (planned - DAY <= now) {
      const at = Math.max(now, planned - DAY);
      consider({ kind: 'closing', target: null, at: planned - DAY, key: `${prefix}${at}`, due: Math.max(planned, at + DAY), isSilent: false });
      later.push(Math.max(planned, at + DAY));
    } else later.push(planned - DAY);
  }
  const waiting = facts.pauses.at(-1);
  if (input.status === 'espera_cliente' && input.waitingDays !== null && waiting && waiting.to === null) {
    consider({ kind: 'waiting', target: null, at: waiting.from + input.waitingDays * DAY, key: `waiting:${waiting.from}`, due: null, isSilent: false });
  }
}

/** When the calendar opens next; the instant itself while it is open. */
export function nextOpening(calendar: Calendar | null, at: number): number {
  const first = calendar === null ? null : dueAt(calendar, at, 1);
  return first === null ? at : first - 1;
}
