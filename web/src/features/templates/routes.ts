// Mail templates.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const templatesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/templates',
  component: lazyRouteComponent(() => withTexts(['desk'], import('./templates-page.tsx')), 'TemplatesPage'),
});

export const templateRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/templates/$event/$locale',
  component: lazyRouteComponent(() => withTexts(['desk', 'mailDesk'], import('./template-page.tsx')), 'TemplatePage'),
});

export const templateRoutes = [templatesRoute, templateRoute] as const;
