// Tickets by the calendar, for the desk.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const ticketSchedulesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/schedules',
  component: lazyRouteComponent(() => withTexts(['desk', 'schedules'], import('./schedules-page.tsx')), 'SchedulesPage'),
});

export const ticketScheduleRoutes = [ticketSchedulesRoute] as const;
