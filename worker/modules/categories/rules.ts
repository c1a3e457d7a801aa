// Pure policy of the category tree.
import type { CategoryNode, CategoryRow } from './contract.ts';

export interface Link {
  category_id: string;
  parent_id: string | null;
  is_active: boolean;
}

export interface Counts {
  category_id: string | null;
  open_tickets: number;
  total_tickets: number;
}

const NONE = { open_tickets: 0, total_tickets: 0 };

/** Siblings keep the order they come in. A node whose parent is not among the rows is not shown. */
export function treeOf(rows: readonly CategoryRow[], counts: readonly Counts[]): CategoryNode[] {
  const countOf = new Map(counts.map((count) => [count.category_id, count]));
  const childrenOf = new Map<string | null, CategoryRow[]>();
  for (const row of rows) childrenOf.set(row.parent_id, [...(childrenOf.get(row.parent_id) ?? []), row]);
  const build = (row: CategoryRow): CategoryNode => {
    const { open_tickets, total_tickets } = countOf.get(row.category_id) ?? NONE;
    const children = (childrenOf.get(row.category_id) ?? []).map(build);
    return {
      ...row, open_tickets, total_tickets, children,
      open_tickets_below: children.reduce((sum, child) => sum + child.open_tickets_below, open_tickets),
      total_tickets_below: children.reduce((sum, child) => sum + child.total_tickets_below, total_tickets),
    };
  };
  return (childrenOf.get(null) ?? []).map(build);
}

/** What client users see: nothing that is closed or hangs below something closed, and no names of the staff. */
export const forClientUsers = (rows: readonly CategoryRow[]): CategoryRow[] =>
  rows.filter((row) => row.is_active).map((row) => ({ ...row, default_assignee_id: null, default_assignee_name: null, checklist_template_id: null, close_gates: null }));

/** True when `id` is `under` itself or one of its descendants. */
export function isBelow(id: string, under: string, links: readonly Link[]): boolean {
  const parentOf = new Map(links.map((link) => [link.category_id, link.parent_id]));
  for (let at: string | null | undefined = id, steps = 0; at && steps <= links.length; at = parentOf.get(at), steps += 1) {
    if (at === under) return true;
  }
  return false;
}

export const hasActiveChildren = (id: string, links: readonly Link[]): boolean => links.some((link) => link.parent_id === id && link.is_active);

/** A category and everything below it, deepest first, so that each can go before its parent. */
export function subtreeOf(id: string, links: readonly Link[]): string[] {
  const below = links.filter((link) => link.parent_id === id).flatMap((link) => subtreeOf(link.category_id, links));
  return [...below, id];
}
