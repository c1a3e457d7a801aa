// The mail configuration, for administrators.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const mailSettingsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/mail-settings',
  beforeLoad: () => {
    if (sessionStore.get().user?.role === 'technician') throw redirect({ to: '/', replace: true });
  },
  component: lazyRouteComponent(() => withTexts(['desk'], import('./mail-settings-page.tsx')), 'MailSettingsPage'),
});

export const mailSettingsRoutes = [mailSettingsRoute] as const;
