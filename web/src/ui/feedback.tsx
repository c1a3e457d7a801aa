// What a page shows when there is nothing yet, nothing at all, or something wrong.
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, Info, RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { toneLook } from './badge.tsx';

export function Skeleton({ className = 'h-4 w-full' }: { className?: string }) {
  return <span aria-hidden className={classNames('block animate-pulse rounded-md bg-hover', className)} />;
}

/** Grey lines with a spoken "loading". */
export function SkeletonList({ rows = 8 }: { rows?: number }) {
  const { t } = useText();
  return (
    <div role="status" aria-label={t('common.loading')} className="grid gap-3 p-4">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={`h-5 ${row % 3 === 0 ? 'w-11/12' : row % 3 === 1 ? 'w-full' : 'w-9/12'}`} />
      ))}
    </div>
  );
}

export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-16 text-center">
      {icon && (
        <span className="mb-1 grid size-11 place-items-center rounded-full bg-sunken text-muted [&>svg]:size-5">{icon}</span>
      )}
      <p className="text-lg font-semibold">{title}</p>
      {children && <div className="max-w-md text-muted">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** The sentence for a failed request in the reader's language; the server's own sentence when it says more. */
export function problemSentence(error: unknown, t: Text['t']): string {
  if (!(error instanceof ApiProblem)) return t('problem.unexpected');
  if (error.status === 0) return t('problem.network');
  if (error.status === 401) return t('problem.signed_out');
  if (error.status === 403) return t('problem.forbidden');
  if (error.status === 404) return t('problem.not_found');
  if (error.status === 413) return t('problem.too_large');
  if (error.status === 429) return t('problem.too_many');
  if (error.status >= 500) return t('problem.server', { request_id: error.requestId ?? '–' });
  return error.errors[0]?.message || error.message || t('problem.unexpected');
}

/** @param back it stands for a whole page: its heading, and the way to where the page hangs */
export function ErrorPanel({ error, onRetry, back }: { error: unknown; onRetry?: (() => void) | undefined; back?: { to: string; label: string } | undefined }) {
  const { t } = useText();
  // An address that is none is as good as one that leads nowhere.
  const isGone = error instanceof ApiProblem && (error.status === 404 || (back !== undefined && (error.status === 400 || error.status === 422)));
  const Title = back ? 'h1' : 'p';
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-6 py-16 text-center">
      <span className="mb-1 grid size-11 place-items-center rounded-full bg-danger-soft text-danger-ink">
        <TriangleAlert className="size-5" aria-hidden />
      </span>
      <Title className="text-lg font-semibold">{t(back && isGone ? 'problem.page_not_found' : 'problem.title')}</Title>
      <p className="max-w-md text-muted">{isGone ? t('problem.not_found') : problemSentence(error, t)}</p>
      {onRetry && !isGone && (
        <Button className="mt-2" icon={<RotateCw className="size-4" aria-hidden />} onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
      {back && (
        <Link to={back.to} className="mt-2 font-medium text-accent-ink underline underline-offset-2">
          {back.label}
        </Link>
      )}
    </div>
  );
}

const bannerIcons = { info: Info, ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert };

export function Banner({
  tone,
  children,
  action,
  className,
}: {
  tone: keyof typeof bannerIcons;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  const Icon = bannerIcons[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames(
        'flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md px-3 py-2 text-sm',
        toneLook[tone],
        className,
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 wrap-anywhere">{children}</div>
      {action}
    </div>
  );
}
