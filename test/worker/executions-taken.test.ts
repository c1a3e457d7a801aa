// What objects say of commands, and what is asked of them: words twice, out of order, late, of another machine; objects that cannot be reached.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerAuthorise } from '../../worker/modules/scripts/answer-authorise.ts';
import { dispatchExecutions } from '../../worker/modules/scripts/dispatch-executions.ts';
import { takeExecutions } from '../../worker/modules/scripts/take-executions.ts';
import { systemIds } from '../../worker/platform/clock.ts';
import { openDatabase } from '../../worker/platform/database.ts';
import { sweepScriptRuns } from '../../worker/sweeps/script-runs.ts';
import type { Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let testDatabase: TestDatabase;
let owner: ReturnType<typeof sql>;
let deps: Parameters<typeof sweepScriptRuns>[0];
/** What the objects were asked, in order; `reach` says whether they can be. */
let asked: { asset_id: string; orders?: Loose[]; verdicts?: Loose[]; cancelled?: string }[] = [];
let reach = true;
let afterEnqueue: () => Promise<void>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await makeWorld(testDatabase.ownerUrl);
  owner = sql(testDatabase.ownerUrl);
  const object = (asset_id: string) => ({
    enqueue: async (orders: Loose[]) => {
      if (!reach) throw new Error('not reached');
      asked.push({ asset_id, orders });
      await afterEnqueue();
      return orders.map((order) => ({ execution_id: order.execution_id, sequence: 1, state: 'queued', position: 0, is_online: true }));
    },
    authorise: async (verdicts: Loose[]) => void asked.push({ asset_id, verdicts }),
    cancel: async (cancelled: string) => {
      asked.push({ asset_id, cancelled });
      return { state: 'cancelled' };
    },
  });
  deps = {
    database: openDatabase(testDatabase.appUrl, `${stackFacts().neonUrl}/sql`), clock: { now: () => new Date() }, ids: systemIds, agents: { of: (_client: string, asset: string) => object(asset) },
    boards: { publish: async () => undefined }, dispatch: async () => undefined, log: { error: () => undefined, info: () => undefined },
  } as unknown as typeof deps;
});
afterAll(async () => {
  await owner?.end();
  await testDatabase?.drop();
});
beforeEach(async () => {
  asked = [];
  reach = true;
  afterEnqueue = async () => undefined;
  await owner.query(`update script_executions set status = 'cancelled' where status in ('queued', 'delivered', 'running')`);
  await owner.query(`update script_runs set state = 'cancelled'`);
});

/** A waiting command for inventory of the machine at site a1. */
async function waiting(more: Record<string, unknown> = {}): Promise<string> {
  const row: Record<string, unknown> = {
    execution_id: randomUUID(), client_id: world.client.a, site_id: world.site.a1, asset_id: world.asset.a1, kind: 'inventory', lane: 'control', title: 'Inventario', run_as: 'system',
    limits: '{"timeout_s":300,"output_bytes":1048576,"memory_bytes":null,"processes":null}', requested_by: world.who.technician.user_id, requested_by_name: world.who.technician.name,
    created_at: new Date(Date.now() - 60_000).toISOString(), expires_at: new Date(Date.now() + 3_600_000).toISOString(), ...more,
  };
  await owner.query(`insert into script_executions (${Object.keys(row).join(', ')}) values (${Object.keys(row).map((_, n) => `$${n + 1}`).join(', ')})`, Object.values(row));
  return row.execution_id as string;
}
const rowOf = async (id: string): Promise<Loose> => (await owner.query<Loose>('select * from script_executions where execution_id = $1', [id]))[0];
type Word = Parameters<typeof takeExecutions>[1][number];
const word = (execution_id: string, revision: number, state: Word['state'], more: Partial<Word> = {}): Word => ({
  type: 'execution', client_id: world.client.a, asset_id: world.asset.a1, execution_id, state, revision, at: new Date().toISOString(), started_at: null,
  finished_at: ['completed', 'failed'].includes(state) ? new Date().toISOString() : null, exit_code: state === 'completed' ? 0 : null, duration_ms: 1500, output_bytes: 0, output_sha256: null,
  is_truncated: false, output_tail: '', reason: null, ...more,
});
const notesOf = (id: string) => owner.query<{ body_text: string; visibility: string }>(`select body_text, visibility from ticket_comments where comment_id = md5('execution-note:' || $1::text)::uuid`, [id]);
const ends = async (id: string): Promise<number> => (await owner.query(`select 1 from audit_log where action = 'finish' and entity_id = $1`, [id])).length;

test('an older word changes nothing, whatever the order in which they come', async () => {
  const id = await waiting();
  await takeExecutions(deps, [word(id, 3, 'completed')]);
  await takeExecutions(deps, [word(id, 2, 'running'), word(id, 1, 'queued')]);
  expect(await rowOf(id)).toMatchObject({ status: 'completed', revision: 3 });
  await takeExecutions(deps, [word(id, 4, 'running')]);
  expect((await rowOf(id)).status).toBe('completed');
  expect((await rowOf(id)).dispatched_at).not.toBeNull();
});

