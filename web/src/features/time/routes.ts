// Working time of the desk.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readTimeSearch } from './time-search.ts';

export const timeRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/time',
  validateSearch: readTimeSearch,
  component: lazyRouteComponent(() => withTexts(['time', 'desk'], import('./time-page.tsx')), 'TimePage'),
});

export const timeRoutes = [timeRoute] as const;
