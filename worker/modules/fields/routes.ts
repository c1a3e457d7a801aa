// Routes of the fields that categories add to tickets, and of tag names.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { findTags, readFields, writeFields } from './category-fields.ts';
import { CategoryFields, TagQuery } from './contract.ts';

const about = (summary: string, tag: string) => describeRoute({ summary, tags: [tag] });

export const categoryFieldRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/:id/fields', about('Fields that tickets of a category have', 'categories'), validate('param', idParam), async (c) =>
    ok(c, { fields: unwrap(c, await readFields(c.var.deps, c.var.actor, c.req.valid('param').id)) }, 200))
  .put('/:id/fields', about('Say which fields a category adds', 'categories'), validate('param', idParam), validate('json', CategoryFields), async (c) =>
    ok(c, { fields: unwrap(c, await writeFields(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))) }, 200, 'fields updated'));

export const tagRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Names of tags, for suggestions', 'tickets'), validate('query', TagQuery), async (c) =>
    ok(c, { tags: unwrap(c, await findTags(c.var.deps, c.var.actor, c.req.valid('query').q)) }, 200));
