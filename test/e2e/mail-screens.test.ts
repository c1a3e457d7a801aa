// The mail screens in a real browser: a reply taken back, a subject put right, a mail led to its ticket, a program listed on the phone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInPage, type Look, type Portal } from '../support/portal.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let owner: ReturnType<typeof sql>;
let requester: ApiClient;
const { who, client } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  await owner.query(`update settings set value = '60' where name = 'reply_undo_seconds'`);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  requester = await signIn(portal.worker, who.solicitante);
});
afterAll(async () => {
  await portal?.stop();
  await owner?.end();
  await database?.drop();
});

const signedIn = async (person: { email: string }, path: string, look: Look = {}) => {
  const opened = await portal.open(look);
  await signInPage(opened.page, portal.worker.url, person, password, path);
  return opened;
};
const openTicket = async (subject: string): Promise<Loose> => (await requester.send('POST', '/api/tickets', { subject, description: 'Desde ayer.' })).body.data.ticket;

test('a technician takes a reply back, finds the words in the box, and puts the subject right', async () => {
  const ticket = await openTicket('La impreora no imprime');
  const { page, context, faults } = await signedIn(who.technician, `/tickets/${ticket.ticket_number}`);
  const box = page.getByLabel('Texto de la respuesta pública');
  await box.fill('Ya quedó, pruebe otra vez.');
  await page.getByRole('button', { name: 'Enviar respuesta' }).click();
  await page.getByRole('status').getByText('aún puedes deshacerla').waitFor({ state: 'attached' });
  await page.getByRole('article', { name: /Mensaje de/ }).getByText('Ya quedó, pruebe otra vez.').waitFor();
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await page.getByText('No salió.').first().waitFor();
  expect(await box.inputValue()).toBe('Ya quedó, pruebe otra vez.');
  await page.getByRole('article', { name: /Mensaje de/ }).getByText('Ya quedó, pruebe otra vez.').waitFor({ state: 'detached' });
  expect((await requester.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.comments).toEqual([]);
  expect(await owner.query(`select 1 from email_queue where ticket_id = $1 and event = 'ticket_commented' and status <> 'cancelled'`, [ticket.ticket_id])).toEqual([]);

  await page.getByRole('button', { name: 'Editar asunto y descripción' }).click();
  await page.getByRole('dialog').getByLabel('Asunto').fill('La impresora no imprime');
  await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
  await page.getByRole('heading', { name: 'La impresora no imprime' }).waitFor();
  await page.getByRole('tab', { name: 'Actividad' }).click();
  await page.getByText('cambió asunto de La impreora no imprime a La impresora no imprime').waitFor();
  await page.getByText('retiró una respuesta antes de que saliera').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test('a mail that looks like part of a ticket says why it waits, and is led there with one click', async () => {
  const ticket = await openTicket('Sin internet');
  await owner.query(`insert into ticket_message_ids (message_id, ticket_id, client_id, direction) values ('raiz@alfa.example', $1, $2, 'out')`, [ticket.ticket_id, client.a]);
  // Nobody vouches for the sender here: it may be them, so a person decides.
  await portal.send({ from: who.solicitante.email, to: 'soporte@mail.example.com', subject: 'Re: Sin internet', text: 'Sigue igual.', inReplyTo: '<raiz@alfa.example>' });
  const { page, context, faults } = await signedIn(who.technician, '/inbound?view=waiting');
  await page.getByRole('link', { name: /Re: Sin internet/ }).first().click();
  await page.getByText(`Parece responder a ${ticket.ticket_number}, pero el remitente no está comprobado`).first().waitFor();
  await page.getByRole('button', { name: `Es de ${ticket.ticket_number}` }).click();
  await page.getByText(`${who.technician.name} lo dejó pasar.`).waitFor();
  await page.getByRole('link', { name: ticket.ticket_number }).first().click();
  await page.getByRole('article', { name: /Mensaje de/ }).getByText('Sigue igual.').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test('an administrator lists a program on the phone; a technician only reads the list', async () => {
  const { page, context, faults } = await signedIn(who.admin, `/clients/${client.a}?tab=mail`, { width: 360, height: 780, isTouch: true });
  await page.getByRole('button', { name: 'Agregar dirección' }).click();
  await page.getByLabel('Dirección del programa').fill('Respaldo@Vigia.example');
  await page.getByRole('button', { name: 'Agregar', exact: true }).click();
  await page.getByText('respaldo@vigia.example', { exact: true }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(faults).toEqual([]);
  await context.close();
  const reader = await signedIn(who.technician, `/clients/${client.a}?tab=mail`);
  await reader.page.getByText('respaldo@vigia.example', { exact: true }).waitFor();
  expect(await reader.page.getByRole('button', { name: /Quitar|Agregar dirección/ }).count()).toBe(0);
  await reader.context.close();
});
