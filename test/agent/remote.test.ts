// Remote help from the button to a shell of a real machine and back, and through a tunnel: only by whoever asked, on record, and over at once when a right ends.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { membersOf } from '../../agent/run/kill-tree.ts';
import { proofBytes, sign } from '../../durable-objects/protocol/envelope.ts';
import { REMOTE_LIMITS, REMOTE_SUBPROTOCOL } from '../../durable-objects/protocol/remote.ts';
import { TUNNEL_SUBPROTOCOL } from '../../durable-objects/protocol/tunnel.ts';
import { startAgentProcess } from '../support/agent-process.ts';
import { call, signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { enrolMachine } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { codeOf, executionIs, openStage, textOf, type Machine, type Stage } from './stage.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

let stage: Stage;
let machine: Machine;

beforeAll(async () => {
  stage = await openStage();
  // Nobody sits at this computer.
  await stage.owner.query(`insert into fleet_policies (remote_consent, updated_by) values ('none', $1)`, [world.who.admin.user_id]);
  machine = await stage.machine();
  await machine.start();
});
afterAll(async () => {
  await stage?.close();
});

/** A browser in a session. */
interface Person {
  screen: string;
  heard: Loose[];
  status: number | null;
  /** The socket is closed. */
  left: boolean;
  type(text: string): void;
  say(frame: unknown): void;
  leave(): void;
}
const url = (path: string): string => `${stage.worker.url.replace('http', 'ws')}${path}`;

/** `isWatching`: of a tunnel, which has no size. */
function join(sessionId: string, ticket: string, isWatching = false): Person {
  const socket = new WebSocket(url(`/api/remote-sessions/${sessionId}/connect?ticket=${encodeURIComponent(ticket)}`), { headers: { Origin: 'https://portal.example.com' } });
  const person: Person = { screen: '', heard: [], status: null, left: false, type: (text) => socket.send(Buffer.from(text)), say: (frame) => socket.send(JSON.stringify(frame)), leave: () => socket.close() };
  let taken = 0;
  let told = 0;
  socket.on('open', () => {
    person.status = 101;
    if (!isWatching) person.say({ type: 'size', cols: 111, rows: 37 });
  });
  socket.on('unexpected-response', (_request, response) => { person.status = response.statusCode ?? 0; });
  socket.on('error', () => undefined);
  socket.on('close', () => { person.left = true; });
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) {
      person.screen += data.toString('utf8');
      taken += data.byteLength;
      if (taken - told >= REMOTE_LIMITS.ackBytes) person.say({ type: 'ack', bytes: (told = taken) });
    } else person.heard.push(JSON.parse(data.toString('utf8')) as Loose);
  });
  return person;
}
const ask = (by: ApiClient, id = machine.id) => by.send('POST', `/api/assets/${id}/remote-sessions`, { kind: 'terminal', reason: 'No abre el sistema' });
const ticketOf = (by: ApiClient, sessionId: string) => by.send('POST', `/api/remote-sessions/${sessionId}/ticket`, {});
const heard = (person: Person, type: string): Promise<Loose> => waitFor(`the word ${type}, heard: ${JSON.stringify(person.heard)}`, async () => person.heard.find((message) => message.type === type));
const shows = (person: Person, text: string): Promise<boolean> => waitFor(`${text} on the screen`, async () => person.screen.includes(text));

async function open(by: ApiClient): Promise<{ id: string; person: Person; ticket: string }> {
  const asked = await ask(by);
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  const id = asked.body.data.session.session_id as string;
  const ticket = (await ticketOf(by, id)).body.data.ticket as string;
  const person = join(id, ticket);
  await heard(person, 'open');
  return { id, person, ticket };
}
/** What the machine offers at the port of RDP; it gives back what it is sent. */
async function openService(): Promise<Server> {
  const service = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await once(service.listen(3389, '127.0.0.1'), 'listening');
  return service;
}
const askTunnel = (by: ApiClient, port: number) => by.send('POST', `/api/assets/${machine.id}/remote-sessions`, { kind: 'tunnel', port, reason: 'No abre el sistema' });
const codeFor = (by: ApiClient, sessionId: string) => by.send('POST', `/api/remote-sessions/${sessionId}/code`, {});

