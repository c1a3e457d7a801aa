// The knowledge base: one address for the desk and for readers, each with their own page.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { isStaff, sessionStore } from '@/api/session-store.ts';
import { appRoute } from '@/shell/routes.tsx';
import { withTexts } from '@/text/parts.ts';

const words = () => [isStaff(sessionStore.get().user?.role) ? 'desk' : 'requester', 'knowledge'] as const;
const VISIBILITIES = ['staff', 'client', 'everyone'] as const;
const STATES = ['draft', 'published', 'archived'] as const;

export interface KnowledgeSearch {
  q?: string;
  category?: string;
  visibility?: (typeof VISIBILITIES)[number];
  state?: (typeof STATES)[number];
}

const deskOnly = (): void => {
  if (!isStaff(sessionStore.get().user?.role)) throw redirect({ to: '/knowledge', replace: true });
};

export const knowledgeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/knowledge',
  validateSearch: (search: Record<string, unknown>): KnowledgeSearch => {
    const visibility = VISIBILITIES.find((one) => one === search.visibility);
    const state = STATES.find((one) => one === search.state);
    return {
      ...(typeof search.q === 'string' && search.q ? { q: search.q.slice(0, 200) } : {}),
      ...(typeof search.category === 'string' ? { category: search.category.slice(0, 36) } : {}),
      ...(visibility ? { visibility } : {}),
      ...(state ? { state } : {}),
    };
  },
  component: lazyRouteComponent(() => withTexts(words(), import('./knowledge-page.tsx')), 'KnowledgePage'),
});

export const newArticleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/knowledge/new',
  beforeLoad: deskOnly,
  component: lazyRouteComponent(() => withTexts(words(), import('./article-editor.tsx')), 'NewArticlePage'),
});

export const articleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/knowledge/$articleId',
  component: lazyRouteComponent(() => withTexts(words(), import('./article-page.tsx')), 'ArticlePage'),
});

export const editArticleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/knowledge/$articleId/edit',
  beforeLoad: deskOnly,
  component: lazyRouteComponent(() => withTexts(words(), import('./article-editor.tsx')), 'EditArticlePage'),
});

export const articleVersionsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/knowledge/$articleId/versions',
  beforeLoad: deskOnly,
  component: lazyRouteComponent(() => withTexts(words(), import('./versions-page.tsx')), 'VersionsPage'),
});

export const knowledgeRoutes = [knowledgeRoute, newArticleRoute, articleRoute, editArticleRoute, articleVersionsRoute] as const;
