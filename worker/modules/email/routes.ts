// Mail routes: configuration, templates, the queue, what came in.
import { Hono } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';

export const emailRoutes = new Hono<AppEnv>().use(authenticate);
