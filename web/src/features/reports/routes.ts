// Reports: for the desk, and for a client's administrator about their own company.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { appRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

const words = ['reports'] as const;
const beforeLoad = (): void => {
  if (sessionStore.get().user?.role === 'solicitante') throw redirect({ to: '/', replace: true });
};

export interface ReportSearch {
  /** The history of one schedule. */
  schedule?: string;
  /** The dialog is open. */
  new?: true;
}

export const reportsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/reports',
  validateSearch: (search: Record<string, unknown>): ReportSearch => ({
    ...(typeof search.schedule === 'string' ? { schedule: search.schedule.slice(0, 36) } : {}),
    ...(search.new === true ? { new: true as const } : {}),
  }),
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(words, import('./reports-page.tsx')), 'ReportsPage'),
});

export const reportSchedulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/reports/schedules',
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(words, import('./schedules-page.tsx')), 'SchedulesPage'),
});

export const reportRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/reports/$id',
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(words, import('./report-page.tsx')), 'ReportPage'),
});

export const reportRoutes = [reportsRoute, reportSchedulesRoute, reportRoute] as const;
