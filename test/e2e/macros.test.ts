// Macros in a real browser: written with variables, applied by keyboard alone; the checklist stands before the end of a ticket until it is ticked.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let desk: ApiClient;
const { who, client, site } = world;
const NO_GATES = { resolution_text: { at: [] as string[], min_length: 20 }, category_required: { at: [] as string[] }, time_logged: { at: [] as string[], minutes: 1 }, checklist_done: { at: [] as string[] } };

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  desk = await signIn(portal.worker, who.technician);
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const signedIn = async (person: { email: string }, path: string) => {
  const opened = await portal.open();
  await signInPage(opened.page, portal.worker.url, person, password, path);
  return opened;
};
const ticketOf = async (change: object = {}): Promise<Loose> =>
  (await desk.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'La red va lenta', affected_person: 'Rosa Díaz', ...change })).body.data.ticket;

test('a technician writes a macro and applies it by keyboard alone', async () => {
  const ticket = await ticketOf();
  const { page, context, faults } = await signedIn(who.technician, '/macros');
  await page.getByRole('button', { name: 'Nueva macro' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nombre').fill('Avisar y empezar');
  await dialog.getByLabel('Texto en español').fill('Hola, {{requester.nombre}}');
  await dialog.getByRole('button', { name: 'Crear' }).click();
  await dialog.getByText('{{requester.nombre}} no es una variable.').first().waitFor();
  await dialog.getByLabel('Texto en español').fill('Hola, ');
  await dialog.getByRole('button', { name: 'Insertar variable' }).first().click();
  await page.getByRole('menuitem', { name: /requester\.name/ }).click();
  await dialog.getByLabel('Estado').selectOption('en_proceso');
  await dialog.getByLabel('Prioridad').selectOption('alta');
  await dialog.getByRole('button', { name: 'Crear' }).click();
  await page.getByText('Avisar y empezar').first().waitFor();

  await page.goto(`${portal.worker.url}/tickets/${ticket.ticket_number}`);
  await page.getByRole('main').getByLabel('Texto de la respuesta pública').waitFor();
  await page.keyboard.press('r');
  await page.locator('textarea:focus').waitFor();
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'Usar una macro' }).waitFor();
  await page.keyboard.type('avisar');
  await page.keyboard.press('Enter');
  const text = page.getByRole('dialog').getByRole('textbox');
  await text.waitFor();
  expect(await text.inputValue()).toBe('Hola, Rosa Díaz');
  expect(await page.getByRole('dialog').locator('dl').innerText()).toMatch(/Prioridad[\s\S]*Media[\s\S]*Alta[\s\S]*Estado[\s\S]*Nuevo[\s\S]*En proceso/);
  await page.keyboard.press('End');
  await page.keyboard.type(': ya lo revisamos.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('main').getByText('Hola, Rosa Díaz: ya lo revisamos.').first().waitFor();
  const after = (await desk.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket;
  expect([after.status, after.priority]).toEqual(['en_proceso', 'alta']);
  expect(faults).toEqual([]);
  await context.close();
});

test('a slash within a line is a slash, and a variable without a value is shown before it can be sent', async () => {
  await desk.send('POST', '/api/macros', { name: 'Sobre el equipo', body_es: 'Revisamos {{asset.name}}.' });
  const ticket = await ticketOf();
  const { page, context } = await signedIn(who.technician, `/tickets/${ticket.ticket_number}`);
  const area = page.getByRole('main').getByLabel('Texto de la respuesta pública');
  await area.fill('y');
  await area.press('/');
  await area.press('o');
  expect(await area.inputValue()).toBe('y/o');
  await area.fill('');
  await area.press('/');
  await page.getByRole('option', { name: /Sobre el equipo/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/\{\{asset\.name\}\} no tiene valor/).waitFor();
  expect(await dialog.getByRole('button', { name: 'Aplicar y enviar' }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('Revisamos su equipo.');
  await dialog.getByRole('button', { name: 'Insertar en el mensaje' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await area.inputValue()).toBe('Revisamos su equipo.');
  await context.close();
});

test('the checklist stands before resolving until it is ticked', async () => {
  const superadmin = await signIn(portal.worker, who.superadmin);
  expect((await superadmin.send('PUT', '/api/settings/close-gates', { ...NO_GATES, checklist_done: { at: ['resuelto'] } })).status).toBe(200);
  const ticket = await ticketOf();
  await desk.send('POST', `/api/tickets/${ticket.ticket_id}/checklist`, { checklist_template_id: world.checklist_template });
  const { page, context, faults } = await signedIn(who.technician, `/tickets/${ticket.ticket_number}`);
  const panel = page.getByRole('region', { name: 'Lista de pasos' });
  await panel.getByText('0/2').waitFor();
  await panel.getByText('Falta 1 paso obligatorio de la lista.').waitFor();
  const resolve = async (): Promise<void> => {
    await page.getByRole('button', { name: /^Cambiar estado/ }).click();
    await page.getByRole('menuitem', { name: 'Resuelto' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Se cambió el cable.');
  };
  await resolve();
  await page.getByRole('dialog').getByText('Falta 1 paso obligatorio de la lista.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Resolver' }).click();
  await page.getByText('Falta 1 paso obligatorio de la lista.').last().waitFor();
  expect((await desk.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket.status).toBe('nuevo');
  await page.keyboard.press('Escape');

  const box = panel.getByRole('checkbox', { name: 'Anotar la serie' });
  await box.focus();
  await page.keyboard.press('Space');
  await panel.getByText('1/2').waitFor();
  await panel.getByText('Falta 1 paso').waitFor({ state: 'detached' });
  await resolve();
  await page.getByRole('dialog').getByRole('button', { name: 'Resolver' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Cambiar estado: Resuelto/ }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test('people of the client see neither the page nor the steps', async () => {
  const ticket = await ticketOf({ site_id: site.a1 });
  await desk.send('POST', `/api/tickets/${ticket.ticket_id}/checklist`, { items: [{ text: 'Paso secreto' }] });
  const { page, context } = await signedIn(who.client_admin, `/requests/${ticket.ticket_number}`);
  await page.getByRole('heading', { name: 'La red va lenta' }).waitFor();
  expect(await page.getByText('Paso secreto').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Macros' }).count()).toBe(0);
  await page.goto(`${portal.worker.url}/macros`);
  await page.waitForURL((address) => !address.pathname.startsWith('/macros'));
  await context.close();
});
