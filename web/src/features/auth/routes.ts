// Pages of people who are not signed in.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { publicRoute } from '@/shell/routes.tsx';

/** A path inside the portal, or nothing: never a way out to another site. */
function insidePath(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}

export const signInRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = insidePath(search.next);
    return next ? { next } : {};
  },
  beforeLoad: ({ search }) => {
    if (sessionStore.get().status === 'signed_in') throw redirect({ href: search.next ?? '/', replace: true });
  },
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});

export const forgotRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

const newPassword = lazyRouteComponent(() => import('./new-password-page.tsx'), 'NewPasswordPage');

export const resetRoute = createRoute({ getParentRoute: () => publicRoute, path: '/reset-password', component: newPassword });

export const inviteRoute = createRoute({ getParentRoute: () => publicRoute, path: '/invite', component: newPassword });

export const authRoutes = [signInRoute, forgotRoute, resetRoute, inviteRoute] as const;
