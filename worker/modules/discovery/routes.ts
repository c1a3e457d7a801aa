// Routes of devices that agents saw beside them.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { IgnoreDevice, SeenQuery } from './contract.ts';
import { ignoreDevice, seeDevices } from './see-devices.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['discovery'] });

export const discoveryRoutes = new Hono<AppEnv>()
  .use(authenticate)
  .get('/', about('Devices that machines of a client saw and no asset stands for'), validate('query', SeenQuery), async (c) => ok(c, unwrap(c, await seeDevices(c.var.deps, c.var.actor, c.req.valid('query'))), 200))
  .put('/ignored', about('Leave a device out of the list, or take it back'), validate('json', IgnoreDevice), async (c) =>
    ok(c, unwrap(c, await ignoreDevice(c.var.deps, c.var.actor, c.req.valid('json'))), 200));
