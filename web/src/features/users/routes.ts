// The people of the desk and of its clients.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Role } from '@/api/session-store.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export interface UserSearch {
  q?: string;
  role?: Role;
  client_id?: string;
  state?: 'active' | 'inactive';
}

const roles: readonly Role[] = ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'];

function readUserSearch(search: Record<string, unknown>): UserSearch {
  const role = roles.find((item) => item === search.role);
  return {
    ...(typeof search.q === 'string' || typeof search.q === 'number' ? { q: String(search.q).slice(0, 200) } : {}),
    ...(role ? { role } : {}),
    ...(typeof search.client_id === 'string' ? { client_id: search.client_id } : {}),
    ...(search.state === 'active' || search.state === 'inactive' ? { state: search.state } : {}),
  };
}

export const usersRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/users',
  validateSearch: readUserSearch,
  component: lazyRouteComponent(() => withTexts(['desk'], import('./users-page.tsx')), 'UsersPage'),
});

export const userRoutes = [usersRoute] as const;
