// Mail that came in.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { InboundState } from '@/api/inbound.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const inboundStates: readonly InboundState[] = ['quarantined', 'parked', 'conflict', 'applied', 'ignored', 'discarded', 'processing'];

export interface InboundSearch {
  q?: string;
  state?: InboundState;
  client_id?: string;
}

export const inboundRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/inbound',
  validateSearch: (search: Record<string, unknown>): InboundSearch => {
    const state = inboundStates.find((item) => item === search.state);
    return {
      ...(typeof search.q === 'string' || typeof search.q === 'number' ? { q: String(search.q).slice(0, 200) } : {}),
      ...(state ? { state } : {}),
      ...(typeof search.client_id === 'string' ? { client_id: search.client_id } : {}),
    };
  },
  component: lazyRouteComponent(() => withTexts(['desk'], import('./inbound-page.tsx')), 'InboundPage'),
});

export const inboundMailRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/inbound/$inboundId',
  component: lazyRouteComponent(() => withTexts(['desk'], import('./inbound-mail-page.tsx')), 'InboundMailPage'),
});

export const inboundRoutes = [inboundRoute, inboundMailRoute] as const;
