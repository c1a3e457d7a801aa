// Policies, schedules of scripts and own fields as their forms hold them, and the code of a label.
import { encode } from 'uqr';
import { expect, it } from 'vitest';
import type { PolicyView } from '../../web/src/api/policies.ts';
import { darkPath } from '../../web/src/features/care/dark-path.ts';
import { fieldDraftOf, fieldValuesOf } from '../../web/src/features/care/field-draft.ts';
import { bodyOf, draftOf } from '../../web/src/features/policies/policy-draft.ts';
import { bodyOf as scheduleBodyOf, bodyOfRow, draftOf as scheduleDraftOf } from '../../web/src/features/policies/script-schedule-draft.ts';

const view = {
  level: 'site', client_id: 'c', site_id: 's', asset_id: null, version: 3, own: { metrics_s: 90, events: false, remote_consent: 'ask' }, own_rules: { known: { threshold: 95, is_off: false }, gone: { is_off: true } },
  alert_rules: [{ rule_id: 'known' }],
} as unknown as PolicyView;

it('a level that was not touched is sent as it was read, in what is stored, and only for the rules that hold there', () => {
  expect(draftOf(view)).toMatchObject({ values: { metrics_s: '1.5', services_s: '', events: 'false', remote_consent: 'ask' }, rules: { known: { threshold: '95', state: 'on' } } });
  expect(bodyOf(view, draftOf(view))).toEqual({
    client_id: null, site_id: 's', asset_id: null, version: 3, metrics_s: 90, services_s: null, security_s: null, inventory_s: null, script_concurrency: null, remote_minutes: null, events: false, update_ring: null, remote_consent: 'ask',
    rules: { known: { threshold: 95, is_off: false } },
  });
});

it('what is emptied is said no more', () => {
  const draft = draftOf(view);
  const body = bodyOf(view, { values: { ...draft.values, metrics_s: '', inventory_s: '12', events: '' }, rules: { known: { threshold: '', state: '' } } });
  expect(body).toMatchObject({ metrics_s: null, inventory_s: 43_200, events: null, rules: {} });
});

it('a schedule for every client names its zone, one of a client leaves it to the client, and events have no calendar', () => {
  const draft = { ...scheduleDraftOf(null), name: ' Limpieza ', script_id: 'x' };
  expect(scheduleBodyOf(draft, {}, 'America/Tijuana')).toMatchObject({ name: 'Limpieza', client_id: null, calendar: { frequency: 'daily', time_of_day: '03:00', timezone: 'America/Tijuana' }, rule_id: null });
  expect(scheduleBodyOf({ ...draft, client_id: 'c' }, {}, 'America/Tijuana').calendar).not.toHaveProperty('timezone');
  expect(scheduleBodyOf({ ...draft, trigger: 'alert', rule_id: 'r' }, {}, 'UTC')).toMatchObject({ calendar: null, rule_id: 'r', cooldown_minutes: 60 });
  const row = { ...scheduleBodyOf(draft, { DIR: '/tmp' }, 'UTC'), schedule_id: 's', turns: [] } as unknown as Parameters<typeof bodyOfRow>[0];
  expect(bodyOfRow(row)).toEqual(scheduleBodyOf(draft, { DIR: '/tmp' }, 'UTC'));
});

it('own fields are sent as what they hold, and an empty one is taken away', () => {
  const field = (field_id: string, field_type: string) => ({ field_id, field_type, label: field_id, asset_types: [], options: [], sort_order: 0, is_active: true }) as Parameters<typeof fieldDraftOf>[0][number];
  const fields = [field('n', 'number'), field('b', 'yes_no'), field('t', 'text'), field('gone', 'date')];
  expect(fieldDraftOf(fields, { n: 5, b: false })).toEqual({ n: '5', b: 'false', t: '', gone: '' });
  expect(fieldValuesOf(fields, { n: '7.5', b: 'true', t: ' x ', gone: ' ' })).toEqual({ n: 7.5, b: true, t: 'x', gone: null });
});

it('a label has a square for each dark one of the code and a quiet zone around it', () => {
  const { data, size } = encode('https://helpdesk.example.com/machines/00000000-0000-4000-8000-000000000001', { ecc: 'M', border: 2 });
  expect(data.slice(0, 2).flat()).not.toContain(true);
  // The finder in the corner: seven dark squares in a row.
  expect(data[2]!.slice(2, 9)).toEqual(Array.from({ length: 7 }, () => true));
  expect(darkPath(data).match(/M/g)).toHaveLength(data.flat().filter(Boolean).length);
  expect(data).toHaveLength(size);
});