test('a late result turns a time limit into what really happened, and the ticket is told once, of the real end', async () => {
  const id = await waiting({ ticket_id: world.ticket.a1 });
  await takeExecutions(deps, [word(id, 2, 'running'), word(id, 3, 'timeout')]);
  expect((await rowOf(id)).status).toBe('timeout');
  expect(await notesOf(id)).toEqual([]);
  await takeExecutions(deps, [word(id, 4, 'failed', { exit_code: 7 })]);
  expect(await rowOf(id)).toMatchObject({ status: 'failed', exit_code: '7' });
  const notes = await notesOf(id);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatchObject({ visibility: 'internal', body_text: expect.stringContaining('Código de salida: 7') });
  expect(await ends(id)).toBe(2);
});

test('the same words to two consumers at once leave one end, one audit row and one note', async () => {
  const id = await waiting({ ticket_id: world.ticket.a1 });
  const [{ version: before }] = await owner.query<Loose>('select version from tickets where ticket_id = $1', [world.ticket.a1]) as [Loose];
  const words = [word(id, 1, 'queued'), word(id, 2, 'delivered'), word(id, 3, 'completed', { output_tail: 'listo\u0000\u001b[1m!\u001b[0m\n' })];
  const effects = (await Promise.all([takeExecutions(deps, words), takeExecutions(deps, words), takeExecutions(deps, words)])).flat();
  expect([await ends(id), (await notesOf(id)).length]).toEqual([1, 1]);
  expect((await rowOf(id)).output_tail).toBe('listo!\n');
  expect(effects.filter((effect) => effect.type === 'ticket')).toEqual([expect.objectContaining({ ticket_id: world.ticket.a1, internal: true, version: before + 1 })]);
});

test('a word about the command of another machine or client changes nothing', async () => {
  const id = await waiting();
  await takeExecutions(deps, [word(id, 9, 'completed', { asset_id: world.asset.a2 })]);
  await takeExecutions(deps, [word(id, 9, 'completed', { client_id: world.client.b })]);
  expect(await rowOf(id)).toMatchObject({ status: 'queued', revision: 0 });
});

test('what nobody handed over is handed over by the sweep, also after the object could not be reached', async () => {
  const id = await waiting();
  reach = false;
  await sweepScriptRuns(deps);
  expect(await rowOf(id)).toMatchObject({ status: 'queued', dispatched_at: null });
  reach = true;
  await Promise.all([sweepScriptRuns(deps), sweepScriptRuns(deps)]);
  expect((await rowOf(id)).dispatched_at).not.toBeNull();
  expect(asked.every((call) => call.orders?.[0].execution_id === id && call.orders[0].requested_by.name === world.who.technician.name)).toBe(true);
  asked = [];
  await sweepScriptRuns(deps);
  expect(asked).toEqual([]);
});

test('a command whose time is over before anybody handed it over expires, with its audit row and its note', async () => {
  const id = await waiting({ expires_at: new Date(Date.now() - 1000).toISOString(), ticket_id: world.ticket.a1 });
  await sweepScriptRuns(deps);
  expect(await rowOf(id)).toMatchObject({ status: 'expired', reason: 'never_sent' });
  expect([await ends(id), (await notesOf(id)).length, asked]).toEqual([1, 1, []]);
});

test('a command that is cancelled while it is handed over is cancelled at the object, too', async () => {
  const id = await waiting();
  afterEnqueue = async () => void (await owner.query(`update script_executions set status = 'cancelled' where execution_id = $1`, [id]));
  await dispatchExecutions(deps, [{ type: 'executions', execution_ids: [id] }]);
  expect(asked.at(-1)).toEqual({ asset_id: world.asset.a1, cancelled: id });
});

test('a stored script that is not what was approved is not handed over', async () => {
  const script = { script_id: world.script.global, version_id: world.version.global };
  const [version] = await owner.query<Loose>('select sha256, approval_sha256 from agent_script_versions where version_id = $1', [world.version.global]);
  const id = await waiting({ kind: 'script', lane: 'script', ...script, script_sha256: version.sha256, approval_sha256: version.approval_sha256, approved_by: world.who.admin.user_id });
  await dispatchExecutions(deps, [{ type: 'executions', execution_ids: [id] }]);
  // Its object hears that it may not, should it have it from before.
  expect([(await rowOf(id)).status, (await rowOf(id)).reason, asked]).toEqual(['refused', 'not_approved', [{ asset_id: world.asset.a1, verdicts: [{ execution_id: id, is_allowed: false, reason: 'not_approved' }] }]]);
});

test('an object that asks gets a verdict for each of its own commands, and none for those of another machine', async () => {
  const good = await waiting();
  const foreign = await waiting({ asset_id: world.asset.a2, site_id: world.site.a2 });
  const unknown = randomUUID();
  await answerAuthorise(deps, [{ type: 'authorise', client_id: world.client.a, asset_id: world.asset.a1, execution_ids: [good, foreign, unknown] }]);
  expect(asked).toEqual([{ asset_id: world.asset.a1, verdicts: [
    { execution_id: good, is_allowed: true, reason: null }, { execution_id: foreign, is_allowed: false, reason: 'unknown' }, { execution_id: unknown, is_allowed: false, reason: 'unknown' },
  ] }]);
});
