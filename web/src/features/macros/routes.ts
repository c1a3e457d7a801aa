// Macros, checklists and close gates, for the desk.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

const words = ['desk', 'macros'] as const;

export const macrosRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/macros',
  component: lazyRouteComponent(() => withTexts(words, import('./macros-page.tsx')), 'MacrosPage'),
});

export const checklistTemplatesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/macros/checklists',
  component: lazyRouteComponent(() => withTexts(words, import('../checklists/templates-page.tsx')), 'ChecklistTemplatesPage'),
});

export const closeGatesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/macros/gates',
  beforeLoad: () => {
    if (sessionStore.get().user?.role === 'technician') throw redirect({ to: '/macros', replace: true });
  },
  component: lazyRouteComponent(() => withTexts(words, import('./close-gates-page.tsx')), 'CloseGatesPage'),
});

export const macroRoutes = [macrosRoute, checklistTemplatesRoute, closeGatesRoute] as const;
