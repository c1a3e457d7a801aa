// The tree of routes; a feature brings its own list and is named here once.
import { createRouter } from '@tanstack/react-router';
import { alertRoutes } from './features/alerts/routes.ts';
import { approveRoute } from './features/approvals/routes.ts';
import { assetRoutes } from './features/assets/routes.ts';
import { authRoutes } from './features/auth/routes.ts';
import { categoryRoutes } from './features/categories/routes.ts';
import { clientRoutes } from './features/clients/routes.ts';
import { dashboardRoutes } from './features/dashboard/routes.ts';
import { devMailboxRoutes } from './features/dev-mailbox/routes.ts';
import { enrolmentRoutes } from './features/enrolment/routes.ts';
import { inboundRoutes } from './features/inbound/routes.ts';
import { knowledgeRoutes } from './features/knowledge/routes.ts';
import { machineSettingsRoutes } from './features/machine-settings/routes.ts';
import { macroRoutes } from './features/macros/routes.ts';
import { mailDomainRoutes } from './features/mail-domains/routes.ts';
import { mailQueueRoutes } from './features/mail-queue/routes.ts';
import { mailSettingsRoutes } from './features/mail-settings/routes.ts';
import { noticeRoutes } from './features/notifications/routes.ts';
import { policyRoutes } from './features/policies/routes.ts';
import { profileRoutes } from './features/profile/routes.ts';
import { clientAdminRoute, clientAdminRoutes, requesterRoutes } from './features/requester/routes.ts';
import { reportRoutes } from './features/reports/routes.ts';
import { ratingRoutes } from './features/ratings/routes.ts';
import { ticketScheduleRoutes } from './features/schedules/routes.ts';
import { remoteActionsRoute, scriptRoutes } from './features/scripts/routes.ts';
import { serviceLevelRoutes } from './features/service-levels/routes.ts';
import { settingsRoutes } from './features/settings/routes.ts';
import { siteRoutes } from './features/sites/routes.ts';
import { templateRoutes } from './features/templates/routes.ts';
import { ticketRoutes } from './features/tickets/routes.ts';
import { timeRoutes } from './features/time/routes.ts';
import { userRoutes } from './features/users/routes.ts';
import { NotFoundPage, RouteError, RoutePending } from './shell/route-states.tsx';
import { appRoute, homeRoute, publicRoute, requesterRoute, rootRoute, staffRoute } from './shell/routes.tsx';

const routeTree = rootRoute.addChildren([
  publicRoute.addChildren([...authRoutes, ...ratingRoutes, approveRoute]),
  appRoute.addChildren([
    homeRoute,
    ...noticeRoutes,
    ...profileRoutes,
    ...assetRoutes,
    ...alertRoutes,
    ...dashboardRoutes,
    ...reportRoutes,
    ...knowledgeRoutes,
    staffRoute.addChildren([...ticketRoutes, ...inboundRoutes, ...mailQueueRoutes, ...mailDomainRoutes, ...mailSettingsRoutes, ...machineSettingsRoutes, ...templateRoutes, ...macroRoutes, ...devMailboxRoutes, ...categoryRoutes, ...clientRoutes, ...siteRoutes, ...serviceLevelRoutes, ...userRoutes, ...scriptRoutes, ...enrolmentRoutes, ...timeRoutes, ...ticketScheduleRoutes, ...policyRoutes, ...settingsRoutes]),
    requesterRoute.addChildren([...requesterRoutes]),
    clientAdminRoute.addChildren([...clientAdminRoutes, remoteActionsRoute]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: RoutePending,
  defaultPendingMs: 300,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
