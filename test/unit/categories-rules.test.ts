// Pure policy of the category tree.
import { expect, test } from 'vitest';
import type { CategoryRow } from '../../worker/modules/categories/contract.ts';
import { forClientUsers, hasActiveChildren, isBelow, subtreeOf, treeOf } from '../../worker/modules/categories/rules.ts';

const row = (category_id: string, parent_id: string | null, change: Partial<CategoryRow> = {}): CategoryRow => ({
  category_id, parent_id, name: category_id, description: null, color: null, icon: null, sort_order: 0, default_assignee_id: 'u', default_assignee_name: 'Tomás',
  response_hours: null, resolution_hours: null, checklist_template_id: 't', close_gates: null, is_protected: false, is_active: true, ...change,
});
const rows = [row('a', null), row('b', 'a'), row('c', 'b'), row('d', 'a', { is_active: false }), row('e', 'd', { is_active: false }), row('z', null)];

test('a node counts its own tickets, and with those below it every one once (T-CA-5)', () => {
  const [a, z] = treeOf(rows, [
    { category_id: 'a', open_tickets: 1, total_tickets: 2 }, { category_id: 'c', open_tickets: 3, total_tickets: 5 },
    { category_id: 'e', open_tickets: 0, total_tickets: 7 }, { category_id: null, open_tickets: 9, total_tickets: 9 },
  ]);
  expect(a).toMatchObject({ open_tickets: 1, total_tickets: 2, open_tickets_below: 4, total_tickets_below: 14 });
  expect(a!.children.map((node) => [node.name, node.open_tickets, node.total_tickets_below])).toEqual([['b', 0, 5], ['d', 0, 7]]);
  expect(z).toMatchObject({ open_tickets_below: 0, total_tickets_below: 0, children: [] });
});

test('client users see active categories and no names of the staff', () => {
  const [a] = treeOf(forClientUsers(rows), []);
  expect(a!.children.map((node) => node.name)).toEqual(['b']);
  expect(JSON.stringify(a)).not.toContain('Tomás');
});

test('a category is below itself and below all that stand above it (T-CA-1)', () => {
  expect(isBelow('a', 'a', rows)).toBe(true);
  expect(isBelow('c', 'a', rows)).toBe(true);
  expect(isBelow('a', 'c', rows)).toBe(false);
  expect(isBelow('z', 'a', rows)).toBe(false);
});

test('only active children hold a category back, and inactive ones go before their parent', () => {
  expect(hasActiveChildren('a', rows)).toBe(true);
  expect(hasActiveChildren('d', rows)).toBe(false);
  expect(subtreeOf('d', rows)).toEqual(['e', 'd']);
});
