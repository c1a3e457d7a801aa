// What every machine obeys, for administrators.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const machineSettingsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/machine-settings',
  beforeLoad: () => {
    if (sessionStore.get().user?.role === 'technician') throw redirect({ to: '/', replace: true });
  },
  component: lazyRouteComponent(() => withTexts(['machineSettings'], import('./machine-settings-page.tsx')), 'MachineSettingsPage'),
});

export const machineSettingsRoutes = [machineSettingsRoute] as const;
