// The page of a person's notification settings, for every role.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const noticeRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/profile/notifications',
    component: lazyRouteComponent(() => withTexts(['notices'], import('./preferences-page.tsx')), 'NoticePreferencesPage'),
  }),
] as const;
