// The roots every feature hangs its routes on: public pages, the signed-in shell, and the two sides of the desk.
import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ensureSession } from '@/api/session.ts';
import { isStaff, sessionStore } from '@/api/session-store.ts';
import { signInAddress } from '@/api/sign-in.ts';
import { NotFoundPage, RootError, RoutePending } from './route-states.tsx';

export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: RootError });

/** Pages for people who are not signed in. */
export const publicRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'public',
  component: lazyRouteComponent(() => import('./public-frame.tsx'), 'PublicFrame'),
});

/** Everything behind the sign-in; draws the shell of the person's role. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ location }) => {
    const { status } = await ensureSession();
    if (status !== 'signed_in')
      throw redirect({ href: signInAddress(location.href), reloadDocument: true, replace: true });
  },
  component: lazyRouteComponent(async () => {
    const [shell] = await Promise.all([import('./app-shell.tsx'), matchMedia('(min-width: 64rem)').matches && import('./main-menu.tsx')]);
    return shell;
  }, 'AppShell'),
  errorComponent: RootError,
  pendingComponent: RoutePending,
});

const role = () => sessionStore.get().user?.role;

/** Pages of the MSP's own people. A client's person who follows a mail's link to a ticket lands on their own page of it. */
export const staffRoute = createRoute({
  getParentRoute: () => appRoute,
  id: 'staff',
  beforeLoad: ({ location }) => {
    if (isStaff(role())) return;
    throw redirect({
      href: location.pathname.startsWith('/tickets/') ? location.pathname.replace('/tickets/', '/requests/') : '/requests',
      replace: true,
    });
  },
});

/** Pages of the clients' people. */
export const requesterRoute = createRoute({
  getParentRoute: () => appRoute,
  id: 'requester',
  beforeLoad: ({ location }) => {
    if (!isStaff(role())) return;
    throw redirect({ href: location.pathname.replace('/requests', '/tickets'), replace: true });
  },
});

export const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ href: isStaff(role()) ? '/tickets' : '/requests', replace: true });
  },
});
