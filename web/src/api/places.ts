// Clients, their sites and the categories, as pickers need them.
import { useQuery } from '@tanstack/react-query';
import type { CategoryNode } from '../../../worker/modules/categories/contract.ts';
import type { ClientRow } from '../../../worker/modules/clients/contract.ts';
import type { SiteRow } from '../../../worker/modules/sites/contract.ts';
import { request } from './client.ts';
import { requestAll } from './pagination.ts';

const minuteMs = 60_000;

export function useClientOptions() {
  return useQuery({
    queryKey: ['clients', 'picker'],
    queryFn: () => requestAll<ClientRow>('/clients', 'clients', { is_active: true }),
    staleTime: minuteMs,
  });
}

export function useSiteOptions(clientId: string | null) {
  return useQuery({
    queryKey: ['sites', 'picker', clientId],
    queryFn: () => requestAll<SiteRow>('/sites', 'sites', { client_id: clientId, is_active: true }),
    enabled: clientId !== null,
    staleTime: minuteMs,
  });
}

/** Active categories in tree order, each with the names above it. */
export function useCategoryOptions() {
  return useQuery({
    queryKey: ['categories', 'picker'],
    queryFn: () => request<{ categories: CategoryNode[] }>('/categories').then(({ categories }) => flatten(categories, [])),
    staleTime: minuteMs,
  });
}

export interface CategoryOption {
  value: string;
  label: string;
  hint: string | undefined;
}

function flatten(nodes: CategoryNode[], above: string[]): CategoryOption[] {
  return nodes
    .filter(({ is_active }) => is_active)
    .flatMap((node) => [
      { value: node.category_id, label: node.name, hint: above.length > 0 ? above.join(' / ') : undefined },
      ...flatten(node.children, [...above, node.name]),
    ]);
}
