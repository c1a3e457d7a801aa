// Policy choice, the clocks of a ledger, what has to be told when, and public holidays.
import { describe, expect, test } from 'vitest';
import { ALWAYS, categoryPath, chooseCalendar, choosePolicy, clocksOf, decide, factsOf, nextOpening, type Fact, type Policy, type StoredCalendar } from '../../worker/modules/sla/clock-rules.ts';
import { easter, holidaysOf } from '../../worker/modules/sla/holiday-rules.ts';
import { calendarFaults, policyFaults } from '../../worker/modules/sla/policy-rules.ts';
import { dueAt, type Calendar } from '../../worker/modules/sla/rules.ts';
import { isTimezone } from '../../worker/modules/sla/zone-rules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const policy = (more: Partial<Policy> = {}): Policy => ({
  sla_id: 'p', client_id: null, category_id: null, priority: null, name: 'x', calendar_id: null, is_always_open: true, first_response_minutes: 60, next_reply_minutes: 60, resolution_minutes: 240,
  warn_percents: [75], escalations: [], version: 1, ...more,
});
const weekdays = (from: string, to: string): Calendar['business_hours'] => Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [[from, to]]]));
const calendar = (more: Partial<StoredCalendar> = {}): StoredCalendar => ({
  calendar_id: 'c', client_id: null, site_id: null, name: 'x', is_default: true, version: 1, timezone: 'UTC', business_hours: weekdays('09:00', '18:00'), holidays: [], ...more,
});

describe('the policy of a ticket', () => {
  const place = { client_id: 'A', site_id: 's', categories: ['leaf', 'root'], priority: 'alta' } as const;
  const ladder = [
    policy({ sla_id: 'client+category+priority', client_id: 'A', category_id: 'leaf', priority: 'alta' }), policy({ sla_id: 'client+priority', client_id: 'A', priority: 'alta' }),
    policy({ sla_id: 'client+category', client_id: 'A', category_id: 'leaf' }), policy({ sla_id: 'client', client_id: 'A' }), policy({ sla_id: 'category+priority', category_id: 'leaf', priority: 'alta' }),
    policy({ sla_id: 'category', category_id: 'leaf' }), policy({ sla_id: 'priority', priority: 'alta' }), policy({ sla_id: 'default' }),
  ];
  test.each(ladder.map((one, n) => [one.sla_id, n] as const))('%s wins over everything less specific', (name, n) => {
    expect(choosePolicy(ladder.slice(n).toReversed(), place)?.sla_id).toBe(name);
  });
  test('those of others do not count, and without one there is none', () => {
    expect(choosePolicy([policy({ client_id: 'B' }), policy({ priority: 'baja' }), policy({ category_id: 'other' })], place)).toBeNull();
  });
  test('a category stands for those below it, the nearer one wins', () => {
    expect(categoryPath('leaf', new Map([['leaf', 'root'], ['root', null]]))).toEqual(['leaf', 'root']);
    expect(choosePolicy([policy({ sla_id: 'above', category_id: 'root' })], place)?.sla_id).toBe('above');
    expect(choosePolicy([policy({ sla_id: 'above', category_id: 'root' }), policy({ sla_id: 'own', category_id: 'leaf' })], place)?.sla_id).toBe('own');
  });
  test("its calendar is the policy's, else the site's, else the client's, else the provider's", () => {
    const all = [calendar(), calendar({ calendar_id: 'client', client_id: 'A' }), calendar({ calendar_id: 'site', client_id: 'A', site_id: 's' }), calendar({ calendar_id: 'named', is_default: false })];
    const named = (policyOf: Partial<Policy>, list = all) => chooseCalendar(list, policy({ is_always_open: false, ...policyOf }), place)?.calendar_id;
    expect([named({ calendar_id: 'named' }), named({}), named({}, all.slice(0, 2)), named({}, all.slice(0, 1)), named({}, [])]).toEqual(['named', 'site', 'client', 'c', undefined]);
    expect(chooseCalendar(all, policy(), place)).toBe(ALWAYS);
  });
});

test.each([
  ['Friday 16:00, 8 h, 8–17', '2026-06-05T16:00:00Z', 480, weekdays('08:00', '17:00'), '2026-06-08T15:00:00Z'],
  ['Saturday 10:00, 4 h, 8–18', '2026-06-06T10:00:00Z', 240, weekdays('08:00', '18:00'), '2026-06-08T12:00:00Z'],
  ['Monday 05:00, 24 h, 8–18', '2026-06-08T05:00:00Z', 1440, weekdays('08:00', '18:00'), '2026-06-10T12:00:00Z'],
  ['Friday 18:00, 30 min, 9–19', '2026-06-05T18:00:00Z', 30, weekdays('09:00', '19:00'), '2026-06-05T18:30:00Z'],
])('%s (T-SL-2)', (_name, start, minutes, business_hours, due) => {
  expect(dueAt({ timezone: 'UTC', business_hours, holidays: [] }, Date.parse(start), minutes * MINUTE)).toBe(Date.parse(due));
});

