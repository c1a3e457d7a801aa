// The technicians' queue and tickets.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
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
  component: lazyRouteComponent(() => import('./new-ticket-page.tsx'), 'NewTicketPage'),
});

export const ticketRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/tickets/$number',
  component: lazyRouteComponent(() => import('./ticket-page.tsx'), 'TicketPage'),
});

export const ticketRoutes = [queueRoute, newTicketRoute, ticketRoute] as const;
