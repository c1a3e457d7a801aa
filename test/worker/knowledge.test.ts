// The knowledge base over the API: who finds what, versions that wait, words that are typed, and what readers say.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, category, article } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['technician', 'technician2', 'client_admin', 'solicitante', 'solicitante_b'] as const) as[name] = await signIn(worker, who[name]);
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
const make = async (fields: object): Promise<Loose> => fine(await as.technician.send('POST', '/api/knowledge', fields), 201).article;
const publish = async (one: Loose): Promise<Loose> => fine(await as.technician.send('POST', `/api/knowledge/${one.article_id}/publish`, { version: one.desk.version })).article;
const titles = async (path: string, by: ApiClient): Promise<string[]> => (fine(await by.get(path)).articles as Loose[]).map((one) => one.title);

test('people of a client find what is published for everybody or for them; never drafts, the staff’s own, or another client’s, by no way', async () => {
  const mine = ['Impresora de la bodega', 'La impresora no imprime'];
  for (const name of ['client_admin', 'solicitante'] as const) {
    expect((await titles('/api/knowledge', as[name])).toSorted()).toEqual(mine);
    expect((await titles('/api/knowledge?q=impresora', as[name])).toSorted()).toEqual(mine);
    expect((await titles('/api/knowledge/suggest?q=impresora', as[name])).toSorted()).toEqual(mine);
    for (const hidden of [article.b, article.staff, article.draft, article.archived]) {
      expect((await as[name].get(`/api/knowledge/${hidden}`)).status).toBe(404);
      expect((await as[name].send('PUT', `/api/knowledge/${hidden}/feedback`, { verdict: 'solved' })).status).toBe(404);
    }
    const listed = await as[name].get('/api/knowledge?q=impresora');
    expect(JSON.stringify(listed.body)).not.toContain(world.canary);
    expect(listed.body.data.articles[0].desk).toBeNull();
  }
  expect((await titles('/api/knowledge', as.solicitante_b)).toSorted()).toEqual(['Artículo b de la impresora', 'La impresora no imprime']);
  expect((await titles('/api/knowledge?limit=100', as.technician)).length).toBe(6);
});

test('a newer text waits until it is published, and what was said before stays to be read and compared', async () => {
  const draft = await make({ title: 'Conectarse a la VPN', body: '# Pasos\n\n1. Abra **VPN**\n2. Escriba su clave', visibility: 'everyone', category_id: category.leaf });
  expect([draft.desk.state, draft.desk.current_version, draft.plain_text]).toEqual(['draft', 1, 'Pasos\n\n1. Abra VPN\n2. Escriba su clave']);
  expect((await as.solicitante.get(`/api/knowledge/${draft.article_id}`)).status).toBe(404);
  const shown = await publish(draft);
  expect(fine(await as.solicitante.get(`/api/knowledge/${draft.article_id}`)).article).toMatchObject({ title: 'Conectarse a la VPN', category_name: 'Láser', desk: null, my_verdict: null });

  const whole = { title: shown.title, body: shown.body, visibility: 'everyone', category_id: category.leaf };
  const newer = fine(await as.technician2.send('PUT', `/api/knowledge/${draft.article_id}`, { ...whole, title: 'Conectarse desde casa', body: 'Pida su clave nueva.', version: shown.desk.version })).article;
  expect(newer.desk).toMatchObject({ current_version: 2, published_version: 1, author_name: who.technician2.name });
  expect(fine(await as.solicitante.get(`/api/knowledge/${draft.article_id}`)).article.title).toBe('Conectarse a la VPN');
  expect(await titles('/api/knowledge?q=casa', as.solicitante)).toEqual([]);
  await publish(newer);
  expect(fine(await as.solicitante.get(`/api/knowledge/${draft.article_id}`)).article.body).toBe('Pida su clave nueva.');

  const versions = fine(await as.technician.get(`/api/knowledge/${draft.article_id}/versions`)).versions as Loose[];
  expect(versions.map((one) => [one.number, one.title, one.author_name])).toEqual([[2, 'Conectarse desde casa', who.technician2.name], [1, 'Conectarse a la VPN', who.technician.name]]);
  expect(fine(await as.technician.get(`/api/knowledge/${draft.article_id}/versions/1`)).version.body).toContain('Escriba su clave');
  expect((await as.technician.get(`/api/knowledge/${draft.article_id}/versions/9`)).status).toBe(404);
  expect((await as.solicitante.get(`/api/knowledge/${draft.article_id}/versions/1`)).status).toBe(403);
  const trail = await owner.query<{ action: string }>(`select action from audit_log where entity = 'kb_articles' and entity_id = $1 order by audit_id`, [draft.article_id]);
  expect(trail.map((one) => one.action)).toEqual(['insert', 'update', 'update', 'update']);
});

