// The category tree.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const categoriesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/categories',
  component: lazyRouteComponent(() => withTexts(['desk', 'writing'], import('./categories-page.tsx')), 'CategoriesPage'),
});

export const categoryRoutes = [categoriesRoute] as const;
