// Routes of the knowledge base: readers and the desk ask the same ones, writing is the desk's.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { ArticleChange, ArticleFeedback, ArticleMove, ArticleQuery, ArticleView, NewArticle, SuggestQuery, VersionParam } from './contract.ts';
import { listArticles, listVersions, readArticle, readVersion, suggestArticles } from './read-articles.ts';
import { changeArticle, createArticle, moveArticle, sayOfArticle } from './write-article.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['knowledge'] });

export const knowledgeRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Articles, newest first, or the best first when something is looked for'), validate('query', ArticleQuery), async (c) =>
    ok(c, unwrap(c, await listArticles(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Write an article; it is a draft'), validate('json', NewArticle), async (c) =>
    ok(c, unwrap(c, await createArticle(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'article created'))
  .get('/suggest', about('Published articles that may answer a request that is being written'), validate('query', SuggestQuery), async (c) =>
    ok(c, unwrap(c, await suggestArticles(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .get('/:id', about('One article'), validate('param', idParam), validate('query', ArticleView), async (c) =>
    ok(c, unwrap(c, await readArticle(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query').client_id)), 200))
  .put('/:id', about('Change an article; another text is a new version'), validate('param', idParam), validate('json', ArticleChange), async (c) =>
    ok(c, unwrap(c, await changeArticle(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'article updated'))
  .post('/:id/publish', about('Readers see what stands now'), validate('param', idParam), validate('json', ArticleMove), async (c) =>
    ok(c, unwrap(c, await moveArticle(c.var.deps, c.var.actor, c.req.valid('param').id, 'published', c.req.valid('json').version)), 200, 'article published'))
  .post('/:id/archive', about('Nobody but the desk sees it any more'), validate('param', idParam), validate('json', ArticleMove), async (c) =>
    ok(c, unwrap(c, await moveArticle(c.var.deps, c.var.actor, c.req.valid('param').id, 'archived', c.req.valid('json').version)), 200, 'article archived'))
  .get('/:id/versions', about('Its versions, newest first'), validate('param', idParam), async (c) => ok(c, unwrap(c, await listVersions(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .get('/:id/versions/:number', about('What one version said'), validate('param', VersionParam), async (c) => {
    const { id, number } = c.req.valid('param');
    return ok(c, unwrap(c, await readVersion(c.var.deps, c.var.actor, id, number)), 200);
  })
  .put('/:id/feedback', about('Say whether it helped'), validate('param', idParam), validate('json', ArticleFeedback), async (c) =>
    ok(c, unwrap(c, await sayOfArticle(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'noted'));
