// Which trees of conditions are a filter, and what taking an act on many tickets back writes.
import { expect, test } from 'vitest';
import { beforeOf, keepFault, undoneChanges, undoPatch, type RunTicket } from '../../worker/modules/queue/run-rules.ts';
import { FILTER_TEXT_MAX, FilterParameter, TicketFilter } from '../../worker/modules/tickets/contract.ts';
import { treeCondition } from '../../worker/modules/tickets/filter-tree-store.ts';
import { PgDialect } from 'drizzle-orm/pg-core';

const person = '6b0e1e10-7c7e-4b13-9d6f-2d9a7d1a2b3c';
const open = { field: 'open', op: 'is' };
const group = (...of: unknown[]) => ({ match: 'all', of });
const isFilter = (tree: unknown): boolean => TicketFilter.safeParse(tree).success;

test('a filter is groups of all or any, three levels deep at most', () => {
  expect(isFilter(group())).toBe(true);
  expect(isFilter(group(open, { match: 'any', of: [{ field: 'assigned_to', op: 'is', values: ['me', 'none', person] }, group(open)] }))).toBe(true);
  expect(isFilter(group(group(group(group(open)))))).toBe(false);
  expect(isFilter({ match: 'some', of: [] })).toBe(false);
  expect(isFilter(group({ match: 'any', of: [] }))).toBe(false);
});

test('a hostile tree is refused before anything walks it', () => {
  for (const condition of [
    { field: 'status', op: 'is', values: ["nuevo'; drop table tickets; --"] }, { field: 'deleted_at', op: 'is', values: ['x'] }, { field: 'status', op: 'like', values: ['nuevo'] },
    { field: 'assigned_to', op: 'is', values: ['me) or true --'] }, { field: 'client_id', op: 'is', values: ['none'] }, { field: 'created_at', op: 'within', hours: '1 day' }, { field: 'created_at', op: 'within', hours: 1e9 },
    { field: 'status', op: 'is', values: [] }, { field: 'tags', op: 'is', values: Array.from({ length: 51 }, () => 'x') }, { field: 'text', op: 'has', value: 'a\u0000b' }, { field: 'text', op: 'has', value: 'x'.repeat(201) },
    { field: 'open', op: 'is', values: ['true'] }, { field: 'due', op: 'within' }, { field: 'due', op: 'overdue', hours: 3 }, { __proto__: { field: 'open' } }, null, 'open', ['open'],
  ]) expect(isFilter(group(condition)), JSON.stringify(condition)).toBe(false);
  expect(isFilter(group(...Array.from({ length: 3 }, () => group(...Array.from({ length: 20 }, () => open)))))).toBe(false);
  const deep = '{"match":"all","of":['.repeat(280) + ']}'.repeat(280);
  expect(deep.length).toBeLessThan(FILTER_TEXT_MAX + 1000);
  for (const text of ['{', '[]', '1', deep.slice(0, FILTER_TEXT_MAX), `${'['.repeat(2900)}${']'.repeat(2900)}`, `"${'x'.repeat(FILTER_TEXT_MAX)}"`]) expect(FilterParameter.safeParse(text).success).toBe(false);
});

test('every value of a tree travels as a parameter, and what is not known is not it', () => {
  const tree = TicketFilter.parse(group(
    { field: 'tags', op: 'is_not', values: [`a"b\\c'; drop table x; --`] }, { field: 'assigned_to', op: 'is_not', values: [person] }, { field: 'text', op: 'has', value: `x' or 1=1 --` },
    { match: 'any', of: [{ field: 'category_id', op: 'is', values: ['none', person] }, { field: 'waiting', op: 'older', hours: 24 }, { field: 'due', op: 'within', hours: 4 }] },
  ));
  const { sql, params } = new PgDialect().sqlToQuery(treeCondition(tree)!);
  expect(sql).not.toContain('drop table');
  expect(sql).not.toContain('1=1');
  expect(sql).not.toContain(person);
  expect(sql).toMatch(/not coalesce\(\("tickets"\."assigned_to" = any\(\$\d+::uuid\[\]\)\), false\)/);
  expect(params).toContain(`{"a\\"b\\\\c'; drop table x; --"}`);
  expect(treeCondition({ match: 'all', of: [] })).toBeUndefined();
});

const at = new Date('2026-03-02T10:00:00.000Z');
const ticket = (change: Partial<RunTicket> = {}): RunTicket => ({
  version: 4, status: 'nuevo', priority: 'media', assigned_to: null, assigned_to_name: null, category_id: null, category_name: null, resolution_notes: null, assigned_at: null, resolved_at: null, closed_at: null, merged_into: null, ...change,
});

test('taking an act back puts back what it can have touched, and nothing else', () => {
  const before = beforeOf(ticket({ status: 'asignado', assigned_to: person, assigned_at: at, category_id: person, priority: 'alta' }));
  expect(undoPatch('priority', before)).toEqual({ priority: 'alta' });
  expect(undoPatch('category', before)).toEqual({ category_id: person });
  expect(undoPatch('assign', before)).toEqual({ assigned_to: person, assigned_at: at, status: 'asignado' });
  expect(undoPatch('status', before)).toEqual({ status: 'asignado', resolution_notes: null, resolved_at: null, closed_at: null });
  expect(undoneChanges('assign', ticket({ assigned_to_name: 'Ana' }), before, { assignee: 'Beto', category: null })).toEqual([
    { action: 'assigned', field: 'assigned_to', old_value: 'Ana', new_value: 'Beto' }, { action: 'status', field: 'status', old_value: 'nuevo', new_value: 'asignado' },
  ]);
});

test('a ticket that somebody changed, merged or deleted since stays as it is', () => {
  expect(keepFault(ticket(), 4)).toBeNull();
  expect(keepFault(ticket({ version: 5 }), 4)?.code).toBe('changed_since');
  expect(keepFault(ticket({ merged_into: { ticket_id: 'x' } }), 4)?.code).toBe('merged');
  expect(keepFault(undefined, 4)?.code).toBe('not_found');
});
