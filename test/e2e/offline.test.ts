// Without a network, in a real browser: tickets are read, a reply waits and leaves once, nothing stays after signing out, which a server that fails cannot undo; and the command bar reaches everything.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let owner: ReturnType<typeof sql>;
const { who, ticket } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
});
afterAll(async () => {
  await portal?.stop();
  await owner?.end();
  await database?.drop();
});

test('without a network the last tickets are read, a reply waits, leaves once when it is back, and signing out leaves nothing', async () => {
  const { page, context } = await portal.open({ hasWorker: true });
  await signInPage(page, portal.worker.url, who.technician, password, '/tickets');
  const [{ ticket_number, subject }] = (await owner.query<{ ticket_number: string; subject: string }>('select ticket_number, subject from tickets where ticket_id = $1', [ticket.a1])) as [{ ticket_number: string; subject: string }];
  const url = `${portal.worker.url}/tickets/${ticket_number}`;
  await page.evaluate('navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true })))  .then(() => true)');
  const kept = (part: string) => waitFor(`${part} to be kept`, () => page.evaluate(`caches.open('lanet-data').then((cache) => cache.keys()).then((all) => all.some(({ url }) => new URL(url).pathname === '${part}') || null)`));
  await waitFor('the person to be known', () => page.evaluate(`caches.match('/person', { cacheName: 'lanet-data-person' }).then((found) => (found ? true : null))`));
  await page.goto(url);
  await page.getByRole('heading', { name: subject }).waitFor();
  await kept(`/api/tickets/${ticket_number}/comments`);
  await page.goto(`${portal.worker.url}/tickets`);
  await kept('/api/tickets');

  await context.setOffline(true);
  await page.goto(url);
  await page.getByText(/Sin conexión\. Lo que ves es de las/).waitFor();
  await page.getByRole('heading', { name: subject }).waitFor();
  await page.getByLabel('Texto de la respuesta pública').fill('Escrito en el sótano');
  await page.getByRole('button', { name: 'Enviar respuesta', exact: true }).click();
  await page.getByText('Una respuesta espera a la red').waitFor();
  expect(await owner.query('select 1 from ticket_comments where body_text like $1', ['%sótano%'])).toEqual([]);
  // It outlives the page.
  await page.reload();
  await page.getByText('Una respuesta espera a la red').waitFor();

  // Signing out would lose it: that is asked, and nothing happens until it is answered.
  await page.getByRole('button', { name: `${who.technician.name} Soporte técnico` }).click();
  await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
  await page.getByRole('alertdialog', { name: 'Hay algo sin enviar' }).getByRole('button', { name: 'Cancelar' }).click();
  await page.getByText('Una respuesta espera a la red').waitFor();

  await context.setOffline(false);
  await page.getByText('La respuesta que esperaba ya salió').waitFor();
  await page.getByText('Una respuesta espera a la red').waitFor({ state: 'detached' });
  await page.getByText('Escrito en el sótano').first().waitFor();
  expect(await owner.query('select ticket_id from ticket_comments where body_text like $1', ['%sótano%'])).toEqual([{ ticket_id: ticket.a1 }]);

  await page.getByRole('button', { name: `${who.technician.name} Soporte técnico` }).click();
  await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
  await page.getByLabel('Correo electrónico').waitFor();
  await waitFor('nothing of the person to be left', () =>
    page.evaluate(`Promise.all([caches.keys(), indexedDB.databases()]).then(([names, bases]) => (names.some((name) => name.startsWith('lanet-data')) || bases.some(({ name }) => name === 'lanet-outbox') || localStorage.getItem('lanet.person') ? null : true))`));
  await context.close();
});

test('who signs out while the server cannot do it is not taken back in, and the next visit ends the session', async () => {
  const { page, context, faults } = await portal.open();
  const { url } = portal.worker;
  await signInPage(page, url, who.technician2, password, '/tickets');
  await page.route('**/api/auth/logout', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: '{}' }));
  await page.getByRole('button', { name: `${who.technician2.name} Soporte técnico` }).click();
  await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
  await page.waitForURL('**/sign-in?next=*');
  await waitFor('the sign-out to be tried again', () => page.evaluate(`performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/api/auth/logout')) || null`));
  expect(await page.evaluate(`localStorage.getItem('lanet.leaving')`)).toBe('1');
  expect(await page.getByLabel('Correo electrónico').isVisible()).toBe(true);
  await page.unroute('**/api/auth/logout');
  await page.goto(`${url}/tickets`);
  await page.getByLabel('Correo electrónico').waitFor();
  await waitFor('the server to have heard it', () => page.evaluate(`localStorage.getItem('lanet.leaving') === null || null`));
  const refreshed = await context.request.post(`${url}/api/auth/refresh`, { data: {}, headers: { 'X-Refresh-Token': 'cookie', Origin: url } });
  expect([refreshed.status(), faults]).toEqual([401, []]);
  await context.close();
});

test('the command bar leads by keyboard to a single setting, a client, and back to where one was', async () => {
  const { page, context, faults } = await portal.open();
  await signInPage(page, portal.worker.url, who.superadmin, password, '/tickets');
  await page.getByRole('link', { name: 'Ajustes' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/Busca tickets/).fill('four eyes');
  await page.getByRole('option', { name: /Cuatro ojos/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/machine-settings/);
  await waitFor('the switch to have the focus', () => page.evaluate(`document.activeElement?.getAttribute('role') === 'switch' || null`));
  const [{ name }] = (await owner.query<{ name: string }>('select name from clients where client_id = $1', [world.client.a])) as [{ name: string }];
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/Busca tickets/).fill(name);
  await page.getByRole('group', { name: 'Clientes' }).getByRole('option', { name }).click();
  await page.waitForURL(new RegExp(`clients/${world.client.a}`));
  await page.locator('body').press('g');
  await page.keyboard.press('y');
  await page.getByRole('heading', { name: 'Ajustes' }).waitFor();
  await page.getByLabel('Buscar un ajuste').fill('bitacora');
  await page.getByRole('link', { name: /Bitácora/ }).click();
  await page.getByRole('heading', { name: 'Bitácora' }).waitFor();
  await page.getByRole('main').locator('li time').first().waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
