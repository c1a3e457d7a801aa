// Walking the category tree.
import type { CategoryNode } from '@/api/categories.ts';

export interface TreeLine {
  node: CategoryNode;
  level: number;
}

/** The lines to show, depth first; what is inside a closed category is left out. */
export function linesOfTree(nodes: readonly CategoryNode[], closed: ReadonlySet<string>, level = 1): TreeLine[] {
  return nodes.flatMap((node) => [{ node, level }, ...(closed.has(node.category_id) ? [] : linesOfTree(node.children, closed, level + 1))]);
}

/** Categories that may become the parent of `moved`: active, not itself, nothing inside itself. */
export function parentsFor(nodes: readonly CategoryNode[], moved: CategoryNode | null, above: string[] = []): { value: string; label: string; hint: string | undefined }[] {
  return nodes
    .filter(({ category_id, is_active }) => is_active && category_id !== moved?.category_id)
    .flatMap((node) => [
      { value: node.category_id, label: node.name, hint: above.length > 0 ? above.join(' / ') : undefined },
      ...parentsFor(node.children, moved, [...above, node.name]),
    ]);
}
