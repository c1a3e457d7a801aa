// What stands in place of a page: while it loads, when it fails, when it does not exist.
import { Link, useRouter } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';

export function RoutePending() {
  return <SkeletonList />;
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <ErrorPanel
      error={error}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}

export function NotFoundPage() {
  const { t } = useText();
  return (
    <EmptyState
      icon={<Compass aria-hidden />}
      title={t('problem.page_not_found')}
      action={
        <Link to="/" className="font-medium text-accent-ink underline underline-offset-2">
          {t('problem.go_home')}
        </Link>
      }
    >
      {t('problem.page_not_found_hint')}
    </EmptyState>
  );
}
