// The page behind the rating links of mails, for people who are not signed in.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { RATING_SCORES } from '../../../../worker/modules/ratings/values.ts';
import type { RatingScore } from '../../../../worker/modules/ratings/values.ts';
import { publicRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';
import { hasChosenLocale, setPreferences } from '@/text/preferences.ts';

interface RateSearch {
  score?: RatingScore;
  lang?: 'es' | 'en';
}

export const rateRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/rate/$token',
  validateSearch: (search: Record<string, unknown>): RateSearch => {
    const score = RATING_SCORES.find((one) => one === search.score);
    return { ...(score ? { score } : {}), ...(search.lang === 'es' || search.lang === 'en' ? { lang: search.lang } : {}) };
  },
  // The language of the mail, unless this browser has one of its own.
  beforeLoad: ({ search }) => {
    if (search.lang && !hasChosenLocale()) setPreferences({ locale: search.lang === 'en' ? 'en' : 'es-MX' });
  },
  component: lazyRouteComponent(() => withTexts(['ratings'], import('./rate-page.tsx')), 'RatePage'),
});

export const ratingRoutes = [rateRoute] as const;
