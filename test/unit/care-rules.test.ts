// Which assets can be one machine, what the desk's own fields hold, and when care is due.
import * as fc from '../support/property.ts';
import { expect, test } from 'vitest';
import { isTelling, mergeRefusal, nextMaintenance, reminderTicket, sameness, takeFields } from '../../worker/modules/care/rules.ts';
import type { AssetFieldRow } from '../../worker/modules/care/contract.ts';

const asset = (change: object = {}) => ({ asset_id: 'target', client_id: 'a', lifecycle: 'active', enrolment: 'active', agent_status: 'online', is_merged: false, ...change });
const source = (change: object = {}) => asset({ asset_id: 'source', agent_status: 'offline', ...change });

test('assets of different clients are never one, nor one that reports by itself', () => {
  expect(mergeRefusal(asset(), source())).toBeNull();
  expect(mergeRefusal(asset(), asset())?.code).toBe('same');
  expect(mergeRefusal(asset(), source({ client_id: 'b' }))?.code).toBe('other_client');
  expect(mergeRefusal(asset(), source({ agent_status: 'online' }))?.code).toBe('source_online');
  expect(mergeRefusal(asset(), source({ is_merged: true }))?.code).toBe('merged');
  expect(mergeRefusal(asset({ lifecycle: 'retired' }), source())?.code).toBe('target_retired');
  expect(mergeRefusal(asset({ enrolment: 'none', agent_status: null }), source())?.code).toBe('keep_the_agent');
  expect(mergeRefusal(asset({ enrolment: 'none', agent_status: null }), source({ enrolment: 'none' }))).toBeNull();
  expect(mergeRefusal(asset(), source({ enrolment: 'revoked', lifecycle: 'retired' }))).toBeNull();
});

test('two assets look like one machine by what tells machines apart, not by what makers leave empty', () => {
  const one = { serial: 'ABC-1234', hardware_uuid: 'U-0001', hostname: 'caja', mac_addresses: ['AA:bb:00:00:00:01'] };
  expect(sameness(one, { serial: 'abc-1234 ', hardware_uuid: 'other', hostname: 'CAJA', mac_addresses: ['aa:bb:00:00:00:01'] })).toEqual(['serial', 'mac', 'hostname']);
  expect(sameness(one, { serial: null, hardware_uuid: null, hostname: null, mac_addresses: [] })).toEqual([]);
  for (const empty of ['0000000', 'To be filled by O.E.M.', 'Default string', 'None', '00000000-0000-0000-0000-000000000000', 'abc', '', null]) expect(isTelling(empty), String(empty)).toBe(false);
  expect(sameness({ ...one, serial: 'Default string' }, { ...one, serial: 'Default string', hardware_uuid: 'x', hostname: 'y', mac_addresses: [] })).toEqual([]);
});

test('a field takes what it is for, null takes it away, and what is not named stays', () => {
  const field = (field_id: string, change: Partial<AssetFieldRow> = {}): AssetFieldRow => ({ field_id, label: field_id, asset_types: [], field_type: 'text', options: [], sort_order: 0, is_active: true, ...change });
  const fields = [field('a'), field('b', { field_type: 'choice', options: ['x', 'y'] }), field('c', { field_type: 'date' })];
  expect(takeFields(fields, { a: 'old', b: 'x', gone: 'kept' }, { a: null, b: 'y' })).toEqual({ values: { b: 'y', gone: 'kept' }, faults: [] });
  expect(takeFields(fields, {}, { b: 'z', c: '2026-02-30', other: 1 }).faults.map((fault) => [fault.field, fault.code])).toEqual([['fields.b', 'not_option'], ['fields.c', 'not_date'], ['fields.other', 'unknown']]);
});

test('the next maintenance is after today, on the day of the plan or the last of a shorter month', () => {
  expect(nextMaintenance('2026-01-31', 1, '2026-01-31')).toBe('2026-02-28');
  expect(nextMaintenance('2024-01-31', 1, '2024-02-01')).toBe('2024-02-29');
  expect(nextMaintenance('2026-01-15', 6, '2027-03-01')).toBe('2027-07-15');
  fc.assert(fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 4000 }), (due, months, late) => {
    const day = due.toISOString().slice(0, 10);
    const today = new Date(due.getTime() + late * 86_400_000).toISOString().slice(0, 10);
    const next = nextMaintenance(day, months, today);
    expect(next > today).toBe(true);
    expect(Date.parse(next) - Date.parse(today)).toBeLessThanOrEqual(months * 31 * 86_400_000 + 3 * 86_400_000);
  }));
});

test('a reminder is one line of what machines say, and says when', () => {
  const ticket = reminderTicket({ kind: 'maintenance', name: 'CAJA\n1', due_on: '2026-05-01', serial: 'S\t1', every_months: 1 });
  expect(ticket.subject).toBe('Mantenimiento: CAJA 1');
  expect(ticket.description).toContain('2026-05-01');
  expect(ticket.description).toContain('S 1');
  expect(reminderTicket({ kind: 'warranty', name: 'x'.repeat(400), due_on: '2026-05-01', serial: null, every_months: null }).subject).toHaveLength(255);
});
