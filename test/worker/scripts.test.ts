// The script library: drafts, submission, approval bound to what was read, and what nobody may change afterwards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let technician: ApiClient;
let technician2: ApiClient;
let admin: ApiClient;
let admin2: ApiClient;
let client: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  worker = await startWorker({ database });
  const { who } = world;
  [technician, technician2, admin, admin2, client] = await Promise.all([signIn(worker, who.technician), signIn(worker, who.technician2), signIn(worker, who.admin), signIn(worker, who.admin2), signIn(worker, who.client_admin)]);
});
afterAll(async () => {
  await worker?.stop();
  await database?.drop();
});

let count = 0;
const draft = (more: Record<string, unknown> = {}, version: Record<string, unknown> = {}) => ({ name: `Limpiar temporales ${++count}`, script_type: 'bash', version: { content: 'echo listo\n', ...version }, ...more });
async function write(by: ApiClient, more = {}, version = {}): Promise<{ script: Loose; version: Loose }> {
  const { status, body } = await by.send('POST', '/api/scripts', draft(more, version));
  expect(status, JSON.stringify(body)).toBe(201);
  return body.data;
}
const decide = (by: ApiClient, script_id: string, verb: string, version_id: string, note?: string) => by.send('POST', `/api/scripts/${script_id}/${verb}`, { version_id, ...(note ? { note } : {}) });

