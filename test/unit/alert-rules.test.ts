// Rules that make sense, windows that repeat, when a site has fallen, and what tickets say.
import { describe, expect, test } from 'vitest';
import { alertTicket, changesJudgement, isSiteBack, recoveryText, ruleFaults, scopeFaults, siteFall, windowSummary, type AlertFacts } from '../../worker/modules/alerts/rules.ts';
import { occurrences, windowFaults } from '../../worker/modules/alerts/window-rules.ts';

const rule = { metric: 'disk', operator: '>=', threshold: 90, hysteresis: 2, need: 2, of: 3 } as const;
const at = (text: string): Date => new Date(text);

describe('a rule', () => {
  test('of percentages stays within them, and its end can be reached', () => {
    expect(ruleFaults(rule)).toEqual([]);
    expect(ruleFaults({ ...rule, threshold: 101 }).map((fault) => fault.field)).toEqual(['threshold']);
    expect(ruleFaults({ ...rule, hysteresis: 91 }).map((fault) => fault.field)).toEqual(['hysteresis']);
    expect(ruleFaults({ ...rule, operator: '<=', threshold: 95, hysteresis: 6 }).map((fault) => fault.field)).toEqual(['hysteresis']);
    expect(ruleFaults({ ...rule, need: 4 }).map((fault) => fault.field)).toEqual(['need']);
  });
  test('of a yes or no has the threshold 1', () => {
    expect(ruleFaults({ ...rule, metric: 'offline', threshold: 1, hysteresis: 0 })).toEqual([]);
    expect(ruleFaults({ ...rule, metric: 'service', threshold: 90, hysteresis: 0 }).map((fault) => fault.field)).toEqual(['threshold']);
  });
  test('of a site or an asset names the client, and one of the two', () => {
    expect(scopeFaults({ client_id: null, site_id: 's', asset_id: null }).map((fault) => fault.field)).toEqual(['client_id']);
    expect(scopeFaults({ client_id: 'c', site_id: 's', asset_id: 'a' }).map((fault) => fault.field)).toEqual(['asset_id']);
    expect(scopeFaults({ client_id: 'c', site_id: null, asset_id: 'a' })).toEqual([]);
  });
  test('reaches the machines when they would judge differently, not for another name', () => {
    expect(changesJudgement({ threshold: 95 })).toBe(true);
    expect(changesJudgement({ is_active: false })).toBe(true);
    expect(changesJudgement({ name: 'Otra', priority: 'alta' })).toBe(false);
  });
});

describe('a window', () => {
  const weekly = { starts_at: at('2026-01-05T02:00:00Z'), ends_at: at('2026-01-05T04:00:00Z'), every_days: 7, repeats_until: at('2026-01-20T00:00:00Z'), timezone: 'UTC' };
  test('that repeats shows its next times, the present one included, and none after its last day', () => {
    expect(occurrences(weekly, at('2026-01-05T03:00:00Z'), 5).map((one) => one.starts_at.slice(0, 10))).toEqual(['2026-01-05', '2026-01-12', '2026-01-19']);
    expect(occurrences(weekly, at('2026-01-05T04:00:00Z'), 1).map((one) => one.starts_at.slice(0, 10))).toEqual(['2026-01-12']);
    expect(occurrences(weekly, at('2026-01-19T04:00:00Z'), 5)).toEqual([]);
    expect(occurrences({ ...weekly, every_days: null }, at('2026-01-01T00:00:00Z'), 5)).toHaveLength(1);
  });
  test('stays at its time of day when the clocks of its zone change, both ways', () => {
    const nightly = { starts_at: at('2026-03-06T07:00:00Z'), ends_at: at('2026-03-06T09:00:00Z'), every_days: 1, repeats_until: null, timezone: 'America/New_York' };
    // 02:00 to 04:00; on 8 March there is no 02:00.
    expect(occurrences(nightly, at('2026-03-07T12:00:00Z'), 3).map((one) => [one.starts_at, one.ends_at])).toEqual([
      ['2026-03-08T07:00:00.000Z', '2026-03-08T08:00:00.000Z'], ['2026-03-09T06:00:00.000Z', '2026-03-09T08:00:00.000Z'], ['2026-03-10T06:00:00.000Z', '2026-03-10T08:00:00.000Z'],
    ]);
    expect(occurrences({ ...nightly, every_days: 7 }, at('2026-10-31T12:00:00Z'), 2).map((one) => one.starts_at)).toEqual(['2026-11-06T07:00:00.000Z', '2026-11-13T07:00:00.000Z']);
    // Mexico changes nothing.
    expect(occurrences({ ...nightly, timezone: 'America/Mexico_City' }, at('2026-07-07T00:00:00Z'), 1)[0]!.starts_at).toBe('2026-07-07T07:00:00.000Z');
  });
  test('ends after it begins, before it begins again', () => {
    expect(windowFaults(weekly)).toEqual([]);
    expect(windowFaults({ ...weekly, ends_at: weekly.starts_at })).toHaveLength(1);
    expect(windowFaults({ ...weekly, ends_at: at('2026-01-13T02:00:00Z') })).toHaveLength(1);
    expect(windowFaults({ ...weekly, repeats_until: at('2025-01-01T00:00:00Z') })).toHaveLength(1);
  });
});

