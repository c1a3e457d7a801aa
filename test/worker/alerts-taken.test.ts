// From what an object says of a condition to the one ticket about it: duplicates, races, recoveries, fallen sites, windows.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { takeAlerts } from '../../worker/modules/alerts/take-alerts.ts';
import { systemIds } from '../../worker/platform/clock.ts';
import { openDatabase } from '../../worker/platform/database.ts';
import { sweepAlerts } from '../../worker/sweeps/alerts.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let testDatabase: TestDatabase;
let owner: ReturnType<typeof sql>;
let deps: Parameters<typeof takeAlerts>[0] & Parameters<typeof sweepAlerts>[0];
const { client, site, asset, who } = world;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await makeWorld(testDatabase.ownerUrl);
  owner = sql(testDatabase.ownerUrl);
  const nothing = { publish: async () => undefined };
  deps = {
    database: openDatabase(testDatabase.appUrl, `${stackFacts().neonUrl}/sql`), clock: { now: () => new Date() }, ids: systemIds,
    boards: nothing, dispatch: async () => undefined, log: { error: () => undefined, info: () => undefined }, config: { mailFrom: 'soporte@mail.example.com', origin: 'https://portal.example.com' },
  } as unknown as typeof deps;
});
afterAll(async () => {
  await owner?.end();
  await testDatabase?.drop();
});
beforeEach(async () => {
  await owner.query('delete from alerts');
  await owner.query('delete from maintenance_windows');
  await owner.query(`update alert_rules set resolves_ticket = false, opens_ticket = true`);
  await owner.query(`update assets set agent_status = 'online', offline_since = null where enrolment = 'active'`);
  // Mails of one test are none of the next one's.
  await owner.query(`update email_queue set status = 'cancelled' where status = 'pending'`);
});

const CPU = '00000000-0000-4000-8001-000000000001';
const OFFLINE = '00000000-0000-4000-8001-000000000005';
type Message = Parameters<typeof takeAlerts>[1][number];
const at = (seconds = 0): string => new Date(Date.now() + seconds * 1000).toISOString();
const word = (change: Partial<Message> = {}): Message => ({
  type: 'alert', client_id: client.a, asset_id: asset.a1, rule_id: CPU, target: null, opening: randomUUID(), state: 'open', at: at(), value: 97.25,
  samples: [{ at: at(-300), value: 95 }, { at: at(), value: 97.25 }], ...change,
});
const alertsNow = () => owner.query<{ status: string; kind: string; ticket_id: string | null; asset_id: string | null; folded_into: string | null; suppressed_by: string | null }>('select * from alerts order by opened_at, alert_id');
const ticketsNow = () => owner.query<{ ticket_id: string; subject: string; description: string; status: string; priority: string; channel: string; asset_id: string | null; site_id: string; version: number }>(
  `select * from tickets where ticket_id in (select ticket_id from alerts) order by ticket_seq`);
const commentsOf = (ticketId: string) => owner.query<{ body_text: string; visibility: string }>('select body_text, visibility from ticket_comments where ticket_id = $1 order by created_at', [ticketId]);
const enrolMore = async (count: number, siteId: string = site.a1): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) await owner.query(`insert into assets (asset_id, client_id, site_id, name, asset_type, enrolment, agent_status, public_key) values ($1, $2, $3, $4, 'server', 'active', 'online', $5)`, [id, client.a, siteId, `SRV-${id.slice(0, 4)}`, `key-${id}`]);
  return ids;
};
const drop = (ids: string[], seconds = -5) => owner.query(`update assets set agent_status = 'offline', offline_since = $2 where asset_id = any($1::uuid[])`, [ids, at(seconds)]);

