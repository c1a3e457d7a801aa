// The queue in a real browser: conditions that stand in the address, a view for everyone, groups, all that match and back, words of a conversation, a ticket beside the list.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let desk: ApiClient;
const { who, client, site } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  const owner = sql(database.ownerUrl);
  await owner.query(`insert into tickets (client_id, site_id, created_by, subject, priority, tags) select $1, $2, $3, 'Serie ' || n, 'baja', '{serie}' from generate_series(1, 70) n`, [client.a, site.a1, who.solicitante.user_id]);
  await owner.end();
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  desk = await signIn(portal.worker, who.technician);
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

test('conditions are made by keyboard, stand in the address, become a view for everyone, and an act on all that match is taken back', async () => {
  const { page, context, faults } = await portal.open({ width: 1280 });
  await signInPage(page, portal.worker.url, who.technician, password, '/tickets');
  await page.getByRole('button', { name: 'Condiciones' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Campo').selectOption('tags');
  await dialog.getByRole('textbox', { name: 'Etiquetas' }).focus();
  await page.keyboard.type('serie');
  await dialog.getByRole('button', { name: 'Aplicar' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('50 de 70').waitFor();
  expect(decodeURIComponent(page.url())).toContain('"values":["serie"]');
  await page.reload();
  await page.getByText('50 de 70').waitFor();

  await page.getByRole('button', { name: 'Columnas y agrupación' }).click();
  await page.getByLabel('Agrupar por').selectOption('priority');
  await page.getByRole('checkbox', { name: 'Solicitante' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Guardar como vista' }).click();
  await dialog.getByLabel('Nombre').fill('La serie');
  await dialog.getByLabel('Quién la ve').selectOption('everyone');
  await dialog.getByRole('button', { name: 'Guardar', exact: true }).click();
  await page.getByRole('link', { name: /^La serie 70$/ }).waitFor();
  await page.getByRole('columnheader', { name: 'Baja' }).waitFor();
  expect(await page.getByRole('columnheader', { name: 'Solicitante' }).count()).toBe(0);

  await page.getByRole('checkbox', { name: 'Seleccionar todos los visibles' }).click();
  await page.getByRole('button', { name: 'Seleccionar los 70 que coinciden' }).click();
  await page.getByRole('button', { name: 'Cambiar prioridad' }).click();
  await page.getByRole('option', { name: 'Alta' }).click();
  await page.getByText('70 tickets cambiados').waitFor();
  await page.getByRole('columnheader', { name: 'Alta' }).waitFor();
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await page.getByText('70 tickets puestos como estaban').waitFor();
  await page.getByRole('columnheader', { name: 'Baja' }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test('words of a conversation are found with their stretch, and the ticket opens beside the list and is pinned', async () => {
  const { ticket } = (await desk.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'Pantalla negra' })).body.data;
  await desk.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'El condensador de la fuente está <b>hinchado</b>.' });
  const { page, context, faults } = await portal.open({ width: 1440 });
  await signInPage(page, portal.worker.url, who.technician2, password, '/tickets?view=all');
  await page.getByRole('searchbox', { name: 'Buscar en tickets' }).fill('condensador');
  await page.locator('mark').first().waitFor();
  expect(await page.locator('mark').allInnerTexts()).toEqual(['condensador']);
  await page.getByText('hinchado').waitFor();
  expect(await page.locator('main b').count()).toBe(0);
  await page.getByRole('button', { name: 'Ticket junto a la lista' }).click();
  await page.getByRole('link', { name: 'Pantalla negra' }).click();
  await page.getByRole('heading', { name: 'Pantalla negra', level: 2 }).waitFor();
  await page.getByRole('button', { name: 'Fijar el ticket' }).click();
  await page.getByRole('button', { name: 'Dejar de fijar', exact: true }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Pantalla negra', level: 2 }).waitFor();
  await page.getByRole('button', { name: 'A mano' }).click();
  await page.getByRole('button', { name: `Dejar de fijar ${ticket.ticket_number}` }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
