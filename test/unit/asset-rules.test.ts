// What changed between two reports, as a person would say it, and the words of a report that lists show.
import { describe, expect, test } from 'vitest';
import { bulkRefusal, diffInventory, fixedFields, metricsPlan, summaryOf } from '../../worker/modules/assets/rules.ts';

const program = (name: string, version: string) => ({ name, version, publisher: null, installed_on: null, source: 'dpkg' });

describe('the difference of two reports', () => {
  test('of a list is what came, what went and what became of the rest', () => {
    expect(diffInventory([program('A', '1'), program('B', '1')], [program('B', '2'), program('C', '1')])).toEqual({
      added: ['C 1'], removed: ['A 1'], changed: [{ entry: 'B', field: 'version', before: '1', after: '2' }], is_cut: false,
    });
  });
  test('of two versions of one program keeps them apart', () => {
    expect(diffInventory([program('Lib', '1')], [program('Lib', '1'), program('Lib', '2')])).toMatchObject({ added: ['Lib (2) 2'], removed: [], changed: [] });
  });
  test('reaches into lists of lists, and leaves out what moves by itself', () => {
    const before = { memory_bytes: 8, last_boot_at: 'a', users: [], disks: [{ device: 'sda', health: 'ok' }] };
    const after = { memory_bytes: 16, last_boot_at: 'b', users: [{ name: 'ana' }], disks: [{ device: 'sda', health: 'bad' }, { device: 'sdb', health: 'ok' }] };
    expect(diffInventory(before, after)).toEqual({
      added: ['disks · sdb'], removed: [], is_cut: false,
      changed: [{ entry: '', field: 'memory_bytes', before: '8', after: '16' }, { entry: 'disks · sda', field: 'health', before: 'ok', after: 'bad' }],
    });
  });
  test('of equal reports is none, and of odd ones no fault', () => {
    expect(diffInventory([program('A', '1')], [program('A', '1')])).toMatchObject({ added: [], removed: [], changed: [] });
    for (const odd of [null, 3, 'x', [], {}, [[1]], [null]]) expect(() => diffInventory(odd, [program('A', '1')])).not.toThrow();
  });
  test('of everything is cut, and says so', () => {
    const many = Array.from({ length: 900 }, (_, n) => program(`P${n}`, '1'));
    expect(diffInventory([], many)).toMatchObject({ is_cut: true });
    expect(diffInventory([], many).added).toHaveLength(200);
  });
});

test('a summary holds only what was said, and no address of the machine itself', () => {
  expect(summaryOf('hardware', { serial: ' ', memory_bytes: -1, disks: 'no' })).toEqual({});
  expect(summaryOf('os', { name: 'X' })).toEqual({ os_name: 'X', logged_in_user: null });
  expect(summaryOf('network', [{ name: 'lo', is_up: true, addresses: ['127.0.0.1'] }, { name: 'eth0', is_up: true, addresses: ['169.254.1.1', 'fe80::2', '2001:db8::5'] }])).toEqual({ ip_address: '2001:db8::5' });
  expect(summaryOf('software', [program('A', '1')])).toEqual({});
});

test('readings of two days come from the machine, longer ones by hours, a year by days', () => {
  const now = new Date('2026-01-31T00:00:00Z');
  expect([metricsPlan('48h', now).resolution, metricsPlan('30d', now).resolution, metricsPlan('365d', now).resolution]).toEqual(['raw', 'hour', 'day']);
  expect(metricsPlan('24h', now).from.toISOString()).toBe('2026-01-30T00:00:00.000Z');
});

test('what an enrolled machine says itself is not for people, its client is fixed', () => {
  expect(fixedFields({ enrolment: 'active', client_id: 'a' }, { serial: 'x', client_id: 'b', notes: 'y' })).toEqual(['serial', 'client_id']);
  expect(fixedFields({ enrolment: 'active', client_id: 'a' }, { client_id: 'a' })).toEqual([]);
  expect(fixedFields({ enrolment: 'none', client_id: 'a' }, { serial: 'x', client_id: 'b' })).toEqual([]);
});

test('a bulk act leaves out machines of other clients, retired and unknown ones', () => {
  const input = { asset_ids: [], action: 'set_site' as const, action_data: { site_id: 's' } };
  const machine = { asset_id: '1', client_id: 'a', lifecycle: 'active' };
  expect(bulkRefusal(machine, input, { client_id: 'a' })).toBeNull();
  expect(bulkRefusal(machine, input, { client_id: 'b' })?.code).toBe('other_client');
  expect(bulkRefusal({ ...machine, lifecycle: 'retired' }, input, { client_id: 'a' })?.code).toBe('retired');
  expect(bulkRefusal(undefined, input, undefined)?.code).toBe('not_found');
});
