// Routes of remote help; parts of them are mounted below the machines and the agents.
import { Hono } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { ProblemError, unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { floods } from '../../http/middleware/guards.ts';
import { validate } from '../../http/validate.ts';
import { idParam } from '../contract.ts';
import { codeForSession, connectCommand } from './connect-command.ts';
import { connectRemoteMachine } from './connect-machine.ts';
import { connectPerson, ticketForSession } from './connect-person.ts';
import { NewRemoteSession, RemoteConnectQuery, RemoteSessionQuery } from './contract.ts';
import { openSession } from './open-session.ts';
import { listSessions, readSession, whoIsThere } from './read-sessions.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['remote help'] });
const socket = (summary: string) => describeRoute({ summary, tags: ['remote help'], responses: { 101: { description: 'The socket' } } });
const mustUpgrade = (header: string | undefined): void => {
  if (header?.toLowerCase() !== 'websocket') throw new ProblemError({ kind: 'malformed', message: 'this address speaks WebSocket' });
};

export const remoteSessionRoutes = new Hono<AppEnv>()
  // Carries the session's code: the program that brings it has no account, and signs in nowhere.
  .get('/tunnel', socket('The command\'s side of a tunnel (WebSocket); its code as bearer'), floods('AGENT_LIMIT'), async (c) => {
    mustUpgrade(c.req.header('Upgrade'));
    const socketOf = unwrap(c, await connectCommand(c.var.deps, c.req.header('Authorization'), c.req.header('Sec-WebSocket-Protocol') ?? '', c.req.raw));
    return new Response(null, { status: 101, webSocket: socketOf.webSocket, headers: { 'Sec-WebSocket-Protocol': socketOf.protocol } });
  })
  // Carries its own ticket instead of a token: a browser's socket has no headers of its own.
  .get('/:id/connect', socket('The browser\'s side of a session (WebSocket)'), validate('param', idParam), validate('query', RemoteConnectQuery), async (c) => {
    mustUpgrade(c.req.header('Upgrade'));
    const answer = unwrap(c, await connectPerson(c.var.deps, c.req.valid('param').id, c.req.valid('query').ticket, c.req.raw));
    // The object's answer has immutable headers, and the middleware behind this route adds its own.
    return new Response(null, { status: answer.status, webSocket: answer.webSocket });
  })
  .get('/:id', authenticate, about('One session'), validate('param', idParam), async (c) => ok(c, unwrap(c, await readSession(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .post('/:id/ticket', authenticate, about('A ticket for the browser\'s side, valid 30 s; the browser of a tunnel watches'), validate('param', idParam), async (c) => ok(c, unwrap(c, await ticketForSession(c.var.deps, c.var.actor, c.req.valid('param').id)), 201))
  .post('/:id/code', authenticate, about('The code of a tunnel\'s command, good for one connection'), validate('param', idParam), async (c) => ok(c, unwrap(c, await codeForSession(c.var.deps, c.var.actor, c.req.valid('param').id)), 201));

/** Below /assets. */
export const machineRemoteRoutes = new Hono<AppEnv>()
  .get('/:id/remote-now', authenticate, about('Who is at a machine right now'), validate('param', idParam), async (c) => ok(c, unwrap(c, await whoIsThere(c.var.deps, c.var.actor, c.req.valid('param').id)), 200))
  .get('/:id/remote-sessions', authenticate, about('Sessions of remote help on a machine, newest first'), validate('param', idParam), validate('query', RemoteSessionQuery), async (c) =>
    ok(c, unwrap(c, await listSessions(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('query').limit)), 200))
  .post('/:id/remote-sessions', authenticate, about('Ask for a terminal, the desktop or a tunnel of a machine'), validate('param', idParam), validate('json', NewRemoteSession), async (c) =>
    ok(c, unwrap(c, await openSession(c.var.deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 201, 'session asked for'));

/** Below /agents. */
export const agentRemoteRoutes = new Hono<AppEnv>()
  .get('/remote-sessions/:id', socket('The machine\'s side of a session (WebSocket)'), floods('AGENT_LIMIT'), validate('param', idParam), async (c) => {
    mustUpgrade(c.req.header('Upgrade'));
    const visit = { host: new URL(c.req.url).host, address: c.req.header('CF-Connecting-IP'), requestId: c.var.requestId };
    const socketOf = unwrap(c, await connectRemoteMachine(c.var.deps, visit, {
      authorization: c.req.header('Authorization'), challenge: c.req.header('X-Lanet-Challenge'), proof: c.req.header('X-Lanet-Proof'), offered: c.req.header('Sec-WebSocket-Protocol') ?? '',
    }, c.req.valid('param').id, c.req.raw));
    return new Response(null, { status: 101, webSocket: socketOf.webSocket, headers: { 'Sec-WebSocket-Protocol': socketOf.protocol } });
  });