describe('a site', () => {
  const site = (machines: number, seconds: number[]) => ({
    client_id: 'c', site_id: 's', machines, offline: seconds.map((second, n) => ({ asset_id: String(n), offline_since: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString() })),
  });
  test('has fallen when three machines and half of it fell within a minute', () => {
    expect(siteFall(site(6, [0, 30, 60]))).toEqual({ since: '2026-01-01T00:00:00.000Z', fallen: 3 });
    expect(siteFall(site(3, [5, 0, 10]))).toMatchObject({ fallen: 3 });
    expect(siteFall(site(20, [0, ...Array.from({ length: 10 }, (_, n) => 100 + n)]))).toMatchObject({ since: '2026-01-01T00:01:40.000Z', fallen: 10 });
  });
  test('has not fallen for two machines, for a third of many, or one after another', () => {
    expect(siteFall(site(2, [0, 1]))).toBeNull();
    expect(siteFall(site(7, [0, 1, 2]))).toBeNull();
    expect(siteFall(site(3, [0, 40, 80]))).toBeNull();
    expect(siteFall(site(0, []))).toBeNull();
  });
  test('is back when most of it is', () => {
    expect(isSiteBack({ machines: 4, offline: 1 })).toBe(true);
    expect(isSiteBack({ machines: 4, offline: 2 })).toBe(false);
  });
});

describe('a ticket', () => {
  const facts: AlertFacts = {
    kind: 'metric', metric: 'disk', target: '/datos', value: 96.44, threshold: 95, samples: [{ at: '2026-01-01T18:00:00Z', value: 95.5 }, { at: '2026-01-01T18:05:00Z', value: 96.44 }], opened_at: '2026-01-01T18:05:00Z',
    rule_name: 'Disco 95 %', operator: '>=', asset_name: 'SRV-1', hostname: 'srv-1', site_name: 'Matriz', timezone: 'America/Mexico_City', priority: 'critica', machines: [], window_name: null,
  };
  test('says what, where, since when in the client\'s own time, and with which readings', () => {
    const { subject, description } = alertTicket(facts);
    expect(subject).toBe('Disco /datos 96.4 %: SRV-1');
    expect(description).toContain('por encima de 95 % en el equipo «SRV-1»');
    expect(description).toMatch(/12:05\sp\.m\.: 96\.4 %/);
    expect(description).not.toContain('(srv-1)');
  });
  test('of an offline machine, of a service and of a whole site reads as such', () => {
    expect(alertTicket({ ...facts, metric: 'offline', target: null, value: 1 })).toMatchObject({ subject: 'Sin conexión: SRV-1', description: expect.stringContaining('dejó de responder') });
    expect(alertTicket({ ...facts, metric: 'service', target: 'cola de impresión', value: 1 }).description).toContain('cola de impresión');
    const fallen = alertTicket({ ...facts, kind: 'site_down', metric: 'offline', asset_name: null, machines: Array.from({ length: 130 }, (_, n) => `PC-${n}`), threshold: 140 });
    expect(fallen).toMatchObject({ subject: 'Sitio sin conexión: Matriz', description: expect.stringContaining('(130 de 140)') });
    expect(fallen.description).toContain('y 30 más');
  });
  test('keeps the words of a machine on one line and the subject within its length', () => {
    const { subject, description } = alertTicket({ ...facts, target: `a\nb${'x'.repeat(400)}` });
    expect(subject.length).toBeLessThanOrEqual(255);
    expect(subject).toContain('a bx');
    expect(description.split('\n')[0]).toContain('a bx');
  });
  test('an unknown time zone is said in UTC instead of failing', () => {
    expect(alertTicket({ ...facts, timezone: 'Nowhere/None' }).description).toContain('UTC');
  });
  test('recovery and the end of a window are one sentence', () => {
    expect(recoveryText(facts, '2026-01-01T18:35:00Z')).toMatch(/^Disco \/datos del equipo «SRV-1» volvió a la normalidad el .* \(duró 30 min\)\.$/);
    expect(windowSummary({ name: 'Parches', silenced: 1, standing: 2 })).toBe('La ventana de mantenimiento «Parches» terminó: silenció 1 alerta; 2 siguen activas.');
  });
});