test('for a message to people of a client the desk gets what is published for them, as they read it, and nothing else', async () => {
  const draft = await make({ title: 'Reiniciar el módem', body: 'Apague el módem.', visibility: 'client', client_id: client.a });
  const whole = { title: draft.title, visibility: 'client', client_id: client.a };
  const shown = await publish(draft);
  const newer = fine(await as.technician.send('PUT', `/api/knowledge/${draft.article_id}`, { ...whole, body: 'Clave del módem: no publicada.', version: shown.desk.version })).article;
  const forA = `?client_id=${client.a}`;
  expect(fine(await as.technician.get(`/api/knowledge/${draft.article_id}${forA}`)).article).toMatchObject({ body: 'Apague el módem.', plain_text: 'Apague el módem.' });
  expect(await titles(`/api/knowledge${forA}&q=publicada`, as.technician)).toEqual([]);
  const listed = fine(await as.technician.get(`/api/knowledge${forA}&q=modem`)).articles as Loose[];
  expect(listed.map((one) => (one.snippet as Loose[]).map((part) => part.text).join(''))).toEqual(['Apague el módem']);
  expect((await titles(`/api/knowledge${forA}&limit=100`, as.technician)).toSorted()).toEqual((await titles('/api/knowledge?limit=100', as.solicitante)).toSorted());
  for (const hidden of [article.b, article.staff, article.draft, article.archived]) expect((await as.technician.get(`/api/knowledge/${hidden}${forA}`)).status).toBe(404);
  expect((await as.technician.get(`/api/knowledge/${draft.article_id}?client_id=${client.b}`)).status).toBe(404);
  fine(await as.technician.send('POST', `/api/knowledge/${draft.article_id}/archive`, { version: newer.desk.version }));
  expect((await as.technician.get(`/api/knowledge/${draft.article_id}${forA}`)).status).toBe(404);
});

test('two editors at once: the second is told, and nothing of theirs is stored; who may read it changes without a new version', async () => {
  const one = await make({ title: 'Cambiar la clave', body: 'Así.' });
  const body = { title: 'Cambiar la clave', body: 'De otro modo.', version: one.desk.version };
  const [first, second] = await Promise.all([as.technician.send('PUT', `/api/knowledge/${one.article_id}`, body), as.technician2.send('PUT', `/api/knowledge/${one.article_id}`, { ...body, body: 'De un tercer modo.' })]);
  expect([first.status, second.status].toSorted()).toEqual([200, 409]);
  expect(await owner.query('select 1 from kb_article_versions where article_id = $1', [one.article_id])).toHaveLength(2);
  const winner = (first.status === 200 ? first : second).body.data.article;
  const moved = fine(await as.technician.send('PUT', `/api/knowledge/${one.article_id}`, { title: winner.title, body: winner.body, visibility: 'client', client_id: client.b, version: winner.desk.version })).article;
  expect([moved.visibility, moved.client_name, moved.desk.current_version]).toEqual(['client', 'Beta Diseño', 2]);
  const late = await as.technician.send('POST', `/api/knowledge/${one.article_id}/publish`, { version: winner.desk.version });
  expect([late.status, late.body.errors![0]!.code]).toEqual([409, 'version_conflict']);
  await publish(moved);
  expect((await as.solicitante.get(`/api/knowledge/${one.article_id}`)).status).toBe(404);
  expect((await as.solicitante_b.get(`/api/knowledge/${one.article_id}`)).status).toBe(200);
  const away = fine(await as.technician.send('POST', `/api/knowledge/${one.article_id}/archive`, { version: moved.desk.version + 1 })).article;
  expect(away.desk.state).toBe('archived');
  expect((await as.solicitante_b.get(`/api/knowledge/${one.article_id}`)).status).toBe(404);
});

