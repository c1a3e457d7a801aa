// Fields of categories: what a value may be, and what of a request changes.
import { expect, test } from 'vitest';
import type { TicketField } from '../../worker/modules/fields/contract.ts';
import { fieldChanges, fieldFaults, isDay, missingAtOpening, valueFault } from '../../worker/modules/fields/rules.ts';
import { closeGateFaults, noGates } from '../../worker/modules/tickets/gate-rules.ts';

const field = (more: Partial<TicketField>): TicketField => ({
  field_id: 'f', category_id: 'c', label: 'Serie', hint: null, field_type: 'text', options: [], needed_at: 'never', visibility: 'internal', is_active: true, value: null, ...more,
});

test('a day is one of the calendar', () => {
  expect(['2026-02-28', '2028-02-29', '0001-01-01'].map(isDay)).toEqual([true, true, true]);
  expect(['2026-02-29', '2026-13-01', '2026-1-1', '2026-00-10', '', '2026-01-01T00:00:00Z'].map(isDay)).toEqual([false, false, false, false, false, false]);
});

test.each([
  ['text', 'x', null], ['text', 3, 'not_text'], ['text', 'x'.repeat(2001), 'too_long'], ['number', 1.5, null], ['number', '1', 'not_number'], ['number', Number.NaN, 'not_number'], ['number', 1e16, 'not_number'],
  ['date', '2026-11-23', null], ['date', '23/11/2026', 'not_date'], ['choice', 'a', null], ['choice', 'c', 'not_option'], ['yes_no', false, null], ['yes_no', 'false', 'not_yes_no'],
] as const)('a %s holds %s: %s', (field_type, value, code) => {
  expect(valueFault(field({ field_type, options: ['a', 'b'] }), value)?.code ?? null).toBe(code);
});

test('an unseen field does not exist, an empty text says nothing, and only what differs is a change', () => {
  const fields = [field({ field_id: 'a', needed_at: 'opening', value: 'uno' }), field({ field_id: 'b', label: 'Garantía', field_type: 'yes_no', value: true, visibility: 'public' })];
  expect(fieldFaults(fields, { z: 'x' })).toMatchObject([{ field: 'custom_fields.z', code: 'unknown_field' }]);
  expect(missingAtOpening(fields, { a: '  ' })).toMatchObject([{ field: 'custom_fields.a', code: 'required' }]);
  expect(missingAtOpening(fields, { a: 'x' })).toEqual([]);
  expect(fieldChanges(fields, { a: ' uno ', b: true })).toEqual({ put: [], drop: [], told: [] });
  expect(fieldChanges(fields, { a: '', b: false })).toEqual({
    put: [{ field_id: 'b', value: false }], drop: ['a'],
    told: [{ field: 'field:Serie', old_value: 'uno', new_value: null, visibility: 'internal' }, { field: 'field:Garantía', old_value: 'true', new_value: 'false', visibility: 'public' }],
  });
});

test('a field that is needed holds up the staff at both ends, and nobody else', () => {
  const facts = { gates: noGates(), has_category: true, minutes: 0, open_steps: 0, missing_fields: ['Costo'] };
  expect(closeGateFaults('resuelto', 'technician', facts, 'x', false)).toMatchObject([{ code: 'gate_fields' }]);
  expect(closeGateFaults('cerrado', 'technician', facts, 'x', false)).toHaveLength(1);
  expect(closeGateFaults('cancelado', 'technician', facts, 'x', false)).toEqual([]);
  expect(closeGateFaults('cerrado', 'solicitante', facts, 'x', false)).toEqual([]);
});
