// Tickets that are one, in a real browser: merged by keyboard, taken back from the toast, split, linked; and who gets the answer stands above it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let desk: ApiClient;
let requester: ApiClient;
const { who, client } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  desk = await signIn(portal.worker, who.technician);
  requester = await signIn(portal.worker, who.solicitante);
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const ticketOf = async (by: ApiClient, change: object): Promise<Loose> => (await by.send('POST', '/api/tickets', change)).body.data.ticket;

test('two tickets become one by keyboard alone, answer under both numbers, and part again from the toast', async () => {
  const source = await ticketOf(requester, { subject: 'Sin internet en recepción', description: 'Desde las nueve.' });
  const target = await ticketOf(requester, { subject: 'Internet caído', description: 'En toda la planta.', additional_emails: ['eco@fuera.example'] });
  await requester.send('POST', `/api/tickets/${source.ticket_id}/comments`, { body_text: 'Y el teléfono tampoco sirve.' });
  const { page, context, faults } = await portal.open();
  await signInPage(page, portal.worker.url, who.technician, password, `/tickets/${target.ticket_number}`);
  // Exactly who gets the answer, by the rules that send it.
  await page.getByText(/Lo recibe: .*Lucía Muñoz.*eco@fuera\.example \(externo\)/).waitFor();

  await page.goto(`${portal.worker.url}/tickets/${source.ticket_number}`);
  await page.getByRole('button', { name: 'Fusionar' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Buscar ticket de este cliente' }).waitFor();
  await page.keyboard.type('internet caído');
  await page.getByRole('option', { name: /Internet caído/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Nadie nuevo recibirá').or(page.getByText('Desde ahora también reciben')).waitFor();
  await page.getByRole('button', { name: `Fusionar en ${target.ticket_number}` }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/tickets/${target.ticket_number}`);
  const conversation = page.getByRole('region', { name: 'Conversación' });
  await conversation.getByText('Y el teléfono tampoco sirve.').waitFor();
  await conversation.getByText('Desde las nueve.').waitFor();
  expect(await conversation.getByText(source.ticket_number).count()).toBe(2);
  await page.getByRole('region', { name: 'Tickets relacionados' }).getByText('Lo fusionó Tomás Peña', { exact: false }).waitFor();

  await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
  await page.waitForURL(`**/tickets/${source.ticket_number}`);
  await conversation.getByText('Y el teléfono tampoco sirve.').waitFor();
  expect((await desk.get(`/api/tickets/${target.ticket_number}/comments`)).body.data.comments).toEqual([]);

  // Merged again: whoever asked comes by the number they know, and finds no control that is not theirs.
  const { version } = (await desk.get(`/api/tickets/${source.ticket_number}`)).body.data.ticket;
  await page.getByLabel('Texto de la respuesta pública').fill('Vamos para allá.');
  await desk.send('POST', `/api/tickets/${source.ticket_id}/merge`, { into: target.ticket_number, version });
  // What somebody was writing there comes along.
  await page.waitForURL(`**/tickets/${target.ticket_number}`);
  expect(await page.getByLabel('Texto de la respuesta pública').inputValue()).toBe('Vamos para allá.');
  const theirs = await portal.open({ width: 390, height: 844 });
  await signInPage(theirs.page, portal.worker.url, who.solicitante, password, `/requests/${source.ticket_number}`);
  await theirs.page.waitForURL(`**/requests/${target.ticket_number}`);
  await theirs.page.getByText('Y el teléfono tampoco sirve.').waitFor();
  expect(await theirs.page.getByRole('button', { name: /Fusionar|Enlazar|Separar/ }).count()).toBe(0);
  await page.getByRole('button', { name: `Deshacer la fusión de ${source.ticket_number}` }).click();
  await page.getByRole('region', { name: 'Tickets relacionados' }).getByText('Ninguno todavía').waitFor();
  expect(faults).toEqual([]);
  expect(theirs.faults).toEqual([]);
  await context.close();
  await theirs.context.close();
});

test('a message is split off, a ticket is linked, and a proposed address is taken in, on a phone', async () => {
  const ticket = await ticketOf(requester, { subject: 'Teclado y monitor', description: 'El teclado falla.' });
  await requester.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Además, el monitor parpadea.' });
  const owner = sql(database.ownerUrl);
  await owner.query('insert into ticket_participants (ticket_id, client_id, email, name) values ($1, $2, $3, $4)', [ticket.ticket_id, client.a, 'conta@despacho.example', 'Contador']);
  await owner.end();
  const { page, context, faults } = await portal.open({ width: 390, height: 844 });
  await signInPage(page, portal.worker.url, who.technician, password, `/tickets/${ticket.ticket_number}`);
  await page.getByRole('button', { name: 'Separar en otro ticket' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('Asunto del ticket nuevo').inputValue()).toBe('Además, el monitor parpadea.');
  await dialog.getByLabel('Asunto del ticket nuevo').fill('Monitor que parpadea');
  await dialog.getByRole('button', { name: 'Abrir ticket' }).click();
  await dialog.waitFor({ state: 'detached' });

  await page.getByText('Detalles', { exact: true }).click();
  const related = page.getByRole('region', { name: 'Tickets relacionados' });
  await related.getByRole('link', { name: 'Monitor que parpadea' }).waitFor();
  await related.getByRole('button', { name: 'Enlazar' }).click();
  await dialog.getByRole('combobox', { name: 'Buscar ticket de este cliente' }).fill('recepción');
  await dialog.getByRole('option', { name: /recepción/ }).click();
  await dialog.getByLabel('El otro ticket es').selectOption('parent');
  await dialog.getByRole('button', { name: 'Enlazar' }).click();
  await related.getByText(/Depende de/).waitFor();

  const people = page.getByRole('region', { name: 'Participantes' });
  await people.getByRole('button', { name: 'Agregar a Contador', exact: true }).click();
  await people.getByRole('list', { name: 'Reciben copia' }).getByText('conta@despacho.example').waitFor();
  await page.getByText(/Lo recibe: .*conta@despacho\.example \(externo\)/).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
  expect(faults).toEqual([]);
  await context.close();
});
