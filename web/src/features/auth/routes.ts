// Pages of people who are not signed in. Signing in itself is a document of its own: web/sign-in.html.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { publicRoute } from '@/shell/routes.tsx';

export const forgotRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

const newPassword = lazyRouteComponent(() => import('./new-password-page.tsx'), 'NewPasswordPage');

export const resetRoute = createRoute({ getParentRoute: () => publicRoute, path: '/reset-password', component: newPassword });

export const inviteRoute = createRoute({ getParentRoute: () => publicRoute, path: '/invite', component: newPassword });

export const authRoutes = [forgotRoute, resetRoute, inviteRoute] as const;
