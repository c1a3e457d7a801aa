// Figures of the dashboards against a count by hand, against the lists they lead to, and against the percentage of service levels.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const { who, client, site } = world;
const ROLES = ['superadmin', 'admin', 'technician', 'client_admin', 'client_admin_b', 'solicitante', 'solicitante_b'] as const satisfies readonly PersonName[];
type Caller = (typeof ROLES)[number];
const as = {} as Record<Caller, ApiClient>;
const OPEN = ['nuevo', 'asignado', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'reabierto'];
const isStaff = (name: Caller): boolean => who[name].client_id === null;
const ZONE = 'Europe/Madrid';

interface Row {
  ticket_id: string;
  client_id: string;
  site_id: string;
  created_by: string | null;
  assigned_to: string | null;
  status: string;
  priority: string;
  created_at: Date;
  finished_at: Date | null;
  due_at: Date | null;
  first_response_used_s: number | null;
  resolution_used_s: number | null;
}

/** What a caller may see, by the words of the role matrix and not by any policy. */
function visible(rows: readonly Row[], name: Caller): Row[] {
  const person = who[name];
  const own: Record<string, string> = { solicitante: site.a1, solicitante_b: site.b1 };
  return rows.filter((row) => isStaff(name) || (row.client_id === person.client_id && (person.role === 'client_admin' || row.site_id === own[name] || row.created_by === person.user_id)));
}
const everyTicket = (): Promise<Row[]> => owner.query<Row>(`select t.ticket_id, t.client_id, t.site_id, t.created_by, t.assigned_to, t.status::text, t.priority::text, t.created_at, coalesce(t.resolved_at, t.closed_at) as finished_at,
  c.due_at, c.first_response_used_s, c.resolution_used_s from tickets t join sla_compliance c using (ticket_id) where t.deleted_at is null`);
