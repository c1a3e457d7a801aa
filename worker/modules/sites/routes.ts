// Routes of sites.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { CreateSite, SiteListQuery, UpdateSite } from './contract.ts';
import { createSite } from './create-site.ts';
import { deleteSite } from './delete-site.ts';
import { listSites, readSite } from './list-sites.ts';
import { updateSite } from './update-site.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['sites'] });

export const siteRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Sites the caller may see'), validate('query', SiteListQuery), async (c) =>
    ok(c, unwrap(c, await listSites(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Add a site to a client'), validate('json', CreateSite), async (c) =>
    ok(c, unwrap(c, await createSite(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'site created'))
  .get('/:id', about('One site'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readSite(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change a site'), validate('param', idParam), validate('json', UpdateSite), async (c) =>
    ok(c, unwrap(c, await updateSite(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'site updated'))
  .delete('/:id', about('Delete a site'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteSite(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'site deleted'));
