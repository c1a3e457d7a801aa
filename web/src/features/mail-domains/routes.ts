// What domains publish about their mail.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const mailDomainsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/mail-domains',
  component: lazyRouteComponent(() => withTexts(['desk', 'mailDesk'], import('./mail-domains-page.tsx')), 'MailDomainsPage'),
});

export const mailDomainRoutes = [mailDomainsRoute] as const;
