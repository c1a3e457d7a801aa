// Who comes with bad intent: strangers before they are known, machines that lie, thieves of keys and tokens. Refused with a reason, told to people, and no neighbour is harmed.
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { EXIT } from '../../agent/command-line.ts';
import { CLOSE } from '../../durable-objects/protocol/limits.ts';
import { call, type Loose } from '../support/api-client.ts';
import { enrolMachine as enrolKey, TestAgent, type Doing } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { approvedScript, auditOf, codeOf, executionIs, openStage, order, presenceIs, textOf, type Machine, type Stage } from './stage.ts';
import { makeYard, type Yard } from './yard.ts';

let stage: Stage;
let yard: Yard;
/** Works through everything that happens here. */
let neighbour: Machine;
const agents: TestAgent[] = [];

beforeAll(async () => {
  yard = makeYard();
  stage = await openStage();
  neighbour = await stage.machine('a2');
  await neighbour.start();
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.drop();
  // Never sent away, never asked to come again.
  expect((await neighbour.status())?.is_online).toBe(true);
  expect(neighbour.log().filter((line) => line.event === 'connected')).toHaveLength(1);
});
afterAll(async () => {
  await stage?.close();
  yard?.remove();
});

async function liar(doing?: Doing): Promise<TestAgent> {
  const agent = new TestAgent(stage.worker, await enrolKey(stage.worker, world.enrolment_secret('a1')), doing);
  agents.push(agent);
  return agent.connect();
}
const run = async (content: string, on: { id: string }) => order(stage.technician, await approvedScript(stage, content), on);
const at = (agent: TestAgent): { id: string } => ({ id: agent.enrolled.agent_id });
const closing = (agent: TestAgent): Promise<number | null> => waitFor('the close', async () => agent.closed);

test('a stranger who says anything at all is answered, refused and forgotten', async () => {
  const host = new URL(stage.worker.url);
  const raw = (bytes: string | Buffer): Promise<string> => new Promise((resolve) => {
    const socket = connect(Number(host.port), host.hostname, () => socket.end(bytes));
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString('latin1'))).on('error', () => resolve(text)).on('close', () => resolve(text));
  });
  const upgrade = (headers: string) => `GET /api/agents/connect HTTP/1.1\r\nHost: ${host.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n${headers}\r\n`;
  const said = await Promise.all([
    raw(randomBytes(4096)), raw('GET / HTTP/9.9\r\n\r\n'), raw(upgrade('')), raw(upgrade('Sec-WebSocket-Protocol: lanet.agent.2\r\n')),
    raw(upgrade('Sec-WebSocket-Protocol: lanet.agent.2\r\nAuthorization: Bearer a.b.c\r\nX-Lanet-Challenge: x\r\nX-Lanet-Proof: y\r\n')),
    raw(upgrade(`Sec-WebSocket-Protocol: ${'lanet.agent.2,'.repeat(400)}x\r\nAuthorization: Bearer ${'A'.repeat(9000)}\r\n`)),
    raw(upgrade(`Sec-WebSocket-Protocol: lanet.agent.2\r\nX-Agent-Identity: ${JSON.stringify({ client_id: world.client.a, asset_id: neighbour.id, public_key: 'k', address: '', protocol: 2 })}\r\nX-Challenge-Id: 1\r\n`)),
  ]);
  expect(said.filter((text) => / 101 | 500 /.test(text.split('\r\n')[0]!))).toEqual([]);
  const bodies: unknown[] = ['{', '[]', 'null', '"x"', '{"__proto__":{"a":1}}', { enrollment_token: 5 }, { enrollment_token: '\u0000'.repeat(20), public_key: 'x', proof: 'y', hardware_info: {} }, '['.repeat(100_000), 'x'.repeat(3_000_000)];
  for (const path of ['register', 'session', 'challenge', 'heartbeat', 'inventory', 'tickets']) {
    for (const body of bodies) {
      const { status } = await call(stage.worker, 'POST', `/api/agents/${path}`, { body });
      expect([path, String(JSON.stringify(body)).slice(0, 40), status >= 400 && status < 500 || (path === 'challenge' && status === 200)]).toEqual([path, String(JSON.stringify(body)).slice(0, 40), true]);
    }
  }
});

