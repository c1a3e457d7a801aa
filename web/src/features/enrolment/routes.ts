// How machines come in: tokens, attempts, and machines that wait for a person.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const enrolmentTabs = ['tokens', 'waiting', 'attempts', 'seen', 'versions'] as const;
export type EnrolmentTab = (typeof enrolmentTabs)[number];

export const enrolmentRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/enrolment',
  validateSearch: (search: Record<string, unknown>): { tab?: EnrolmentTab } => {
    const tab = enrolmentTabs.find((name) => name === search.tab && name !== 'tokens');
    return tab ? { tab } : {};
  },
  component: lazyRouteComponent(() => withTexts(['fleet', 'enrolment'], import('./enrolment-page.tsx')), 'EnrolmentPage'),
});

export const enrolmentRoutes = [enrolmentRoute] as const;
