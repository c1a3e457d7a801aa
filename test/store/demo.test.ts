// The demo data: complete, within the product's own rules, and written only once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../../drizzle/demo/seed-demo.ts';
import type { DemoFacts } from '../../drizzle/demo/seed-demo.ts';
import { RATING_SCORES } from '../../worker/modules/ratings/values.ts';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '../../worker/modules/tickets/values.ts';
import { USER_ROLES } from '../../worker/modules/users/values.ts';
import { verifyPassword } from '../../worker/platform/passwords.ts';
import { createTestDatabase, sql } from '../support/stack.ts';
import type { TestDatabase } from '../support/stack.ts';

const now = new Date('2026-11-20T15:00:00Z');
let database: TestDatabase;
let db: ReturnType<typeof sql>;
let facts: DemoFacts;

beforeAll(async () => {
  database = await createTestDatabase();
  db = sql(database.ownerUrl);
  facts = await seedDemo({ ownerUrl: database.ownerUrl, now });
});
afterAll(async () => {
  await db.end();
  await database.drop();
});

const count = async (from: string): Promise<number> => Number((await db.query<{ n: string }>(`select count(*) as n from ${from}`))[0]!.n);
const distinct = async (column: string, table: string): Promise<string[]> =>
  (await db.query<{ v: string }>(`select distinct ${column}::text as v from ${table} order by 1`)).map((row) => row.v);

describe('the demo', () => {
  test('has three clients with two sites each, all five roles and forty tickets', async () => {
    expect(await count('clients')).toBe(3);
    expect(await count('sites')).toBe(6);
    expect(await count('tickets')).toBe(40);
    expect(await distinct('role', 'users')).toEqual([...USER_ROLES].sort());
  });

  test('has machines with and without an agent, their readings, and a library with approved and waiting scripts', async () => {
    expect(await count('assets')).toBe(11);
    expect(await distinct('enrolment', 'assets')).toEqual(['active', 'none']);
    expect(await count('agent_metrics')).toBeGreaterThan(2000);
    expect(await distinct('state', 'agent_script_versions')).toEqual(['approved', 'submitted']);
  });

  test('has hours, contracts, ratings of resolved tickets, macros, steps, a report by the calendar and news', async () => {
    for (const table of ['client_contracts', 'macros', 'checklist_templates', 'report_schedules', 'notifications', 'kb_articles', 'ticket_schedules']) expect([table, await count(table)]).not.toEqual([table, 0]);
    expect(await distinct('user_id', "time_entries join users using (user_id) where role = 'technician'")).toHaveLength(2);
    expect(await count(`time_entries e join tickets t using (ticket_id) where e.started_at < t.created_at or e.ended_at > '${now.toISOString()}'`)).toBe(0);
    expect(await distinct('score', 'ticket_ratings')).toEqual([...RATING_SCORES].sort());
    expect(await count('ticket_ratings r where r.resolution_number <> (select count(*) from ticket_resolutions s where s.ticket_id = r.ticket_id and s.created_at < r.created_at)')).toBe(0);
    expect(await count('ticket_checklist_items where done_at is not null')).toBe(1);
  });

  test('shows every status and every priority', async () => {
    expect(await distinct('status', 'tickets')).toEqual([...TICKET_STATUSES].sort());
    expect(await distinct('priority', 'tickets')).toEqual([...TICKET_PRIORITIES].sort());
  });

  test('numbers tickets in the order in which they were opened, none in the future', async () => {
    const rows = await db.query<{ ticket_number: string }>('select ticket_number from tickets order by created_at');
    expect(rows.map((row) => row.ticket_number)).toEqual(rows.map((row) => row.ticket_number).toSorted());
    expect(await count(`ticket_activities where created_at > '${now.toISOString()}'`)).toBe(0);
    expect(await count(`tickets where updated_at > '${now.toISOString()}' or created_at < timestamptz '${now.toISOString()}' - interval '60 days'`)).toBe(0);
  });

  test('tells accounts that can sign in with their password', async () => {
    expect(facts.accounts).toHaveLength(13);
    for (const account of facts.accounts) {
      expect(account.password.length).toBeGreaterThanOrEqual(12);
      const [row] = await db.query<{ password_hash: string; role: string }>('select password_hash, role from users where email = $1 and is_active', [account.email]);
      expect(row?.role).toBe(account.role);
    }
    const [row] = await db.query<{ password_hash: string }>('select password_hash from users limit 1');
    expect(await verifyPassword(facts.accounts[0]!.password, row!.password_hash)).toEqual({ matches: true, rehash: false });
  });

  test('names an authorised sender of a client and a stranger', async () => {
    const domain = (address: string): string => address.split('@')[1]!;
    expect(await count(`client_domains where domain = '${domain(facts.mail.authorized_from)}'`)).toBe(1);
    expect(await count(`client_domains where domain = '${domain(facts.mail.unauthorized_from)}'`)).toBe(0);
    expect(facts.verifiedDomains).toContain(domain(facts.mail.authorized_from));
  });

  test('keeps every raw mail that a row points to', async () => {
    const keys = await distinct('raw_key', 'inbound_emails');
    expect(facts.rawMails.map((mail) => mail.key).sort()).toEqual(keys);
    expect(await count("inbound_emails where state = 'quarantined'")).toBe(2);
    expect(await count('inbound_emails i where not exists (select 1 from email_decisions d where d.inbound_id = i.inbound_id)')).toBe(0);
  });

  test('changes nothing when it runs again, and tells the same accounts', async () => {
    const print = (): Promise<{ print: string }[]> =>
      db.query(`select md5(string_agg(t::text, '|' order by t::text)) as print from (
        select to_jsonb(x) from tickets x union all select to_jsonb(x) from users x union all select to_jsonb(x) from ticket_comments x
        union all select to_jsonb(x) from inbound_emails x union all select to_jsonb(x) from audit_log x) t`);
    const before = await print();
    const again = await seedDemo({ ownerUrl: database.ownerUrl, now: new Date(now.getTime() + 86_400_000) });
    expect(await print()).toEqual(before);
    expect({ ...again, rawMails: facts.rawMails }).toEqual(facts);
    expect(again.rawMails).toEqual([]);
  });
});
