// Machines over the API: who sees what of them, what people may change, retirement, bulk acts, inventory and metrics.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeInventory } from '../../worker/modules/assets/take-inventory.ts';
import { takeRollups } from '../../worker/modules/assets/take-rollups.ts';
import { systemIds } from '../../worker/platform/clock.ts';
import { openDatabase } from '../../worker/platform/database.ts';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, stackFacts, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site, asset } = world;
/** What the takers read from R2 in these tests. */
const bucket = new Map<string, Uint8Array>();
let deps: Parameters<typeof takeInventory>[0];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'technician', 'client_admin', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
  deps = {
    database: openDatabase(database.appUrl, `${stackFacts().neonUrl}/sql`), clock: { now: () => new Date() }, ids: systemIds, log: { error: () => undefined, info: () => undefined },
    attachments: { bytes: async (key: string) => bucket.get(key) ?? null, remove: async (key: string) => void bucket.delete(key) },
  } as unknown as typeof deps;
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const ids = (answer: Answer): string[] => answer.body.data.assets.map((one: Loose) => one.asset_id).sort();
const fields = (answer: Answer) => answer.body.errors?.map((error) => error.field);
let counter = 0;
const plain = async (change: object = {}): Promise<Loose> =>
  (await as.technician.send('POST', '/api/assets', { client_id: client.a, site_id: site.a1, name: `Impresora ${(counter += 1)}`, asset_type: 'printer', ...change })).body.data.asset;

