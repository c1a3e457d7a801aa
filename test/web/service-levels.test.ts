// Service levels on the screen: nights as two windows, drafts of policies, the time left, and the story in both languages.
import { beforeAll, describe, expect, it } from 'vitest';
import { calendarBody, calendarDraft, hoursOf, newWindow, weekOf, withProposed } from '../../web/src/features/service-levels/calendar-draft.ts';
import { boundsOf, readOverviewSearch } from '../../web/src/features/service-levels/overview-search.ts';
import { percentsOf, policyBody, policyDraft } from '../../web/src/features/service-levels/policy-draft.ts';
import { weekLines } from '../../web/src/features/service-levels/week-words.ts';
import { queueFilters, readQueueSearch } from '../../web/src/features/tickets/queue-search.ts';
import { durationText, eventSentence, pauseReason, standingOf } from '../../web/src/features/tickets/ticket-sla-words.ts';
import type { ClockAnswer, PolicyRow, TicketSla } from '../../web/src/api/service-levels.ts';
import { part as clocksEn } from '../../web/src/text/en/clocks.ts';
import { part as levelsEn } from '../../web/src/text/en/levels.ts';
import { part as clocksEs } from '../../web/src/text/es-MX/clocks.ts';
import { part as levelsEs } from '../../web/src/text/es-MX/levels.ts';
import { dictionary as en } from '../../web/src/text/en.ts';
import { dictionary as es } from '../../web/src/text/es-MX.ts';
import { createText } from '../../web/src/text/translate.ts';
import type { Text } from '../../web/src/text/translate.ts';

let spanish: Text;
let english: Text;
beforeAll(() => {
  spanish = createText('es-MX', { ...es, ...clocksEs, ...levelsEs });
  english = createText('en', { ...en, ...clocksEn, ...levelsEn });
});
const MINUTE = 60_000;
const start = Date.parse('2026-11-23T15:00:00Z');
const iso = (minutes: number): string => new Date(start + minutes * MINUTE).toISOString();
const emptyWeek = () => ({ mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] });

describe('a week', () => {
  it('turns a night into two windows and back, over the end of the week too', () => {
    const hours = hoursOf({ ...emptyWeek(), fri: [newWindow('22:00', '06:00')], sun: [newWindow('20:00', '02:00')] });
    expect(hours).toEqual({ fri: [['22:00', '24:00']], sat: [['00:00', '06:00']], sun: [['20:00', '24:00']], mon: [['00:00', '02:00']] });
    const back = weekOf(hours);
    expect([back.fri, back.sat, back.sun, back.mon].map((list) => list.map(({ from, to }) => `${from}-${to}`))).toEqual([['22:00-06:00'], [], ['20:00-02:00'], []]);
    expect(hoursOf(back)).toEqual(hours);
  });

  it('keeps whole days, midnight and several windows as they are', () => {
    const hours = { mon: [['00:00', '24:00']], tue: [['00:00', '24:00']], wed: [['09:00', '14:00'], ['16:00', '24:00']], thu: [['08:00', '10:00']] } as const;
    expect(hoursOf(weekOf(structuredClone(hours) as never))).toEqual(hours);
    expect(hoursOf({ ...emptyWeek(), mon: [newWindow('', '18:00')] })).toEqual({});
  });

  it('is said with days of the same hours together', () => {
    const week = weekOf({ mon: [['09:00', '14:00'], ['16:00', '19:00']], tue: [['09:00', '14:00'], ['16:00', '19:00']], sat: [['22:00', '24:00']], sun: [['00:00', '03:00']] });
    expect(weekLines(week, 'en', english.t)).toEqual(['Mon–Tue 09:00–14:00, 16:00–19:00', 'Sat 22:00–03:00 (of the next day)']);
  });

  it('leaves a known holiday as it is when days are proposed, and the others to be confirmed', () => {
    const known = { day: '2027-01-01', name: 'Cerrado', is_confirmed: true };
    expect(withProposed([known], [{ day: '2027-01-01', name: 'Año Nuevo' }, { day: '2026-12-25', name: 'Navidad' }])).toEqual([{ day: '2026-12-25', name: 'Navidad', is_confirmed: false }, known]);
    expect(calendarBody({ ...calendarDraft(null), name: ' Norte ', site_id: 's' })).toMatchObject({ name: 'Norte', site_id: null, business_hours: { fri: [['09:00', '18:00']] } });
  });
});

describe('a policy', () => {
  const row: PolicyRow = {
    sla_id: 'p', client_id: null, client_name: null, category_id: null, category_name: null, priority: 'alta', name: 'Alta', calendar_id: 'c', is_always_open: true, first_response_minutes: 60, next_reply_minutes: null,
    resolution_minutes: 480, warn_percents: [50, 75], is_active: true, version: 3,
    escalations: [{ target: 'resolution', after_minutes: -30, roles: ['admin'], emails: ['guardia@msp.example'], notify_client: false }],
  };
  it('comes out of its form as it went in', () => {
    const { sla_id: _id, client_name: _client, category_name: _category, version: _version, ...body } = row;
    // Round the clock no calendar counts.
    expect(policyBody(policyDraft(row))).toEqual({ ...body, calendar_id: null });
  });

  it('cannot be sent with a share that is none', () => {
    expect([percentsOf('90, 50;75 %'), percentsOf(''), percentsOf('0'), percentsOf('100'), percentsOf('7.5'), percentsOf('x'), percentsOf('1 2 3 4 5 6')]).toEqual([[50, 75, 90], [], null, null, null, null, null]);
    expect(policyBody({ ...policyDraft(row), warn: 'x' })).toBeNull();
  });
});

