// Policies, scripts that run by themselves, and an asset's care, over the API and the sweep.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let desk: ApiClient;
let admin: ApiClient;
const { who, client, site, asset, script, rule } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  desk = await signIn(worker, who.technician);
  admin = await signIn(worker, who.admin);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const fine = (answer: Answer, status = 200): Loose => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body.data;
};
/** Two at once: nothing happens twice. */
const minutes = () => Promise.all([worker.runCron('* * * * *'), worker.runCron('* * * * *')]);
const policyOf = async (query: string): Promise<Loose> => fine(await desk.get(`/api/policies?${query}`)).policy;
const say = (body: object): Promise<Answer> => admin.send('PUT', '/api/policies', body);

test('what is said of a client, its site and a machine holds there, with its origin, and the narrowest word wins', async () => {
  fine(await say({ client_id: client.a, metrics_s: 120, remote_consent: 'notify', rules: { [rule.global]: { threshold: 95 }, [rule.a]: { is_off: true } }, version: 1 }));
  fine(await say({ site_id: site.a1, metrics_s: 60, version: 0 }));
  fine(await say({ asset_id: asset.a1, remote_minutes: 15, rules: { [rule.a]: { is_off: false } }, version: 0 }));
  const { effective, inherited, own, level } = await policyOf(`asset_id=${asset.a1}`);
  expect(level).toBe('asset');
  expect(own).toEqual({ remote_minutes: 15 });
  expect(effective).toMatchObject({
    metrics_s: { value: 60, origin: 'site' }, remote_consent: { value: 'notify', origin: 'client' }, remote_minutes: { value: 15, origin: 'asset' }, update_ring: { origin: 'default' }, services_s: { value: 600, origin: 'msp' },
    rules: { [rule.global]: { threshold: { value: 95, origin: 'client' } }, [rule.a]: { is_off: { value: false, origin: 'asset' } } },
  });
  expect(inherited).toMatchObject({ remote_minutes: { value: 60, origin: 'default' }, rules: { [rule.a]: { is_off: { value: true, origin: 'client' } } } });
  expect((await policyOf(`asset_id=${asset.a2}`)).effective).toMatchObject({ metrics_s: { value: 120, origin: 'client' }, remote_minutes: { origin: 'default' } });
  expect((await policyOf(`asset_id=${asset.b1}`)).effective).toMatchObject({ metrics_s: { value: 300, origin: 'msp' } });
  expect((await say({ site_id: site.a1, metrics_s: 90, version: 0 })).body.errors![0]!.code).toBe('version_conflict');
  expect((await say({ metrics_s: 60, version: 0 })).body.errors).toMatchObject([{ field: 'metrics_s', code: 'elsewhere' }]);
  expect((await say({ client_id: client.a, rules: { [rule.global]: { threshold: 101 } }, version: 2 })).status).toBe(422);
  expect((await say({ asset_id: asset.a1_plain, remote_minutes: 5, version: 0 })).body.errors![0]!.code).toBe('no_agent');
  const told = await owner.query<{ config_revision: number }>('select config_revision from assets where asset_id = $1', [asset.a1]);
  expect(told[0]!.config_revision).toBeGreaterThan(1);
});

const nightly = { name: 'Limpieza nocturna', client_id: client.a, script_id: script.global, trigger: 'calendar', calendar: { frequency: 'daily', starts_on: '2026-01-01', time_of_day: '03:00' } };
const make = async (change: object = {}): Promise<Loose> => fine(await desk.send('POST', '/api/script-schedules', { ...nightly, ...change }), 201).schedule;
const read = async (one: Loose): Promise<Loose> => fine(await desk.get(`/api/script-schedules/${one.schedule_id}`)).schedule;
const started = (one: Loose) => owner.query<Loose>('select e.* from script_executions e join script_schedule_turns t on t.run_id = e.run_id where t.schedule_id = $1 order by e.asset_id', [one.schedule_id]);
const wait = (one: Loose, days: number) => owner.query(`update script_schedules set next_run_at = next_run_at - make_interval(days => $2) where schedule_id = $1`, [one.schedule_id, days]);

test('a due time starts the approved script once on each machine of the scope, though sweeps meet; what was missed is said; a freeze skips', async () => {
  const schedule = await make();
  await wait(schedule, 3);
  await minutes();
  expect((await started(schedule)).map((one) => one.asset_id)).toEqual([asset.a1, asset.a2]);
  expect((await started(schedule))[0]).toMatchObject({ requested_by: who.technician.user_id, requested_by_name: who.technician.name, approved_by: who.admin.user_id, version_id: world.version.global, run_as: 'user' });
  const after = await read(schedule);
  expect(after.turns).toMatchObject([{ outcome: 'started', machines: 2, missed: 2, reason: null }]);
  expect(Date.parse(after.next_run_at)).toBeGreaterThan(Date.now());
  expect(after.version).toBe(1);
  const [trail] = await owner.query<Loose>(`select * from audit_log where entity = 'script_runs' and action = 'execute' and entity_id = $1`, [after.turns[0].run_id]);
  expect(trail).toMatchObject({ action: 'execute', actor_kind: 'job', client_id: client.a, details: { schedule_id: schedule.schedule_id, cause: 'calendar' } });

  fine(await admin.send('PUT', '/api/fleet/freeze', { scope: 'all', is_frozen: true, reason: 'Auditoría' }));
  const other = await make({ name: 'Otra' });
  await wait(other, 1);
  await minutes();
  fine(await admin.send('PUT', '/api/fleet/freeze', { scope: 'all', is_frozen: false, reason: 'Terminó' }));
  expect((await read(other)).turns).toMatchObject([{ outcome: 'skipped', reason: 'frozen', machines: 0 }]);
  // A time that was dealt with is not dealt with again, whatever the calendar says.
  await wait(schedule, 1);
  await worker.runCron('* * * * *');
  expect(await started(schedule)).toHaveLength(2);
});

