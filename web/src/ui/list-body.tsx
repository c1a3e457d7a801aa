// What every list page does the same: skeleton, problem, nothing, rows, "load more".
import type { ReactNode } from 'react';
import type { KeysetList } from '@/api/keyset-list.ts';
import { ErrorPanel, SkeletonList } from './feedback.tsx';
import { LoadMore } from './page.tsx';

export function ListBody<Row>({ list, empty, children }: { list: KeysetList<Row>; empty: ReactNode; children: (rows: Row[]) => ReactNode }) {
  if (list.isPending) return <SkeletonList rows={10} />;
  if (list.error && list.rows.length === 0) return <ErrorPanel error={list.error} onRetry={list.refetch} />;
  if (list.rows.length === 0) return <>{empty}</>;
  return (
    <>
      <div aria-busy={list.isStale} className={list.isStale ? 'opacity-60' : undefined}>
        {children(list.rows)}
      </div>
      <LoadMore shown={list.rows.length} pagination={list.pagination} hasMore={list.hasMore} busy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}
