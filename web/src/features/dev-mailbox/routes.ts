// The mailbox of development: what would have been sent.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const devMailboxRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/dev-mailbox',
  validateSearch: (search: Record<string, unknown>): { mail?: string } => (typeof search.mail === 'string' ? { mail: search.mail } : {}),
  component: lazyRouteComponent(() => withTexts(['desk'], import('./dev-mailbox-page.tsx')), 'DevMailboxPage'),
});

export const devMailboxRoutes = [devMailboxRoute] as const;
