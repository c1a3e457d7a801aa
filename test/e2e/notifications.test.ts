// Notifications in a browser: the bell counts live, reading clears it, names are offered while typing, preferences stay, and push is offered with its service worker.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pushKey } from '../../scripts/push-keys.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { findChromium } from '../support/chromium.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, stackFacts, type TestDatabase } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let solicitante: ApiClient;
let technician: ApiClient;
const { who, client, site } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [], secrets: { PUSH_KEYS: JSON.stringify([pushKey()]) } });
  [solicitante, technician] = await Promise.all([signIn(portal.worker, who.solicitante), signIn(portal.worker, who.technician)]);
  await Promise.all([solicitante, technician].map((one) => one.send('POST', '/api/notifications/read', { all: true })));
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const signedIn = async (person: { email: string }, look?: Parameters<Portal['open']>[0]) => {
  const opened = await portal.open(look);
  await signInPage(opened.page, portal.worker.url, person, password);
  await opened.page.getByRole('status').filter({ hasText: /^(En vivo|Live)$/ }).first().waitFor();
  return opened;
};
/** Created by the solicitante and given to the technician by somebody else, so that both have everything else still to hear. */
async function ticket(): Promise<{ ticket_id: string; ticket_number: string }> {
  const admin = await signIn(portal.worker, who.admin);
  const { body } = await solicitante.send('POST', '/api/tickets', { subject: 'Se apaga sola', client_id: client.a, site_id: site.a1 });
  const { ticket_id, ticket_number, version } = body.data.ticket;
  expect((await admin.send('POST', `/api/tickets/${ticket_id}/assign`, { assigned_to: who.technician.user_id, version })).status).toBe(200);
  await Promise.all([solicitante, technician].map((one) => one.send('POST', '/api/notifications/read', { all: true })));
  return { ticket_id, ticket_number };
}

test('the bell counts a reply while the page is open, the tab says it, opening it leads to the ticket, and reading clears both', async () => {
  const { ticket_id, ticket_number } = await ticket();
  const { page, faults } = await signedIn(who.technician);
  const bell = (count: number) => page.getByRole('button', { name: `Avisos: ${count} sin leer` }).filter({ visible: true });
  await bell(0).waitFor();
  await solicitante.send('POST', `/api/tickets/${ticket_id}/comments`, { body_text: 'Sigue igual' });
  await bell(1).waitFor();
  await page.getByText(`${ticket_number}: ${who.solicitante.name} respondió`).waitFor();
  await waitFor('the title', async () => (await page.title()).startsWith('(1) '));
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  const panel = page.getByRole('dialog', { name: 'Avisos' });
  await panel.getByRole('button', { name: new RegExp(`${who.solicitante.name} respondió`) }).first().click();
  await page.waitForURL(`**/tickets/${ticket_number}`);
  await bell(0).waitFor();
  await waitFor('the title', async () => !(await page.title()).startsWith('('));
  expect(faults).toEqual([]);
  await page.context().close();
});

test('a solicitante hears of the answer, and reading everything in one window clears the other', async () => {
  const { ticket_id } = await ticket();
  const [first, second] = [await signedIn(who.solicitante), await signedIn(who.solicitante)];
  await technician.send('POST', `/api/tickets/${ticket_id}/comments`, { body_text: 'Va de camino' });
  const unread = (page: typeof first.page, count: number) => page.getByRole('button', { name: `Avisos: ${count} sin leer` }).filter({ visible: true }).waitFor();
  await Promise.all([unread(first.page, 1), unread(second.page, 1)]);
  await first.page.getByRole('button', { name: 'Avisos: 1 sin leer' }).filter({ visible: true }).click();
  await first.page.getByRole('button', { name: 'Marcar todo como leído' }).click();
  await unread(second.page, 0);
  await Promise.all([first.context.close(), second.context.close()]);
});

test('"@" offers the staff, the one who is named is told, follows, and stands among the followers', async () => {
  const { ticket_number } = await ticket();
  const { page, faults } = await signedIn(who.technician);
  await page.goto(`${portal.worker.url}/tickets/${ticket_number}`);
  await page.getByRole('button', { name: 'Nota interna' }).first().click();
  const box = page.locator('#composer-text');
  await box.fill('');
  await box.pressSequentially('Revisa esto, @teres');
  await page.getByRole('option', { name: who.technician2.name }).waitFor();
  await box.press('Enter');
  expect(await box.inputValue()).toBe(`Revisa esto, @${who.technician2.name} `);
  await page.getByRole('button', { name: 'Guardar nota' }).click();
  await waitFor('the follower', async () => (await (await signIn(portal.worker, who.technician2)).get(`/api/tickets/${ticket_number}/watchers`)).body.data.is_watching === true);
  const list = (await (await signIn(portal.worker, who.technician2)).get('/api/notifications?unread=true')).body.data.notifications;
  expect(list[0]).toMatchObject({ ticket_number, vars: { is_mention: true } });
  await page.reload();
  await page.getByRole('list', { name: 'Quién lo sigue' }).getByText(who.technician2.name).waitFor();
  await page.getByRole('button', { name: 'Seguir', exact: true }).click();
  await page.getByRole('list', { name: 'Quién lo sigue' }).getByText('Tú').waitFor();
  expect(faults).toEqual([]);
  await page.context().close();
});

test('preferences are kept over a reload, and a client user is offered only what can reach them', async () => {
  const { page, faults } = await signedIn(who.solicitante);
  await page.goto(`${portal.worker.url}/profile/notifications`);
  const box = page.getByRole('checkbox', { name: 'Cambios de estado: Correo' });
  await box.waitFor();
  expect(await page.getByRole('checkbox', { name: 'Plazo vencido: Correo' }).count()).toBe(0);
  expect(await box.isChecked()).toBe(true);
  await box.click();
  await page.getByRole('switch', { name: 'Horas de silencio' }).click();
  await page.getByLabel('Desde').fill('22:30');
  await page.getByRole('button', { name: 'Guardar', exact: true }).click();
  await page.getByText('Preferencias guardadas').waitFor();
  await page.reload();
  await page.getByRole('checkbox', { name: 'Cambios de estado: Correo' }).waitFor();
  expect(await page.getByRole('checkbox', { name: 'Cambios de estado: Correo' }).isChecked()).toBe(false);
  expect(await page.getByLabel('Desde').inputValue()).toBe('22:30');
  const { preferences } = (await solicitante.get('/api/notifications/preferences')).body.data;
  expect(preferences.quiet).toMatchObject({ is_on: true, from: '22:30' });
  expect(faults).toEqual([]);
  await page.context().close();
});

test.skipIf(findChromium(true) === undefined)('the service worker registers under the policy of the portal, and a page without leave offers push', async () => {
  const { page, faults } = await signedIn(who.technician, { hasWorker: true, isWhole: true });
  // Chromium asks nobody here: the answer to the question is given before. The subscription itself needs the browser's push service.
  await page.context().grantPermissions(['notifications'], { origin: portal.worker.url });
  await page.goto(`${portal.worker.url}/profile/notifications`);
  await page.getByRole('checkbox', { name: 'Asignación: Dispositivo' }).waitFor();
  const offer = page.getByRole('button', { name: 'Activar en este dispositivo' });
  await offer.waitFor();
  await offer.click();
  await waitFor('the service worker', async () => (await page.evaluate("navigator.serviceWorker.getRegistration('/').then((one) => one?.active?.scriptURL ?? null)")) === `${portal.worker.url}/sw.js`);
  expect(faults.filter((fault) => /trusted|policy|script/i.test(fault))).toEqual([]);
  await page.context().close();
});
