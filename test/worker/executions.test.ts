// A command from the button to the machine and back: one machine, real object, real signatures.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { call, signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { startTestAgent, type Doing, type Run, type TestAgent } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
let technician: ApiClient;
let admin: ApiClient;
let agent: TestAgent;
const agents: TestAgent[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // The world's own waiting commands name objects that were never configured.
  await owner.query(`update script_executions set status = 'cancelled' where status in ('queued', 'delivered', 'running')`);
  await owner.query(`update agent_enrollment_tokens set max_uses = 10000`);
  worker = await startWorker({ database });
  [technician, admin] = await Promise.all([signIn(worker, world.who.technician), signIn(worker, world.who.admin)]);
});
beforeEach(async () => {
  agent = await machine();
});
afterEach(async () => {
  for (const one of agents.splice(0)) one.drop();
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

async function machine(doing?: Doing, site = 'a1'): Promise<TestAgent> {
  const one = await startTestAgent(worker, world.enrolment_secret(site), doing ? { doing } : {});
  agents.push(one);
  return one;
}

let count = 0;
async function approved(version: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Promise<string> {
  const { body } = await technician.send('POST', '/api/scripts', { name: `Prueba ${++count}`, script_type: 'bash', version: { content: 'echo hecho\n', ...version }, ...more });
  const { script, version: draft } = body.data;
  await technician.send('POST', `/api/scripts/${script.script_id}/submit`, { version_id: draft.version_id });
  const { status } = await admin.send('POST', `/api/scripts/${script.script_id}/approve`, { version_id: draft.version_id });
  expect(status).toBe(200);
  return script.script_id as string;
}
const execute = (by: ApiClient, script_id: string, more: Record<string, unknown> = {}) => by.send('POST', '/api/agents/execute-script', { script_id, asset_ids: [agent.enrolled.agent_id], ...more });
const executionIs = (id: string, status: string): Promise<Loose> => waitFor(`${id} to be ${status}`, async () => {
  const { body } = await technician.get(`/api/executions/${id}`);
  return body.data.execution.status === status ? body.data.execution : null;
});
const outputOf = async (id: string, from = 0): Promise<{ text: string; final: boolean }> => {
  let text = '';
  for (let offset = from; ;) {
    const { data } = (await technician.get(`/api/executions/${id}/output?offset=${offset}`)).body;
    text += data.chunks.map((chunk: Loose) => Buffer.from(chunk.data, 'base64').toString()).join('');
    if (data.chunks.length === 0) return { text, final: data.is_final };
    offset = data.next_offset;
  }
};

test('an approved script runs on its machine and its end is known with code, time and output', async () => {
  const script = await approved();
  const { status, body } = await execute(technician, script);
  expect(status, JSON.stringify(body)).toBe(201);
  expect(body.data).toMatchObject({ run: null, skipped: [], execution: { kind: 'script', requested_by_name: world.who.technician.name, approved_by_name: world.who.admin.name, accepted: { position: 0, is_online: true } } });
  const done = await executionIs(body.data.execution.execution_id, 'completed');
  expect(done).toMatchObject({ exit_code: 0, output_tail: 'hecho\n', output_bytes: 6 });
  expect(agent.refused).toEqual([]);
  expect(agent.orders[0]).toMatchObject({ kind: 'script', run_as: 'user', approval_sha256: body.data.execution.approval_sha256, requested_by: { user_id: world.who.technician.user_id }, approved_by: { user_id: world.who.admin.user_id } });
  expect(await outputOf(done.execution_id)).toEqual({ text: 'hecho\n', final: true });
});

test('the audit row of a command is older than its delivery, and its end has one too', async () => {
  const { body } = await execute(technician, await approved());
  const id = body.data.execution.execution_id as string;
  await executionIs(id, 'completed');
  const rows = await owner.query<{ action: string; actor_name: string; details: Loose; before: boolean }>(
    `select a.action, a.actor_name, a.details, a.occurred_at <= coalesce(e.started_at, now()) as before from audit_log a join script_executions e on e.execution_id::text = a.entity_id where a.entity = 'script_executions' and a.entity_id = '${id}' order by a.audit_id`);
  expect(rows.map((row) => [row.action, row.actor_name])).toEqual([['execute', world.who.technician.name], ['finish', 'fleet']]);
  expect(rows[0]!.before).toBe(true);
  expect(rows[1]!.details).toMatchObject({ status: 'completed', exit_code: 0 });
});

test('a command costs one round trip, two when it is given arguments; a read one', async () => {
  const [script, asking] = [await approved(), await approved({ parameters: [{ name: 'DIAS', label: 'Días', type: 'number', default: 7 }] })];
  await worker.resetStats();
  const trips = async (id: string): Promise<number> => (await worker.stats()).by_request[id] ?? 0;
  const plain = await execute(technician, script);
  expect([plain.status, await trips(plain.requestId)]).toEqual([201, 1]);
  const bare = await execute(technician, asking);
  expect([bare.body.data.execution.arguments, await trips(bare.requestId)]).toEqual([{ env: { DIAS: '7' } }, 2]);
  const given = await execute(technician, asking, { arguments: { DIAS: 8 } });
  expect([given.body.data.execution.arguments, await trips(given.requestId)]).toEqual([{ env: { DIAS: '8' } }, 2]);
  // More often than it takes until a connection keeps the plans of its statements.
  for (let n = 0; n < 8; n += 1) {
    const inventory = await technician.send('POST', `/api/assets/${agent.enrolled.agent_id}/commands`, { kind: 'inventory' });
    expect([inventory.status, await trips(inventory.requestId)]).toEqual([201, 1]);
    expect((await execute(technician, script)).status).toBe(201);
  }
  const read = await technician.get(`/api/executions/${plain.body.data.execution.execution_id}`);
  expect(await trips(read.requestId)).toBe(1);
});

test('a command as it is answered is the command as it is read', async () => {
  const opened = await technician.send('POST', '/api/tickets', { client_id: world.client.a, site_id: world.site.a1, subject: 'Equipo lento', description: 'tarda mucho' });
  const ticket_id = opened.body.data.ticket.ticket_id as string;
  const asking = await approved({ parameters: [{ name: 'CLAVE', label: 'Clave', type: 'secret', required: true }], requires_admin: true });
  await agent.stop();
  const answers = [
    await execute(technician, asking, { arguments: { CLAVE: 'no-se-lee-4712' }, ticket_id, timeout_s: 30 }), await execute(technician, await approved(), { expires_in_s: 120 }),
    await technician.send('POST', `/api/assets/${agent.enrolled.agent_id}/commands`, { kind: 'service', name: 'spooler', action: 'restart', ticket_id }),
  ];
  for (const { status, body } of answers) {
    expect(status, JSON.stringify(body)).toBe(201);
    const { accepted, ...execution } = body.data.execution;
    expect(accepted).toMatchObject({ is_online: false });
    expect((await technician.get(`/api/executions/${execution.execution_id}`)).body.data.execution).toMatchObject(execution);
  }
  expect(answers[0]!.body.data.execution).toMatchObject({ run_as: 'system', limits: { timeout_s: 30 }, ticket_id, arguments: { env: { CLAVE: '•••' } } });
});

test('a double click with one key is one command; the key for something else is refused', async () => {
  const script = await approved();
  const body = { script_id: script, asset_ids: [agent.enrolled.agent_id] };
  const order = (more: Record<string, unknown> = {}) => technician.send('POST', '/api/agents/execute-script', { ...body, ...more }, { 'Idempotency-Key': 'clic-doble-0001' });
  const first = await order();
  const second = await order();
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body.data.execution.execution_id).toBe(first.body.data.execution.execution_id);
  expect((await order({ expires_in_s: 120 })).body.errors![0]!.code).toBe('idempotency_key_reused');
  await executionIs(first.body.data.execution.execution_id, 'completed');
  expect(agent.orders).toHaveLength(1);
  const reboot = () => technician.send('POST', `/api/assets/${agent.enrolled.agent_id}/commands`, { kind: 'inventory' }, { 'Idempotency-Key': 'clic-doble-0002' });
  const both = [await reboot(), await reboot()].map((answer) => answer.body.data.execution.execution_id as string);
  expect(new Set(both).size).toBe(1);
});

test('a command for a machine that has never connected waits at its object, not in a log', async () => {
  const { status, body } = await technician.send('POST', `/api/assets/${world.asset.a2}/commands`, { kind: 'inventory' });
  expect(status, JSON.stringify(body)).toBe(201);
  const id = body.data.execution.execution_id as string;
  const row = await waitFor('the object to have it', async () => (await owner.query<{ status: string; at: string | null }>(`select status, dispatched_at as at from script_executions where execution_id = '${id}'`)).find(({ at }) => at !== null));
  expect(row.status).toBe('queued');
});

test('arguments travel as variables, and a secret is seen by the machine alone', async () => {
  const parameters = [
    { name: 'RUTA', label: 'Ruta', type: 'text', required: true, format: 'path' }, { name: 'DIAS', label: 'Días', type: 'number', default: 7, min: 1, max: 90 },
    { name: 'CLAVE', label: 'Clave', type: 'secret', required: true }, { name: 'MODO', label: 'Modo', type: 'choice', choices: ['suave', 'duro'], default: 'suave' },
  ];
  const script = await approved({ parameters });
  const bad = await execute(technician, script, { arguments: { RUTA: '/tmp; rm -rf /', DIAS: 900, MODO: 'otro', OTRA: 'x' } });
  expect([bad.status, bad.body.errors!.map((error) => error.field).toSorted()]).toEqual([422, ['arguments.CLAVE', 'arguments.DIAS', 'arguments.MODO', 'arguments.OTRA', 'arguments.RUTA']]);
  const secret = 'muy-secreta-4711';
  const { body } = await execute(technician, script, { arguments: { RUTA: '/var/tmp', CLAVE: secret } });
  const id = body.data.execution.execution_id as string;
  await executionIs(id, 'completed');
  expect(agent.runs.get(id)!.arguments).toMatchObject({ args: [], env: { RUTA: '/var/tmp', DIAS: '7', CLAVE: secret, MODO: 'suave' } });
  expect(body.data.execution.arguments.env).toEqual({ RUTA: '/var/tmp', DIAS: '7', CLAVE: '•••', MODO: 'suave' });
  const stored = JSON.stringify(await owner.query(`select e.*, (select jsonb_agg(a) from audit_log a where a.entity_id = e.execution_id::text) as audit from script_executions e where execution_id = '${id}'`));
  expect(stored).not.toContain(secret);
  expect(JSON.stringify((await technician.get(`/api/executions/${id}`)).body)).not.toContain(secret);
});

test('a command for a machine that is away waits, is seen waiting, and runs once when it is back', async () => {
  const script = await approved();
  await agent.stop();
  await waitFor('the machine to be offline', async () => (await owner.query(`select 1 from assets where asset_id = '${agent.enrolled.agent_id}' and agent_status = 'offline'`)).length > 0);
  const first = (await execute(technician, script)).body.data.execution;
  const second = (await execute(technician, script)).body.data.execution;
  expect([first.accepted, second.accepted]).toEqual([{ position: 0, is_online: false }, { position: 1, is_online: false }]);
  expect((await technician.get(`/api/executions?asset_id=${agent.enrolled.agent_id}&open=true`)).body.data.executions.map((row: Loose) => row.status)).toEqual(['queued', 'queued']);
  await agent.connect();
  await executionIs(second.execution_id, 'completed');
  expect(agent.orders.map((order) => order.execution_id)).toEqual([first.execution_id, second.execution_id]);
});

test('what waited is refused when the approval was taken back, the requester lost their rights, or commands were frozen meanwhile', async () => {
  const [taken, lost, frozen] = [await machine(), await machine(), await machine(undefined, 'b1')];
  const gone = await signIn(worker, world.who.technician2);
  const order = async (by: ApiClient, to: TestAgent, script: string): Promise<string> => {
    await to.stop();
    const { body } = await by.send('POST', '/api/agents/execute-script', { script_id: script, asset_ids: [to.enrolled.agent_id] });
    return body.data.execution.execution_id as string;
  };
  const withdrawn = await approved();
  const good = await approved();
  const ids = [await order(technician, taken, withdrawn), await order(gone, lost, good), await order(technician, frozen, good)];
  // Old enough to be looked at again: as if the machines had been away for an hour.
  const version = (await admin.get(`/api/scripts/${withdrawn}`)).body.data.versions[0];
  await admin.send('POST', `/api/scripts/${withdrawn}/reject`, { version_id: version.version_id, note: 'borra de más' });
  await owner.query(`update users set is_active = false where user_id = '${world.who.technician2.user_id}'`);
  expect((await admin.send('PUT', '/api/fleet/freeze', { client_id: world.client.b, is_frozen: true, reason: 'incidente' })).body.data.freeze.clients).toHaveLength(1);
  // The queue may bring the word of them again: nothing of this goes out any more.
  await owner.query(`update script_executions set dispatched_at = null, created_at = now() - interval '5 minutes' where execution_id = any('{${ids.join(',')}}'::uuid[])`);
  await worker.runCron('* * * * *');
  const reasons = await Promise.all(ids.map(async (id) => (await executionIs(id, 'refused')).reason));
  expect(reasons).toEqual(['not_approved', 'requester_not_staff', 'frozen']);
  expect((await admin.send('PUT', '/api/fleet/freeze', { client_id: world.client.b, is_frozen: false })).body.data.freeze.clients).toEqual([]);
  await owner.query(`update users set is_active = true where user_id = '${world.who.technician2.user_id}'`);
});

test('while everything is frozen no command is taken, and whoever may thaw is told who froze', async () => {
  const script = await approved();
  expect((await technician.send('PUT', '/api/fleet/freeze', { scope: 'all', is_frozen: true })).status).toBe(403);
  await admin.send('PUT', '/api/fleet/freeze', { scope: 'all', is_frozen: true, reason: 'revisión' });
  const refused = await execute(technician, script);
  expect([refused.status, refused.body.errors![0]!.code]).toEqual([409, 'frozen']);
  expect((await technician.get('/api/fleet/freeze')).body.data.freeze).toMatchObject({ is_frozen: true, reason: 'revisión', by_name: world.who.admin.name });
  await admin.send('PUT', '/api/fleet/freeze', { scope: 'all', is_frozen: false });
  expect((await execute(technician, script)).status).toBe(201);
});

test('an unapproved, foreign or unfitting script goes nowhere, and a machine that takes no commands says why', async () => {
  const draft = (await technician.send('POST', '/api/scripts', { name: 'Borrador', script_type: 'bash', version: { content: 'echo\n' } })).body.data.script.script_id;
  const code = async (answer: Promise<{ status: number; body: { errors: { code: string }[] | null } }>) => [(await answer).status, (await answer).body.errors?.[0]?.code];
  expect(await code(execute(technician, draft))).toEqual([409, 'not_approved']);
  expect(await code(execute(technician, await approved({}, { client_id: world.client.b })))).toEqual([409, 'other_client']);
  expect(await code(execute(technician, await approved({}, { script_type: 'batch' })))).toEqual([409, 'wrong_platform']);
  const good = await approved();
  expect(await code(execute(technician, good, { asset_ids: [world.asset.a1_held] }))).toEqual([409, 'held']);
  expect(await code(execute(technician, good, { asset_ids: [world.asset.a1_plain] }))).toEqual([409, 'no_agent']);
  expect(await code(execute(technician, good, { asset_ids: [world.asset.a1_revoked] }))).toEqual([409, 'revoked']);
  expect(await code(execute(technician, good, { asset_ids: ['00000000-0000-4000-8fff-00000000dead'] }))).toEqual([404, 'not_found']);
  expect(await code(execute(technician, good, { ticket_id: world.ticket.b1 }))).toEqual([422, 'other_client']);
  expect(await code(execute(technician, good, { timeout_s: 3600 }))).toEqual([422, 'beyond_approval']);
});

test('the end of a command of a ticket is one internal note with machine, people, code and output', async () => {
  agent.doing = async (run) => {
    await run.print('\u001b[31mfalta espacio\u001b[0m\u0007\nlínea dos\n');
    await run.finish({ status: 'failed', exit_code: 3 });
  };
  const script = await approved();
  const { body } = await execute(technician, script, { ticket_id: world.ticket.a1 });
  await executionIs(body.data.execution.execution_id, 'failed');
  const notes = async () => (await technician.get(`/api/tickets/${world.ticket.a1}/comments`)).body.data.comments.filter((comment: Loose) => comment.channel === 'agente') as Loose[];
  const [note] = await waitFor('the note', async () => ((await notes()).length > 0 ? notes() : null));
  expect(note).toMatchObject({ visibility: 'internal', author_name: expect.any(String) });
  expect(note.body_text).toContain('falló');
  expect(note.body_text).toContain('Código de salida: 3');
  expect(note.body_text).toContain(world.who.technician.name);
  expect(note.body_text).toContain('falta espacio\nlínea dos\n');
  expect(note.body_text).not.toMatch(/[\u0000-\u0008\u001b]/);
  // Told again, whatever the reason: nothing is written twice.
  agent.drop();
  await agent.connect();
  await worker.runCron('* * * * *');
  expect(await notes()).toHaveLength(1);
  expect((await technician.get(`/api/executions?ticket_id=${world.ticket.a1}&status=failed`)).body.data.executions).toHaveLength(1);
});

test('a waiting command is called back at once, a running one by its machine', async () => {
  let running: Run | undefined;
  agent.doing = async (run) => {
    running = run;
    await run.print('empiezo\n');
  };
  const script = await approved();
  const id = (await execute(technician, script)).body.data.execution.execution_id as string;
  await executionIs(id, 'running');
  expect(await outputOf(id)).toEqual({ text: 'empiezo\n', final: false });
  expect((await technician.send('POST', `/api/executions/${id}/cancel`)).status).toBe(200);
  await waitFor('the machine to hear of it', async () => agent.cancelled.has(id));
  await running!.finish({ status: 'cancelled', exit_code: null });
  await executionIs(id, 'cancelled');
  expect((await technician.send('POST', `/api/executions/${id}/cancel`)).body.errors![0]!.code).toBe('already_over');
  await agent.stop();
  const waiting = (await execute(technician, script)).body.data.execution.execution_id as string;
  expect((await technician.send('POST', `/api/executions/${waiting}/cancel`)).body.data.execution.status).toBe('cancelled');
  await agent.connect();
  await executionIs(waiting, 'cancelled');
  expect(agent.orders.map((order) => order.execution_id)).toEqual([id]);
});

test('commands without a script: inventory, a service, a reboot', async () => {
  const send = (body: Record<string, unknown>) => technician.send('POST', `/api/assets/${agent.enrolled.agent_id}/commands`, body);
  for (const body of [{ kind: 'inventory' }, { kind: 'service', name: 'cups', action: 'restart' }, { kind: 'reboot', delay_s: 60, message: 'Mantenimiento' }]) {
    const answer = await send(body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    await executionIs(answer.body.data.execution.execution_id, 'completed');
  }
  expect(agent.orders.map((order) => [order.kind, order.lane, order.approved_by])).toEqual([['inventory', 'control', null], ['service', 'control', null], ['reboot', 'control', null]]);
  expect([...agent.runs.values()][1]!.arguments.service).toEqual({ name: 'cups', action: 'restart' });
  expect((await send({ kind: 'service', name: 'cups', action: 'borrar' })).status).toBe(422);
  expect((await send({ kind: 'script' })).status).toBe(422);
});

test("a client's administrator reads who did what to their machines, never what was said or printed", async () => {
  const script = await approved({ parameters: [{ name: 'TEXTO', label: 'Texto', type: 'text' }] });
  const { body } = await execute(technician, script, { arguments: { TEXTO: 'argumento-del-tecnico' } });
  await executionIs(body.data.execution.execution_id, 'completed');
  const direction = await signIn(worker, world.who.client_admin);
  const log = await direction.get(`/api/clients/${world.client.a}/remote-actions?asset_id=${agent.enrolled.agent_id}`);
  expect(log.body.data.actions[0]).toMatchObject({ execution_id: body.data.execution.execution_id, requested_by_name: world.who.technician.name, status: 'completed' });
  expect(JSON.stringify(log.body)).not.toMatch(/argumento-del-tecnico|hecho/);
  expect((await direction.get(`/api/clients/${world.client.b}/remote-actions`)).status).toBe(404);
  expect((await (await signIn(worker, world.who.solicitante)).get(`/api/clients/${world.client.a}/remote-actions`)).status).toBe(403);
  expect((await direction.get(`/api/executions/${body.data.execution.execution_id}`)).status).toBe(403);
});

test('output is saved as a file that no browser runs', async () => {
  const lines = Array.from({ length: 40_000 }, (_, n) => `línea ${n} <script>alert(1)</script>`).join('\n');
  agent.doing = async (run) => {
    await run.print(lines);
    await run.finish();
  };
  const { body } = await execute(technician, await approved());
  const id = body.data.execution.execution_id as string;
  await executionIs(id, 'completed');
  const file = await call(worker, 'GET', `/api/executions/${id}/output?download=1`, { token: technician.token });
  expect(file.headers.get('Content-Disposition')).toMatch(/^attachment; /);
  expect(file.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(file.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
  expect(file.body.message).toBe(lines);
});
