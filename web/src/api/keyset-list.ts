// A keyset list for a page: one hook, whatever the rows are.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import type { Pagination } from './pagination.ts';

type Page = Record<string, unknown> & { pagination: Pagination };

export interface KeysetList<Row> {
  /** Every loaded row, once. */
  rows: Row[];
  pagination: Pagination | undefined;
  error: unknown;
  isPending: boolean;
  /** True while other filters load and the old rows are still shown. */
  isStale: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  refetch: () => void;
}

/** Rows of `path`, found in the answer under `plural`; `idKey` tells them apart. `live` asks again every 30 s. */
export function useKeysetList<Row extends object>(
  path: string,
  plural: string,
  idKey: (keyof Row & string) | ((row: Row) => string),
  filters: NonNullable<RequestOptions['query']>,
  live = false,
): KeysetList<Row> {
  const query = useInfiniteQuery({
    queryKey: [plural, 'list', path, filters],
    queryFn: ({ pageParam, signal }) => request<Page>(path, { query: { limit: 50, ...filters, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination?.next_cursor ?? null,
    placeholderData: keepPreviousData,
    ...(live ? { refetchInterval: 30_000 } : {}),
  });
  const rows = useMemo(() => {
    const byId = new Map<unknown, Row>();
    for (const page of query.data?.pages ?? []) for (const row of page[plural] as Row[]) byId.set(typeof idKey === 'function' ? idKey(row) : row[idKey], row);
    return [...byId.values()];
  }, [query.data, plural, idKey]);
  return {
    rows,
    pagination: query.data?.pages[0]?.pagination,
    error: query.error,
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    refetch: () => void query.refetch(),
  };
}
