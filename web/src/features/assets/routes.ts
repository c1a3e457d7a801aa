// Machines: everybody's list under their own rights; a machine's page for the desk and the client's administrator. Not under /assets: the built files lie there.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionStore } from '@/api/session-store.ts';
import { appRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { readAssetPageSearch, readAssetSearch } from './asset-search.ts';

export const assetsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/machines',
  validateSearch: readAssetSearch,
  component: lazyRouteComponent(() => withTexts(['fleet', 'assets'], import('./assets-page.tsx')), 'AssetsPage'),
});

export const assetRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/machines/$assetId',
  validateSearch: readAssetPageSearch,
  beforeLoad: () => {
    if (sessionStore.get().user?.role === 'solicitante') throw redirect({ to: '/machines', replace: true });
  },
  component: lazyRouteComponent(() => withTexts(['fleet', 'assets'], import('./asset-page.tsx')), 'AssetPage'),
});

export const assetRoutes = [assetsRoute, assetRoute] as const;
