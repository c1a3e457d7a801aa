// Routes of people.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { CreateUser, Invite, ReplaceSites, UpdateUser, UserListQuery } from './contract.ts';
import { createUser } from './create-user.ts';
import { deleteUser } from './delete-user.ts';
import { inviteUser } from './invite-user.ts';
import { listUsers, readUser } from './list-users.ts';
import { replaceSites } from './replace-sites.ts';
import { updateUser } from './update-user.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['users'] });

export const userRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('People the caller may see'), validate('query', UserListQuery), async (c) =>
    ok(c, unwrap(c, await listUsers(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Create a person, with a password or an invitation'), validate('json', CreateUser), async (c) =>
    ok(c, unwrap(c, await createUser(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'user created'))
  .get('/:id', about('One person'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readUser(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change a person'), validate('param', idParam), validate('json', UpdateUser), async (c) =>
    ok(c, unwrap(c, await updateUser(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'user updated'))
  .delete('/:id', about('Delete a person'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteUser(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'user deleted'))
  .post('/:id/sites', about('Replace the sites of a person'), validate('param', idParam), validate('json', ReplaceSites), async (c) =>
    ok(c, unwrap(c, await replaceSites(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json').site_ids)), 200, 'sites replaced'))
  .post('/:id/invite', about('Send an invitation again'), validate('param', idParam), validate('json', Invite), async (c) =>
    ok(c, unwrap(c, await inviteUser(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'invitation sent'));
