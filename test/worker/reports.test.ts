// Reports over the API: whose they are, what they say, and that their files open.
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'client_admin2', 'client_admin_b', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
  await owner.query(`update clients set timezone = 'America/Mexico_City'`);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const ask = async (by: ApiClient, body: object): Promise<Loose> => {
  const answer = await by.send('POST', '/api/reports', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.report;
};
const ended = (by: ApiClient, id: string): Promise<Loose> => waitFor('the report', async () => {
  const { report } = (await by.get(`/api/reports/${id}`)).body.data;
  return report.status === 'queued' || report.status === 'running' ? null : report;
});
const made = async (by: ApiClient, body: object): Promise<Loose> => {
  const report = await ended(by, (await ask(by, body)).report_id);
  expect(report.status, JSON.stringify(report)).toBe('ready');
  return report;
};
const file = async (by: ApiClient, id: string): Promise<{ headers: Headers; bytes: Buffer }> => {
  const response = await worker.fetch(`/api/reports/${id}/download`, { headers: { Authorization: `Bearer ${by.token}` } });
  expect(response.status).toBe(200);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};
const sheets = async (bytes: Buffer): Promise<{ sheet: string; data: Loose[][] }[]> => (await readXlsxFile(bytes)) as never;
const csv = async (by: ApiClient, id: string): Promise<string> => (await file(by, id)).bytes.toString('utf8');
/** A ticket of the past, as an import would leave it. */
const ticket = async (row: { client_id?: string; site_id?: string; subject: string; created_at: string; resolution?: string }): Promise<string> => {
  const [stored] = await owner.query<{ ticket_number: string; ticket_id: string }>(
    `insert into tickets (client_id, site_id, subject, created_at, updated_at, status, resolution_notes, resolved_at) values ($1, $2, $3, $4, $4, $5, $6, $7) returning ticket_number, ticket_id`,
    [row.client_id ?? client.a, row.site_id ?? site.a1, row.subject, row.created_at, row.resolution ? 'resuelto' : 'nuevo', row.resolution ?? null, row.resolution ? row.created_at : null]);
  if (row.resolution) await owner.query(`insert into ticket_resolutions (ticket_id, client_id, resolved_by, resolved_by_name, resolution_notes, created_at) values ($1, $2, $3, 'x', $4, $5)`,
    [stored!.ticket_id, row.client_id ?? client.a, who.technician.user_id, row.resolution, row.created_at]);
  return stored!.ticket_number;
};

test('the monthly workbook opens, has its eleven columns, its accents, and the month of the client\'s own zone', async () => {
  // Mexico City is six hours behind: the month begins and ends at 06:00 UTC.
  const before = await ticket({ subject: 'Antes del mes', created_at: '2026-03-01T05:59:59Z' });
  const first = await ticket({ subject: 'Primer instante: ¿señal débil?', created_at: '2026-03-01T06:00:00Z', resolution: '=1+1 Se cambió el módem\ny la contraseña' });
  const last = await ticket({ subject: '-Último instante', created_at: '2026-04-01T05:59:59Z' });
  const after = await ticket({ subject: 'Después', created_at: '2026-04-01T06:00:00Z' });
  const report = await made(as.technician, { kind: 'monthly', format: 'xlsx', client_id: client.a, month: '2026-03' });
  expect([report.from_at, report.to_at, report.row_count]).toEqual(['2026-03-01T06:00:00.000Z', '2026-04-01T06:00:00.000Z', 2]);
  const { headers, bytes } = await file(as.technician, report.report_id);
  expect(headers.get('content-type')).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(Number(headers.get('content-length'))).toBe(bytes.length);
  const name = decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(headers.get('content-disposition')!)![1]!);
  const [{ name: clientName }] = await owner.query<{ name: string }>('select name from clients where client_id = $1', [client.a]) as [{ name: string }];
  expect(name).toBe(`Reporte mensual de tickets - ${clientName} - 2026-03.xlsx`);
  const [tickets, about] = await sheets(bytes);
  expect(tickets!.data[0]).toEqual(['Número', 'Cliente', 'Asunto', 'Estado', 'Prioridad', 'Creado', 'Resuelto', 'Técnico', 'Sitio', 'Fecha de solución', 'Solución']);
  expect(tickets!.data.slice(1).map((row) => [row[0], row[2]])).toEqual([[first, 'Primer instante: ¿señal débil?'], [last, '-Último instante']]);
  expect(tickets!.data[1]![10]).toBe('=1+1 Se cambió el módem\ny la contraseña');
  // The wall clock of the client.
  expect((tickets!.data[1]![5] as Date).toISOString()).toBe('2026-03-01T00:00:00.000Z');
  expect(JSON.stringify(tickets)).not.toContain(before);
  expect(JSON.stringify(tickets)).not.toContain(after);
  expect(about!.data.flat()).toEqual(expect.arrayContaining(['Cliente', clientName, 'Periodo', '01/03/2026 – 31/03/2026']));
});