test('a machine is no person and a person no machine', async () => {
  const { auth_token: token, credential } = neighbour.stolen();
  for (const path of ['/api/tickets', '/api/assets', '/api/executions', '/api/scripts', '/api/users/me', '/api/clients', `/api/assets/${neighbour.id}`]) {
    for (const bearer of [token, credential]) expect([path, (await call(stage.worker, 'GET', path, { token: bearer })).status]).toEqual([path, 401]);
  }
  expect(codeOf(await call(stage.worker, 'POST', '/api/agents/execute-script', { token, body: { script_id: world.script.global, asset_ids: [neighbour.id] } }))[0]).toBe(401);
  for (const [method, path, body] of [['POST', '/api/agents/heartbeat', { frames: [] }], ['GET', '/api/agents/config', undefined], ['POST', '/api/agents/tickets', { subject: 'No soy un equipo' }], ['POST', '/api/agents/inventory', { records: [] }]] as const) {
    expect([path, (await stage.admin.send(method, path, body)).status]).toEqual([path, 401]);
  }
});

test('a stolen enrolment token is worth nothing once it is withdrawn, and every attempt stands written', async () => {
  const made = (await stage.technician.send('POST', '/api/agents/tokens', { client_id: world.client.a, site_id: world.site.a1, name: 'Robado', max_uses: 5 })).body.data;
  await enrolKey(stage.worker, made.enrollment_token, { hostname: 'legítima' });
  expect((await stage.technician.send('DELETE', `/api/agents/tokens/${made.token.token_id}`)).status).toBe(200);
  await expect(enrolKey(stage.worker, made.enrollment_token, { hostname: 'ladrón' })).rejects.toThrow(/403/);
  await expect(enrolKey(stage.worker, 'un-token-inventado-por-un-extraño', { hostname: 'adivino' })).rejects.toThrow(/401/);
  // A machine of one client does not become one of another, whatever token it holds.
  await expect(enrolKey(stage.worker, world.enrolment_secret('b1'), { key: neighbour.stolen().key })).rejects.toThrow(/403/);
  const { attempts } = (await stage.technician.get(`/api/agents/attempts?token_id=${made.token.token_id}`)).body.data;
  expect(attempts.map((one: Loose) => [one.outcome, one.hostname])).toEqual([['revoked', 'ladrón'], ['enrolled', 'legítima']]);
});

test('frames that are malformed, too large or too many end their connection with a reason, and people are told', async () => {
  const said: [unknown, number][] = [
    [{ type: 'command.finished' }, CLOSE.badFrame], [null, CLOSE.badFrame], [{ type: 'sample', sample: { at: 'ayer', cpu: 900, memory: -1 } }, CLOSE.badFrame],
    [{ type: 'hello', protocol: 2, agent_version: 'x'.repeat(1_200_000) }, CLOSE.tooLarge],
  ];
  const agent = await liar();
  for (const [frame, code] of said) {
    agent.say(frame);
    expect([frame, await closing(agent)]).toEqual([frame, code]);
    await agent.connect();
  }
  for (let n = 0; n < 1300; n++) agent.say({ type: 'sample', sample: { at: new Date().toISOString(), cpu: 1, memory: 1 } });
  expect(await closing(agent)).toBe(CLOSE.tooMany);
  // What people read is one line a kind and ten minutes.
  await waitFor('the audit trail', async () => (await auditOf(stage.owner, agent.enrolled.agent_id, 'agent_refused_frame')).length > 0);
  expect((await auditOf(stage.owner, agent.enrolled.agent_id, 'agent_refused_frame')).length).toBeLessThanOrEqual(2);
});

