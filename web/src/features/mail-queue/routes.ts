// Mail that leaves.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { MailQueueStatus } from '@/api/mail-queue.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const queueStatuses: readonly MailQueueStatus[] = ['pending', 'sending', 'failed', 'parked', 'sent', 'cancelled'];

export interface MailQueueSearch {
  status?: MailQueueStatus;
  q?: string;
  view?: 'suppressed';
}

export const mailQueueRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/mail-queue',
  validateSearch: (search: Record<string, unknown>): MailQueueSearch => {
    const status = queueStatuses.find((item) => item === search.status);
    return {
      ...(status ? { status } : {}),
      ...(search.view === 'suppressed' ? { view: 'suppressed' as const } : {}),
      ...(typeof search.q === 'string' || typeof search.q === 'number' ? { q: String(search.q).slice(0, 200) } : {}),
    };
  },
  component: lazyRouteComponent(() => withTexts(['desk', 'mailDesk'], import('./mail-queue-page.tsx')), 'MailQueuePage'),
});

export const mailQueueRoutes = [mailQueueRoute] as const;
