// Mailboxes, for administrators.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

const beforeLoad = (): void => {
  if (sessionStore.get().user?.role === 'technician') throw redirect({ to: '/', replace: true });
};
const page = () => withTexts(['desk', 'mailboxes'], import('./mailbox-page.tsx'));

export const mailSettingsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/mail-settings',
  beforeLoad,
  component: lazyRouteComponent(() => withTexts(['desk', 'mailboxes'], import('./mail-settings-page.tsx')), 'MailSettingsPage'),
});

const newMailboxRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/mail-settings/new',
  beforeLoad: () => {
    if (sessionStore.get().user?.role !== 'superadmin') throw redirect({ to: '/mail-settings', replace: true });
  },
  component: lazyRouteComponent(page, 'NewMailboxPage'),
});

const mailboxRoute = createRoute({ getParentRoute: () => staffRoute, path: '/mail-settings/$id', beforeLoad, component: lazyRouteComponent(page, 'MailboxPage') });

export const mailSettingsRoutes = [mailSettingsRoute, newMailboxRoute, mailboxRoute] as const;