test('text that a spreadsheet would run is neutralised in CSV, the same characters inside stay', async () => {
  const wild = ['=HYPERLINK("http://x.example")', '+52 55', '-1', '@SUM(A1)', ' =1', 'a=b-c@d+e', 'comillas " y, coma'];
  for (const [n, subject] of wild.entries()) await ticket({ subject, created_at: `2026-02-10T1${n}:00:00Z` });
  const report = await made(as.technician, { kind: 'monthly', format: 'csv', client_id: client.a, month: '2026-02' });
  const text = await csv(as.technician, report.report_id);
  expect(text.charCodeAt(0)).toBe(0xfeff);
  for (const shown of [`"'=HYPERLINK(""http://x.example"")"`, "'+52 55", "'-1", "'@SUM(A1)", "' =1", 'a=b-c@d+e', '"comillas "" y, coma"']) expect(text).toContain(`,${shown},`);
  for (const line of text.split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@]/);
});

test('a client_admin gets their own client whatever the body says, and nothing of another', async () => {
  await ticket({ client_id: client.b, site_id: site.b1, subject: 'Secreto de beta', created_at: '2026-05-05T12:00:00Z' });
  const mine = await ticket({ subject: 'De alfa', created_at: '2026-05-05T12:00:00Z' });
  for (const body of [{ client_id: client.b }, { client_id: null }, {}]) {
    const report = await made(as.client_admin, { kind: 'monthly', format: 'csv', month: '2026-05', is_for_client: false, ...body });
    expect(report).toMatchObject({ client_id: client.a, is_for_client: true });
    const text = await csv(as.client_admin, report.report_id);
    expect(text).toContain(mine);
    expect(text).not.toContain('beta');
  }
  const every = await made(as.technician, { kind: 'monthly', format: 'csv', month: '2026-05' });
  expect(await csv(as.technician, every.report_id)).toContain('Secreto de beta');
  expect((await as.solicitante.send('POST', '/api/reports', { kind: 'monthly', format: 'csv' })).status).toBe(403);
  expect((await as.solicitante.get('/api/reports')).status).toBe(403);
});

test('a report of another client, or one that staff made for itself, is not there', async () => {
  const own = await made(as.client_admin, { kind: 'assets', format: 'csv' });
  const staff = await made(as.technician, { kind: 'technicians', format: 'csv', client_id: client.a });
  const shared = await made(as.technician, { kind: 'tickets', format: 'csv', client_id: client.a, is_for_client: true });
  for (const [by, id] of [[as.client_admin_b, own.report_id], [as.client_admin, staff.report_id]] as const) {
    for (const path of [`/api/reports/${id}`, `/api/reports/${id}/download`]) expect((await by.get(path)).status).toBe(404);
    expect((await by.send('DELETE', `/api/reports/${id}`)).status).toBe(404);
    expect((await by.get('/api/reports')).body.data.reports.map((one: Loose) => one.report_id)).not.toContain(id);
  }
  expect((await as.client_admin.get(`/api/reports/${shared.report_id}`)).status).toBe(200);
  expect((await as.client_admin2.get(`/api/reports/${own.report_id}`)).status).toBe(200);
});

test('every kind is made in every format, in both languages', async () => {
  for (const kind of ['tickets', 'sla', 'technicians', 'assets', 'time', 'monthly']) {
    for (const format of ['csv', 'xlsx', 'pdf']) {
      const report = await made(format === 'pdf' ? as.client_admin : as.technician, { kind, format, period: 'this_year', locale: format === 'csv' ? 'en' : 'es' });
      const { bytes } = await file(format === 'pdf' ? as.client_admin : as.technician, report.report_id);
      expect(bytes.length).toBe(report.size);
      if (format === 'xlsx') expect((await sheets(bytes)).length).toBeGreaterThan(0);
      else if (format === 'pdf') expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      else expect(bytes.toString('utf8')).toContain('\r\nClient,');
    }
  }
});

