// The page behind the rating links of mails, for people who are not signed in.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { RATING_SCORES } from '../../../../worker/modules/ratings/values.ts';
import type { RatingScore } from '../../../../worker/modules/ratings/values.ts';
import { followMailLanguage, readMailLanguage } from '@/shell/mail-language.ts';
import type { MailLanguage } from '@/shell/mail-language.ts';
import { publicRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

interface RateSearch extends MailLanguage {
  score?: RatingScore;
}

export const rateRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/rate/$token',
  validateSearch: (search: Record<string, unknown>): RateSearch => {
    const score = RATING_SCORES.find((one) => one === search.score);
    return { ...(score ? { score } : {}), ...readMailLanguage(search) };
  },
  beforeLoad: followMailLanguage,
  component: lazyRouteComponent(() => withTexts(['ratings'], import('./rate-page.tsx')), 'RatePage'),
});

export const ratingRoutes = [rateRoute] as const;
