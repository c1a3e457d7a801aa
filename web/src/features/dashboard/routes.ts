// Dashboards: of the desk, and of a company for its administrator.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { appRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readDashboardSearch } from './dashboard-search.ts';

export const dashboardRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/dashboard',
  validateSearch: readDashboardSearch,
  beforeLoad: () => {
    if (sessionStore.get().user?.role === 'solicitante') throw redirect({ to: '/', replace: true });
  },
  component: lazyRouteComponent(() => withTexts(['dashboard', 'writing'], import('./dashboard-page.tsx')), 'DashboardPage'),
});

export const dashboardRoutes = [dashboardRoute] as const;
