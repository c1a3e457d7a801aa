// The category tree over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CategoryNode, CategoryRow, CreateCategory, MoveCategory, UpdateCategory } from '../../../worker/modules/categories/contract.ts';
import { request } from './client.ts';

export type { CategoryNode };

export function useCategoryTree() {
  return useQuery({
    queryKey: ['categories', 'tree'],
    queryFn: () => request<{ categories: CategoryNode[] }>('/categories').then(({ categories }) => categories),
  });
}

export type CategoryAct =
  | { kind: 'create'; body: CreateCategory }
  | { kind: 'update'; category_id: string; body: UpdateCategory }
  | { kind: 'move'; category_id: string; body: MoveCategory }
  | { kind: 'delete'; category_id: string };

function sendCategoryAct(act: CategoryAct): Promise<{ category: CategoryRow } | null> {
  switch (act.kind) {
    case 'create':
      return request('/categories', { method: 'POST', body: act.body });
    case 'update':
      return request(`/categories/${act.category_id}`, { method: 'PUT', body: act.body });
    case 'move':
      return request(`/categories/${act.category_id}/move`, { method: 'POST', body: act.body });
    case 'delete':
      return request(`/categories/${act.category_id}`, { method: 'DELETE' });
  }
}

export function useCategoryAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: sendCategoryAct,
    onSuccess: () => client.invalidateQueries({ queryKey: ['categories'] }),
  });
}
