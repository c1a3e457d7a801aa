// The person's own page, for every role.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '@/shell/routes.tsx';

export const profileRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/profile',
  component: lazyRouteComponent(() => import('./profile-page.tsx'), 'ProfilePage'),
});

export const profileRoutes = [profileRoute] as const;
