// Routes of the category tree.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { CategoryTreeQuery, CreateCategory, MoveCategory, UpdateCategory } from './contract.ts';
import { createCategory } from './create-category.ts';
import { deleteCategory } from './delete-category.ts';
import { moveCategory } from './move-category.ts';
import { readTree } from './read-tree.ts';
import { updateCategory } from './update-category.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['categories'] });

export const categoryRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('The category tree with ticket counts'), validate('query', CategoryTreeQuery), async (c) =>
    ok(c, unwrap(c, await readTree(c.var.deps, c.var.actor)), 200))
  .post('/', about('Add a category'), validate('json', CreateCategory), async (c) =>
    ok(c, unwrap(c, await createCategory(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'category created'))
  .put('/:id', about('Change a category'), validate('param', idParam), validate('json', UpdateCategory), async (c) =>
    ok(c, unwrap(c, await updateCategory(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'category updated'))
  .delete('/:id', about('Delete a category; its tickets move to the protected one'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteCategory(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'category deleted'))
  .post('/:id/move', about('Move a category in the tree'), validate('param', idParam), validate('json', MoveCategory), async (c) =>
    ok(c, unwrap(c, await moveCategory(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'category moved'));