test('round the clock neither hours nor holidays count; in hours a holiday is skipped (T-SL-3)', () => {
  const friday = Date.parse('2026-05-01T17:50:07Z');
  const place = { client_id: 'A', site_id: 's' };
  const stored = [calendar({ holidays: ['2026-05-01', '2026-05-04'] })];
  expect(dueAt(chooseCalendar(stored, policy({ is_always_open: true }), place)!, friday, 15 * MINUTE)).toBe(friday + 15 * MINUTE);
  expect(dueAt(chooseCalendar(stored, policy({ is_always_open: false }), place)!, friday, 15 * MINUTE)).toBe(Date.parse('2026-05-05T09:15:00Z'));
  expect(dueAt(calendar(), friday, 15 * MINUTE)).toBe(Date.parse('2026-05-04T09:05:07Z'));
});

const NONE = { first_response: null, resolution: null };
const start = Date.parse('2026-06-01T09:00:00Z');
const line = (event: string, minutes: number, target: Fact['target'] = 'resolution'): Fact => ({ target, event, at: start + minutes * MINUTE, cause: null });
const clocks = (ledger: Fact[], minutes: number, breaches: Parameters<typeof clocksOf>[3] = NONE) => {
  const facts = factsOf(start, ledger);
  return { facts, clocks: clocksOf(facts, policy(), ALWAYS, breaches, [], start + minutes * MINUTE) };
};
const of = (list: ReturnType<typeof clocks>, target: string) => list.clocks.find((one) => one.target === target)!;

describe('the clocks of a ledger', () => {
  test('met exactly at the due time is met, a moment later is breached', () => {
    expect(of(clocks([line('met', 60, 'first_response')], 500), 'first_response').state).toBe('met');
    expect(of(clocks([line('met', 61, 'first_response')], 500), 'first_response')).toMatchObject({ state: 'breached', breached: start + HOUR, met: start + 61 * MINUTE });
    expect([59, 60].map((minute) => of(clocks([], minute), 'first_response').state)).toEqual(['pending', 'breached']);
  });
  test('waiting moves the resolution alone; while it lasts there is no due time', () => {
    expect(of(clocks([line('paused', 10)], 100), 'resolution')).toMatchObject({ due: null, state: 'paused', used_s: 600 });
    const resumed = clocks([line('paused', 10), line('resumed', 70)], 100);
    expect([of(resumed, 'resolution').due, of(resumed, 'first_response').due]).toEqual([start + 300 * MINUTE, start + HOUR]);
  });
  test('reopened, the resolution goes on with what was used; a breach stays', () => {
    const again = clocks([line('met', 30), line('reopened', 130)], 140);
    expect(of(again, 'resolution')).toMatchObject({ state: 'pending', met: null, due: start + 340 * MINUTE });
    expect(of(clocks([line('met', 30), line('reopened', 130)], 140, { first_response: null, resolution: start + 5 }), 'resolution').state).toBe('breached');
  });
  test('a next reply is owed from the oldest unanswered message on', () => {
    const ledger = [line('met', 5, 'first_response'), line('started', 20, 'next_reply')];
    expect(of(clocks(ledger, 30), 'next_reply')).toMatchObject({ due: start + 80 * MINUTE, state: 'pending' });
    expect(clocks([...ledger, line('met', 40, 'next_reply')], 50).clocks.map((one) => one.target)).toEqual(['first_response', 'resolution']);
  });
});

