// Who could be told about a ticket is asked of SQL: active people who may see it, and nobody of another site or client.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from 'pg';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, type TestDatabase } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

// Under vitest a plain import would pick the package's Worker build.
const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

const { who, client, site, ticket } = world;
let database: TestDatabase;
let owner: SqlWindow;
let login: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  login = new pg.Client({ connectionString: database.appUrl });
  await login.connect();
});
afterAll(async () => {
  await login.end();
  await owner.end();
  await database.drop();
});

interface Told { user_id: string; is_creator: boolean; is_assignee: boolean; is_watcher: boolean; muted: string[] }
type Place = { client_id: string; site_id: string; creator: PersonName | null; assignee: PersonName | null; ticket_id: string | null };
const nameOf = (userId: string) => Object.entries(who).find(([, person]) => person.user_id === userId)![0] as PersonName;

async function told(asked: PersonName | 'mail_in', place: Place): Promise<Map<PersonName, Told>> {
  await login.query('begin');
  try {
    if (asked === 'mail_in') await login.query(`select set_config('role', 'lanet_job', true), app.become_job('mail_in')`);
    else await login.query(`select set_config('role', 'lanet_user', true), app.become_user($1, $2)`, [who[asked].user_id, who[asked].session_id]);
    const id = (name: PersonName | null) => (name ? who[name].user_id : null);
    const { rows } = await login.query<Told>('select * from app.notice_people($1, $2, $3, $4, $5)', [place.client_id, place.site_id, id(place.creator), id(place.assignee), place.ticket_id]);
    expect(rows.length).toBe(new Set(rows.map((row) => row.user_id)).size);
    return new Map(rows.map((row) => [nameOf(row.user_id), row]));
  } finally {
    await login.query('rollback');
  }
}
const staff: PersonName[] = ['superadmin', 'superadmin2', 'admin', 'admin2', 'technician', 'technician2'];
const a1: Place = { client_id: client.a, site_id: site.a1, creator: 'client_admin', assignee: 'technician', ticket_id: ticket.a1 };
const names = (people: Map<PersonName, Told>) => [...people.keys()].toSorted();

test('staff, the administrators of the client and those of the site who follow; not the other site, the other client, the deactivated', async () => {
  expect(names(await told('mail_in', a1))).toEqual([...staff, 'client_admin', 'client_admin2', 'solicitante'].toSorted());
});

test('creator, assignee and watchers are marked', async () => {
  const people = await told('mail_in', a1);
  const marks = (name: PersonName) => (({ is_creator, is_assignee, is_watcher }) => [is_creator, is_assignee, is_watcher])(people.get(name)!);
  expect([marks('client_admin'), marks('technician'), marks('client_admin2'), marks('solicitante')]).toEqual([[true, false, true], [false, true, true], [false, false, false], [false, false, true]]);
});

test('who created a ticket at a site that is not theirs is still told', async () => {
  const people = await told('mail_in', { ...a1, site_id: site.a2, creator: 'solicitante', ticket_id: ticket.a2_created_by_solicitante });
  expect(people.get('solicitante')).toMatchObject({ is_creator: true });
  expect(people.has('solicitante2')).toBe(false);
});

test('following is not enough for one who lost the site, was deactivated, or never belonged to the client', async () => {
  for (const name of ['solicitante2', 'gone'] as const) await owner.query('insert into ticket_watchers (ticket_id, client_id, user_id) values ($1, $2, $3)', [ticket.a1, client.a, who[name].user_id]);
  expect(names(await told('mail_in', a1))).toEqual([...staff, 'client_admin', 'client_admin2', 'solicitante'].toSorted());
  expect((await told('mail_in', { ...a1, creator: 'gone' })).has('gone')).toBe(false);
  expect((await told('mail_in', { ...a1, creator: 'solicitante_b' })).has('solicitante_b')).toBe(false);
  await owner.query('delete from ticket_watchers where user_id in ($1, $2)', [who.solicitante2.user_id, who.gone.user_id]);
});

test('what a person switched off for mail comes along, and only that', async () => {
  const off = (event: string, channel: string, isOn: boolean) =>
    owner.query('insert into notification_preferences (user_id, event, channel, is_on) values ($1, $2, $3, $4)', [who.solicitante.user_id, event, channel, isOn]);
  await off('ticket_commented', 'email', false);
  await off('ticket_closed', 'email', true);
  await off('ticket_resolved', 'in_app', false);
  const people = await told('mail_in', a1);
  expect(people.get('solicitante')!.muted).toEqual(['ticket_commented']);
  expect(people.get('client_admin2')!.muted).toEqual([]);
});

test('a client person learns of people around tickets of the own client alone', async () => {
  expect((await told('client_admin_b', a1)).size).toBe(0);
  expect((await told('client_admin', { ...a1, client_id: client.b, site_id: site.b1, creator: 'client_admin_b', ticket_id: ticket.b1 })).size).toBe(0);
  expect(names(await told('solicitante', a1))).toEqual([...staff, 'client_admin', 'client_admin2', 'solicitante'].toSorted());
});
