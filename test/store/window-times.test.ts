// Maintenance windows in SQL and in the rules: the same times, whatever the clocks of a zone do.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { occurrences } from '../../worker/modules/alerts/window-rules.ts';
import { createTestDatabase, sql, type TestDatabase } from '../support/stack.ts';

let database: TestDatabase;
let owner: ReturnType<typeof sql>;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = sql(database.ownerUrl);
});
afterAll(async () => {
  await owner?.end();
  await database?.drop();
});

/** Windows of every length and rhythm, and instants around the changes of clocks of two years. */
function samples() {
  const zones = ['America/New_York', 'Europe/Madrid', 'America/Mexico_City', 'Australia/Lord_Howe', 'UTC'];
  const changes = ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z', '2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z', '2027-03-14T07:00:00Z'].map((iso) => Date.parse(iso));
  const found: { starts_at: string; ends_at: string; every_days: number | null; repeats_until: string | null; timezone: string; at: string }[] = [];
  let seed = 7;
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (const timezone of zones) {
    for (let n = 0; n < 160; n++) {
      const every_days = [null, 1, 2, 7, 14, 28][next(6)]!;
      const start = Date.parse('2026-02-20T00:00:00Z') + next(15 * 96) * 15 * 60_000;
      const length = every_days === 1 && next(4) === 0 ? DAY : (1 + next(40)) * 15 * 60_000;
      const change = changes[next(changes.length)]!;
      found.push({
        timezone, every_days, starts_at: new Date(start).toISOString(), ends_at: new Date(start + length).toISOString(), repeats_until: every_days !== null && next(3) === 0 ? new Date(change + next(20) * HOUR).toISOString() : null,
        at: new Date(change + (next(96 * 4) - 96 * 2) * 15 * 60_000).toISOString(),
      });
    }
  }
  return found;
}

test('SQL and the rules agree on when a repeating window holds and when it last ended, around every change of clocks', async () => {
  const cases = samples();
  const rows = await owner.query<{ holds_until: string | null; last_end: string | null }>(
    `select to_json(app.window_end(w, x.at)) as holds_until, to_json(app.window_last_end(w, x.at)) as last_end
       from jsonb_array_elements($1::jsonb) with ordinality as e (value, n), lateral jsonb_populate_record(null::maintenance_windows, e.value) w, lateral (select (e.value ->> 'at')::timestamptz as at) x order by e.n`,
    [JSON.stringify(cases)],
  );
  let held = 0;
  for (const [n, one] of cases.entries()) {
    const shape = { ...one, starts_at: new Date(one.starts_at), ends_at: new Date(one.ends_at), repeats_until: one.repeats_until ? new Date(one.repeats_until) : null };
    const at = Date.parse(one.at);
    const all = occurrences(shape, new Date(0), 1000);
    const now = all.filter((time) => Date.parse(time.starts_at) <= at && Date.parse(time.ends_at) > at).map((time) => Date.parse(time.ends_at));
    const over = all.map((time) => Date.parse(time.ends_at)).filter((end) => end <= at);
    const instant = (text: string | null): number | null => (text === null ? null : Date.parse(text));
    held += now.length > 0 ? 1 : 0;
    expect([instant(rows[n]!.holds_until), instant(rows[n]!.last_end)], JSON.stringify(one)).toEqual([now.length > 0 ? Math.max(...now) : null, over.length > 0 ? Math.max(...over) : null]);
    // The list of next times begins with what holds now.
    const [first] = occurrences(shape, new Date(at), 1);
    if (now.length > 0) expect(Date.parse(first!.starts_at), JSON.stringify(one)).toBeLessThanOrEqual(at);
  }
  expect(held).toBeGreaterThan(60);
});

test('a zone that Postgres does not know is refused when the window is planned', async () => {
  await expect(owner.query(`select (timestamptz '2026-01-01' at time zone 'America/Atlantida')`)).rejects.toThrow(/time zone/);
  await owner.query(`insert into clients (client_id, name) values ('00000000-0000-4000-8000-0000000000c1', 'Zonas')`);
  const plan = (zone: string) => owner.query(`insert into maintenance_windows (client_id, name, starts_at, ends_at, timezone) values ('00000000-0000-4000-8000-0000000000c1', 'Ventana', now(), now() + interval '1 hour', $1)`, [zone]);
  await expect(plan('America/Atlantida')).rejects.toThrow(/time zone/);
  await plan('America/Monterrey');
});
