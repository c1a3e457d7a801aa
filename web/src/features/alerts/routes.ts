// Alerts, what raises them, and when they keep quiet: for the desk; a client's administrator reads their own.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { appRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readAlertSearch, readRuleSearch } from './alert-search.ts';

const words = ['fleet', 'assets', 'alerts'] as const;
const beforeLoad = (): void => {
  if (sessionStore.get().user?.role === 'solicitante') throw redirect({ to: '/', replace: true });
};

export const alertsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts',
  validateSearch: readAlertSearch,
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(words, import('./alerts-page.tsx')), 'AlertsPage'),
});

export const alertRulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts/rules',
  validateSearch: readRuleSearch,
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(words, import('./rules-page.tsx')), 'RulesPage'),
});

export const windowsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts/windows',
  validateSearch: (search: Record<string, unknown>): { past?: true } => (search.past === true ? { past: true } : {}),
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(words, import('./windows-page.tsx')), 'WindowsPage'),
});

export const sitesDownRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts/sites',
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(words, import('./sites-down-page.tsx')), 'SitesDownPage'),
});

export const alertRoutes = [alertsRoute, alertRulesRoute, windowsRoute, sitesDownRoute] as const;