test('what a machine says about another one, or about orders it never had, changes nothing', async () => {
  const waiting = await run(`${yard.gate('forged')}; echo verdad`, neighbour);
  await executionIs(stage.technician, waiting, 'running');
  const agent = await liar();
  const forged = { execution_id: waiting, sequence: 1, started_at: new Date().toISOString(), finished_at: new Date().toISOString() };
  agent.say({ type: 'command.received', execution_id: waiting, sequence: 1 });
  agent.say({ type: 'command.started', execution_id: waiting, started_at: forged.started_at });
  agent.say({ type: 'command.output', execution_id: waiting, offset: 0, stream: 'stdout', data: Buffer.from('mentira\n').toString('base64') });
  agent.say({ ...forged, type: 'command.finished', status: 'completed', exit_code: 0, duration_ms: 1, output_bytes: 0, output_sha256: createHash('sha256').digest('hex') });
  await waitFor('the notice', async () => (await auditOf(stage.owner, agent.enrolled.agent_id, 'agent_unknown_execution')).length > 0);
  // Its token opens no other machine's poll, whatever the frames say.
  const poll = await call(stage.worker, 'POST', '/api/agents/heartbeat', { token: agent.enrolled.auth_token, body: { frames: [{ ...forged, type: 'command.finished', status: 'failed', exit_code: 9, duration_ms: 1, output_bytes: 0, output_sha256: '0'.repeat(64) }] } });
  expect(poll.body.data.close?.code).toBe(CLOSE.badFrame);
  yard.open('forged');
  expect(await executionIs(stage.technician, waiting, 'completed', 'failed')).toMatchObject({ status: 'completed', output_tail: 'verdad\n' });
  expect(await textOf(stage.technician, waiting)).toBe('verdad\n');
});

test('output that comes twice, out of order, with holes or after the end is put right or refused, and a false hash is told', async () => {
  const agent = await liar(async ({ envelope }) => {
    const { execution_id, sequence } = envelope;
    const piece = (offset: number, text: string) => agent.say({ type: 'command.output', execution_id, offset, stream: 'stdout', data: Buffer.from(text).toString('base64') });
    piece(6, 'tres\n');
    piece(0, 'uno\n');
    piece(0, 'uno\n');
    piece(2, 'o\ndos\n');
    piece(2 ** 52, 'lejos');
    piece(8, 'tres\n');
    const end = { type: 'command.finished', execution_id, sequence, status: 'completed', exit_code: 0, started_at: new Date().toISOString(), finished_at: new Date().toISOString(), duration_ms: 5, output_bytes: 13, output_sha256: '0'.repeat(64) };
    agent.say(end);
    agent.say({ ...end, exit_code: 7 });
    piece(13, 'después del fin\n');
  });
  const id = await run('no importa', at(agent));
  expect(await executionIs(stage.technician, id, 'completed', 'failed')).toMatchObject({ status: 'completed', exit_code: 0, reason: 'hash_mismatch' });
  expect(await textOf(stage.technician, id)).toBe('uno\ndos\ntres\n');
  await waitFor('the notices', async () => (await auditOf(stage.owner, agent.enrolled.agent_id, 'agent_hash_mismatch')).length === 1 && (await auditOf(stage.owner, agent.enrolled.agent_id, 'agent_result_conflict')).length === 1);
});

test('control characters, markup and broken text in output and readings reach people as plain text', async () => {
  const nasty = '\u001b]0;título\u0007\u001b[31m<script>alert(1)</script>\u0000\u202eabc\ud800\n';
  const agent = await liar(async (given) => {
    await given.print(Buffer.concat([Buffer.from(nasty), Buffer.of(0xff, 0xfe)]));
    await given.finish({ message: nasty, reason: 'x' });
  });
  const id = await run('no importa', at(agent));
  const done = await executionIs(stage.technician, id, 'completed');
  expect(done.output_tail).toContain('<script>alert(1)</script>');
  expect(done.output_tail).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]|\p{Cs}/u);
  await agent.report({ kind: 'inventory', class: 'os', sha256: '0'.repeat(64), collected_at: new Date().toISOString(), content: { platform: 'linux', name: nasty.toWellFormed(), version: null, build: null, kernel: null, architecture: null, hostname: `<img src=x onerror=alert(1)>\u0007`, domain: null, timezone: null } });
  const asset = await waitFor('the name', async () => {
    const found = (await stage.technician.get(`/api/assets/${agent.enrolled.agent_id}`)).body.data.asset;
    return found.os_name && found;
  });
  expect(`${asset.os_name}${asset.hostname}`).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
});

