// Satisfaction: who may rate, what a link of a mail opens and what it does not, and that looking rates nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import { readRatingLink, signRatingLink, type RatingLink } from '../../worker/platform/rating-links.ts';
import { makeTokens } from '../../worker/platform/tokens.ts';
import { call, signIn, type Answer, type ApiClient } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, ticket } = world;
const keys = [{ kid: 'ratings', secret: randomBytes(32).toString('base64url') }];
const DAY = 86_400_000;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where status = 'pending'`);
  worker = await startWorker({ database, secrets: { JWT_KEYS: JSON.stringify(keys) } });
  for (const name of ['admin', 'technician', 'client_admin', 'solicitante', 'solicitante2', 'client_admin_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});
beforeEach(async () => {
  await owner.query('delete from ticket_ratings');
  await owner.query(`delete from rate_counters where bucket like 'rating:%'`);
});

const stored = async () => owner.query<{ score: string; comment: string; rated_by: string; resolution_number: number; source: string; rated_by_id: string | null; technician_id: string | null }>('select * from ticket_ratings order by created_at');
const link = (change: Partial<RatingLink> = {}): RatingLink => ({ ticket_id: ticket.a1, client_id: client.a, resolution_number: 1, address: 'caja@otro.example', ...change });
const sign = (change: Partial<RatingLink> = {}, at = new Date()): Promise<string> => signRatingLink(keys, link(change), at);
const rate = (token: string, body: object = { score: 'good' }): Promise<Answer> => call(worker, 'POST', '/api/ratings', { body: { token, ...body } });
const look = (token: string): Promise<Answer> => call(worker, 'GET', `/api/ratings/${token}`);

/** Bodies of a raw mail, whatever way they travelled. */
const readable = (raw: string): string => raw.split(/\r?\n--/).map((part) => {
  const body = part.slice(part.search(/\r?\n\r?\n/) + 1).trim();
  if (/transfer-encoding:\s*base64/i.test(part)) return Buffer.from(body, 'base64').toString();
  if (!/transfer-encoding:\s*quoted-printable/i.test(part)) return part;
  return Buffer.from(body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString();
}).join('\n').replaceAll('&amp;', '&');

describe('a link', () => {
  test('that is only looked at changes nothing, however often', async () => {
    const token = await sign();
    const before = await owner.query('select count(*)::int as n, max(updated_at) as at from tickets');
    for (let n = 0; n < 3; n++) {
      expect((await look(token)).body.data.rating).toMatchObject({ client_name: 'Alfa Construcción', score: null, may_change: true, is_enabled: true });
      // What a scanner of mails does: it follows the address of the mail itself.
      expect((await worker.fetch(`/rate/${token}?score=bad&lang=es`)).status).toBe(200);
      expect((await worker.fetch(`/rate/${token}?score=bad&lang=es`, { method: 'HEAD' })).status).toBe(200);
    }
    expect(await stored()).toEqual([]);
    expect(await owner.query('select count(*)::int as n, max(updated_at) as at from tickets')).toEqual(before);
  });

  test('rates once it is confirmed, and again within a week changes the same rating', async () => {
    const token = await sign();
    const first = await rate(token);
    expect([first.status, first.body.data.rating]).toMatchObject([200, { score: 'good', comment: '' }]);
    expect((await rate(token, { score: 'bad', comment: '  Volvió a fallar ' })).body.data.rating).toMatchObject({ score: 'bad', comment: 'Volvió a fallar' });
    expect((await rate(token, { score: 'neutral' })).body.data.rating).toMatchObject({ score: 'neutral', comment: 'Volvió a fallar' });
    expect(await stored()).toMatchObject([{ score: 'neutral', rated_by: 'caja@otro.example', resolution_number: 1, source: 'mail', rated_by_id: null, technician_id: who.technician.user_id }]);
    const trail = await owner.query(`select actor_name, old_value, new_value, visibility from ticket_activities where ticket_id = $1 and action = 'rated' order by created_at`, [ticket.a1]);
    expect(trail).toEqual([[null, 'good'], ['good', 'bad'], ['bad', 'neutral']].map(([old_value, new_value]) => ({ actor_name: 'caja@otro.example', old_value, new_value, visibility: 'internal' })));
    await owner.query(`update ticket_ratings set created_at = now() - interval '8 days'`);
    expect((await look(token)).body.data.rating.may_change).toBe(false);
    expect((await rate(token)).body.errors![0]!.code).toBe('rating_final');
    expect((await stored())[0]!.score).toBe('neutral');
  });

  test('of a person of the client is theirs, in the portal too', async () => {
    await rate(await sign({ address: who.solicitante.email.toUpperCase() }), { score: 'bad' });
    expect(await stored()).toMatchObject([{ rated_by: who.solicitante.email, rated_by_id: who.solicitante.user_id }]);
    expect((await as.solicitante.get(`/api/tickets/${ticket.a1}/rating`)).body.data).toMatchObject({ own: { score: 'bad' }, ratings: [{}] });
    expect((await as.technician.get(`/api/tickets/${ticket.a1}/rating`)).body.data.ratings).toMatchObject([{ rated_by_name: who.solicitante.name }]);
  });

  test('opens nothing once it expired, was altered, belongs to another ticket, or was signed for something else', async () => {
    const good = await sign();
    const [header, payload, signature] = good.split('~') as [string, string, string];
    const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: ticket.b1, cid: client.b })).toString('base64url');
    const tokens = makeTokens(keys, 15);
    const me = { user_id: who.admin.user_id, role: 'admin' as const, client_id: null, site_ids: [], name: '', email: '', locale: 'es' as const };
    const wrong: [string, string, string][] = [
      ['expired', await sign({}, new Date(Date.now() - 31 * DAY)), 'link_expired'],
      ['altered', `${header}~${other}~${signature}`, 'link_invalid'],
      ['cut', good.slice(0, -3), 'link_invalid'],
      ['unsigned', `${Buffer.from('{"alg":"none","kid":"ratings"}').toString('base64url')}~${payload}~`, 'link_invalid'],
      ['of another installation', await signRatingLink([{ kid: 'ratings', secret: randomBytes(32).toString('base64url') }], link(), new Date()), 'link_invalid'],
      ['for signing in', (await tokens.signAccess(me, who.admin.session_id, crypto.randomUUID(), new Date())).replaceAll('.', '~'), 'link_invalid'],
      ['for the live board', (await tokens.signLive(me, crypto.randomUUID(), new Date())).replaceAll('.', '~'), 'link_invalid'],
    ];
    for (const [name, token, code] of wrong) {
      for (const answer of [await rate(token), await look(token)]) expect([answer.status === 403 ? answer.body.errors![0]!.code : answer.status], name).toEqual([name === 'unsigned' ? 422 : code]);
    }
    // The other way round: a link signs nobody in.
    expect((await call(worker, 'GET', '/api/auth/me', { token: good.replaceAll('~', '.') })).status).toBe(401);
    expect(await readRatingLink(keys, good, new Date())).toEqual(link());
    expect(await stored()).toEqual([]);
  });

  test('whose ticket is of another client, deleted, or was never resolved so often, finds nothing', async () => {
    for (const change of [{ client_id: client.b }, { ticket_id: ticket.a1_deleted }, { ticket_id: client.a }, { resolution_number: 2 }]) expect((await rate(await sign(change))).status, JSON.stringify(change)).toBe(404);
    expect(await stored()).toEqual([]);
  });

  test('is refused while ratings are switched off, and after too many tries', async () => {
    const token = await sign();
    await owner.query(`update settings set value = 'false' where name = 'ratings_enabled'`);
    expect((await rate(token)).status).toBe(409);
    expect((await look(token)).body.data.rating).toMatchObject({ is_enabled: false, may_change: false });
    await owner.query(`update settings set value = 'true' where name = 'ratings_enabled'`);
    for (let n = 0; n < 20; n++) expect((await rate(token, { score: n % 2 ? 'good' : 'bad' })).status).toBe(200);
    expect((await rate(token)).status).toBe(429);
    expect((await rate(await sign({ address: 'otra@otro.example' }))).status).toBe(200);
  });
});

describe('from the portal', () => {
  const post = (by: PersonName, id: string, body: object = { score: 'good', comment: 'Gracias' }) => as[by].send('POST', `/api/tickets/${id}/rating`, body);

  test('people of the client who see the ticket rate it once it is resolved, each for themselves', async () => {
    expect((await post('solicitante', ticket.a1_resolved)).body.data).toMatchObject({ own: { score: 'good', comment: 'Gracias' }, may_rate: true });
    expect((await post('client_admin', ticket.a1_resolved, { score: 'bad' })).body.data).toMatchObject({ own: { score: 'bad' }, ratings: [{}, {}] });
    expect((await as.solicitante.get(`/api/tickets/${ticket.a1_resolved}/rating`)).body.data).toMatchObject({ own: { score: 'good' }, ratings: [{ rated_by: who.solicitante.email }] });
    expect((await stored()).map((row) => row.source)).toEqual(['portal', 'portal']);
    expect((await post('solicitante', ticket.a1)).status).toBe(409);
    expect((await as.solicitante.get(`/api/tickets/${ticket.a1}/rating`)).body.data.may_rate).toBe(false);
  });

  test('the staff, other sites and other clients do not', async () => {
    for (const by of ['technician', 'admin'] as const) expect((await post(by, ticket.a1_resolved)).status).toBe(403);
    for (const by of ['solicitante2', 'client_admin_b'] as const) expect((await post(by, ticket.a1_resolved)).status).toBe(404);
    expect((await as.technician.get(`/api/tickets/${ticket.a1_resolved}/rating`)).body.data.may_rate).toBe(false);
    expect(await stored()).toEqual([]);
  });
});

test('the mail of a resolution carries three links of its reader; the copy that is kept has none; the next resolution is rated anew', async () => {
  const opened = (await as.solicitante.send('POST', '/api/tickets', { subject: 'No hay red', site_id: world.site.a1 })).body.data.ticket;
  await worker.clearMails();
  const status = async (by: PersonName, body: object) => {
    const { version } = (await as[by].get(`/api/tickets/${opened.ticket_id}`)).body.data.ticket;
    const answer = await as[by].send('PATCH', `/api/tickets/${opened.ticket_id}/status`, { version, ...body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  // Resolved mails of the ticket to this address, as they left; quoted-printable undone.
  const mailsTo = async (address: string): Promise<string[]> => {
    const raws = await Promise.all((await worker.mails()).filter((mail) => mail.to.includes(address)).map(async (mail) => readable(await worker.rawMail(mail.id))));
    return raws.filter((raw) => raw.includes('está resuelto'));
  };
  const mailTo = (address: string, count: number) => waitFor(`mail ${count} to ${address}`, async () => {
    const found = await mailsTo(address);
    return found.length >= count ? found[0]! : null;
  });
  await status('technician', { status: 'resuelto', resolution_notes: 'Se cambió el cable' });
  const text = await mailTo(who.solicitante.email, 1);
  const token = /\/rate\/([\w~-]+)\?score=good&lang=es/.exec(text)![1]!;
  for (const score of ['neutral', 'bad']) expect(text).toContain(`/rate/${token}?score=${score}&lang=es`);
  // The mail leaves before its row says so.
  const kept = await waitFor('the row of the mail', async () => (await owner.query<{ text: string }>(
    `select body_text || body_html as text from email_queue where ticket_id = $1 and status = 'sent' and event = 'ticket_resolved' and to_email = $2`, [opened.ticket_id, who.solicitante.email]))[0]);
  expect(kept.text).toContain('/rate/…?score=good');
  expect(kept.text).not.toContain(token.slice(0, 60));
  expect((await rate(token, { score: 'bad' })).body.data.rating).toMatchObject({ score: 'bad', ticket_number: opened.ticket_number });
  await status('solicitante', { status: 'reabierto', reason: 'Sigue igual' });
  await status('technician', { status: 'resuelto', resolution_notes: 'Se cambió el equipo' });
  await mailTo(who.solicitante.email, 2);
  expect((await as.solicitante.send('POST', `/api/tickets/${opened.ticket_id}/rating`, { score: 'good' })).body.data).toMatchObject({ resolution_number: 2, own: { resolution_number: 2, score: 'good' } });
  expect((await stored()).map((row) => [row.resolution_number, row.score])).toEqual([[1, 'bad'], [2, 'good']]);
});
