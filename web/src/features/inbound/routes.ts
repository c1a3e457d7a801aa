// Mail that came in.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { InboundState, MailClass, MailVerdict } from '@/api/inbound.ts';
import { staffRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const inboundStates: readonly InboundState[] = ['quarantined', 'parked', 'conflict', 'applied', 'ignored', 'discarded', 'processing'];

export const mailClasses: readonly MailClass[] = ['human', 'auto-reply', 'bounce-permanent', 'bounce-temporary', 'delivery-receipt', 'list', 'abuse-report', 'own'];
export const mailVerdicts: readonly MailVerdict[] = ['verified', 'forwarded-verified', 'weak', 'unverified', 'failed'];
/** `waiting`: what a person has to decide. */
export const inboundViews = ['waiting', 'applied'] as const;
export type InboundView = (typeof inboundViews)[number];

export interface InboundSearch {
  view?: InboundView;
  class?: MailClass;
  verdict?: MailVerdict;
  q?: string;
  state?: InboundState;
  client_id?: string;
}

export const inboundRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/inbound',
  validateSearch: (search: Record<string, unknown>): InboundSearch => {
    const state = inboundStates.find((item) => item === search.state);
    const view = inboundViews.find((item) => item === search.view);
    const mailClass = mailClasses.find((item) => item === search.class);
    const verdict = mailVerdicts.find((item) => item === search.verdict);
    return {
      ...(typeof search.q === 'string' || typeof search.q === 'number' ? { q: String(search.q).slice(0, 200) } : {}),
      ...(view ? { view } : {}),
      ...(state && !view ? { state } : {}),
      ...(mailClass ? { class: mailClass } : {}),
      ...(verdict ? { verdict } : {}),
      ...(typeof search.client_id === 'string' ? { client_id: search.client_id } : {}),
    };
  },
  component: lazyRouteComponent(() => withTexts(['desk', 'mailDesk'], import('./inbound-page.tsx')), 'InboundPage'),
});

export const inboundMailRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/inbound/$inboundId',
  component: lazyRouteComponent(() => withTexts(['desk', 'mailDesk'], import('./inbound-mail-page.tsx')), 'InboundMailPage'),
});

export const inboundRoutes = [inboundRoute, inboundMailRoute] as const;