describe('one condition, one ticket', () => {
  test('an opening gives an alert and a ticket of the machine with its readings, and tells the staff', async () => {
    const effects = await takeAlerts(deps, [word()]);
    const [ticket] = await ticketsNow();
    expect(ticket).toMatchObject({ subject: 'CPU 97.3 %: ALFA-RECEPCION', channel: 'agente', asset_id: asset.a1, site_id: site.a1, status: 'nuevo', priority: 'media' });
    expect(ticket!.description).toContain('Lecturas:');
    expect(effects.map((effect) => effect.type)).toEqual(expect.arrayContaining(['ticket', 'asset', 'mail']));
    const mails = await owner.query<{ to_email: string }>(`select to_email from email_queue where ticket_id = $1`, [ticket!.ticket_id]);
    expect(mails.map((mail) => mail.to_email)).toEqual(expect.arrayContaining([who.technician.email, who.client_admin.email]));
    expect(mails.map((mail) => mail.to_email)).not.toContain(who.client_admin_b.email);
  });

  test('a thousand words about the same opening, by two consumers at once, give one alert, one ticket and one mail a person', async () => {
    const same = word();
    const batch = Array.from({ length: 100 }, () => same);
    await Promise.all(Array.from({ length: 10 }, () => takeAlerts(deps, batch)));
    expect(await alertsNow()).toHaveLength(1);
    const tickets = await ticketsNow();
    expect(tickets).toHaveLength(1);
    const twice = await owner.query(`select to_email from email_queue where ticket_id = $1 group by to_email having count(*) > 1`, [tickets[0]!.ticket_id]);
    expect(twice).toEqual([]);
    expect(await owner.query('select 1 from ticket_activities where ticket_id = $1', [tickets[0]!.ticket_id])).toHaveLength(1);
  });

  test('a word of a machine under another client, of an unknown rule or of a held machine changes nothing', async () => {
    await takeAlerts(deps, [word({ client_id: client.b }), word({ rule_id: randomUUID() }), word({ asset_id: asset.a1_held }), word({ asset_id: asset.a1_revoked })]);
    expect(await alertsNow()).toEqual([]);
  });

  test('a rule that opens no tickets gives an alert alone', async () => {
    await owner.query(`update alert_rules set opens_ticket = false where rule_id = $1`, [CPU]);
    await takeAlerts(deps, [word()]);
    expect(await alertsNow()).toMatchObject([{ status: 'open', ticket_id: null }]);
  });

  test('hostile text of a machine is stored as text', async () => {
    await takeAlerts(deps, [word({ target: 'C:\u0000\ud800<script>' })]);
    expect((await alertsNow())[0]).toMatchObject({ status: 'open' });
    expect((await ticketsNow())[0]!.subject).toContain('<script>');
  });
});