describe('what is due', () => {
  const at = (ledger: Fact[], minutes: number, told: string[] = [], more: Partial<Policy> = {}, rest: object = {}) => {
    const facts = factsOf(start, ledger);
    const now = start + minutes * MINUTE;
    const used = policy({ next_reply_minutes: null, ...more });
    return decide({ clocks: clocksOf(facts, used, ALWAYS, NONE, [], now), facts, policy: used, calendar: ALWAYS, status: 'en_proceso', told, autoCloseDays: 5, waitingDays: 3, since: 0, now, ...rest });
  };
  test('each moment once, and the next one is the next to look at', () => {
    const first = at([], 0);
    expect([first.acts, first.next, first.due]).toEqual([[], start + 45 * MINUTE, start + HOUR]);
    const warned = at([], 46);
    expect(warned.acts.map((act) => act.key)).toEqual(['warned:first_response:75']);
    expect(at([], 47, warned.told)).toMatchObject({ acts: [], next: start + HOUR });
    const late = at([], 241, warned.told);
    expect(late.acts.map((act) => act.key)).toEqual(['breached:first_response', 'breached:resolution']);
    expect(at([], 242, late.told)).toMatchObject({ acts: [], next: null });
  });
  test('a keeper that comes late names the highest share alone, and no share of what is over', () => {
    expect(at([], 58, [], { warn_percents: [50, 75, 90] }).acts.map((act) => act.percent)).toEqual([90]);
    expect(at([], 61, [], { warn_percents: [50, 75, 90] }).acts.map((act) => act.kind)).toEqual(['breached']);
  });
  test('levels come in their order; what is met asks for none', () => {
    const level = (after_minutes: number) => ({ target: 'resolution' as const, after_minutes, roles: ['admin'], emails: [], notify_client: false });
    const escalations = [level(60), level(-60), level(30)];
    const late = at([line('met', 1, 'first_response')], 400, [], { escalations, warn_percents: [] });
    expect(late.acts.map((act) => act.key)).toEqual(['escalated:resolution:-60', 'breached:resolution', 'escalated:resolution:30', 'escalated:resolution:60']);
    expect(at([line('met', 1, 'first_response'), line('met', 100)], 400, [], { escalations }).acts).toEqual([]);
  });
  test('history is written down and told to nobody; so is a breach of what was met late', () => {
    expect(at([], 300, [], {}, { since: start + 299 * MINUTE }).acts.every((act) => act.isSilent)).toBe(true);
    expect(at([line('met', 61, 'first_response')], 70).acts).toMatchObject([{ key: 'breached:first_response', isSilent: true }]);
  });
  test('a resolved ticket is closed a day after its notice at the earliest', () => {
    const resolved = [line('met', 1, 'first_response'), line('met', 2)];
    const day = 24 * 60;
    const rest = { status: 'resuelto' as const };
    expect(at(resolved, 10, [], {}, rest)).toMatchObject({ acts: [], next: start + (4 * day + 2) * MINUTE });
    const noticed = at(resolved, 7 * day, [], {}, rest);
    expect(noticed.acts.map((act) => act.kind)).toEqual(['closing']);
    expect(noticed.next).toBe(start + 8 * day * MINUTE);
    expect(at(resolved, 8 * day - 1, noticed.told, {}, rest).acts).toEqual([]);
    expect(at(resolved, 8 * day, noticed.told, {}, rest).acts.map((act) => act.kind)).toEqual(['close']);
    expect(at(resolved, 9 * day, [], {}, { ...rest, autoCloseDays: null })).toMatchObject({ acts: [], next: null });
  });
  test('outside hours a notice waits for the opening', () => {
    const friday = Date.parse('2026-06-05T18:00:00Z');
    expect(nextOpening(calendar(), friday)).toBe(Date.parse('2026-06-08T09:00:00Z'));
    expect(nextOpening(calendar(), friday - HOUR)).toBe(friday - HOUR);
  });
});

describe('what can be stored', () => {
  const input = { ...policy(), is_active: true, is_always_open: false, escalations: [] };
  const codes = (more: object, calendars = [calendar()]) => policyFaults({ ...input, ...more }, calendars, start).map((fault) => fault.code);
  test('a calendar that never opens is refused for an active policy alone', () => {
    expect(codes({}, [calendar({ business_hours: {} })])).toEqual(['never_open']);
    expect([codes({ is_active: false }, [calendar({ business_hours: {} })]), codes({ is_always_open: true }, []), codes({})]).toEqual([[], [], []]);
    expect(codes({ first_response_minutes: null, next_reply_minutes: null, resolution_minutes: null })).toEqual(['required']);
  });
  test('windows of a day neither overlap nor run backwards, and the zone exists', () => {
    const faults = (mon: [string, string][], timezone = 'UTC') => calendarFaults({ timezone, business_hours: { mon } }, isTimezone).map((fault) => fault.code);
    expect([faults([['09:00', '14:00'], ['14:00', '24:00']]), faults([['09:00', '14:00'], ['13:00', '15:00']]), faults([['22:00', '06:00']]), faults([], 'America/Nowhere')]).toEqual([[], ['overlap'], ['invalid_window'], ['unknown_timezone']]);
  });
});

test('public holidays, movable ones among them', () => {
  expect([2024, 2025, 2026, 2027].map((year) => new Date(easter(year)).toISOString().slice(0, 10))).toEqual(['2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28']);
  const days = (country: 'MX' | 'ES' | 'US' | 'CO', year: number) => holidaysOf(country, year).map((one) => one.day);
  expect(days('MX', 2026)).toEqual(['2026-01-01', '2026-02-02', '2026-03-16', '2026-05-01', '2026-09-16', '2026-11-16', '2026-12-25']);
  expect([days('MX', 2024).includes('2024-10-01'), days('MX', 2030).includes('2030-10-01'), days('MX', 2026).includes('2026-10-01')]).toEqual([true, true, false]);
  expect(days('US', 2026)).toEqual(['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25']);
  expect(days('ES', 2026)).toContain('2026-04-03');
  expect(days('CO', 2026)).toEqual(['2026-01-01', '2026-01-12', '2026-03-23', '2026-04-02', '2026-04-03', '2026-05-01', '2026-05-18', '2026-06-08', '2026-06-15', '2026-06-29', '2026-07-20', '2026-08-07', '2026-08-17', '2026-10-12', '2026-11-02', '2026-11-16', '2026-12-08', '2026-12-25']);
});