test('a technician writes a draft, submits it, and an administrator approves what was submitted', async () => {
  const { script, version } = await write(technician);
  expect(version).toMatchObject({ version: 1, state: 'draft', may: { edit: true, submit: true, approve: false, reject: false } });
  expect((await decide(technician, script.script_id, 'approve', version.version_id)).status).toBe(403);
  expect((await decide(technician2, script.script_id, 'submit', version.version_id)).status).toBe(403);
  expect((await decide(admin, script.script_id, 'approve', version.version_id)).status).toBe(409);
  expect((await decide(technician, script.script_id, 'submit', version.version_id)).body.data.version.state).toBe('submitted');
  const approved = await decide(admin, script.script_id, 'approve', version.version_id, 'leído');
  expect(approved.body.data.version).toMatchObject({ state: 'approved', decided_by: world.who.admin.user_id, approval_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(approved.body.data.script.approved.version).toBe(1);
  expect((await decide(admin, script.script_id, 'approve', version.version_id)).status).toBe(409);
});

test('an administrator does not approve their own version while four eyes are asked for', async () => {
  const { script, version } = await write(admin);
  expect((await decide(admin, script.script_id, 'submit', version.version_id)).body.data.version.may).toMatchObject({ approve: false, approve_refusal: 'own_version' });
  const refused = await decide(admin, script.script_id, 'approve', version.version_id);
  expect([refused.status, refused.body.errors![0]!.code]).toEqual([403, 'four_eyes']);
  expect((await decide(admin2, script.script_id, 'approve', version.version_id)).status).toBe(200);
});

test('what was submitted is never changed: an edit is a new, unapproved version', async () => {
  const { script, version } = await write(technician);
  const edited = await technician.send('PUT', `/api/scripts/${script.script_id}/versions/${version.version_id}`, { content: 'echo otra cosa\n' });
  expect(edited.body.data.version.sha256).not.toBe(version.sha256);
  expect((await technician2.send('PUT', `/api/scripts/${script.script_id}/versions/${version.version_id}`, { content: 'echo ajena\n' })).status).toBe(403);
  await decide(technician, script.script_id, 'submit', version.version_id);
  expect((await technician.send('PUT', `/api/scripts/${script.script_id}/versions/${version.version_id}`, { content: 'echo tarde\n' })).status).toBe(409);
  await decide(admin, script.script_id, 'approve', version.version_id);
  const next = await technician.send('POST', `/api/scripts/${script.script_id}/versions`, { content: 'echo nueva\n', base_version: 1 });
  expect([next.status, next.body.data.version.version, next.body.data.version.state]).toEqual([201, 2, 'draft']);
  expect(next.body.data.script.approved.version).toBe(1);
  const late = await technician2.send('POST', `/api/scripts/${script.script_id}/versions`, { content: 'echo cruzada\n', base_version: 1 });
  expect([late.status, late.body.errors![0]!.code]).toEqual([409, 'version_conflict']);
});

test('a rejection says why, and takes an approval back', async () => {
  const { script, version } = await write(technician);
  await decide(technician, script.script_id, 'submit', version.version_id);
  expect((await decide(admin, script.script_id, 'reject', version.version_id)).status).toBe(422);
  await decide(admin, script.script_id, 'approve', version.version_id);
  const back = await decide(admin, script.script_id, 'reject', version.version_id, 'borra de más');
  expect(back.body.data.version).toMatchObject({ state: 'rejected', decision_note: 'borra de más' });
  expect(back.body.data.script.approved).toBeNull();
});

test('parameters that cannot be asked for are refused by name', async () => {
  const base = { label: 'Ruta', type: 'text' };
  const { status, body } = await technician.send('POST', '/api/scripts', draft({}, {
    parameters: [{ ...base, name: 'RUTA' }, { ...base, name: 'RUTA' }, { ...base, name: 'TIPO', type: 'choice' }, { ...base, name: 'CLAVE', type: 'secret', default: 'x' }, { ...base, name: 'N', type: 'number', min: 3, max: 1 }],
  }));
  expect([status, body.errors!.map((error) => error.field)]).toEqual([422, ['version.parameters.1.name', 'version.parameters.2.choices', 'version.parameters.3.default', 'version.parameters.4.max']]);
  expect((await technician.send('POST', '/api/scripts', draft({}, { parameters: [{ ...base, name: 'ruta' }] }))).status).toBe(422);
});

test('the library is listed by name, filtered, and paged without gaps', async () => {
  for (let n = 0; n < 5; n++) await write(technician, { name: `Lote ${n}`, tags: ['lote'] });
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await technician.get(`/api/scripts?q=lote&limit=2${cursor ? `&cursor=${cursor}` : ''}`);
    seen.push(...body.data.scripts.map((script: Loose) => script.name));
    cursor = body.data.pagination.next_cursor;
  }
  expect(seen).toEqual(['Lote 0', 'Lote 1', 'Lote 2', 'Lote 3', 'Lote 4']);
  const runnable = (await technician.get('/api/scripts?state=runnable')).body.data.scripts as Loose[];
  expect(runnable.length).toBeGreaterThan(0);
  expect(runnable.every((script) => script.approved !== null && script.is_active)).toBe(true);
});

test('scripts are written and switched by those who may, and a name is used once in its scope', async () => {
  const { script } = await write(technician, { name: 'Único' });
  expect((await technician2.send('PUT', `/api/scripts/${script.script_id}`, { name: 'Mío' })).status).toBe(403);
  expect((await technician.send('PUT', `/api/scripts/${script.script_id}`, { is_active: false })).status).toBe(403);
  expect((await technician.send('PUT', `/api/scripts/${script.script_id}`, { description: 'Borra archivos.' })).body.data.script.description).toBe('Borra archivos.');
  expect((await admin.send('PUT', `/api/scripts/${script.script_id}`, { is_active: false })).body.data.script.is_active).toBe(false);
  expect((await technician.send('POST', '/api/scripts', draft({ name: 'ÚNICO' }))).body.errors![0]).toMatchObject({ field: 'name' });
  expect((await technician.send('DELETE', `/api/scripts/${script.script_id}`)).status).toBe(403);
  expect((await admin.send('DELETE', `/api/scripts/${script.script_id}`)).status).toBe(200);
  expect((await admin.get(`/api/scripts/${script.script_id}`)).status).toBe(404);
});

test('people of a client see nothing of the library', async () => {
  for (const path of ['/api/scripts', `/api/scripts/${world.script.a}`, '/api/executions', '/api/runs', '/api/fleet/freeze']) expect((await client.get(path)).status, path).toBe(403);
});

test('the database refuses what the API refuses: another text, own approval, a technician who approves', async () => {
  const app = sql(database.appUrl);
  const { script, version } = await write(admin);
  await decide(admin, script.script_id, 'submit', version.version_id);
  const as = (person: { user_id: string; session_id: string }, text: string) => app.transaction(async (query) => {
    await query(`select set_config('role', 'lanet_user', true), app.become_user('${person.user_id}', '${person.session_id}', null)`);
    await query(text);
  });
  const approve = (by: string) => `update agent_script_versions set state = 'approved', decided_by = '${by}', decided_at = now(), approval_sha256 = repeat('0', 64) where version_id = '${version.version_id}'`;
  await expect(as(world.who.admin, `update agent_script_versions set content = 'x' where version_id = '${version.version_id}'`)).rejects.toThrow(/hash is not of this text/);
  await expect(as(world.who.admin, `update agent_script_versions set requires_admin = true where version_id = '${version.version_id}'`)).rejects.toThrow(/never changed/);
  await expect(as(world.who.admin, approve(world.who.admin.user_id))).rejects.toThrow(/another person approves/);
  await expect(as(world.who.technician, approve(world.who.technician.user_id))).rejects.toThrow(/administrators decide/);
  await expect(as(world.who.admin2, approve(world.who.admin.user_id))).rejects.toThrow(/administrators decide/);
  await app.end();
});