test('the percentage of the report is the one of GET /sla/metrics, in total and by group', async () => {
  await worker.runCron('* * * * *');
  for (const [by, query] of [[as.technician, `client_id=${client.a}&`], [as.technician, ''], [as.client_admin, '']] as const) {
    const report = await made(by, { kind: 'sla', format: 'xlsx', from: '2026-01-01', to: '2027-12-31', group_by: 'technician', ...(query ? { client_id: client.a } : {}) });
    const { metrics } = (await by.get(`/api/sla/metrics?${query}from=${report.from_at}&to=${report.to_at}`)).body.data;
    const cells = (target: Loose): Loose[] => [target.met, target.breached, target.open, target.percent];
    const expected = [...cells(metrics.first_response), ...cells(metrics.resolution)];
    expect(metrics.resolution.met + metrics.resolution.breached + metrics.resolution.open).toBeGreaterThan(0);
    const [{ rows }] = report.figures.tables;
    expect(rows.at(-1)).toEqual(['Total', ...expected]);
    // The groups add up to the total.
    for (const column of [1, 2, 3, 5, 6, 7]) expect(rows.slice(0, -1).reduce((sum: number, row: number[]) => sum + row[column]!, 0)).toBe(rows.at(-1)[column]);
    const [sheet] = await sheets((await file(by, report.report_id)).bytes);
    expect(sheet!.data.at(-1)!.slice(0, 9)).toEqual(['Total', ...expected]);
    for (const row of rows.slice(0, -1) as Loose[][]) {
      const person = Object.values(who).find((one) => one.name === row[0]);
      if (!person) continue;
      const of = (await by.get(`/api/sla/metrics?${query}from=${report.from_at}&to=${report.to_at}&assigned_to=${person.user_id}`)).body.data.metrics;
      expect(row.slice(1)).toEqual([...cells(of.first_response), ...cells(of.resolution)]);
    }
  }
});

test('time is rounded as it is charged, and the client sees neither notes nor what is not charged', async () => {
  await owner.query(`insert into settings (name, value) values ('time_rounding_minutes', '15') on conflict (name) do update set value = '15'`);
  const entry = (minutes: number, isBillable: boolean, note: string) => owner.query(
    `insert into time_entries (ticket_id, client_id, user_id, started_at, ended_at, minutes, note, is_billable, created_by) values ($1, $2, $3, '2026-06-10T12:00:00Z', '2026-06-10T13:00:00Z', $4, $5, $6, $3)`,
    [world.ticket.a1, client.a, who.technician.user_id, minutes, note, isBillable]);
  await entry(20, true, 'Nota que se cobra');
  await entry(50, false, 'Nota interna');
  const cells = async (by: ApiClient): Promise<[Loose[], string]> => {
    const report = await made(by, { kind: 'time', format: 'csv', client_id: client.a, month: '2026-06' });
    return [report.figures.tables[0].rows[0], await csv(by, report.report_id)];
  };
  const [staff, staffText] = await cells(as.technician);
  expect(staff.slice(1)).toEqual([who.technician.name, 1.5, 0.5, 2]);
  expect(staffText).toContain('Nota interna');
  const [own, ownText] = await cells(as.client_admin);
  expect(own.slice(1)).toEqual([who.technician.name, 0.5, 0.5, 1]);
  expect(ownText).not.toContain('Nota');
});

test('what people thought stands in the statistics and beside whoever solved it, for staff and for the client alike', async () => {
  const rated = (of: string, clientId: string, score: string, address: string) => owner.query(
    `insert into ticket_ratings (ticket_id, client_id, resolution_number, score, rated_by, technician_id, created_at) values ($1, $2, 9, $3, $4, $5, '2026-07-10T12:00:00Z')`, [of, clientId, score, address, who.technician.user_id]);
  await rated(world.ticket.a1, client.a, 'good', 'uno@alfa.example');
  await rated(world.ticket.a1, client.a, 'good', 'dos@alfa.example');
  await rated(world.ticket.a2, client.a, 'bad', 'uno@alfa.example');
  await rated(world.ticket.b1, client.b, 'bad', 'uno@beta.example');
  const month = { format: 'csv', month: '2026-07' };
  for (const by of [as.technician, as.client_admin]) {
    const of = by === as.technician ? { client_id: client.a } : {};
    const [summary] = (await made(by, { kind: 'tickets', ...month, ...of, locale: 'en' })).figures.tables;
    expect(summary.rows.filter(([label]: string[]) => /rating/i.test(label!))).toEqual([['Good ratings', 2], ['Neutral ratings', 0], ['Bad ratings', 1], ['% good ratings', 66.7]]);
    const [performance] = (await made(by, { kind: 'technicians', ...month, ...of, locale: 'en' })).figures.tables;
    const at = performance.columns.findIndex(({ label }: { label: string }) => label === 'Ratings');
    expect(performance.rows.find(([name]: Loose[]) => name === who.technician.name).slice(at, at + 2)).toEqual([3, 66.7]);
  }
});

test('the counts by status are those of the ticket list', async () => {
  const report = await made(as.technician, { kind: 'tickets', format: 'xlsx', client_id: client.a, from: '2025-01-01', to: '2028-12-31', locale: 'en' });
  const rows = report.figures.tables[1].rows as Loose[][];
  const names: Record<string, string> = { New: 'nuevo', Resolved: 'resuelto', Closed: 'cerrado', Assigned: 'asignado' };
  for (const [, name, total] of rows.filter(([by]) => by === 'Status')) {
    if (!names[name]) continue;
    const list = (await as.technician.get(`/api/tickets?client_id=${client.a}&status=${names[name]}`)).body.data;
    expect([name, total]).toEqual([name, list.pagination.total]);
  }
  expect(rows.filter(([by]) => by === 'Status').length).toBeGreaterThan(1);
});

