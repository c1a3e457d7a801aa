// The clients' places.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const sitesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/sites',
  component: lazyRouteComponent(() => withTexts(['desk'], import('./sites-page.tsx')), 'SitesPage'),
});

export const siteRoutes = [sitesRoute] as const;