describe('recovery', () => {
  test('of alerts whose tickets were merged the target hears, of two at once too, and it is resolved by none of them', async () => {
    const [first, second] = [word(), word({ asset_id: asset.a2 })];
    await owner.query(`update alert_rules set resolves_ticket = true where rule_id = $1`, [CPU]);
    await takeAlerts(deps, [first, second]);
    const merged = await ticketsNow();
    for (const one of merged) {
      await owner.query(`insert into ticket_merges (client_id, source_id, target_id, source_before, source_version, people, merged_by, merged_by_name) values ($1, $2, $3, '{"status": "nuevo"}', 2, '{"user_ids": [], "emails": []}', $4, 'x')`,
        [client.a, one.ticket_id, world.ticket.a1, who.technician.user_id]);
      await owner.query(`update tickets set status = 'cancelado', version = version + 1 where ticket_id = $1`, [one.ticket_id]);
    }
    const before = (await commentsOf(world.ticket.a1)).length;
    const effects = await takeAlerts(deps, [first, second].map((one) => word({ ...one, state: 'recovered', at: at(600) })));
    expect((await commentsOf(world.ticket.a1)).length).toBe(before + 2);
    expect(await alertsNow()).toMatchObject([{ status: 'recovered' }, { status: 'recovered' }]);
    expect(await owner.query(`select status::text from tickets where ticket_id = $1`, [world.ticket.a1])).toEqual([{ status: 'nuevo' }]);
    expect(await commentsOf(merged[0]!.ticket_id)).toEqual([]);
    expect(effects.filter((one) => one.type === 'ticket').map((one) => one.ticket_id)).toContain(world.ticket.a1);
    await owner.query('delete from ticket_merges where undone_at is null');
  });

  test('it is said once on the ticket, whoever repeats it, and the ticket stays open', async () => {
    const opening = word();
    await takeAlerts(deps, [opening]);
    const recovered = word({ ...opening, state: 'recovered', at: at(600) });
    await Promise.all([takeAlerts(deps, [recovered]), takeAlerts(deps, [recovered])]);
    await takeAlerts(deps, [recovered]);
    const [ticket] = await ticketsNow();
    expect(await alertsNow()).toMatchObject([{ status: 'recovered' }]);
    expect(await commentsOf(ticket!.ticket_id)).toMatchObject([{ visibility: 'public', body_text: expect.stringContaining('volvió a la normalidad') }]);
    expect(ticket).toMatchObject({ status: 'nuevo', version: 2 });
  });

  test('by the rule\'s wish it resolves the ticket with notes, and never one that was closed before', async () => {
    await owner.query(`update alert_rules set resolves_ticket = true where rule_id = $1`, [CPU]);
    const [one, two] = [word(), word({ asset_id: asset.a2 })];
    await takeAlerts(deps, [one, two]);
    await owner.query(`update tickets set status = 'cancelado', version = version + 1 where asset_id = $1 and ticket_id in (select ticket_id from alerts)`, [asset.a2]);
    await takeAlerts(deps, [word({ ...one, state: 'recovered' }), word({ ...two, state: 'recovered' })]);
    const tickets = await ticketsNow();
    expect(tickets.map((ticket) => [ticket.asset_id, ticket.status])).toEqual(expect.arrayContaining([[asset.a1, 'resuelto'], [asset.a2, 'cancelado']]));
    expect(await owner.query(`select 1 from ticket_resolutions where ticket_id = $1`, [tickets.find((ticket) => ticket.asset_id === asset.a1)!.ticket_id])).toHaveLength(1);
  });

  test('a recovery that overtakes its opening leaves history and no ticket', async () => {
    const opening = word();
    await takeAlerts(deps, [word({ ...opening, state: 'recovered' })]);
    await takeAlerts(deps, [opening]);
    expect(await alertsNow()).toMatchObject([{ status: 'recovered', ticket_id: null }]);
  });

  test('an opening and its recovery in one batch open no ticket', async () => {
    const opening = word();
    await takeAlerts(deps, [word({ ...opening, state: 'recovered' }), opening]);
    expect(await alertsNow()).toMatchObject([{ status: 'recovered', ticket_id: null }]);
  });
});

