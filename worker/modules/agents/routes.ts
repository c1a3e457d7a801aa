// Routes that machines call.
import { Hono, type Context } from 'hono';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { ProblemError, unwrap } from '../../http/errors.ts';
import { authenticateAgent } from '../../http/middleware/authenticate-agent.ts';
import { floods } from '../../http/middleware/guards.ts';
import { validate } from '../../http/validate.ts';
import { connectMachine } from './connect-machine.ts';
import { HeartbeatBody, InventoryBody, MachineTicketBody, RegisterBody, SessionBody } from './contract.ts';
import { enrolMachine } from './enrol-machine.ts';
import type { MachineVisit } from './machine-proof.ts';
import { openMachineTicket } from './open-machine-ticket.ts';
import { makeChallenge, openMachineSession } from './open-session.ts';
import { pollMachine } from './poll-machine.ts';
import { machineActor, readMachineConfig } from './read-machine-config.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['agents'] });
const visitOf = (c: Context<AppEnv>): MachineVisit => ({ host: new URL(c.req.url).host, address: c.req.header('CF-Connecting-IP'), requestId: c.var.requestId });

export const agentRoutes = new Hono<AppEnv>()
  .post('/register', about('A machine enrols with a token and its own key'), floods('AGENT_LIMIT'), validate('json', RegisterBody), async (c) =>
    ok(c, unwrap(c, await enrolMachine(c.var.deps, visitOf(c), c.req.valid('json'))), 201, 'enrolled'))
  .post('/challenge', about('Something to sign, valid 60 s'), floods('AGENT_LIMIT'), async (c) => ok(c, await makeChallenge(c.var.deps), 200))
  .post('/session', about('Fresh credential and HTTP token for a machine that proves its key'), floods('AGENT_LIMIT'), validate('json', SessionBody), async (c) =>
    ok(c, unwrap(c, await openMachineSession(c.var.deps, visitOf(c), c.req.valid('json'))), 200))
  .get('/connect', describeRoute({ summary: 'The socket of a machine (WebSocket)', tags: ['agents'], responses: { 101: { description: 'The socket' } } }), floods('AGENT_LIMIT'), async (c) => {
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') throw new ProblemError({ kind: 'malformed', message: 'this address speaks WebSocket' });
    const socket = unwrap(c, await connectMachine(c.var.deps, visitOf(c), {
      authorization: c.req.header('Authorization'), challenge: c.req.header('X-Lanet-Challenge'), proof: c.req.header('X-Lanet-Proof'), offered: c.req.header('Sec-WebSocket-Protocol') ?? '',
    }, c.req.raw));
    // The object's answer has immutable headers, and the middleware behind this route adds its own.
    return new Response(null, { status: 101, webSocket: socket.webSocket, headers: { 'Sec-WebSocket-Protocol': socket.protocol } });
  })
  .post('/heartbeat', about('Frames over long poll, for networks without WebSockets'), authenticateAgent, validate('json', HeartbeatBody), async (c) => {
    const { frames, wait_s } = c.req.valid('json');
    return ok(c, unwrap(c, await pollMachine(c.var.deps, c.var.machine, visitOf(c), frames, wait_s)), 200);
  })
  .post('/inventory', about('Inventory over HTTP'), authenticateAgent, validate('json', InventoryBody), async (c) =>
    ok(c, unwrap(c, await pollMachine(c.var.deps, c.var.machine, visitOf(c), c.req.valid('json').records, 0)), 200))
  .get('/config', about('What the machine has to obey'), authenticateAgent, async (c) =>
    ok(c, unwrap(c, await readMachineConfig(c.var.deps, machineActor(c.var.machine, c.var.requestId))), 200))
  .post('/tickets', about('A ticket from the machine itself'), authenticateAgent, validate('json', MachineTicketBody), async (c) => {
    const key = c.req.header('Idempotency-Key');
    if (key !== undefined && !/^[\x21-\x7e]{8,200}$/.test(key)) {
      throw new ProblemError({ kind: 'invalid', errors: [{ field: 'Idempotency-Key', code: 'invalid_format', message: '8 to 200 visible characters' }] });
    }
    const { ticket } = unwrap(c, await openMachineTicket(c.var.deps, machineActor(c.var.machine, c.var.requestId), c.req.valid('json'), key));
    // The number stands apart for programs that only tell it to a person.
    return ok(c, { ticket, ticket_number: ticket.ticket_number }, 201, 'ticket created');
  });
