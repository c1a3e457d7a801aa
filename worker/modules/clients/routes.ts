// Routes of clients.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { ClientListQuery, ClientSitesQuery, ClientUsersQuery, CreateClient, UpdateClient, Wizard } from './contract.ts';
import { createClient } from './create-client.ts';
import { deleteClient } from './delete-client.ts';
import { listClients, readClient } from './list-clients.ts';
import { listClientSites, listClientUsers } from './list-of-client.ts';
import { readClientStats } from './read-client-stats.ts';
import { runWizard } from './run-wizard.ts';
import { updateClient } from './update-client.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['clients'] });

export const clientRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Clients the caller may see'), validate('query', ClientListQuery), async (c) =>
    ok(c, unwrap(c, await listClients(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .post('/', about('Create a client'), validate('json', CreateClient), async (c) =>
    ok(c, unwrap(c, await createClient(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'client created'))
  .post('/wizard', about('Create a client with its administrator, sites and people'), validate('json', Wizard), async (c) =>
    ok(c, unwrap(c, await runWizard(c.var.deps, c.var.actor, c.req.valid('json'))), 201, 'client created'))
  .get('/:id', about('One client'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readClient(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .put('/:id', about('Change a client'), validate('param', idParam), validate('json', UpdateClient), async (c) =>
    ok(c, unwrap(c, await updateClient(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200, 'client updated'))
  .delete('/:id', about('Delete a client'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await deleteClient(c.var.deps, c.var.actor, c.req.valid('param').id)), 200, 'client deleted'))
  .get('/:id/sites', about('Sites of a client'), validate('param', idParam), validate('query', ClientSitesQuery), async (c) =>
    ok(c, unwrap(c, await listClientSites(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .get('/:id/users', about('People of a client'), validate('param', idParam), validate('query', ClientUsersQuery), async (c) =>
    ok(c, unwrap(c, await listClientUsers(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query'))), 200))
  .get('/:id/stats', about('Numbers of a client'), validate('param', idParam), async (c) =>
    ok(c, unwrap(c, await readClientStats(c.var.deps, c.var.actor, c.req.valid('param').id)), 200));
