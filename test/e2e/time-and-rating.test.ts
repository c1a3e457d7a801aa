// Working time and satisfaction in a real browser: a timer that a reload finds, a line that is read as time and note, hours of a client, links in mails that rate and approve.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let owner: SqlWindow;
let desk: ApiClient;
let page: Page;
let faults: string[];
const { who, ticket, site } = world;
const number: Record<string, string> = {};

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where status = 'pending'`);
  await owner.query('delete from time_entries');
  await owner.query('delete from ticket_ratings');
  for (const row of await owner.query<{ ticket_id: string; ticket_number: string }>('select ticket_id, ticket_number from tickets')) number[row.ticket_id] = row.ticket_number;
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  desk = await signIn(portal.worker, who.technician);
  ({ page, faults } = await portal.open());
  await signInPage(page, portal.worker.url, who.technician, password, `/tickets/${number[ticket.a1]}`);
});
afterAll(async () => {
  await portal?.stop();
  await owner?.end();
  await database?.drop();
});

const goTo = (path: string) => page.goto(`${portal.worker.url}${path}`);
const stopButton = () => page.getByRole('main').getByRole('button', { name: 'Detener cronómetro' });

test('a timer is found again after a reload and on every page, and starting another one says what became of it', async () => {
  await page.getByRole('button', { name: 'Iniciar cronómetro' }).click();
  await stopButton().waitFor();
  await page.reload();
  await stopButton().waitFor();
  await goTo('/time');
  await page.getByRole('group', { name: `Cronómetro en marcha en ${number[ticket.a1]}` }).waitFor();
  await goTo(`/tickets/${number[ticket.a2]}`);
  await page.getByRole('button', { name: 'Iniciar cronómetro' }).click();
  await page.getByText(`El de ${number[ticket.a1]} se detuvo con 1 min`).waitFor();
  await stopButton().click();
  await page.getByText('Se anotaron 1 min').waitFor();
  await page.getByRole('button', { name: 'Iniciar cronómetro' }).waitFor();
  expect(await owner.query('select 1 from time_entries where ended_at is null')).toEqual([]);
});

test('one line is time and note, counts at once, and shows what the client has left', async () => {
  await goTo(`/tickets/${number[ticket.a1]}`);
  const line = page.getByLabel('Anotar tiempo', { exact: true });
  await line.fill('cambio de cable');
  await line.press('Enter');
  await page.getByText('Empieza por la duración').waitFor();
  await line.fill('1h 30m cambio de cable');
  await page.getByText('1 h 30 min: cambio de cable').waitFor();
  await line.press('Enter');
  await page.getByText('Se anotaron 1 h 30 min').waitFor();
  const panel = page.getByRole('region', { name: 'Tiempo' });
  await panel.getByText('1 h 31 min', { exact: true }).waitFor();
  await panel.getByText(/^Quedan .+ de 10 h$/).waitFor();
  await panel.getByRole('button', { name: 'Ver 2 anotaciones' }).click();
  await panel.getByRole('button', { name: /^Editar 1 h 30 min de/ }).click();
  await page.getByRole('dialog').getByLabel('Duración').fill('45m');
  await page.getByRole('dialog').getByRole('button', { name: 'Anotar' }).click();
  await panel.getByText('46 min', { exact: true }).waitFor();
});

test('the page of working time adds up my week and hands out a file', async () => {
  await goTo('/time');
  const list = page.getByRole('list', { name: 'Anotaciones' });
  await list.getByText('cambio de cable').waitFor();
  expect(await page.getByRole('list', { name: 'Minutos por día de la semana' }).getByRole('listitem').count()).toBe(7);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Exportar CSV' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^tiempo-.+\.csv$/);
  expect(readFileSync((await download.path())!, 'utf8')).toContain('cambio de cable');
});

test("a client's administrator sees the hours of the company and not a word of the notes", async () => {
  const company = await portal.open({ width: 360, height: 740, isTouch: true });
  await signInPage(company.page, portal.worker.url, who.client_admin, password, '/company');
  const hours = company.page.getByRole('region', { name: 'Horas de soporte' });
  await hours.getByText(/^Quedan .+ de 10 h$/).waitFor();
  await company.page.getByText('Trabajo facturado').waitFor();
  expect(await company.page.content()).not.toContain('cambio de cable');
  expect(await company.page.getByRole('button', { name: 'Cerrar mes' }).count()).toBe(0);
  expect(company.faults).toEqual([]);
  await company.context.close();
});

test('the link of a mail opens without signing in, rates nothing by itself, and the desk reads what was sent', async () => {
  const requester = await signIn(portal.worker, who.solicitante);
  const opened = (await requester.send('POST', '/api/tickets', { subject: 'Sin internet', site_id: site.a1 })).body.data.ticket;
  const { version } = (await desk.get(`/api/tickets/${opened.ticket_id}`)).body.data.ticket;
  expect((await desk.send('PATCH', `/api/tickets/${opened.ticket_id}/status`, { status: 'resuelto', resolution_notes: 'Se cambió el cable', version })).status).toBe(200);
  const { mail } = await portal.mailTo(who.solicitante.email, ({ body_text }) => body_text.includes('/rate/'));
  const link = /https?:\/\/\S+\/rate\/\S+score=bad\S*/.exec(mail.body_text)![0];
  const phone = await portal.open({ width: 360, height: 740, isTouch: true });
  await phone.page.goto(link);
  await phone.page.getByText(`Ticket ${opened.ticket_number}: Sin internet`).waitFor();
  expect(await phone.page.getByRole('radio', { name: 'Mala' }).isChecked()).toBe(true);
  expect(await owner.query('select 1 from ticket_ratings')).toEqual([]);
  await phone.page.getByLabel('¿Quieres contarnos más?').fill('Tardaron dos días');
  await phone.page.getByRole('button', { name: 'Enviar valoración' }).click();
  await phone.page.getByText('¡Gracias por tu opinión!').waitFor();
  expect(phone.faults).toEqual([]);
  await phone.context.close();

  const english = await portal.open();
  await english.page.goto(link.replace('lang=es', 'lang=en'));
  await english.page.getByRole('heading', { name: 'How did we do?' }).waitFor();
  await english.page.goto(link.replace(/rate\/[^~]+/, 'rate/none'));
  await english.page.getByText('This link is not valid').waitFor();
  await english.context.close();

  await goTo(`/tickets/${opened.ticket_number}`);
  const said = page.getByRole('region', { name: 'Satisfacción' });
  await said.getByText('Tardaron dos días').waitFor();
  await said.getByText('Mala').waitFor();
  expect(faults).toEqual([]);
});

test('the desk asks a named person, who decides on their phone with the link of the mail, once and without signing in', async () => {
  const requester = await signIn(portal.worker, who.solicitante);
  const opened = (await requester.send('POST', '/api/tickets', { subject: 'Disco lleno', site_id: site.a1 })).body.data.ticket;
  await goTo(`/tickets/${opened.ticket_number}`);
  await page.getByRole('button', { name: 'Pedir aprobación' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Correo de quien aprueba').fill('compras@alfa.example');
  await form.getByLabel('Qué se aprueba').fill('Un disco de 4 TB');
  await form.getByLabel('Costo').fill('$ 2,900 MXN');
  await form.getByRole('button', { name: 'Enviar' }).click();
  const asked = page.getByRole('region', { name: 'Aprobación' });
  await asked.getByText('Por decidir').waitFor();
  const { mail } = await portal.mailTo('compras@alfa.example', ({ body_text }) => body_text.includes('/approve?'));
  const link = /https?:\/\/\S+\/approve\?\S+/.exec(mail.body_text)![0];
  const phone = await portal.open({ width: 360, height: 740, isTouch: true });
  await phone.page.goto(link);
  await phone.page.getByText('$ 2,900 MXN').waitFor();
  await phone.page.getByRole('button', { name: 'Rechazar' }).click();
  await phone.page.getByText('Explica por qué lo rechazas.').waitFor();
  await asked.getByText('Por decidir').waitFor();
  await phone.page.getByRole('button', { name: 'Aprobar' }).click();
  await phone.page.getByRole('heading', { name: 'Aprobado' }).waitFor();
  await phone.page.reload();
  await phone.page.getByRole('heading', { name: 'Aprobado' }).waitFor();
  expect(await phone.page.getByRole('button', { name: 'Aprobar' }).count()).toBe(0);
  expect(phone.faults).toEqual([]);
  await phone.context.close();
  await page.getByRole('button', { name: 'Cambiar estado: En proceso' }).waitFor();
  expect(faults).toEqual([]);
});

test('people who sign in rate and change their mind in the portal', async () => {
  const own = await portal.open({ width: 360, height: 740, isTouch: true });
  await signInPage(own.page, portal.worker.url, who.solicitante, password, `/requests/${number[ticket.a1_resolved]}`);
  await own.page.getByRole('radio', { name: 'Buena' }).check({ force: true });
  await own.page.getByRole('button', { name: 'Enviar valoración' }).click();
  await own.page.getByText('Tu valoración: Buena').waitFor();
  await own.page.getByRole('region', { name: /solución/ }).getByRole('button', { name: 'Cambiar' }).click();
  await own.page.getByRole('radio', { name: 'Regular' }).check({ force: true });
  await own.page.getByRole('button', { name: 'Guardar cambios' }).click();
  await own.page.getByText('Tu valoración: Regular').waitFor();
  expect(own.faults).toEqual([]);
  await own.context.close();
});