/** The command on a technician's own computer. */
function carry(code: string) {
  const started = startAgentProcess(['tunnel', '--server', stage.worker.url, '--session', code]);
  return {
    ...started,
    port: () => waitFor('the tunnel', async () => {
      if (started.child.exitCode !== null) throw new Error(started.text());
      return Number(/127\.0\.0\.1:(\d+)/.exec(started.text())?.[1] ?? 0);
    }),
  };
}
/** Through a port of this computer and back. */
async function carried(port: number, words: string | Buffer): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.end(words);
  let heardBack = '';
  for await (const part of socket.setEncoding('latin1')) heardBack += part as string;
  return heardBack;
}
async function openTunnel(by: ApiClient) {
  const asked = await askTunnel(by, 3389);
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  const id = asked.body.data.session.session_id as string;
  const watching = join(id, (await ticketOf(by, id)).body.data.ticket as string, true);
  const code = (await codeFor(by, id)).body.data.code as string;
  const command = carry(code);
  return { id, code, watching, command, port: await command.port() };
}
/** How the door of commands answers. */
const knockWith = (headers: Record<string, string>, protocols = [TUNNEL_SUBPROTOCOL]): Promise<number> => {
  const socket = new WebSocket(url('/api/remote-sessions/tunnel'), protocols, { headers });
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)).on('open', () => resolve(101)));
};
const isGone = (id: string): Promise<boolean> => waitFor('the shell to be gone', async () => membersOf(id, null).length === 0);
const ended = (id: string): Promise<Loose> => waitFor('the end on record', async () => (await stage.owner.query<Loose>('select * from remote_sessions where session_id = $1 and ended_at is not null and bytes_down >= 0', [id]))[0]);

test('what is typed reaches a shell of the machine and what it says comes back; who, why, how long and what stay on record', async () => {
  const { id, person, ticket } = await open(stage.technician);
  person.type('stty size; tty; echo "hola-$((40 + 2))"\r');
  await shows(person, 'hola-42');
  expect(person.screen).toContain('37 111');
  expect(person.screen).toMatch(/\/dev\/pts\/\d+/);
  // A window that changes its size, and a key that stops what runs.
  person.type('until [ "$(stty size)" = "30 90" ]; do sleep 0.05; done; echo "medida-$((1 + 1))"\r');
  person.say({ type: 'size', cols: 90, rows: 30 });
  await shows(person, 'medida-2');
  person.type('sleep 600\r');
  await waitFor('the sleeper', async () => membersOf(id, null).length >= 3);
  person.type('\u0003');
  person.type('echo "libre-$((2 + 1))"\r');
  await shows(person, 'libre-3');

  // Everybody who sees the machine sees who is at it; the client's own log has it, too.
  const direction = await signIn(stage.worker, world.who.client_admin);
  const now = await waitFor('the banner', async () => {
    const { sessions } = (await direction.get(`/api/assets/${machine.id}/remote-now`)).body.data;
    return sessions[0]?.opened_at ? (sessions as Loose[]) : null;
  });
  expect(now).toMatchObject([{ session_id: id, kind: 'terminal', requested_by_name: world.who.technician.name }]);

  // A ticket works once, for whoever asked, and nobody takes the second seat.
  expect((await waitFor('the answer', async () => { const again = join(id, ticket); await waitFor('a status', async () => again.status !== null); return again; })).status).toBe(401);
  const second = join(id, (await ticketOf(stage.technician, id)).body.data.ticket as string);
  await waitFor('a status', async () => second.status !== null);
  expect(second.status).toBe(409);
  expect(codeOf(await ticketOf(stage.admin, id))).toEqual([403, 'not_yours']);

  person.leave();
  expect(await ended(id)).toMatchObject({ end_reason: 'left', kind: 'terminal', reason: 'No abre el sistema', banner: 'none' });
  await isGone(id);
  expect(await executionIs(stage.technician, id, 'completed')).toMatchObject({ kind: 'remote', reason: 'left', output_tail: '' });
  expect(await textOf(stage.technician, id)).toContain('hola-42');
  const log = (await direction.get(`/api/clients/${machine.client}/remote-actions`)).body.data;
  expect(JSON.stringify(log)).toContain('Terminal remota: No abre el sistema');
  expect(JSON.stringify(log)).not.toContain('hola-42');
  expect((await direction.get(`/api/executions/${id}/output?offset=0`)).status).toBe(403);
  expect((await stage.owner.query<Loose>(`select details from audit_log where entity = 'remote_sessions' and entity_id = $1`, [id]))[0]?.details).toMatchObject({ reason: 'No abre el sistema', kind: 'terminal' });
});

