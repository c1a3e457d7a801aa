// Trees of conditions as the builder edits them; the server has the last word on what is one.
import type { FilterGroup } from '@/api/queue.ts';
import type { TicketFilters } from '@/api/tickets.ts';
import type { QueueSearch } from './queue-search.ts';

export type FilterPart = FilterGroup['of'][number];
export type FilterCondition = Exclude<FilterPart, FilterGroup>;
export type FilterField = FilterCondition['field'];

export const filterFields = ['status', 'priority', 'assigned_to', 'client_id', 'site_id', 'category_id', 'asset_id', 'tags', 'channel', 'open', 'snoozed', 'created_at', 'updated_at', 'due', 'waiting', 'text'] as const satisfies readonly FilterField[];
/** One group in another, and one in that. */
export const levelsMax = 3;
export const partsMax = 20;

export const opsOf: Record<FilterField, readonly string[]> = {
  status: ['is', 'is_not'], priority: ['is', 'is_not'], assigned_to: ['is', 'is_not'], client_id: ['is', 'is_not'], site_id: ['is', 'is_not'], category_id: ['is', 'is_not'], asset_id: ['is', 'is_not'], tags: ['is', 'is_not'], channel: ['is', 'is_not'],
  open: ['is', 'is_not'], snoozed: ['is', 'is_not'], created_at: ['within', 'older'], updated_at: ['within', 'older'], due: ['within', 'overdue', 'none'], waiting: ['older'], text: ['has', 'has_not'],
};

export const isGroup = (part: unknown): part is FilterGroup => typeof part === 'object' && part !== null && 'of' in part;

/** A condition of a field as it begins: complete where it can be. */
export function newCondition(field: FilterField): FilterCondition {
  const op = opsOf[field][0];
  if (field === 'text') return { field, op: 'has', value: '' };
  if (field === 'open' || field === 'snoozed') return { field, op: 'is' };
  if (field === 'asset_id') return { field, op: 'is', values: ['none'] };
  if (field === 'created_at' || field === 'updated_at' || field === 'due' || field === 'waiting') return { field, op, hours: 24 } as FilterCondition;
  return { field, op, values: [] } as unknown as FilterCondition;
}

/** The same condition with another operator: what it needs beside that comes and goes. */
export function withOp(condition: FilterCondition, op: string): FilterCondition {
  if (condition.field !== 'due') return { ...condition, op } as FilterCondition;
  return op === 'within' ? { field: 'due', op, hours: 24 } : ({ field: 'due', op } as FilterCondition);
}

export const isComplete = (part: FilterPart): boolean =>
  isGroup(part) ? part.of.length > 0 && part.of.every(isComplete) : 'values' in part ? part.values.length > 0 : 'value' in part ? part.value.trim() !== '' : !('hours' in part) || part.hours > 0;

export const conditionCount = (part: FilterPart): number => (isGroup(part) ? part.of.reduce((sum, one) => sum + conditionCount(one), 0) : 1);

export const replaceAt = (group: FilterGroup, index: number, part: FilterPart | null): FilterGroup =>
  ({ ...group, of: part === null ? group.of.filter((_one, i) => i !== index) : group.of.map((one, i) => (i === index ? part : one)) });

/** Whole days are said as days. */
export const spanOf = (hours: number): { amount: number; unit: 'hours' | 'days' } => (hours % 24 === 0 ? { amount: hours / 24, unit: 'days' } : { amount: hours, unit: 'hours' });

function hasShape(value: unknown, levels: number): value is FilterPart {
  if (typeof value !== 'object' || value === null) return false;
  const part = value as Record<string, unknown>;
  if ('of' in part) return levels > 0 && (part.match === 'all' || part.match === 'any') && Array.isArray(part.of) && part.of.every((one) => hasShape(one, levels - 1));
  return filterFields.some((field) => field === part.field && opsOf[field].includes(String(part.op)))
    && (!('values' in part) || (Array.isArray(part.values) && part.values.every((one) => typeof one === 'string'))) && (!('value' in part) || typeof part.value === 'string') && (!('hours' in part) || typeof part.hours === 'number');
}

/** What an address or a saved view holds, as far as it can be edited; anything else is the empty tree. */
export const readTree = (value: unknown): FilterGroup => (isGroup(value) && hasShape(value, levelsMax) ? value : { match: 'all', of: [] });

/** The filters beside the tree, as conditions: a view that is saved keeps them. */
export function flatConditions(search: QueueSearch): FilterCondition[] {
  const one = (field: FilterField, value: TicketFilters[string]): FilterCondition[] => (typeof value === 'string' ? [{ field, op: 'is', values: [value] } as unknown as FilterCondition] : []);
  return [
    ...one('status', search.status), ...one('priority', search.priority), ...one('client_id', search.client_id), ...one('site_id', search.site_id), ...one('category_id', search.category_id), ...one('assigned_to', search.assigned_to),
    ...(search.q ? [{ field: 'text', op: 'has', value: search.q } as const] : []),
  ];
}

/** Both must hold; a group of "all" is not wrapped once more. */
export function joined(...trees: (FilterGroup | undefined)[]): FilterGroup {
  const parts = trees.filter((tree) => tree !== undefined && tree.of.length > 0) as FilterGroup[];
  return parts.length === 1 ? parts[0]! : { match: 'all', of: parts.flatMap((tree): FilterPart[] => (tree.match === 'all' ? tree.of : [tree])) };
}
