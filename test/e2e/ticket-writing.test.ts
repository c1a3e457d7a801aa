// Two technicians at one ticket: what is written survives, who writes is seen, conflicts are read and not lost, and a link leads through the sign-in.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInByHand, signInPage, type Portal } from '../support/portal.ts';
import { makeWorld, password, world } from '../support/world.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const { who, ticket: known } = world;
let database: TestDatabase;
let portal: Portal;
let requester: ApiClient;
let desk: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  const owner = sql(database.ownerUrl);
  await owner.query('delete from ticket_drafts');
  await owner.query('delete from ticket_draft_files');
  await owner.end();
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  requester = await signIn(portal.worker, who.solicitante);
  desk = await signIn(portal.worker, who.admin);
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const ask = async (subject: string): Promise<Loose> => (await requester.send('POST', '/api/tickets', { subject, description: 'No puedo entrar.' })).body.data.ticket;

test('a formatted reply with a picture is kept on the server, seen by colleagues while it is written, and leaves on the way to the next ticket', async () => {
  const below = await ask('El de abajo');
  const above = await ask('El de arriba');
  const one = await portal.open();
  await signInPage(one.page, portal.worker.url, who.technician, password, '/tickets?sort=-created_at');
  await one.page.getByRole('link', { name: 'El de arriba' }).click();
  await one.page.waitForURL(`**/tickets/${above.ticket_number}`);
  const two = await portal.open({ width: 390, height: 844 });
  await signInPage(two.page, portal.worker.url, who.technician2, password, `/tickets/${above.ticket_number}`);
  await two.page.getByText(`${who.technician.name} también lo está viendo`).waitFor();

  const area = one.page.getByRole('combobox', { name: 'Texto de la respuesta pública' });
  await area.fill('importante');
  await area.selectText();
  await one.page.keyboard.press('Control+b');
  expect(await area.inputValue()).toBe('**importante**');
  await two.page.getByText(`${who.technician.name} está respondiendo`).waitFor();
  await one.page.locator('input[type=file]').setInputFiles({ name: 'pantalla.png', mimeType: 'image/png', buffer: png });
  await one.page.getByRole('button', { name: 'Mostrar pantalla.png en el texto' }).waitFor();
  await one.page.getByText('Borrador guardado').waitFor();
  await one.page.getByRole('button', { name: 'Vista previa' }).click();
  await one.page.getByRole('region', { name: 'Vista previa' }).getByRole('img', { name: 'pantalla' }).waitFor();

  // The same person on another device goes on where they were, and sees the mark in the list.
  const phone = await portal.open({ width: 390, height: 844 });
  await signInPage(phone.page, portal.worker.url, who.technician, password, '/tickets');
  await phone.page.getByRole('link', { name: 'Tienes un borrador sin enviar El de arriba' }).click();
  await phone.page.getByText('pantalla.png').waitFor();
  expect(await phone.page.getByRole('combobox', { name: 'Texto de la respuesta pública' }).inputValue()).toContain('**importante**');
  await phone.context.close();

  await one.page.getByRole('button', { name: 'Seguir escribiendo' }).click();
  await area.focus();
  await one.page.keyboard.press('Control+Shift+Enter');
  await one.page.waitForURL(`**/tickets/${below.ticket_number}`);
  const conversation = two.page.getByRole('region', { name: 'Conversación' });
  await conversation.locator('strong', { hasText: 'importante' }).waitFor();
  await conversation.getByRole('img', { name: 'pantalla' }).waitFor();
  expect([one.faults, two.faults]).toEqual([[], []]);
  await one.context.close();
  await two.context.close();
});

test('a conflict shows before, mine and theirs; what is chosen is saved, and nothing else is overwritten', async () => {
  const ticket = await ask('Asunto viejo');
  const { page, context } = await portal.open();
  await signInPage(page, portal.worker.url, who.technician, password, `/tickets/${ticket.ticket_number}`);
  await page.getByRole('button', { name: 'Editar asunto y descripción' }).click();
  await page.getByRole('dialog').getByLabel('Asunto').fill('Asunto de Tomás');
  // The other change arrives while this one is on its way.
  await page.route(`**/api/tickets/${ticket.ticket_id}`, async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    const { version } = (await desk.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket;
    await desk.send('PUT', `/api/tickets/${ticket.ticket_id}`, { version, subject: 'Asunto de Ana', priority: 'alta' });
    await page.unroute(`**/api/tickets/${ticket.ticket_id}`);
    return route.fallback();
  });
  await page.getByRole('dialog').getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Antes: Asunto viejo').waitFor();
  await page.getByText('También cambió: Prioridad', { exact: false }).waitFor();
  await page.getByRole('radio', { name: 'Asunto: Tu cambio' }).check();
  await page.getByRole('button', { name: 'Guardar lo elegido' }).click();
  await page.getByRole('heading', { name: 'Asunto de Tomás' }).waitFor();
  await page.getByRole('tab', { name: 'Actividad' }).click();
  await page.getByText('cambió asunto de Asunto de Ana a Asunto de Tomás').waitFor();
  expect((await desk.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket).toMatchObject({ subject: 'Asunto de Tomás', priority: 'alta' });

  await page.getByRole('button', { name: 'Añadir etiqueta' }).click();
  await page.getByRole('combobox', { name: 'Añadir etiqueta' }).fill('vpn');
  await page.getByRole('option', { name: 'Nueva: vpn' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Quitar la etiqueta vpn' }).waitFor();
  await context.close();
});

test('a link to a ticket leads through the sign-in back to it; one of another client leads nowhere and says nothing; paper has no notes', async () => {
  const link = await portal.open({ width: 390, height: 844 });
  await signInPage(link.page, portal.worker.url, who.solicitante, password, `/tickets/${known.a2}`);
  await link.page.getByText('No existe, o no tienes acceso.').waitFor();
  expect(await link.page.getByText('Impresora a2').count()).toBe(0);
  await link.context.close();

  const ticket = await ask('En papel');
  await desk.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Nota que no sale', visibility: 'internal' });
  const { page, context } = await portal.open();
  await page.goto(`${portal.worker.url}/tickets/${ticket.ticket_number}`);
  await page.waitForURL('**/sign-in?next=*');
  await signInByHand(page, portal.worker.url, who.technician, password, `/tickets/${ticket.ticket_number}`);
  const note = page.getByText('Nota que no sale');
  await note.waitFor();
  await page.emulateMedia({ media: 'print' });
  expect([await note.isVisible(), await page.getByText('No puedo entrar.').isVisible(), await page.getByRole('button', { name: 'Enviar respuesta' }).isVisible()]).toEqual([false, true, false]);
  await context.close();
});
