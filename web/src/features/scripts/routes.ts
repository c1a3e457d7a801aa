// Scripts, commands and runs for the desk; the log of remote actions for a client's administrator.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { clientAdminRoute } from '@/features/requester/routes.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readExecutionSearch, readRunSearch, readScriptSearch } from './script-search.ts';

const words = ['fleet', 'scripts'] as const;

export const scriptsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/scripts',
  validateSearch: readScriptSearch,
  component: lazyRouteComponent(() => withTexts(words, import('./scripts-page.tsx')), 'ScriptsPage'),
});

export const newScriptRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/scripts/new',
  component: lazyRouteComponent(() => withTexts(words, import('./script-edit-page.tsx')), 'NewScriptPage'),
});

export const scriptRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/scripts/$scriptId',
  validateSearch: (search: Record<string, unknown>): { version?: number } => (Number.isInteger(search.version) ? { version: Number(search.version) } : {}),
  component: lazyRouteComponent(() => withTexts(words, import('./script-page.tsx')), 'ScriptPage'),
});

export const editScriptRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/scripts/$scriptId/edit',
  component: lazyRouteComponent(() => withTexts(words, import('./script-edit-page.tsx')), 'EditScriptPage'),
});

export const executionsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/executions',
  validateSearch: readExecutionSearch,
  component: lazyRouteComponent(() => withTexts(words, import('./executions-page.tsx')), 'ExecutionsPage'),
});

export const executionRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/executions/$executionId',
  component: lazyRouteComponent(() => withTexts(words, import('./execution-page.tsx')), 'ExecutionPage'),
});

export const runsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/runs',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => withTexts(words, import('./runs-page.tsx')), 'RunsPage'),
});

export const runRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/runs/$runId',
  component: lazyRouteComponent(() => withTexts(words, import('./run-page.tsx')), 'RunPage'),
});

export const scriptRoutes = [scriptsRoute, newScriptRoute, scriptRoute, editScriptRoute, executionsRoute, executionRoute, runsRoute, runRoute] as const;

export const remoteActionsRoute = createRoute({
  getParentRoute: () => clientAdminRoute,
  path: '/remote-actions',
  component: lazyRouteComponent(() => withTexts(words, import('./remote-actions-page.tsx')), 'RemoteActionsPage'),
});