test('nobody of another organisation gets through any of the doors, and no machine into another machine\'s session', async () => {
  const asked = await ask(stage.technician);
  const id = asked.body.data.session.session_id as string;
  const ticket = (await ticketOf(stage.technician, id)).body.data.ticket as string;
  const stranger = await signIn(stage.worker, world.who.client_admin_b);
  expect((await ask(stranger)).status).toBe(403);
  for (const path of [`/api/assets/${machine.id}/remote-sessions`, `/api/remote-sessions/${id}`]) expect((await stranger.get(path)).status).toBe(403);
  expect((await stranger.get(`/api/assets/${machine.id}/remote-now`)).status).toBe(404);
  expect((await ticketOf(stranger, id)).status).toBe(403);
  expect((await codeFor(stranger, id)).status).toBe(403);
  // A terminal is opened by no command.
  expect(codeOf(await codeFor(stage.technician, id))).toEqual([409, 'no_tunnel']);
  const doors = [join(id, `${ticket.slice(0, -4)}AAAA`), join(world.remote_session.b1, ticket)];
  for (const door of doors) {
    await waitFor('a status', async () => door.status !== null);
    expect(door.status).toBe(401);
  }
  // A machine of the other client, with a key and a proof of its own.
  const other = await enrolMachine(stage.worker, world.enrolment_secret('b1'), { hostname: 'ajena' });
  const knock = async (agentId: string): Promise<number> => {
    const challenge = (await call(stage.worker, 'POST', '/api/agents/challenge', { body: {} })).body.data.challenge as string;
    const proof = await sign(other.key.private_key, proofBytes(new URL(stage.worker.url).host, agentId, challenge));
    const socket = new WebSocket(url(`/api/agents/remote-sessions/${id}`), [REMOTE_SUBPROTOCOL], { headers: { Authorization: `Bearer ${other.credential}`, 'X-Lanet-Challenge': challenge, 'X-Lanet-Proof': proof } });
    socket.on('error', () => undefined);
    return new Promise((resolve) => socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)).on('open', () => resolve(101)));
  };
  expect([await knock(other.agent_id), await knock(machine.id)]).toEqual([409, 401]);
  // The right one still gets in, and says when it has enough.
  const person = join(id, ticket);
  await heard(person, 'open');
  person.say({ type: 'end' });
  expect(await heard(person, 'over')).toEqual({ type: 'over', reason: 'ended' });
  await isGone(id);
});

