// The frame of a page: its heading, and "load more" at the end of a list.
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import type { Pagination } from '@/api/pagination.ts';
import { useText } from '@/text/translate.ts';
import { Button } from './button.tsx';

/** Heading, one line about the page, and its actions; also names the browser tab. */
export function PageHeader({ title, about, actions }: { title: string; about?: ReactNode; actions?: ReactNode }) {
  usePageTitle(title);
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-4 pb-3 sm:px-6">
      <div className="min-w-44 flex-1">
        <h1 className="text-xl font-semibold tracking-tight wrap-anywhere sm:truncate">{title}</h1>
        {about && <p className="text-sm text-muted">{about}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

let pageTitle = '';
let titleCount = 0;
const writeTitle = (): void => {
  document.title = `${titleCount > 0 ? `(${titleCount}) ` : ''}${pageTitle ? `${pageTitle} · ` : ''}LANET Helpdesk`;
};

/** How much is new, before the name of the tab. */
export function setTitleCount(count: number): void {
  titleCount = count;
  writeTitle();
}

export function usePageTitle(title: string): void {
  useEffect(() => {
    pageTitle = title;
    writeTitle();
  }, [title]);
}

export interface LoadMoreProps {
  shown: number;
  pagination: Pagination | undefined;
  hasMore: boolean;
  busy: boolean;
  onMore: () => void;
}

/** "50 of 1,204" and the button for the next page of a keyset list. */
export function LoadMore({ shown, pagination, hasMore, busy, onMore }: LoadMoreProps) {
  const { t, number } = useText();
  if (!pagination || shown === 0) return null;
  const total = `${number(pagination.total)}${pagination.total_is_capped ? '+' : ''}`;
  return (
    <div className="flex flex-wrap items-center justify-center gap-3 px-4 py-4 text-sm text-muted">
      <span className="tabular-nums">{t('common.shown_of_total', { shown: number(shown), total })}</span>
      {hasMore && (
        <Button small busy={busy} onClick={onMore}>
          {t('common.load_more')}
        </Button>
      )}
    </div>
  );
}
