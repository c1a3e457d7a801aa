// Fields that categories add to tickets, and tags.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CategoryFields, FieldRow, FieldValue, TicketField } from '../../../worker/modules/fields/contract.ts';
import { request } from './client.ts';

export type { FieldRow, FieldValue, TicketField };
export type FieldBody = CategoryFields['fields'][number];

/** Of the category and those above it, as forms show them. */
export function useCategoryFields(categoryId: string | null) {
  return useQuery({
    queryKey: ['categories', 'fields', categoryId],
    queryFn: () => request<{ fields: FieldRow[] }>(`/categories/${categoryId}/fields`).then(({ fields }) => fields),
    enabled: categoryId !== null,
    staleTime: 60_000,
  });
}

export function useWriteCategoryFields(categoryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (fields: FieldBody[]) => request<{ fields: FieldRow[] }>(`/categories/${categoryId}/fields`, { method: 'PUT', body: { fields } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['categories'] }),
  });
}

/** Tags that were used before and hold the words. */
export function useTagNames(words: string, enabled: boolean) {
  return useQuery({
    queryKey: ['tags', words],
    queryFn: () => request<{ tags: string[] }>('/tags', { query: { q: words } }).then(({ tags }) => tags),
    enabled,
    staleTime: 60_000,
  });
}