test('a machine that comes and an alert that opens start it once on that machine alone, and not again within the pause', async () => {
  const coming = await make({ name: 'Bienvenida', trigger: 'enrolment', calendar: null });
  const ill = await make({ name: 'Remedio', trigger: 'alert', calendar: null, rule_id: rule.global });
  await owner.query('update assets set enrolled_at = now() where asset_id = any ($1::uuid[])', [[asset.a2, asset.b1]]);
  const open = (opening: string, of: string, at: { client_id: string; site_id: string }) => owner.query(
    `insert into alerts (client_id, site_id, asset_id, rule_id, opening, metric, opened_at) values ($1, $2, $3, $4, $5, 'cpu', now())`, [at.client_id, at.site_id, of, rule.global, opening]);
  await open('one', asset.a1, { client_id: client.a, site_id: site.a1 });
  await open('two', asset.a1, { client_id: client.a, site_id: site.a1 });
  await open('three', asset.b1, { client_id: client.b, site_id: site.b1 });
  await minutes();
  expect((await started(coming)).map((one) => one.asset_id)).toEqual([asset.a2]);
  expect((await started(ill)).map((one) => one.asset_id)).toEqual([asset.a1]);
  await open('four', asset.a1, { client_id: client.a, site_id: site.a1 });
  await worker.runCron('* * * * *');
  expect(await started(ill)).toHaveLength(1);
});

test('two assets that are one machine: tickets go along, the other is sent away and stays as history; never across clients', async () => {
  const twin = fine(await desk.send('POST', '/api/assets', { client_id: client.a, site_id: site.a1, name: 'ALFA-RECEPCION (vieja)', serial: 'SERIE-a1', warranty_until: '2031-01-01' }), 201).asset;
  const ticket = fine(await desk.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'Lenta', asset_id: twin.asset_id }), 201).ticket;
  expect(fine(await desk.get(`/api/assets/${asset.a1}/care`)).care.twins).toMatchObject([{ asset_id: twin.asset_id, same: ['serial'] }]);
  expect(fine(await desk.send('POST', `/api/assets/${asset.a1}/merge`, { source_id: twin.asset_id }))).toEqual({ tickets: 1 });
  expect(fine(await desk.get(`/api/tickets/${ticket.ticket_number}`)).ticket.asset_id).toBe(asset.a1);
  expect(fine(await desk.get(`/api/assets/${twin.asset_id}`)).asset.lifecycle).toBe('retired');
  expect(fine(await desk.get(`/api/assets/${asset.a1}`)).asset.warranty_until).toBe('2031-01-01');
  expect(fine(await desk.get(`/api/assets/${asset.a1}/care`)).care).toMatchObject({ twins: [], merged: [{ asset_id: asset.a1_revoked }, { asset_id: twin.asset_id, tickets: 1 }].toReversed() });
  expect(fine(await desk.get(`/api/assets/${twin.asset_id}/care`)).care.merged_into.asset_id).toBe(asset.a1);
  expect((await desk.send('POST', `/api/assets/${asset.a1}/merge`, { source_id: asset.b1 })).body.errors![0]!.code).toBe('other_client');
  expect((await desk.send('POST', `/api/assets/${asset.a1}/merge`, { source_id: asset.a2 })).body.errors![0]!.code).toBe('source_online');
  expect((await desk.send('POST', `/api/assets/${asset.a1}/merge`, { source_id: twin.asset_id })).body.errors![0]!.code).toBe('merged');
});

test('a warranty that ends and maintenance that is due open one ticket each, and the plan moves on', async () => {
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  fine(await desk.send('PUT', `/api/assets/${asset.a2}`, { warranty_until: day(10) }));
  fine(await desk.send('PUT', `/api/assets/${asset.a2}/care`, { maintenance_every_months: 6, maintenance_next_on: day(-1), fields: { [world.asset_field]: 'Estante 9' } }));
  await minutes();
  const { care } = fine(await desk.get(`/api/assets/${asset.a2}/care`));
  expect(care.reminders.map((one: Loose) => [one.kind, one.due_on]).slice(0, 2).toSorted()).toEqual([['maintenance', day(-1)], ['warranty', day(10)]]);
  expect(care.maintenance_next_on > day(150)).toBe(true);
  expect(care.values[world.asset_field]).toBe('Estante 9');
  const tickets = await owner.query<Loose>(`select subject from tickets where asset_id = $1 and subject ~ '^(La garantía|Mantenimiento)'`, [asset.a2]);
  expect(tickets).toHaveLength(2);
});

test('a licence is counted from what is installed, and over-use shows', async () => {
  expect(fine(await desk.get(`/api/licences?client_id=${client.a}`)).licences).toMatchObject([{ name: 'Licencia a', seats: 1, installed: 2 }]);
  const made = fine(await desk.send('POST', '/api/licences', { client_id: client.a, name: 'Una', pattern: 'PROGRAMA A1', seats: 5 }), 201).licence;
  expect(made.installed).toBe(1);
  expect(fine(await desk.send('POST', '/api/licences', { client_id: client.a, name: 'Ninguna', pattern: 'progr_ma%', seats: 5 }), 201).licence.installed).toBe(0);
  fine(await desk.send('DELETE', `/api/licences/${made.licence_id}`));
});
