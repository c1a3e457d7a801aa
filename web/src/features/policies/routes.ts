// Policies of machines by level, scripts that run by themselves, and fields of machines, for the desk.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export interface PolicySearch {
  tab?: 'scripts' | 'fields';
  client_id?: string;
  site_id?: string;
}
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined);

export const policiesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/policies',
  validateSearch: (search: Record<string, unknown>): PolicySearch => {
    const [client_id, site_id] = [idOf(search.client_id), idOf(search.site_id)];
    return { ...(search.tab === 'scripts' || search.tab === 'fields' ? { tab: search.tab } : {}), ...(client_id ? { client_id } : {}), ...(site_id ? { site_id } : {}) };
  },
  component: lazyRouteComponent(() => withTexts(['policies', 'fleet', 'desk', 'alerts', 'schedules', 'scripts'], import('./policies-page.tsx')), 'PoliciesPage'),
});

export const policyRoutes = [policiesRoute] as const;
