// The clients' people's side of the portal.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { requesterRoute } from '@/shell/routes.tsx';

export const requestListRoute = createRoute({
  getParentRoute: () => requesterRoute,
  path: '/requests',
  component: lazyRouteComponent(() => import('./request-list-page.tsx'), 'RequestListPage'),
});

export const requesterRoutes = [requestListRoute] as const;
