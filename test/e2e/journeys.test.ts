// Whole ways of the clients' people on their phones: a request from its first word to its rating, on a network that fails; and a colleague who is invited
// and sees what is theirs alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../support/api-client.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let owner: ReturnType<typeof sql>;
const { who, site } = world;
const phone = { width: 360, height: 740, isTouch: true } as const;
/** A picture of one dot. */
const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where status = 'pending'`);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
});
afterAll(async () => {
  await portal?.stop();
  await owner?.end();
  await database?.drop();
});

test('a request on a phone: kept over a reload, sent once through a network that fails, answered, put in pause, confirmed and rated', async () => {
  const { page, context, faults } = await portal.open(phone);
  await signInPage(page, portal.worker.url, who.solicitante, password, '/requests/new');
  await page.getByLabel('¿Qué pasa o qué necesitas?').fill('La báscula no enciende');
  await page.locator('input[type=file][capture]').setInputFiles({ name: 'bascula.png', mimeType: 'image/png', buffer: photo });
  const chosen = page.getByRole('list', { name: 'Archivos' }).getByRole('img', { name: 'bascula.png' });
  await chosen.waitFor();
  await page.reload();
  await chosen.waitFor();
  expect(await page.getByLabel('¿Qué pasa o qué necesitas?').inputValue()).toBe('La báscula no enciende');
  await page.getByRole('radio', { name: /^Urgente/ }).check();
  const isWide = () => page.evaluate('document.documentElement.scrollWidth > 360');
  expect(await isWide()).toBe(false);

  // The answer of the first try is lost on its way back: it is tried again by itself.
  let tries = 0;
  await page.route('**/api/tickets', async (route) => {
    if (route.request().method() !== 'POST' || ++tries > 1) return route.continue();
    await route.fetch();
    return route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Enviar solicitud' }).click();
  await page.getByText('no se enviará dos veces').waitFor();
  await page.getByRole('heading', { name: 'La báscula no enciende' }).waitFor();
  expect(tries).toBe(2);
  const [ticket, ...others] = await owner.query<{ ticket_id: string; ticket_number: string }>(`select ticket_id, ticket_number from tickets where subject = 'La báscula no enciende'`);
  expect(others).toEqual([]);
  await page.getByText('Recibida', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ver bascula.png en grande' }).waitFor();
  expect(await isWide()).toBe(false);
  await page.getByRole('link', { name: 'Mis solicitudes' }).first().click();
  await page.getByRole('link').filter({ hasText: ticket!.ticket_number }).filter({ hasText: 'La báscula no enciende' }).click();
  await page.getByText('Recibida', { exact: true }).waitFor();
  expect(await isWide()).toBe(false);
  await page.evaluate("window.isTheSamePage = 'yes'");

  // The desk asks, and puts it aside until there is an answer.
  const desk = await signIn(portal.worker, who.technician);
  const path = `/api/tickets/${ticket!.ticket_id}`;
  const version = async (): Promise<number> => (await desk.get(path)).body.data.ticket.version;
  expect((await desk.send('POST', `${path}/comments`, { body_text: '¿Está conectada?', status: 'espera_cliente', version: await version() })).status).toBe(201);
  expect((await desk.send('PUT', `${path}/snooze`, { until: null })).status).toBe(200);
  await page.getByText('¿Está conectada?').waitFor();
  await page.getByText('Esperamos tu respuesta').first().waitFor();
  expect(await page.evaluate('window.isTheSamePage')).toBe('yes');
  await page.getByLabel('Tu respuesta').fill('Sí, y la luz parpadea');
  // The word about what was sent is still there, and does not lie over the button.
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByText('Respuesta enviada').waitFor();
  expect((await desk.get(`${path}/waiting`)).body.data.snooze).toBeNull();

  expect((await desk.send('PATCH', `${path}/status`, { status: 'resuelto', resolution_notes: 'Se cambió la fuente', version: await version() })).status).toBe(200);
  await page.getByRole('button', { name: 'Sí, terminar' }).click();
  await page.getByText('Terminada', { exact: true }).waitFor();
  await page.getByText('Buena', { exact: true }).click();
  expect(await page.getByRole('radio', { name: 'Buena' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Enviar valoración' }).click();
  await page.getByText('Tu valoración: Buena').waitFor();
  expect(await owner.query('select score from ticket_ratings where ticket_id = $1', [ticket!.ticket_id])).toEqual([{ score: 'good' }]);
  expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_RESET'))).toEqual([]);
  await context.close();
});

test('a client\'s administrator invites a colleague, whose link works once and whose account sees the own site alone', async () => {
  const boss = await portal.open(phone);
  await signInPage(boss.page, portal.worker.url, who.client_admin, password, '/people');
  await boss.page.getByRole('button', { name: 'Nueva persona' }).click();
  const dialog = boss.page.getByRole('dialog');
  await dialog.getByLabel('Nombre', { exact: true }).fill('Celia Nueva');
  await dialog.getByLabel('Correo', { exact: true }).fill('celia@alfa.example');
  await dialog.getByRole('checkbox', { name: /Matriz/ }).check();
  await dialog.getByRole('button', { name: 'Crear e invitar' }).click();
  await dialog.waitFor({ state: 'detached' });
  await boss.page.getByText('Celia Nueva').first().waitFor();
  const { mail } = await portal.mailTo('celia@alfa.example', ({ body_text }) => body_text.includes('/invite'));
  const link = /https?:\/\/\S+\/invite\S+/.exec(mail.body_text)![0];

  const celia = await portal.open(phone);
  await celia.page.goto(link);
  await celia.page.locator('input[name=password]').fill('una frase bastante larga 7');
  await celia.page.locator('input[name=repeated]').fill('una frase bastante larga 7');
  await celia.page.locator('button[type=submit]').click();
  await celia.page.waitForURL(/\/sign-in/);
  await signInPage(celia.page, portal.worker.url, { email: 'celia@alfa.example' }, 'una frase bastante larga 7', '/requests');
  await celia.page.getByRole('heading', { name: 'Mis solicitudes' }).waitFor();
  const seen = await signIn(portal.worker, { email: 'celia@alfa.example' }, 'una frase bastante larga 7');
  const rows = (await seen.get('/api/tickets?limit=100')).body.data.tickets as { site_id: string }[];
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row.site_id === site.a1)).toBe(true);
  await celia.page.goto(`${portal.worker.url}/people`);
  await celia.page.waitForURL(/\/requests/);
  expect(await celia.page.getByRole('link', { name: 'Personas' }).count()).toBe(0);

  await celia.page.goto('about:blank');
  await celia.page.goto(link);
  await celia.page.locator('input[name=password]').fill('otra frase bastante larga 8');
  await celia.page.locator('input[name=repeated]').fill('otra frase bastante larga 8');
  await celia.page.locator('button[type=submit]').click();
  await celia.page.getByText('El enlace ya se usó o venció').waitFor();
  expect(boss.faults).toEqual([]);
  await boss.context.close();
  await celia.context.close();
});
