// The clients' people's side of the portal.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { appRoute, requesterRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readRequestSearch } from './request-search.ts';

export const requestListRoute = createRoute({
  getParentRoute: () => requesterRoute,
  path: '/requests',
  validateSearch: readRequestSearch,
  component: lazyRouteComponent(() => withTexts(['requester'], import('./request-list-page.tsx')), 'RequestListPage'),
});

export const newRequestRoute = createRoute({
  getParentRoute: () => requesterRoute,
  path: '/requests/new',
  component: lazyRouteComponent(() => withTexts(['requester'], import('./new-request-page.tsx')), 'NewRequestPage'),
});

export const requestRoute = createRoute({
  getParentRoute: () => requesterRoute,
  path: '/requests/$number',
  component: lazyRouteComponent(() => withTexts(['requester'], import('./request-page.tsx')), 'RequestPage'),
});

export const requesterRoutes = [requestListRoute, newRequestRoute, requestRoute] as const;

/** Pages of a client's own administrator. */
export const clientAdminRoute = createRoute({
  getParentRoute: () => appRoute,
  id: 'client-admin',
  beforeLoad: () => {
    if (sessionStore.get().user?.role !== 'client_admin') throw redirect({ to: '/', replace: true });
  },
});

export const companyRoute = createRoute({
  getParentRoute: () => clientAdminRoute,
  path: '/company',
  component: lazyRouteComponent(() => withTexts(['requester', 'desk'], import('./company-page.tsx')), 'CompanyPage'),
});

export const companyPeopleRoute = createRoute({
  getParentRoute: () => clientAdminRoute,
  path: '/people',
  component: lazyRouteComponent(() => withTexts(['requester', 'desk'], import('./company-people-page.tsx')), 'CompanyPeoplePage'),
});

export const clientAdminRoutes = [companyRoute, companyPeopleRoute] as const;