describe('reading', () => {
  test('staff see all machines, a client administrator the own client, each in one round trip', async () => {
    const all = await as.technician.get('/api/assets?limit=100');
    expect([all.status, await trips(all)]).toEqual([200, 1]);
    expect(ids(all)).toEqual(expect.arrayContaining([asset.a1, asset.a2, asset.b1]));
    const own = await as.client_admin.get('/api/assets?limit=100');
    expect(await trips(own)).toBe(1);
    expect(ids(own)).toEqual(expect.arrayContaining([asset.a1, asset.a2]));
    expect(ids(own)).not.toContain(asset.b1);
    expect(ids(await as.client_admin.get(`/api/assets?client_id=${client.b}`))).toEqual([]);
    expect((await as.client_admin.get(`/api/assets/${asset.b1}`)).status).toBe(404);
  });

  test('a solicitante reads name, type and status of the machines of assigned sites, and nothing else of them', async () => {
    const list = await as.solicitante.get('/api/assets?limit=100');
    expect([list.status, await trips(list)]).toEqual([200, 1]);
    expect(ids(list)).toContain(asset.a1);
    expect(ids(list)).not.toContain(asset.a2);
    const one = await as.solicitante.get(`/api/assets/${asset.a1}`);
    const shown = Object.entries(one.body.data.asset).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)).map(([key]) => key).sort();
    expect(shown).toEqual(['agent_status', 'asset_id', 'asset_type', 'name', 'site_id', 'site_name']);
    expect((await as.solicitante.get(`/api/assets/${asset.a2}`)).status).toBe(404);
    // A filter over what they may not read would answer it.
    expect(ids(await as.solicitante.get('/api/assets?platform=linux'))).toEqual([]);
    expect(ids(await as.solicitante.get('/api/assets?q=SERIE-a1'))).toEqual([]);
    for (const path of ['metrics', 'inventory', 'software', 'changes', 'alerts', 'snapshot', 'tickets']) expect((await as.solicitante.get(`/api/assets/${asset.a1}/${path}`)).status, path).toBe(403);
    expect((await as.solicitante.get('/api/assets/stats')).status).toBe(403);
  });

  test('filters narrow, pages hold every machine once, and counters agree with the list', async () => {
    expect(ids(await as.technician.get('/api/assets?q=recepcion'))).toEqual([asset.a1]);
    expect(ids(await as.technician.get('/api/assets?agent_status=none&lifecycle=active'))).toContain(asset.a1_plain);
    expect(ids(await as.technician.get('/api/assets?enrolment=held'))).toEqual([asset.a1_held]);
    expect(ids(await as.technician.get(`/api/assets?has_alert=true&client_id=${client.b}`))).toEqual([asset.b1]);
    for (const sort of ['name', '-last_seen_at']) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const answer = await as.technician.get(`/api/assets?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        seen.push(...answer.body.data.assets.map((one: Loose) => one.asset_id));
        cursor = answer.body.data.pagination.next_cursor;
        if (!cursor) break;
      }
      expect(seen.toSorted(), sort).toEqual(ids(await as.technician.get('/api/assets?limit=100')));
    }
    const stats = await as.technician.get('/api/assets/stats');
    expect(await trips(stats)).toBe(1);
    const { total, by_status } = stats.body.data;
    expect(total).toBe((await as.technician.get('/api/assets')).body.data.pagination.total);
    expect(Object.values(by_status as Record<string, number>).reduce((sum, one) => sum + one, 0)).toBe(total);
  });

  test('the detail counts open alerts and tickets', async () => {
    const answer = await as.client_admin.get(`/api/assets/${asset.a1}`);
    expect(await trips(answer)).toBe(1);
    expect(answer.body.data.asset).toMatchObject({ name: 'ALFA-RECEPCION', client_name: 'Alfa Construcción', open_alerts: 1, open_tickets: 1, notes: null });
  });
});

describe('writing', () => {
  test('a thing without an agent is added at a site of its client, and moves to another client while it has no past', async () => {
    const made = await as.technician.send('POST', '/api/assets', { client_id: client.a, site_id: site.a2, name: 'Plóter', asset_type: 'workstation', warranty_until: '2027-05-01' });
    expect([made.status, await trips(made)]).toEqual([201, 2]);
    expect(made.body.data.asset).toMatchObject({ asset_type: 'desktop', enrolment: 'none', agent_status: null, warranty_until: '2027-05-01' });
    const { asset_id } = made.body.data.asset;
    expect(fields(await as.technician.send('POST', '/api/assets', { client_id: client.a, site_id: site.b1, name: 'x' }))).toEqual(['site_id']);
    expect(fields(await as.technician.send('PUT', `/api/assets/${asset_id}`, { client_id: client.b }))).toEqual(['site_id']);
    const moved = await as.technician.send('PUT', `/api/assets/${asset_id}`, { client_id: client.b, site_id: site.b1 });
    expect([moved.status, await trips(moved)]).toEqual([200, 2]);
    await owner.query(`insert into tickets (client_id, site_id, asset_id, subject) values ($1, $2, $3, 'Suyo')`, [client.b, site.b1, asset_id]);
    expect((await as.technician.send('PUT', `/api/assets/${asset_id}`, { client_id: client.a, site_id: site.a1 })).status).toBe(409);
  });

  test('the client of an enrolled machine and what it says of itself are fixed', async () => {
    expect(fields(await as.technician.send('PUT', `/api/assets/${asset.a1}`, { client_id: client.b, site_id: site.b1 }))).toEqual(['client_id']);
    expect(fields(await as.technician.send('PUT', `/api/assets/${asset.a1}`, { serial: 'otro', hostname: 'otro' }))).toEqual(['serial', 'hostname']);
    const changed = await as.technician.send('PUT', `/api/assets/${asset.a1}`, { name: 'Recepción', notes: 'Detrás de la puerta', tags: ['caja', 'caja'] });
    expect(changed.body.data.asset).toMatchObject({ name: 'Recepción', notes: 'Detrás de la puerta', tags: ['caja'] });
    await as.technician.send('PUT', `/api/assets/${asset.a1}`, { name: world.machine_name.a1 });
  });

  test('a retired machine keeps its history, loses its agent and its open alerts, and leaves the list', async () => {
    const one = await plain();
    await owner.query(`update assets set enrolment = 'active', public_key = $2, agent_status = 'online' where asset_id = $1`, [one.asset_id, randomUUID()]);
    await owner.query(`insert into alerts (client_id, site_id, asset_id, opening, metric, opened_at) values ($1, $2, $3, 'x', 'cpu', now())`, [client.a, site.a1, one.asset_id]);
    const answer = await as.technician.send('DELETE', `/api/assets/${one.asset_id}`);
    expect([answer.status, await trips(answer)]).toEqual([200, 2]);
    expect(answer.body.data.asset).toMatchObject({ lifecycle: 'retired', enrolment: 'revoked', open_alerts: 0 });
    expect(ids(await as.technician.get('/api/assets?limit=100'))).not.toContain(one.asset_id);
    expect(ids(await as.technician.get('/api/assets?limit=100&lifecycle=retired'))).toContain(one.asset_id);
    expect((await as.technician.send('DELETE', `/api/assets/${one.asset_id}`)).status).toBe(409);
    expect((await as.technician.send('PUT', `/api/assets/${one.asset_id}`, { lifecycle: 'active' })).status).toBe(409);
    expect(await owner.query(`select 1 from audit_log where entity = 'assets' and entity_id = $1 and action = 'retire'`, [one.asset_id])).toHaveLength(1);
  });

  test('a bulk act names what it left out, and why', async () => {
    const [one, two] = [await plain(), await plain()];
    const act = (action: string, action_data: object, asset_ids: string[]) => as.technician.send('POST', '/api/assets/bulk', { asset_ids, action, action_data });
    const moved = await act('set_site', { site_id: site.a2 }, [one.asset_id, asset.b1, randomUUID()]);
    expect([moved.status, await trips(moved)]).toEqual([200, 2]);
    expect(moved.body.data).toMatchObject({ done: [one.asset_id], failed: [{ code: 'other_client' }, { code: 'not_found' }] });
    await act('add_tags', { tags: ['piso 1', 'caja'] }, [one.asset_id, two.asset_id]);
    await act('remove_tags', { tags: ['caja'] }, [one.asset_id]);
    expect((await as.technician.get(`/api/assets/${one.asset_id}`)).body.data.asset).toMatchObject({ tags: ['piso 1'], site_id: site.a2 });
    expect((await as.technician.get(`/api/assets/${two.asset_id}`)).body.data.asset.tags).toEqual(['piso 1', 'caja']);
    await act('maintenance', { minutes: 60 }, [one.asset_id]);
    expect((await as.technician.get(`/api/assets/${one.asset_id}`)).body.data.asset.maintenance_until).not.toBeNull();
    expect(fields(await act('set_site', {}, [one.asset_id]))).toEqual(['action_data.site_id']);
    expect((await act('retire', {}, [one.asset_id, two.asset_id])).body.data.done).toHaveLength(2);
  });
});

describe('what machines report', () => {
  const report = (sha256: string, content: unknown, change: object = {}) => ({
    type: 'inventory' as const, client_id: client.a, asset_id: asset.a2, class: 'software' as const, sha256: sha256.padEnd(64, '0'), collected_at: new Date(Date.now() + (counter += 1) * 1000).toISOString(), content, r2_key: null, ...change,
  });
  const program = (name: string, version: string) => ({ name, version, publisher: null, installed_on: null, source: 'dpkg' });

  test('devices beside machines are told once a client, by who saw them and since when, until they are kept or ignored', async () => {
    const [known, strange, phone] = ['a4:2b:b0:c1:d2:e3', '00:1b:a9:11:22:33', '02:11:22:33:44:55'];
    const beside = (asset_id: string, sha: string, content: { mac: string; ip: string }[], days: number) => report(sha, content, { asset_id, class: 'neighbours', collected_at: new Date(Date.now() - days * 86_400_000).toISOString() });
    const list = async (query = ''): Promise<Loose> => {
      const answer = await as.technician.get(`/api/discovery?client_id=${client.a}${query}`);
      expect([answer.status, await trips(answer)]).toEqual([200, 1]);
      return answer.body.data;
    };
    expect(await list()).toMatchObject({ devices: [], machines: 0 });
    await owner.query(`update assets set mac_addresses = $2 where asset_id = $1`, [asset.a1_plain, [known]]);
    await takeInventory(deps, [beside(asset.a1, '1', [{ mac: known, ip: '192.168.1.1' }, { mac: strange, ip: '192.168.1.9' }], 3), beside(asset.b1, '2', [{ mac: strange, ip: '10.0.0.9' }], 1)]);
    // A newer list: the address moved, a phone came. An older one that comes late changes nothing.
    await takeInventory(deps, [beside(asset.a1, '3', [{ mac: strange, ip: '192.168.1.10' }, { mac: phone, ip: '192.168.1.70' }], 1)]);
    await takeInventory(deps, [beside(asset.a1, '4', [], 2)]);
    const { devices, machines } = await list();
    expect(machines).toBe(1);
    expect(devices.map((one: Loose) => [one.mac, one.ip, one.is_random, one.seen_by.name, one.site_id])).toEqual([[phone, '192.168.1.70', true, world.machine_name.a1, site.a1], [strange, '192.168.1.10', false, world.machine_name.a1, site.a1]]);
    expect(Math.round((Date.now() - Date.parse(devices[1].since)) / 86_400_000)).toBe(3);
    expect(await list(`&site_id=${site.a2}`)).toMatchObject({ devices: [], machines: 0 });
    // One row a machine, and no change of it.
    expect(await owner.query(`select 1 from asset_inventory where class = 'neighbours' and asset_id = $1`, [asset.a1])).toHaveLength(1);
    expect((await as.technician.get(`/api/assets/${asset.a1}/changes`)).body.data.changes.map((one: Loose) => one.class)).not.toContain('neighbours');
    const classes = async (reader: ApiClient) => (await reader.get(`/api/assets/${asset.a1}/inventory`)).body.data.inventory.map((one: Loose) => one.class);
    expect([(await classes(as.technician)).includes('neighbours'), (await classes(as.client_admin)).includes('neighbours')]).toEqual([true, false]);
    expect((await as.client_admin.get(`/api/discovery?client_id=${client.a}`)).status).toBe(403);

    const ignore = (is_ignored: boolean) => as.technician.send('PUT', '/api/discovery/ignored', { client_id: client.a, mac: phone, is_ignored });
    expect([(await ignore(true)).status, (await ignore(true)).status]).toEqual([200, 200]);
    expect([(await list()).devices.map((one: Loose) => one.mac), (await list('&ignored=true')).devices.map((one: Loose) => one.mac)]).toEqual([[strange], [phone]]);
    expect((await ignore(false)).status).toBe(200);
    const kept = await as.technician.send('POST', '/api/assets', { client_id: client.a, site_id: site.a1, name: 'Impresora de caja', asset_type: 'printer', ip_address: '192.168.1.10', mac_addresses: [strange.toUpperCase()] });
    expect([kept.status, kept.body.data.asset.mac_addresses]).toEqual([201, [strange]]);
    expect((await list()).devices.map((one: Loose) => one.mac)).toEqual([phone]);
    expect(fields(await as.technician.send('POST', '/api/assets', { client_id: client.a, site_id: site.a1, name: 'x', mac_addresses: ['no'] }))).toEqual(['mac_addresses.0']);
  });

  test('a change makes one row, the same hash none, an older report none, and the history reads as a person would say it', async () => {
    const late = report('b', [program('Navegador', '2.0'), program('Editor', '1.0')]);
    const first = report('a', [program('Navegador', '1.0'), program('Juego', '3.0')], { collected_at: new Date(Date.now() + 500).toISOString() });
    await takeInventory(deps, [first]);
    await Promise.all([takeInventory(deps, [late]), takeInventory(deps, [late])]);
    await takeInventory(deps, [first, report('b', late.content)]);
    const rows = await owner.query<{ is_current: boolean }>(`select is_current from asset_inventory where asset_id = $1 and class = 'software' and sha256 like any (array['a00%', 'b00%']) order by collected_at`, [asset.a2]);
    expect(rows.map((row) => row.is_current)).toEqual([false, true]);
    const changes = await as.client_admin.get(`/api/assets/${asset.a2}/changes?class=software&limit=1`);
    expect(await trips(changes)).toBe(1);
    expect(changes.body.data.changes[0]).toMatchObject({ is_first: false, added: ['Editor 1.0'], removed: ['Juego 3.0'], changed: [{ entry: 'Navegador', field: 'version', before: '1.0', after: '2.0' }] });
    const software = await as.technician.get(`/api/assets/${asset.a2}/software?q=naveg`);
    expect(software.body.data).toMatchObject({ software: [{ name: 'Navegador', version: '2.0' }], pagination: { total: 1, next_cursor: null } });
  });

  test('what a machine says of its hardware reaches the list, and a word it leaves out stays', async () => {
    const hardware = { manufacturer: 'Ejemplo', model: 'Torre', serial: 'NUEVA-1', cpu: { name: 'Chip' }, memory_bytes: 8_000_000_000, disks: [{ device: 'sda', size_bytes: 5 }, { device: 'sdb', size_bytes: 7 }] };
    const os = { platform: 'linux', name: 'Sistema', version: '12', hostname: 'bodega', users: [{ name: 'ana' }] };
    const network = [{ name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1'], is_up: true }, { name: 'eth0', mac: 'AA:BB:CC:DD:EE:FF', addresses: ['fe80::1', '10.0.0.8/24'], gateway: '10.0.0.1', is_up: true }];
    await takeInventory(deps, [report('c', hardware, { class: 'hardware' }), report('d', os, { class: 'os' }), report('e', network, { class: 'network' })]);
    const shown = (await as.technician.get(`/api/assets/${asset.a2}`)).body.data.asset;
    expect(shown).toMatchObject({ manufacturer: 'Ejemplo', serial: 'NUEVA-1', disk_bytes: 12, memory_bytes: 8_000_000_000, os_name: 'Sistema', logged_in_user: 'ana', ip_address: '10.0.0.8', mac_addresses: ['aa:bb:cc:dd:ee:ff'] });
    await takeInventory(deps, [report('f', { ...hardware, serial: null }, { class: 'hardware' }), report('1', { ...os, users: [] }, { class: 'os' })]);
    expect((await as.technician.get(`/api/assets/${asset.a2}`)).body.data.asset).toMatchObject({ serial: 'NUEVA-1', logged_in_user: null });
    expect((await as.technician.get(`/api/assets/${asset.a2}/inventory?class=os`)).body.data.inventory).toMatchObject([{ class: 'os', content: { users: [] } }]);
  });

  test('a large report comes through R2 once, and a report of another client\'s machine or of the wrong shape is none', async () => {
    bucket.set('inventory/large', new TextEncoder().encode(JSON.stringify([program('Grande', '1')])));
    const large = report('2', null, { r2_key: 'inventory/large' });
    await takeInventory(deps, [large]);
    expect(bucket.size).toBe(0);
    await takeInventory(deps, [large]);
    expect((await as.technician.get(`/api/assets/${asset.a2}/software?q=grande`)).body.data.pagination.total).toBe(1);
    const before = await owner.query('select count(*) from asset_inventory');
    await takeInventory(deps, [report('3', [program('Ajeno', '1')], { asset_id: asset.b1 }), report('4', { not: 'a list' }), report('5', [{ name: 'x'.repeat(301) }])]);
    expect(await owner.query('select count(*) from asset_inventory')).toEqual(before);
    await takeInventory(deps, [report('6', [program('Con\u0000nulo \ud800', '1')])]);
    expect((await as.technician.get(`/api/assets/${asset.a2}/software`)).body.data.software[0].name).toContain('Con');
  });

  test('hourly means are written once an hour, the fuller word wins, and charts of weeks read them in one round trip', async () => {
    const hour = new Date(Math.floor((Date.now() - 3 * 3_600_000) / 3_600_000) * 3_600_000).toISOString();
    const rollup = { type: 'rollup' as const, client_id: client.a, asset_id: asset.a2, hour, samples: 12, cpu_avg: 40, cpu_max: 80, memory_avg: 50, memory_max: 60, disks: [{ mount: '/', used: 71 }], rx_avg: 1, tx_avg: null };
    await Promise.all([takeRollups(deps, [rollup, { ...rollup, samples: 3, cpu_avg: 1 }]), takeRollups(deps, [{ ...rollup, samples: 5, cpu_avg: 2 }])]);
    await takeRollups(deps, [{ ...rollup, client_id: client.b }, { ...rollup, hour: '2001-01-01T00:00:00.000Z' }]);
    const answer = await as.client_admin.get(`/api/assets/${asset.a2}/metrics?range=7d`);
    expect(await trips(answer)).toBe(1);
    expect(answer.body.data).toMatchObject({ resolution: 'hour' });
    expect(answer.body.data.points.filter((point: Loose) => point.at === hour)).toEqual([{ at: hour, cpu: 40, cpu_max: 80, memory: 50, memory_max: 60, disks: [{ mount: '/', used: 71 }], rx: 1, tx: null }]);
    expect((await as.client_admin.get(`/api/assets/${asset.a2}/metrics?range=365d`)).body.data).toMatchObject({ resolution: 'day' });
    expect((await as.client_admin.get(`/api/assets/${asset.b1}/metrics?range=7d`)).status).toBe(404);
  });

  test('retention drops old reports but the current one', async () => {
    await owner.query(`update asset_inventory set collected_at = now() - interval '500 days' where asset_id = $1`, [asset.a2]);
    await worker.runCron('17 3 * * *');
    const left = await owner.query<{ is_current: boolean }>('select is_current from asset_inventory where asset_id = $1', [asset.a2]);
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((row) => row.is_current)).toBe(true);
  });
});
