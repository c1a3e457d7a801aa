// The clients of the desk.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export interface ClientSearch {
  q?: string;
  state?: 'active' | 'inactive';
}

export const clientTabs = ['overview', 'sites', 'people', 'mail', 'tickets', 'hours', 'machines'] as const;
export type ClientTab = (typeof clientTabs)[number];

export const clientsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/clients',
  validateSearch: (search: Record<string, unknown>): ClientSearch => ({
    ...(typeof search.q === 'string' || typeof search.q === 'number' ? { q: String(search.q).slice(0, 200) } : {}),
    ...(search.state === 'active' || search.state === 'inactive' ? { state: search.state } : {}),
  }),
  component: lazyRouteComponent(() => withTexts(['desk'], import('./clients-page.tsx')), 'ClientsPage'),
});

export const newClientRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/clients/new',
  beforeLoad: () => {
    if (sessionStore.get().user?.role === 'technician') throw redirect({ to: '/clients', replace: true });
  },
  component: lazyRouteComponent(() => withTexts(['desk'], import('./wizard-page.tsx')), 'WizardPage'),
});

export const clientRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/clients/$clientId',
  validateSearch: (search: Record<string, unknown>): { tab?: ClientTab } => {
    const tab = clientTabs.find((item) => item === search.tab);
    return tab && tab !== 'overview' ? { tab } : {};
  },
  component: lazyRouteComponent(() => withTexts(['desk'], import('./client-page.tsx')), 'ClientPage'),
});

export const clientRoutes = [clientsRoute, newClientRoute, clientRoute] as const;