test('a search finds stems, beginnings and words without accents, in both languages, and shows where', async () => {
  for (const one of [
    { title: 'Configuración del correo en el teléfono', body: 'Abra los ajustes, elija **Cuentas** y agregue la suya.' },
    { title: 'Resetting your password', body: 'Open the portal and choose *Forgot password*.', locale: 'en' },
    { title: 'Pedir un equipo nuevo', body: 'Los equipos se piden en el portal de la empresa, con la firma de su jefe.' },
  ]) await publish(await make({ ...one, visibility: 'everyone' }));
  expect(await titles('/api/knowledge?q=CORREOS+telefono', as.solicitante)).toEqual(['Configuración del correo en el teléfono']);
  expect(await titles('/api/knowledge?q=configu', as.solicitante)).toEqual(['Configuración del correo en el teléfono']);
  expect(await titles('/api/knowledge?q=passwords', as.solicitante)).toEqual(['Resetting your password']);
  expect(await titles('/api/knowledge?q=correo+inexistente', as.solicitante)).toEqual([]);
  for (const q of ['de la', '&', "'; drop", '%3A*', '', '<b>']) expect((await as.solicitante.get(`/api/knowledge?q=${encodeURIComponent(q)}`)).status).toBe(200);
  const [found] = fine(await as.solicitante.get('/api/knowledge?q=cuenta')).articles as Loose[];
  expect((found.snippet as Loose[]).find((part) => part.is_hit).text).toBe('Cuentas');
  expect((found.snippet as Loose[]).map((part) => part.text).join('')).not.toContain('**');

  // As somebody writes it: most of the words stand in no article, and small words of one language are none of the other's.
  const answer = await as.solicitante.get(`/api/knowledge/suggest?q=${encodeURIComponent('buenos días, desde ayer no puedo ver el correo de la oficina en mi teléfono nuevo')}`);
  expect(fine(answer).articles[0].title).toBe('Configuración del correo en el teléfono');
  expect((await worker.stats()).by_request[answer.requestId]).toBe(1);
  expect(await titles(`/api/knowledge/suggest?q=${encodeURIComponent('la de el y un con')}`, as.solicitante)).toEqual([]);
  expect(await titles('/api/knowledge/suggest?q=', as.solicitante)).toEqual([]);
});

test('the list goes on where the page ended, newest first', async () => {
  const first = fine(await as.technician.get('/api/knowledge?limit=4'));
  const second = fine(await as.technician.get(`/api/knowledge?limit=100&cursor=${first.pagination.next_cursor}`));
  const all = [...first.articles, ...second.articles].map((one: Loose) => one.article_id);
  expect([all.length, new Set(all).size]).toEqual([first.pagination.total, first.pagination.total]);
  expect((await as.technician.get('/api/knowledge?cursor=zzz')).status).toBe(422);
});

test('a reader has one word, of articles that are there for them, and the desk counts it', async () => {
  const say = async (by: ApiClient, verdict: string): Promise<Loose> => fine(await by.send('PUT', `/api/knowledge/${article.a}/feedback`, { verdict })).article;
  expect((await say(as.solicitante, 'helped')).my_verdict).toBe('helped');
  expect((await say(as.solicitante, 'solved')).my_verdict).toBe('solved');
  await say(as.client_admin, 'not_helped');
  expect(fine(await as.technician.get(`/api/knowledge/${article.a}`)).article.desk).toMatchObject({ solved: 1, helped: 0, not_helped: 1 });
  expect((await as.technician.send('PUT', `/api/knowledge/${article.a}/feedback`, { verdict: 'solved' })).status).toBe(403);
});

test('what an article names has to be there, and a text of marks alone is none', async () => {
  const fault = async (fields: object): Promise<string | undefined> => (await as.technician.send('POST', '/api/knowledge', { title: 'Algo', body: 'Algo', ...fields })).body.errors?.[0]?.field;
  expect(await fault({ visibility: 'client' })).toBe('client_id');
  expect(await fault({ visibility: 'client', client_id: article.a })).toBe('client_id');
  expect(await fault({ client_id: client.a })).toBe('client_id');
  expect(await fault({ category_id: article.a })).toBe('category_id');
  expect(await fault({ body: '***' })).toBe('body');
  expect(await fault({ body: 'x'.repeat(50_001) })).toBe('body');
});