test('whoever lost their rights gets a sentence instead of a file', async () => {
  const report = await ask(as.client_admin2, { kind: 'assets', format: 'csv' }).then(async ({ report_id }) => {
    await ended(as.client_admin2, report_id);
    // Asked again by the sweep, as after an outage, when the person is gone.
    await owner.query(`update reports set status = 'queued', r2_key = null, attempts = 0, not_before = now() where report_id = $1`, [report_id]);
    await owner.query('update users set is_active = false where user_id = $1', [who.client_admin2.user_id]);
    await worker.runCron('* * * * *');
    return (await as.technician.get(`/api/reports/${report_id}`)).body.data.report;
  });
  expect(report).toMatchObject({ status: 'failed', error_code: 'not_allowed', attempts: 1 });
  expect(report.error).toContain('ya no puede ver');
  expect((await as.technician.get(`/api/reports/${report.report_id}/download`)).status).toBe(404);
  await owner.query('update users set is_active = true where user_id = $1', [who.client_admin2.user_id]);
});

test('a report whose making broke off is taken up again, and given up after three tries', async () => {
  const { report_id } = await ask(as.technician, { kind: 'assets', format: 'csv', client_id: client.a });
  await ended(as.technician, report_id);
  const left = (attempts: number) => owner.query(`update reports set status = 'running', r2_key = null, lease_token = gen_random_uuid(), lease_until = now() - interval '1 second', attempts = $2 where report_id = $1`, [report_id, attempts]);
  await left(2);
  await Promise.all([worker.runCron('* * * * *'), worker.runCron('* * * * *')]);
  expect((await as.technician.get(`/api/reports/${report_id}`)).body.data.report).toMatchObject({ status: 'ready', attempts: 3 });
  await left(3);
  await worker.runCron('* * * * *');
  expect((await as.technician.get(`/api/reports/${report_id}`)).body.data.report).toMatchObject({ status: 'failed', error_code: 'interrupted' });
});

test('a file that is thrown away or too old is gone from the store as well', async () => {
  const thrown = await made(as.client_admin, { kind: 'assets', format: 'pdf' });
  const old = await made(as.client_admin, { kind: 'assets', format: 'csv' });
  const { ATTACHMENTS: bucket } = await worker.harness.getWorker<{ ATTACHMENTS: R2Bucket }>().getEnv();
  const keys = await owner.query<{ r2_key: string }>('select r2_key from reports where report_id = any($1::uuid[])', [[thrown.report_id, old.report_id]]);
  for (const { r2_key } of keys) expect(await bucket.head(r2_key)).not.toBeNull();
  expect((await as.client_admin.send('DELETE', `/api/reports/${thrown.report_id}`)).status).toBe(200);
  expect((await as.client_admin.get(`/api/reports/${thrown.report_id}`)).status).toBe(404);
  await owner.query(`update reports set expires_at = now() - interval '1 second' where report_id = $1`, [old.report_id]);
  await worker.runCron('* * * * *');
  expect((await as.client_admin.get(`/api/reports/${old.report_id}`)).body.data.report.status).toBe('expired');
  expect((await as.client_admin.get(`/api/reports/${old.report_id}/download`)).status).toBe(404);
  for (const { r2_key } of keys) expect(await bucket.head(r2_key)).toBeNull();
});

test('a body that asks for what cannot be is refused with its field', async () => {
  const fault = async (body: object): Promise<[number, string | undefined]> => {
    const answer = await as.technician.send('POST', '/api/reports', { kind: 'tickets', format: 'csv', ...body });
    return [answer.status, answer.body.errors?.[0]?.field];
  };
  expect(await fault({ from: '2026-05-02', to: '2026-05-01' })).toEqual([422, 'to']);
  expect(await fault({ from: '2010-01-01', to: '2026-05-01' })).toEqual([422, 'to']);
  expect(await fault({ from: '2026-05-01' })).toEqual([422, 'to']);
  expect(await fault({ period: 'this_month', month: '2026-01' })).toEqual([422, 'period']);
  expect(await fault({ timezone: 'Mars/Olympus' })).toEqual([422, 'timezone']);
  expect(await fault({ is_for_client: true })).toEqual([422, 'is_for_client']);
  expect((await fault({ client_id: '00000000-0000-4000-8000-00000000dead' }))[0]).toBe(404);
  expect(await fault({ format: 'docx' })).toEqual([422, 'format']);
});
