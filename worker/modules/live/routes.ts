// Live hints: a one-time ticket over HTTP, then a socket that carries no token in its address.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import * as z from 'zod';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { ProblemError, unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { validate } from '../../http/validate.ts';
import { openLiveTicket } from './open-live-ticket.ts';

const ConnectQuery = z.strictObject({ ticket: z.string().min(20).max(4096) });

export const liveRoutes = new Hono<AppEnv>()
  .post('/ticket', describeRoute({ summary: 'A ticket for one live socket, valid 30 s', tags: ['live'] }), authenticate, async (c) =>
    ok(c, unwrap(c, await openLiveTicket(c.var.deps, c.var.actor)), 201))
  .get('/', describeRoute({ summary: 'Live hints (WebSocket)', tags: ['live'], responses: { 101: { description: 'The socket' } } }), validate('query', ConnectQuery), async (c) => {
    const { deps } = c.var;
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') throw new ProblemError({ kind: 'malformed', message: 'this address speaks WebSocket' });
    const claims = await deps.tokens.verifyLive(c.req.valid('query').ticket, deps.clock.now());
    if (!claims) throw new ProblemError({ kind: 'unauthenticated', code: 'ticket_invalid', message: 'the live ticket is not valid or has expired' });
    const viewer = { user_id: claims.sub, role: claims.role as 'technician', client_id: claims.client_id, site_ids: claims.site_ids };
    const answer = await deps.boards.connect(viewer, claims.jti, c.req.raw);
    if (answer.status === 401) throw new ProblemError({ kind: 'unauthenticated', code: 'ticket_used', message: 'the live ticket was used' });
    // The object's answer has immutable headers, and the middleware behind this route adds its own.
    return new Response(null, { status: answer.status, webSocket: answer.webSocket });
  });

