// Service levels: what runs out, policies, calendars. For the desk.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readOverviewSearch } from './overview-search.ts';

const words = ['levels', 'clocks'] as const;

export const overviewRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/service-levels',
  validateSearch: readOverviewSearch,
  component: lazyRouteComponent(() => withTexts(words, import('./overview-page.tsx')), 'OverviewPage'),
});

export const policiesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/service-levels/policies',
  component: lazyRouteComponent(() => withTexts(words, import('./policies-page.tsx')), 'PoliciesPage'),
});

/** `new` as the id: a policy that is not there yet. */
export const policyRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/service-levels/policies/$id',
  component: lazyRouteComponent(() => withTexts(words, import('./policy-page.tsx')), 'PolicyPage'),
});

export const calendarsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/service-levels/calendars',
  component: lazyRouteComponent(() => withTexts(words, import('./calendars-page.tsx')), 'CalendarsPage'),
});

export const calendarRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/service-levels/calendars/$id',
  component: lazyRouteComponent(() => withTexts(words, import('./calendar-page.tsx')), 'CalendarPage'),
});

export const serviceLevelRoutes = [overviewRoute, policiesRoute, policyRoute, calendarsRoute, calendarRoute] as const;