test('a machine whose clock is off by days works like any other, and its times are the server\'s', async () => {
  writeFileSync(yard.path('skew.mjs'), 'const now = Date.now.bind(Date); const by = 5 * 86_400_000; globalThis.Date = class extends Date { constructor(...given) { given.length === 0 ? super(now() + by) : super(...given); } static now() { return now() + by; } };');
  const skewed = await stage.machine('a1');
  await skewed.start([], { NODE_OPTIONS: `--import=${yard.path('skew.mjs')}` });
  expect(Math.abs((await skewed.status())!.clock_offset_ms + 5 * 86_400_000)).toBeLessThan(60_000);
  const id = await run('echo a tiempo', skewed);
  const done = await executionIs(stage.technician, id, 'completed', 'refused');
  expect(done).toMatchObject({ status: 'completed', output_tail: 'a tiempo\n' });
  for (const instant of [done.started_at, done.finished_at]) expect(Math.abs(Date.parse(instant) - Date.now())).toBeLessThan(60_000);
  const points = await waitFor('its readings', async () => {
    const found = (await stage.technician.get(`/api/assets/${skewed.id}/metrics?range=1h`)).body.data.points;
    return found.length > 0 && found;
  });
  for (const point of points) expect(Math.abs(Date.parse(point.at) - Date.now())).toBeLessThan(120_000);
  await skewed.stop();
});

test('one key on two machines: the newest is the machine, the other stays away, and who comes and goes raises one alert', async () => {
  const original = await stage.machine('a1');
  await original.start();
  const twin = original.copy();
  await twin.start();
  await waitFor('the older one to be told', async () => original.log().some((line) => line.event === 'disconnected' && line.code === CLOSE.superseded));
  await waitFor('it to stay away', async () => (await original.status())?.trouble?.includes('another program uses') === true);
  expect((await twin.status())!.is_online).toBe(true);
  const id = await run('hostname', original);
  await executionIs(stage.technician, id, 'completed');
  expect([twin, original].map((one) => one.log().some((line) => line.event === 'command_finished' && line.execution_id === id))).toEqual([true, false]);
  // A thief who holds the same key and comes again after the machine did.
  const thief = new TestAgent(stage.worker, original.stolen());
  agents.push(thief);
  await thief.connect();
  await original.kill();
  await original.start();
  await thief.connect();
  const alert = await waitFor('the alert', async () => (await stage.technician.get(`/api/alerts?asset_id=${original.id}&kind=clone`)).body.data.alerts[0]);
  expect(alert).toMatchObject({ status: 'open', kind: 'clone', priority: 'alta', asset_id: original.id });
  for (const one of [twin, original]) await one.kill();
});

test('a machine that is sent away is cut off within seconds, ends for good, and comes back when a manager lets it', async () => {
  const machine = await stage.machine('a1');
  await machine.start();
  const id = await run(`${yard.mark('sent-away')}; sleep 1000`, machine);
  await executionIs(stage.technician, id, 'running');
  const from = performance.now();
  expect((await stage.technician.send('POST', `/api/agents/${machine.id}/revoke`, {})).status).toBe(200);
  const ended = await machine.agent!.ended;
  expect(performance.now() - from).toBeLessThan(5000);
  expect([ended.code, ended.stderr]).toEqual([EXIT.configuration, expect.stringContaining('withdrawn')]);
  await presenceIs(stage.owner, machine, 'offline');
  expect(await executionIs(stage.technician, id, 'interrupted', 'cancelled')).toMatchObject({ reason: 'revoked' });
  await expect(machine.start()).rejects.toThrow(/withdrawn/);
  expect((await call(stage.worker, 'GET', '/api/agents/config', { token: machine.stolen().auth_token })).status).toBe(401);
  expect(await machine.command('ticket', '--subject', 'Otra vez')).toMatchObject({ code: EXIT.refused, stderr: expect.stringContaining('revoked') });
  expect(codeOf(await stage.technician.send('POST', '/api/agents/execute-script', { script_id: await approvedScript(stage, 'true'), asset_ids: [machine.id] }))).toEqual([409, 'revoked']);
  expect((await stage.admin.send('POST', `/api/agents/${machine.id}/approve`, {})).status).toBe(200);
  await machine.start();
  await presenceIs(stage.owner, machine, 'online');
  expect(yard.marks('sent-away')).toBe(1);
  await machine.stop();
});

test("a key opens its own machine's line and no other", async () => {
  const one = await liar();
  const [foreignKey, foreignName] = [{ ...one.enrolled, key: neighbour.stolen().key }, { ...one.enrolled, agent_id: neighbour.id }];
  for (const enrolled of [foreignKey, foreignName]) await expect(new TestAgent(stage.worker, enrolled).connect()).rejects.toThrow(/401/);
  expect(one.closed).toBeNull();
});