describe('a site that falls', () => {
  test('three machines of a site within a minute give one ticket that names them; their own alerts are folded; it ends when most are back', async () => {
    const servers = await enrolMore(3, site.a2);
    await drop([...servers, asset.a2]);
    const openings = servers.map((id) => word({ asset_id: id, rule_id: OFFLINE, value: 1, samples: [] }));
    await Promise.all([takeAlerts(deps, openings), takeAlerts(deps, openings), sweepAlerts(deps)]);
    const tickets = await ticketsNow();
    expect(tickets).toMatchObject([{ subject: 'Sitio sin conexión: Bodega', priority: 'critica', asset_id: null, site_id: site.a2 }]);
    for (const id of servers) expect(tickets[0]!.description).toContain(`SRV-${id.slice(0, 4)}`);
    const alerts = await alertsNow();
    expect(alerts.filter((alert) => alert.kind === 'site_down')).toHaveLength(1);
    expect(alerts.filter((alert) => alert.kind === 'offline').every((alert) => alert.folded_into !== null && alert.ticket_id === null)).toBe(true);

    await owner.query(`update assets set agent_status = 'online', offline_since = null where asset_id = any($1::uuid[])`, [[...servers.slice(1), asset.a2]]);
    await takeAlerts(deps, openings.slice(1).map((opening) => word({ ...opening, state: 'recovered' })));
    await Promise.all([sweepAlerts(deps), sweepAlerts(deps), sweepAlerts(deps)]);
    expect(await commentsOf(tickets[0]!.ticket_id)).toHaveLength(1);
    // The one that did not come back speaks for itself now.
    expect((await ticketsNow()).map((ticket) => ticket.asset_id)).toEqual([null, servers[0]]);
    await owner.query(`update assets set enrolment = 'revoked' where asset_id = any($1::uuid[])`, [servers]);
  });

  test('one machine offline waits for its neighbours and then gets its own ticket', async () => {
    const [server] = await enrolMore(1, site.a1);
    await drop([server!]);
    await takeAlerts(deps, [word({ asset_id: server!, rule_id: OFFLINE, value: 1, samples: [] })]);
    await sweepAlerts(deps);
    expect(await ticketsNow()).toEqual([]);
    await owner.query(`update alerts set ticket_due_at = now() - interval '1 second'`);
    await Promise.all([sweepAlerts(deps), sweepAlerts(deps)]);
    expect(await ticketsNow()).toMatchObject([{ subject: expect.stringContaining('Sin conexión'), asset_id: server }]);
    await owner.query(`update assets set enrolment = 'revoked' where asset_id = $1`, [server]);
  });
});

describe('a maintenance window', () => {
  const window = (change: string) => owner.query<{ window_id: string }>(`insert into maintenance_windows (client_id, site_id, asset_id, name, starts_at, ends_at, every_days) values ${change} returning window_id`);

  test('keeps alerts quiet, and when it ends what still holds becomes a ticket, with one word for the staff', async () => {
    await window(`('${client.a}', null, null, 'Parches', now() - interval '1 hour', now() + interval '1 hour', null)`);
    const [stands, ends] = [word(), word({ asset_id: asset.a2 })];
    await takeAlerts(deps, [stands, ends]);
    await takeAlerts(deps, [word({ ...ends, state: 'recovered' })]);
    await sweepAlerts(deps);
    expect(await ticketsNow()).toEqual([]);
    expect((await alertsNow()).every((alert) => alert.suppressed_by !== null)).toBe(true);

    await owner.query(`update maintenance_windows set ends_at = now() - interval '1 second'`);
    await Promise.all([sweepAlerts(deps), sweepAlerts(deps)]);
    await sweepAlerts(deps);
    const tickets = await ticketsNow();
    expect(tickets).toMatchObject([{ asset_id: asset.a1, description: expect.stringContaining('«Parches»') }]);
    expect(await commentsOf(tickets[0]!.ticket_id)).toMatchObject([{ visibility: 'internal', body_text: expect.stringContaining('silenció 2 alertas; 1 sigue activa') }]);
    expect(await owner.query(`select details from audit_log where action = 'window_ended'`)).toMatchObject([{ details: { silenced: 2, standing: 1 } }]);
  });

  test('of another client, another site or another machine keeps nothing quiet', async () => {
    await window(`('${client.b}', null, null, 'Ajena', now() - interval '1 hour', now() + interval '1 hour', null)`);
    await window(`('${client.a}', '${site.a2}', null, 'Otro sitio', now() - interval '1 hour', now() + interval '1 hour', null)`);
    await window(`('${client.a}', null, '${asset.a2}', 'Otro equipo', now() - interval '1 hour', now() + interval '1 hour', null)`);
    await takeAlerts(deps, [word()]);
    expect(await ticketsNow()).toHaveLength(1);
  });

  test('that repeats holds again a week later', async () => {
    await window(`('${client.a}', null, '${asset.a1}', 'Semanal', now() - interval '15 days', now() - interval '13 days', 7)`);
    await takeAlerts(deps, [word(), word({ asset_id: asset.a2 })]);
    expect((await ticketsNow()).map((ticket) => ticket.asset_id)).toEqual([asset.a2]);
  });
});