const tally = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
const withoutZeros = (counts: Record<string, number>): Record<string, number> => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
const dayFormats = Object.fromEntries([ZONE, 'America/Mexico_City'].map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv-SE', { timeZone })]));
const localDay = (at: Date, zone: string): string => dayFormats[zone]!.format(at);

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ROLES) as[name] = await signIn(worker, who[name]);
  await owner.query('update clients set timezone = $1 where client_id = $2', [ZONE, client.a]);
  // A desk of 120 days: every status, priority, place and person, some minutes around local midnights.
  await owner.query(
    `insert into tickets (client_id, site_id, created_by, assigned_to, subject, description, priority, status, resolution_notes, created_at, updated_at, resolved_at, closed_at)
     select case when n % 3 = 0 then $1::uuid else $2::uuid end, case when n % 3 = 0 then $3::uuid when n % 2 = 0 then $4::uuid else $5::uuid end,
            case when n % 3 = 0 then $6::uuid when n % 7 = 0 then $7::uuid else $8::uuid end, case n % 4 when 0 then null when 1 then $9::uuid else $10::uuid end,
            'Asunto ' || n, '', (array['baja', 'media', 'alta', 'critica'])[1 + n % 4]::ticket_priority, s.status::ticket_status, 'Listo', at, at,
            case when s.status = 'resuelto' or (s.status = 'cerrado' and n % 2 = 0) then least(now(), at + interval '5 hours' * (n % 11)) end, case when s.status = 'cerrado' then least(now(), at + interval '3 days') end
       from generate_series(1, 240) n
       cross join lateral (select (array['nuevo', 'asignado', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'resuelto', 'cerrado', 'cancelado', 'reabierto', 'resuelto', 'cerrado'])[1 + n % 11] as status,
                                  date_trunc('hour', now()) - interval '13 hours' * n + interval '1 minute' * (n % 60) as at) s`,
    [client.b, client.a, site.b1, site.a1, site.a2, who.client_admin_b.user_id, who.solicitante.user_id, who.client_admin.user_id, who.technician.user_id, who.technician2.user_id]);
  // Clocks as a keeper leaves them; the real one works on none of them meanwhile.
  await owner.query(`with n as (select ticket_id, row_number() over (order by created_at, ticket_id) as n from tickets)
    update sla_compliance c set is_stale = false, next_event_at = null, first_response_target = case when n % 9 > 0 then 60 end, resolution_target = 480,
      first_response_state = (array['met', 'met', 'breached', 'pending', 'stopped'])[1 + n % 5], first_response_due_at = t.created_at + interval '1 hour', first_response_breached_at = case when n % 5 = 2 then t.created_at + interval '1 hour' end,
      first_response_used_s = case when n % 5 < 3 and t.deleted_at is null then 60 * (n * 7 % 600) end,
      resolution_state = case when t.status in ('resuelto', 'cerrado') then case when n % 4 = 0 then 'breached' else 'met' end when t.status = 'cancelado' then 'stopped' when t.status = 'espera_cliente' then 'paused' else 'pending' end,
      resolution_due_at = now() + interval '1 hour' * (n % 12 - 4), resolution_breached_at = case when t.status in ('resuelto', 'cerrado') and n % 4 = 0 then t.created_at + interval '8 hours' end,
      resolution_at = coalesce(t.resolved_at, t.closed_at), resolution_used_s = case when t.status in ('resuelto', 'cerrado') and t.deleted_at is null then 60 * (n * 13 % 3000) end,
      due_at = case when t.status in ('nuevo', 'asignado', 'en_proceso', 'reabierto') then now() + interval '1 hour' * (n % 12 - 4) + interval '5 minutes' end
    from tickets t join n using (ticket_id) where c.ticket_id = t.ticket_id`);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const get = async (name: Caller, path: string): Promise<Loose> => {
  const answer = await as[name].get(path);
  expect(answer.status, `${name} ${path}: ${JSON.stringify(answer.body)}`).toBe(200);
  return answer.body.data as Loose;
};
const listed = async (name: Caller, filters: Record<string, string | null | undefined>): Promise<number> => {
  const query = new URLSearchParams(Object.entries(filters).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return (await get(name, `/api/tickets?limit=1&${query}`)).pagination.total as number;
};

describe.each(ROLES)('%s', (name) => {
  test('figures of now are those of a count by hand', async () => {
    const { stats } = await get(name, '/api/dashboard/stats');
    const rows = visible(await everyTicket(), name);
    const open = rows.filter((row) => OPEN.includes(row.status));
    const at = Date.parse(stats.at);
    expect(open.length).toBeGreaterThan(10);
    expect(stats.open.total).toBe(open.length);
    expect(stats.open.unassigned).toBe(open.filter((row) => row.assigned_to === null).length);
    expect(withoutZeros(stats.open.by_status)).toEqual(tally(open.map((row) => row.status)));
    expect(withoutZeros(stats.open.by_priority)).toEqual(tally(open.map((row) => row.priority)));
    expect(stats.open.waiting_for_client).toBe(open.filter((row) => row.status === 'espera_cliente').length);
    expect(stats.open.overdue).toBe(open.filter((row) => row.due_at !== null && row.due_at.getTime() <= at).length);
    expect(stats.open.due_soon).toBe(open.filter((row) => row.due_at !== null && row.due_at.getTime() > at && row.due_at.getTime() <= at + 4 * 3_600_000).length);
    expect(stats.resolved_unconfirmed).toBe(isStaff(name) ? null : rows.filter((row) => row.status === 'resuelto').length);
    if (who[name].role === 'solicitante') return expect([stats.ages, stats.compliance, stats.fleet]).toEqual([null, null, null]);
    const days = (row: Row): number => (at - row.created_at.getTime()) / 86_400_000;
    expect(stats.ages.map((bucket: Loose) => bucket.count)).toEqual([[0, 1], [1, 3], [3, 7], [7, 30], [30, Infinity]].map(([from, to]) => open.filter((row) => days(row) > from! && days(row) <= to!).length));
    return undefined;
  });

  test.each([['days=7', 7], ['days=30', 30], ['days=90', 90]] as const)('of a period (%s): local days, created against finished', async (query, count) => {
    const { stats } = await get(name, `/api/dashboard/stats?${query}`);
    const zone = who[name].client_id === client.a ? ZONE : 'America/Mexico_City';
    expect(stats.period.timezone).toBe(zone);
    expect(stats.period.last_day).toBe(localDay(new Date(stats.at), zone));
    const rows = visible(await everyTicket(), name);
    const inside = (at: Date | null): boolean => at !== null && localDay(at, zone) >= stats.period.first_day && localDay(at, zone) <= stats.period.last_day;
    expect([stats.created, stats.finished]).toEqual([rows.filter((row) => inside(row.created_at)).length, rows.filter((row) => inside(row.finished_at)).length]);
    if (who[name].role === 'solicitante') return expect((await as[name].get(`/api/dashboard/charts?${query}`)).status).toBe(403);
    const { charts } = await get(name, `/api/dashboard/charts?${query}`);
    expect(charts.days).toHaveLength(count);
    for (const one of charts.days as Loose[]) {
      expect(localDay(new Date(one.from), zone)).toBe(one.day);
      expect([one.created, one.finished], one.day).toEqual([rows.filter((row) => localDay(row.created_at, zone) === one.day).length, rows.filter((row) => row.finished_at && localDay(row.finished_at, zone) === one.day).length]);
    }
    const answered = rows.filter((row) => inside(row.created_at) && row.first_response_used_s !== null).map((row) => row.first_response_used_s!).toSorted((a, b) => a - b);
    const solved = rows.filter((row) => inside(row.finished_at) && row.resolution_used_s !== null).map((row) => row.resolution_used_s!).toSorted((a, b) => a - b);
    for (const [shown, counted] of [[charts.first_response, answered], [charts.resolution, solved]] as const) {
      expect(shown.count).toBe(counted.length);
      expect(shown.buckets.map((bucket: Loose) => bucket.count)).toEqual(shown.buckets.map((bucket: Loose) => counted.filter((s) => s >= bucket.from_minutes * 60 && (bucket.to_minutes === null || s < bucket.to_minutes * 60)).length));
      const at = (p: number): number => {
        const place = p * (counted.length - 1);
        const low = counted[Math.floor(place)]!;
        return Math.round(low + (counted[Math.ceil(place)]! - low) * (place % 1));
      };
      expect(counted.length).toBeGreaterThan(0);
      expect([shown.median_s, shown.p90_s]).toEqual([at(0.5), at(0.9)]);
    }
    if (!isStaff(name)) return expect([charts.technicians, charts.clients]).toEqual([null, null]);
    const open = rows.filter((row) => OPEN.includes(row.status));
    for (const person of [who.technician, who.technician2]) {
      const mine = (list: Row[]): number => list.filter((row) => row.assigned_to === person.user_id).length;
      expect(charts.technicians.find((one: Loose) => one.user_id === person.user_id)).toMatchObject({
        name: person.name, open: mine(open), overdue: mine(open.filter((row) => row.due_at !== null && row.due_at.getTime() <= Date.now())), finished: mine(rows.filter((row) => inside(row.finished_at))),
      });
    }
    const byClient = tally(rows.filter((row) => inside(row.created_at)).map((row) => row.client_id));
    return expect(Object.fromEntries(charts.clients.map((one: Loose) => [one.client_id, one.created]))).toEqual(byClient);
  });

  test('each figure is the number of tickets in the list it leads to', async () => {
    const { stats } = await get(name, '/api/dashboard/stats?days=30');
    const { from, to } = stats.period;
    expect(stats.open.total).toBe(await listed(name, { open: 'true' }));
    expect(stats.open.unassigned).toBe(await listed(name, { open: 'true', assigned_to: 'none' }));
    expect(stats.open.overdue).toBe(await listed(name, { open: 'true', due: 'overdue' }));
    expect(stats.open.due_soon).toBe(await listed(name, { open: 'true', due: 'soon' }));
    expect(stats.created).toBe(await listed(name, { created_after: from, created_before: to }));
    expect(stats.finished).toBe(await listed(name, { finished_after: from, finished_before: to }));
    for (const status of OPEN) expect(stats.open.by_status[status], status).toBe(await listed(name, { status }));
    for (const priority of Object.keys(stats.open.by_priority)) expect(stats.open.by_priority[priority], priority).toBe(await listed(name, { open: 'true', priority }));
    if (who[name].role === 'solicitante') return;
    for (const { count, created_after, created_before } of stats.ages) expect(count).toBe(await listed(name, { open: 'true', created_after, created_before }));
    for (const target of ['first_response', 'resolution']) {
      for (const outcome of ['met', 'breached']) expect(stats.compliance[target][outcome], `${target} ${outcome}`).toBe(await listed(name, { clock: `${target}_${outcome}`, created_after: from, created_before: to }));
    }
    const { charts } = await get(name, '/api/dashboard/charts?days=30');
    for (const { from_minutes, to_minutes, count } of charts.first_response.buckets) expect(count).toBe(await listed(name, { first_response_took: `${from_minutes}-${to_minutes ?? ''}`, created_after: from, created_before: to }));
    for (const { from_minutes, to_minutes, count } of charts.resolution.buckets) expect(count).toBe(await listed(name, { resolution_took: `${from_minutes}-${to_minutes ?? ''}`, finished_after: from, finished_before: to }));
    for (const { user_id, open, overdue, finished } of charts.technicians ?? []) {
      expect(open).toBe(await listed(name, { open: 'true', assigned_to: user_id }));
      expect(overdue).toBe(await listed(name, { open: 'true', assigned_to: user_id, due: 'overdue' }));
      expect(finished).toBe(await listed(name, { assigned_to: user_id, finished_after: from, finished_before: to }));
    }
    for (const { client_id, created, open } of charts.clients ?? []) {
      expect(created).toBe(await listed(name, { client_id, created_after: from, created_before: to }));
      expect(open).toBe(await listed(name, { client_id, open: 'true' }));
    }
  });

  test('T-SL-11: the percentage is that of service levels for the same period', async () => {
    if (who[name].role === 'solicitante') return expect((await as[name].get('/api/sla/metrics')).status).toBe(403);
    for (const days of [7, 30, 90]) {
      const { stats } = await get(name, `/api/dashboard/stats?days=${days}`);
      const { metrics } = await get(name, `/api/sla/metrics?from=${stats.period.from}&to=${stats.period.to}`);
      expect(stats.compliance).toEqual(metrics);
      expect(metrics.resolution.met + metrics.resolution.breached).toBeGreaterThan(0);
    }
    return undefined;
  });
});

test('a client named by staff narrows everything; a foreign one named by a client user holds nothing', async () => {
  const { stats: all } = await get('technician', '/api/dashboard/stats');
  const { stats: a } = await get('technician', `/api/dashboard/stats?client_id=${client.a}`);
  const { stats: b } = await get('technician', `/api/dashboard/stats?client_id=${client.b}`);
  for (const of of [(s: Loose) => s.open.total, (s: Loose) => s.open.overdue, (s: Loose) => s.created, (s: Loose) => s.finished, (s: Loose) => s.compliance.resolution.met, (s: Loose) => s.fleet.total, (s: Loose) => s.ages[3].count]) {
    expect(of(a) + of(b)).toBe(of(all));
    expect(of(a)).toBeGreaterThan(0);
    expect(of(b)).toBeGreaterThan(0);
  }
  const { metrics } = await get('technician', `/api/sla/metrics?from=${a.period.from}&to=${a.period.to}&client_id=${client.a}`);
  expect(a.compliance).toEqual(metrics);
  const { stats: foreign } = await get('client_admin', `/api/dashboard/stats?client_id=${client.b}`);
  expect([foreign.open.total, foreign.created, foreign.finished, foreign.fleet.total, foreign.compliance.resolution.percent]).toEqual([0, 0, 0, 0, null]);
  const { charts } = await get('client_admin', `/api/dashboard/charts?client_id=${client.b}`);
  expect(charts.days.reduce((sum: number, one: Loose) => sum + one.created + one.finished, 0)).toBe(0);
});

test('the health of the fleet is that of the lists of machines and alerts', async () => {
  for (const name of ['technician', 'client_admin', 'client_admin_b'] as const) {
    const { stats } = await get(name, '/api/dashboard/stats');
    const machines = async (filter: string): Promise<number> => (await get(name, `/api/assets?limit=1&${filter}`)).pagination.total as number;
    expect(stats.fleet.total).toBe(await machines(''));
    expect(stats.fleet.total).toBeGreaterThan(0);
    for (const status of ['online', 'offline', 'maintenance', 'error']) expect(stats.fleet[status], status).toBe(await machines(`agent_status=${status}`));
    expect(stats.fleet.held).toBe(await machines('enrolment=held'));
    for (const priority of Object.keys(stats.fleet.alerts)) expect(stats.fleet.alerts[priority], priority).toBe((await get(name, `/api/alerts?limit=1&status=open,acknowledged&priority=${priority}`)).pagination.total);
  }
});

test('a period of own days has both ends, is no longer than half a year and no other way beside it', async () => {
  const { charts } = await get('technician', '/api/dashboard/charts?from=2026-03-01&to=2026-03-31');
  expect([charts.days.length, charts.days[0].day, charts.days.at(-1).day]).toEqual([31, '2026-03-01', '2026-03-31']);
  // Madrid changed its clocks on the 29th: that day has 23 hours.
  const { charts: spring } = await get('client_admin', '/api/dashboard/charts?from=2026-03-28&to=2026-03-30');
  expect(spring.days.map((one: Loose) => one.from)).toEqual(['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  for (const wrong of ['from=2026-03-01', 'to=2026-03-01', 'from=2026-03-02&to=2026-03-01', 'from=2025-01-01&to=2026-01-01', 'days=8', 'days=7&from=2026-03-01&to=2026-03-02', 'from=2026-02-30&to=2026-03-01'])
    expect((await as.technician.get(`/api/dashboard/stats?${wrong}`)).status, wrong).toBe(422);
});

test('the last words are of tickets the caller sees, newest first, without internal notes for client users', async () => {
  const { activity } = await get('technician', '/api/dashboard/activity?limit=5');
  const at = activity.map((one: Loose) => one.created_at);
  expect(at).toEqual(at.toSorted().toReversed());
  expect(activity.length).toBeGreaterThan(0);
  expect(activity.length).toBeLessThanOrEqual(5);
  const { activity: theirs } = await get('solicitante', '/api/dashboard/activity');
  const seen = new Set(visible(await everyTicket(), 'solicitante').map((row) => row.ticket_id));
  expect(theirs.length).toBeGreaterThan(0);
  for (const one of theirs) expect(seen.has(one.ticket_id)).toBe(true);
  expect(JSON.stringify(theirs)).not.toContain(world.canary);
});

test('the business time of a distribution is the one that the ticket tells', async () => {
  const send = async (method: string, path: string, body: object): Promise<Loose> => {
    const answer = await as.technician.send(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body.data as Loose;
  };
  const { ticket } = await send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'Se mide', priority: 'critica' });
  // Three hours ago, as if nobody had looked at it: the policy of critical tickets counts every hour.
  await owner.query(`update sla_compliance set started_at = started_at - interval '3 hours' where ticket_id = $1`, [ticket.ticket_id]);
  await owner.query(`update sla_events set at = at - interval '3 hours' where ticket_id = $1`, [ticket.ticket_id]);
  const { version } = (await send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Lo vemos', visibility: 'public' })).ticket ?? (await get('technician', `/api/tickets/${ticket.ticket_id}`)).ticket;
  await send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'resuelto', version, resolution_notes: 'Listo' });
  const kept = (): Promise<{ first_response_used_s: number; resolution_used_s: number }[]> =>
    owner.query(`select first_response_used_s, resolution_used_s from sla_compliance where ticket_id = $1 and not is_stale and resolution_used_s is not null`, [ticket.ticket_id]);
  await waitFor('the keeper', async () => (await kept()).length === 1);
  const [{ first_response_used_s, resolution_used_s } = { first_response_used_s: 0, resolution_used_s: 0 }] = await kept();
  const { clocks } = (await get('technician', `/api/tickets/${ticket.ticket_id}/sla`)).sla;
  const used = (target: string): number => Math.round(clocks.find((one: Loose) => one.target === target).used_s);
  expect([first_response_used_s, resolution_used_s]).toEqual([used('first_response'), used('resolution')]);
  expect(first_response_used_s).toBeGreaterThan(0);
});

test('what clocks took is counted as the ledger and the lists have it: reopened, retargeted, merged, under another policy, deleted', async () => {
  const send = async (name: Caller, method: string, path: string, body: object = {}): Promise<Loose> => {
    const answer = await as[name].send(method, path, body);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body.data as Loose;
  };
  const ids: string[] = [];
  const read = async (id: string): Promise<Loose> => (await get('technician', `/api/tickets/${id}`)).ticket;
  const status = async (id: string, to: string): Promise<void> => void (await send('technician', 'PATCH', `/api/tickets/${id}/status`, { status: to, version: (await read(id)).version, ...(to === 'resuelto' ? { resolution_notes: 'Listo' } : {}) }));
  const kept = (): Promise<true> => waitFor('the keeper', async () => (await owner.query('select 1 from sla_compliance where is_stale and ticket_id = any($1::uuid[])', [ids])).length === 0 || undefined);
  /** How many of them the ledger says were answered and solved. */
  const told = async (): Promise<[number, number]> => {
    const met = { first_response: 0, resolution: 0 };
    for (const id of ids) {
      const answer = await as.technician.get(`/api/tickets/${id}/sla`);
      // A ticket that became part of another is answered by that one.
      if (answer.status === 200 && answer.body.data.sla.ticket_id !== id) continue;
      for (const { target, met_at } of answer.status === 200 ? answer.body.data.sla.clocks : []) if (met_at !== null && target !== 'next_reply') met[target as keyof typeof met] += 1;
    }
    return [met.first_response, met.resolution];
  };
  const before = (await get('technician', '/api/dashboard/charts?days=30')).charts;
  const expectEqual = async (what: string): Promise<void> => {
    const { charts } = await get('technician', '/api/dashboard/charts?days=30');
    const { from, to } = charts.period;
    const counts = [charts.first_response.count, charts.resolution.count];
    expect(counts, `${what}: lists`).toEqual([await listed('technician', { first_response_took: '0-', created_after: from, created_before: to }), await listed('technician', { resolution_took: '0-', finished_after: from, finished_before: to })]);
    expect([counts[0] - before.first_response.count, counts[1] - before.resolution.count], `${what}: ledger`).toEqual(await told());
    const { stats } = await get('technician', '/api/dashboard/stats?days=30');
    expect(stats.compliance, what).toEqual((await get('technician', `/api/sla/metrics?from=${stats.period.from}&to=${stats.period.to}`)).metrics);
  };
  for (const n of [1, 2, 3, 4]) ids.push((await send('technician', 'POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: `Se cuenta ${n}`, priority: 'critica' })).ticket.ticket_id);
  const [again, source, target, gone] = ids as [string, string, string, string];
  for (const id of [again, gone]) await status(id, 'resuelto');
  await kept();
  await expectEqual('solved');
  expect((await told())[1]).toBe(2);
  // What undoes a clock counts at once, the keeper or not.
  await status(again, 'reabierto');
  await expectEqual('reopened');
  await kept();
  await expectEqual('reopened and kept');
  await send('technician', 'PUT', `/api/tickets/${again}`, { priority: 'alta', version: (await read(again)).version });
  await status(again, 'resuelto');
  await kept();
  await expectEqual('retargeted and solved again');
  await status(target, 'resuelto');
  await status(target, 'reabierto');
  const { merge_id } = await send('technician', 'POST', `/api/tickets/${source}/merge`, { into: target, version: (await read(source)).version });
  await expectEqual('merged');
  await kept();
  await expectEqual('merged and kept');
  await send('technician', 'DELETE', `/api/tickets/${source}/merges/${merge_id}`);
  for (const id of [source, target]) await status(id, 'resuelto');
  await kept();
  await expectEqual('merge undone, both solved');
  await send('admin', 'DELETE', `/api/tickets/${gone}`);
  await expectEqual('deleted');
  await kept();
  await expectEqual('deleted and kept');
  const counted = async (): Promise<number[]> => Object.values((await get('technician', '/api/dashboard/charts?days=30')).charts.resolution.buckets as Loose[]).map(({ count }) => count);
  const buckets = await counted();
  await owner.query('update slas set resolution_minutes = 1 where deleted_at is null and resolution_minutes is not null');
  await expectEqual('another policy');
  // What is over stays as it was measured.
  expect(await counted()).toEqual(buckets);
});
