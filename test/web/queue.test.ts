// The address of the queue, and trees of conditions as the builder edits them.
import { expect, test } from 'vitest';
import { conditionCount, filterFields, flatConditions, isComplete, joined, newCondition, opsOf, readTree, replaceAt, spanOf, withOp } from '../../web/src/features/tickets/filter-tree.ts';
import { queueFilters, readQueueSearch, standardSort } from '../../web/src/features/tickets/queue-search.ts';
import { TicketFilter } from '../../worker/modules/tickets/contract.ts';

const person = '6b0e1e10-7c7e-4b13-9d6f-2d9a7d1a2b3c';
const open = { field: 'open', op: 'is' } as const;

test('an address names one of our views or a saved one, and carries a tree; anything else is the plain queue', () => {
  const f = { match: 'all', of: [open] };
  expect(readQueueSearch({ view: 'mine', f, t: 'TKT-000001' })).toEqual({ view: 'mine', f, t: 'TKT-000001' });
  expect(readQueueSearch({ view: person })).toEqual({ view: person });
  expect(readQueueSearch({ view: 'nothing', f: 'x', t: 3 })).toEqual({});
  // The tree goes another way, and the ticket beside the list is none of the list's business.
  expect(queueFilters(readQueueSearch({ view: 'mine', f, t: 'TKT-000001' }))).toEqual({ assigned_to: 'me', open: true, snoozed: false, sort: 'sla_due' });
  expect(standardSort(person)).toBe('sla_due');
});

test('what the builder makes, the server takes: every field with every comparison', () => {
  for (const field of filterFields) {
    for (const op of opsOf[field]) {
      const condition = withOp(newCondition(field), op);
      const filled = 'values' in condition && condition.values.length === 0
        ? { ...condition, values: [field === 'status' ? 'nuevo' : field === 'priority' ? 'alta' : field === 'channel' ? 'email' : field === 'tags' ? 'red' : person] }
        : 'value' in condition ? { ...condition, value: 'red' } : condition;
      expect(isComplete(filled as never), `${field} ${op}`).toBe(true);
      expect(TicketFilter.safeParse({ match: 'any', of: [filled] }).success, `${field} ${op}`).toBe(true);
    }
  }
});

test('a condition without its value is not ready, and parts are replaced and removed in their group alone', () => {
  expect(isComplete(newCondition('status'))).toBe(false);
  expect(isComplete({ match: 'any', of: [] })).toBe(false);
  const tree = readTree({ match: 'all', of: [open, { match: 'any', of: [open, open] }] });
  expect(conditionCount(tree)).toBe(3);
  expect(replaceAt(tree, 0, null)).toEqual({ match: 'all', of: [{ match: 'any', of: [open, open] }] });
  expect(conditionCount(tree)).toBe(3);
});

test('a tree from an address that cannot be edited is the empty one', () => {
  for (const bad of [null, 3, {}, { match: 'some', of: [] }, { match: 'all', of: [{ field: 'deleted', op: 'is' }] }, { match: 'all', of: [{ field: 'status', op: 'is', values: [3] }] }, { match: 'all', of: [{ match: 'all', of: [{ match: 'all', of: [{ match: 'all', of: [open] }] }] }] }])
    expect(readTree(bad)).toEqual({ match: 'all', of: [] });
});

test('a saved view keeps the filters beside its conditions, and groups of "all" are not wrapped once more', () => {
  expect(flatConditions({ status: 'nuevo', q: 'red', sort: 'sla_due' })).toEqual([{ field: 'status', op: 'is', values: ['nuevo'] }, { field: 'text', op: 'has', value: 'red' }]);
  expect(joined({ match: 'all', of: [open] }, undefined, { match: 'any', of: [open, open] })).toEqual({ match: 'all', of: [open, { match: 'any', of: [open, open] }] });
  expect(joined({ match: 'any', of: [open] }, { match: 'all', of: [] })).toEqual({ match: 'any', of: [open] });
});

test('whole days are said as days', () => {
  expect(spanOf(48)).toEqual({ amount: 2, unit: 'days' });
  expect(spanOf(30)).toEqual({ amount: 30, unit: 'hours' });
});
