// What stands in place of a page: while it loads, when it fails, when it does not exist.
import { useRouter } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useText } from '@/text/translate.ts';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';

export function RoutePending() {
  return <SkeletonList />;
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useText();
  const router = useRouter();
  return (
    <ErrorPanel
      error={error}
      back={{ to: '/', label: t('problem.go_home') }}
      onRetry={() => {
        // A part of the program that did not arrive is not asked for a second time: the browser remembers that it failed.
        if (/module/i.test(String(error))) return location.reload();
        reset();
        void router.invalidate();
      }}
    />
  );
}

/** Around it there is no frame. */
export const RootError = (failure: ErrorComponentProps) => (
  <main>
    <RouteError {...failure} />
  </main>
);

const NotFound = lazy(() => import('./not-found-page.tsx').then((module) => ({ default: module.NotFoundPage })));
/** An address without a page: hardly ever, so it is fetched when it happens. */
export const NotFoundPage = () => (
  <Suspense fallback={null}>
    <NotFound />
  </Suspense>
);
