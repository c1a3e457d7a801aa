// The page behind the link of a mail that asks for approval, for people who are not signed in.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { followMailLanguage, readMailLanguage } from '@/shell/mail-language.ts';
import { publicRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

export const approveRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/approve',
  validateSearch: readMailLanguage,
  beforeLoad: followMailLanguage,
  component: lazyRouteComponent(() => withTexts(['approvals'], import('./approve-page.tsx')), 'ApprovePage'),
});
