// The technicians' queue and tickets.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readQueueSearch } from './queue-search.ts';

export const queueRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/tickets',
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => import('./queue-page.tsx'), 'QueuePage'),
});

export const newTicketRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/tickets/new',
  component: lazyRouteComponent(() => withTexts(['writing'], import('./new-ticket-page.tsx')), 'NewTicketPage'),
});

export const ticketRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/tickets/$number',
  component: lazyRouteComponent(() => withTexts(['writing'], import('./ticket-page.tsx')), 'TicketPage'),
});

export const ticketRoutes = [queueRoute, newTicketRoute, ticketRoute] as const;
