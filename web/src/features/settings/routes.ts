// One place for everything that is set: the settings area, health, the audit trail.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import type { Role } from '@/api/session-store.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

const only = (...roles: Role[]) => () => {
  if (!roles.includes(sessionStore.get().user?.role ?? 'solicitante')) throw redirect({ to: '/', replace: true });
};
const text = (search: Record<string, unknown>, key: string): Record<string, string> => {
  const value = search[key];
  return (typeof value === 'string' || typeof value === 'number') && value !== '' ? { [key]: String(value).slice(0, 200) } : {};
};
const texts = <Key extends string>(...keys: Key[]) => (search: Record<string, unknown>): Partial<Record<Key, string>> =>
  Object.assign({}, ...keys.map((key) => text(search, key))) as Partial<Record<Key, string>>;

export const settingsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/settings',
  validateSearch: texts('q'),
  component: lazyRouteComponent(() => withTexts(['admin'], import('./settings-page.tsx')), 'SettingsPage'),
});

export const healthRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/settings/health',
  beforeLoad: only('superadmin', 'admin'),
  component: lazyRouteComponent(() => withTexts(['admin'], import('./health-page.tsx')), 'HealthPage'),
});

export const auditRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/settings/audit',
  validateSearch: texts('actor_id', 'actor_kind', 'action', 'entity', 'entity_id', 'client_id', 'from', 'to'),
  beforeLoad: only('superadmin'),
  component: lazyRouteComponent(() => withTexts(['admin'], import('./audit-page.tsx')), 'AuditPage'),
});

export const settingsRoutes = [settingsRoute, healthRoute, auditRoute] as const;