test('through a tunnel programs of the technician reach RDP of the machine, one connection after the other, and nothing else', async () => {
  expect(codeOf(await askTunnel(stage.technician, 5432))).toEqual([422, 'custom']);
  // Nothing listens there yet: said at once, before anybody copies a command.
  const early = (await askTunnel(stage.technician, 3389)).body.data.session.session_id as string;
  expect(await ended(early)).toMatchObject({ kind: 'tunnel', port: 3389, end_reason: 'no_service' });

  const service = await openService();
  try {
    const { id, code, watching, command, port } = await openTunnel(stage.technician);
    expect(await carried(port, 'uno')).toBe('uno');
    expect(await carried(port, 'dos')).toBe('dos');
    const much = Buffer.alloc(3_000_000, 'x');
    const [first, second] = await Promise.all([carried(port, much), carried(port, 'tres')]);
    expect([first.length, first === much.toString('latin1'), second]).toEqual([much.length, true, 'tres']);
    await heard(watching, 'open');
    await waitFor('the bytes', async () => watching.heard.some((word) => word.type === 'bytes' && word.up > much.length && word.down > much.length));

    // The code opens nothing twice, for nobody else, from no page, and no other way.
    const again = await carry(code).ended;
    expect([again.code, again.stderr]).toEqual([77, expect.stringContaining('the code was used')]);
    expect(await knockWith({ Authorization: `Bearer ${code.slice(0, 32)}${'0'.repeat(32)}` })).toBe(401);
    expect(await knockWith({ Authorization: `Bearer ${stage.technician.token}` })).toBe(401);
    expect(await knockWith({})).toBe(401);
    expect(await knockWith({ Authorization: `Bearer ${code}`, Origin: 'https://elsewhere.example' })).toBe(403);
    expect(await knockWith({ Authorization: `Bearer ${code}` }, ['lanet.tunnel.99'])).toBe(400);
    expect(codeOf(await codeFor(stage.admin, id))).toEqual([403, 'not_yours']);
    // Who watches moves no byte; leaving the page ends nothing.
    watching.type('a byte');
    await waitFor('the watcher to be shown out', async () => watching.left);
    expect(await carried(port, 'cuatro')).toBe('cuatro');
    const direction = await signIn(stage.worker, world.who.client_admin);
    expect((await direction.get(`/api/assets/${machine.id}/remote-now`)).body.data.sessions).toMatchObject([{ session_id: id, kind: 'tunnel' }]);

    command.child.kill('SIGINT');
    expect(await command.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('the session is over: it was ended') });
    const row = await ended(id);
    expect(row).toMatchObject({ kind: 'tunnel', port: 3389, reason: 'No abre el sistema', end_reason: 'ended' });
    expect(Math.min(Number(row.bytes_up), Number(row.bytes_down))).toBeGreaterThan(much.length);
    expect((await executionIs(stage.technician, id, 'completed', 'cancelled')).output_bytes).toBe(0);
    expect(JSON.stringify((await direction.get(`/api/clients/${machine.client}/remote-actions`)).body.data)).toContain('Túnel (puerto 3389): No abre el sistema');
    expect((await carry(code).ended).stderr).toContain('it is over');
    expect(codeOf(await codeFor(stage.technician, id))).toEqual([409, 'session_over']);
  } finally {
    service.close();
  }
});

test('a terminal whose record is full ends: nothing is done that is not kept', async () => {
  const { id, person } = await open(stage.technician);
  person.type('yes "$(printf %01000d 7)"\r');
  expect(await heard(person, 'over')).toEqual({ type: 'over', reason: 'transcript_full' });
  await isGone(id);
  expect(await ended(id)).toMatchObject({ end_reason: 'transcript_full' });
});

test('whoever loses their rights is out at once, and so is everybody when the machine is sent away', async () => {
  const { id, person } = await open(stage.technician);
  person.type('echo dentro\r');
  await shows(person, 'dentro');
  expect((await stage.admin.send('PUT', `/api/users/${world.who.technician.user_id}`, { is_active: false })).status).toBe(200);
  expect(await heard(person, 'over')).toEqual({ type: 'over', reason: 'authority' });
  await isGone(id);
  expect(await ended(id)).toMatchObject({ end_reason: 'authority' });

  const service = await openService();
  const held = await open(stage.admin);
  const tunnel = await openTunnel(stage.admin);
  const local = connect({ host: '127.0.0.1', port: tunnel.port });
  local.on('error', () => undefined);
  local.write('dentro');
  await once(local, 'data');
  expect((await stage.admin.send('POST', `/api/agents/${machine.id}/revoke`, {})).status).toBe(200);
  expect(await heard(held.person, 'over')).toEqual({ type: 'over', reason: 'revoked' });
  await isGone(held.id);
  expect(await heard(tunnel.watching, 'over')).toEqual({ type: 'over', reason: 'revoked' });
  expect(await tunnel.command.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('the machine was sent away') });
  if (!local.closed) await once(local, 'close');
  service.close();
  expect(codeOf(await ask(stage.admin))).toEqual([409, 'revoked']);
});