describe('the time left', () => {
  const clock = (more: Partial<ClockAnswer> = {}): ClockAnswer => ({
    target: 'resolution', target_minutes: 120, started_at: iso(0), due_at: iso(180), met_at: null, breached_at: null, state: 'pending', used_s: 1800, remaining_s: 5400,
    story: [
      { from: iso(0), to: iso(60), kind: 'running', counted_s: 3600 },
      { from: iso(60), to: iso(120), kind: 'closed', counted_s: 0 },
      { from: iso(120), to: iso(180), kind: 'running', counted_s: 3600 },
    ],
    ...more,
  });
  const at = (minutes: number, more: Partial<ClockAnswer> = {}) => standingOf(clock(more), start + 30 * MINUTE, start + minutes * MINUTE);

  it('ticks while the clock runs, and stands outside hours with the moment it goes on', () => {
    expect(at(30)).toMatchObject({ state: 'running', tone: 'info', left_s: 5400 });
    expect(at(31)).toMatchObject({ left_s: 5340 });
    expect(at(90)).toMatchObject({ state: 'waiting', left_s: 3600, until: iso(120) });
    expect(at(151)).toMatchObject({ state: 'running', tone: 'warn', left_s: 1740 });
    expect(at(180)).toMatchObject({ state: 'breached', tone: 'danger' });
  });

  it('says what is over, too late, paused or not counted, each in its own way', () => {
    const looks = [{ state: 'met', met_at: iso(20) }, { state: 'breached', met_at: iso(200), breached_at: iso(180) }, { state: 'breached', breached_at: iso(20) }, { state: 'paused', due_at: null }, { state: 'stopped' }] as const;
    expect(looks.map((more) => at(30, more)).map(({ state, tone }) => `${state} ${tone}`)).toEqual(['met ok', 'late danger', 'breached danger', 'paused neutral', 'stopped neutral']);
  });

  it('is written in hours and minutes, to the second at the end', () => {
    expect([durationText(16_200), durationText(3600), durationText(59), durationText(0), durationText(125, true), durationText(9, true), durationText(90_000)]).toEqual(['4 h 30 min', '1 h', '< 1 min', '0 min', '2 min 5 s', '9 s', '25 h']);
  });
});

describe('the story', () => {
  const line = (event: TicketSla['events'][number]['event'], more: object = {}) => ({ target: 'resolution' as const, event, at: iso(0), due_at: null, cause: null, actor_name: null, details: {}, ...more });
  const sla = (...events: TicketSla['events']) => ({ events }) as TicketSla;

  it('has a sentence for every kind of line, in both languages and without a hole', () => {
    const lines = [
      line('started'), line('started', { target: 'next_reply' }), line('met'), line('met', { target: 'first_response', cause: 'work_started' }), line('met', { target: 'next_reply' }), line('paused', { cause: 'espera_cliente' }), line('resumed'),
      line('reopened'), line('stopped', { cause: 'deleted' }), line('warned', { details: { percent: 75 } }), line('breached'), line('escalated'), line('retargeted', { cause: 'priority', details: { priority: ['baja', 'alta'] } }),
      line('retargeted', { cause: 'priority' }), line('retargeted', { cause: 'policy', due_at: iso(60) }), line('retargeted', { cause: 'calendar' }),
    ];
    for (const { t } of [spanish, english]) {
      const said = lines.map((one) => eventSentence(one, t, (instant) => instant.slice(11, 16)));
      expect(new Set(said).size).toBe(lines.length);
      expect(said.filter((sentence) => /sla\.|\{|undefined/.test(sentence))).toEqual([]);
    }
    expect(eventSentence(lines[12]!, spanish.t, String)).toBe('La prioridad pasó de Baja a Alta: los plazos se calcularon otra vez desde el inicio.');
  });

  it('names what the clock waits for', () => {
    expect(pauseReason(sla(line('paused', { cause: 'espera_cliente' })), english.t)).toBe('Waiting for the client to answer.');
    expect(pauseReason(sla(line('paused', { cause: 'pendiente_aprobacion' })), english.t)).toBe('Waiting for an approval.');
    expect(pauseReason(sla(line('paused', { cause: 'espera_cliente' }), line('resumed')), english.t)).toBe('There is a maintenance window.');
  });
});

describe('addresses', () => {
  it('open tickets come by what is due first, waiting and finished ones by what moved last', () => {
    const sortOf = (search: Record<string, unknown>) => queueFilters(readQueueSearch(search)).sort;
    expect([sortOf({}), sortOf({ view: 'mine' }), sortOf({ view: 'closed' }), sortOf({ view: 'waiting' }), sortOf({ sort: '-priority' }), sortOf({ sort: 'sla_due', view: 'closed' })]).toEqual(['sla_due', 'sla_due', '-updated_at', '-updated_at', '-priority', 'sla_due']);
  });

  it('a period has whole days for bounds, and a mistyped address none of its own', () => {
    const now = new Date(2026, 0, 15, 13, 45);
    expect(boundsOf('last_month', now)).toEqual({ from: new Date(2025, 11, 1).toISOString(), to: new Date(2026, 0, 1).toISOString() });
    expect(boundsOf('month', now)).toEqual({ from: new Date(2026, 0, 1).toISOString() });
    expect(readOverviewSearch({ period: 'x', client_id: '1', mine: 'yes' })).toEqual({});
  });
});
