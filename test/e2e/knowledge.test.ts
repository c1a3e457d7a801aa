// The knowledge base in a real browser: written and published by the desk, found on a phone while a request is written, and put into a reply;
// and a ticket by the calendar, whose dates are shown before it is saved.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInPage, type Look, type Portal } from '../support/portal.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
const { who, ticket } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const signedIn = async (person: { email: string }, path: string, look: Look = {}) => {
  const opened = await portal.open(look);
  await signInPage(opened.page, portal.worker.url, person, password, path);
  return opened;
};

test('an article is written, published, found by whoever starts a request about it, and spares the request', async () => {
  const desk = await signedIn(who.technician, '/knowledge');
  await desk.page.getByRole('link', { name: 'Nuevo artículo' }).first().click();
  await desk.page.getByLabel('Título', { exact: true }).fill('El escáner no envía a la carpeta');
  await desk.page.getByLabel('Texto', { exact: true }).fill('## Revise\n\n1. Que el **escáner** tenga red\n2. Que la carpeta exista\n\n<b>nunca</b>');
  await desk.page.getByLabel('Quién lo lee').selectOption('everyone');
  const preview = desk.page.getByRole('region', { name: 'Vista previa' });
  expect(await preview.locator('ol > li').count()).toBe(2);
  expect(await preview.locator('b').count()).toBe(0);
  await desk.page.getByRole('button', { name: 'Guardar y publicar' }).click();
  await desk.page.getByRole('heading', { name: 'El escáner no envía a la carpeta' }).waitFor();
  await desk.page.getByText('Publicado', { exact: true }).waitFor();

  const reader = await signedIn(who.solicitante, '/requests/new', { width: 390, height: 844, isTouch: true });
  await reader.page.getByLabel('¿Qué pasa o qué necesitas?').fill('desde ayer el escaner ya no manda nada a mi carpeta');
  await reader.page.getByRole('button', { name: /El escáner no envía/ }).click();
  const answer = reader.page.getByRole('dialog', { name: 'El escáner no envía a la carpeta' });
  await answer.getByText('Que la carpeta exista').waitFor();
  await answer.getByRole('button', { name: 'Esto lo resolvió' }).click();
  await reader.page.getByText('No hace falta enviar la solicitud').waitFor();
  await reader.page.waitForURL(/\/requests$/);
  await reader.page.goto(`${portal.worker.url}/knowledge`);
  await reader.page.getByLabel('Buscar en los artículos').fill('carpetas');
  await reader.page.locator('mark').first().waitFor();
  expect(await reader.page.getByRole('link', { name: 'Nuevo artículo' }).count()).toBe(0);

  await desk.page.reload();
  await desk.page.getByText('Evitó solicitudes: 1').waitFor();
  expect([...desk.faults, ...reader.faults]).toEqual([]);
  await desk.context.close();
  await reader.context.close();
});

test('an article goes into a reply as a link and as text, and none is offered that its readers may not see', async () => {
  const { page, context, faults } = await signedIn(who.technician, `/tickets/${ticket.a1}`);
  await page.getByRole('button', { name: 'Usar un artículo de ayuda' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Buscar en los artículos').fill('impresora');
  await dialog.locator('li', { hasText: 'La impresora no imprime' }).waitFor();
  expect(await dialog.locator('li', { hasText: 'Artículo b de la impresora' }).count()).toBe(0);
  await dialog.locator('li', { hasText: 'Impresora de la bodega' }).getByRole('button', { name: 'Insertar enlace' }).click();
  const area = page.getByLabel('Texto de la respuesta pública');
  await page.getByRole('button', { name: 'Usar un artículo de ayuda' }).click();
  await dialog.getByLabel('Buscar en los artículos').fill('bodega');
  await dialog.locator('li', { hasText: 'Impresora de la bodega' }).getByRole('button', { name: 'Insertar texto' }).click();
  await dialog.waitFor({ state: 'detached' });
  // Below what the technician began to write there before.
  expect(await area.inputValue()).toBe(`${world.canary} a medias\n\nImpresora de la bodega\n${portal.worker.url}/knowledge/${world.article.a}\n\nAbra la charola y vuelva a cerrarla.`);
  expect(faults).toEqual([]);
  await context.close();
});

test('a ticket by the calendar shows its next dates before it is saved, and then when it opens', async () => {
  const { page, context, faults } = await signedIn(who.technician, '/schedules');
  await page.getByRole('button', { name: 'Programar' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nombre', { exact: true }).fill('Cierre de mes');
  await dialog.getByRole('button', { name: /^Cliente:/ }).click();
  await page.getByRole('option', { name: 'Alfa Construcción' }).click();
  await dialog.getByLabel('Asunto').fill('Revisar el cierre de mes');
  await dialog.getByLabel('Se repite').selectOption('monthly');
  await dialog.getByLabel('Día del mes', { exact: true }).fill('31');
  await dialog.getByText('Siempre el último día del mes.').waitFor();
  await dialog.getByLabel('Desde', { exact: true }).fill('2031-01-15');
  const dates = dialog.getByRole('region', { name: 'Próximas fechas' });
  await dates.getByText(/28 (?:de )?feb/).waitFor();
  expect(await dates.locator('li').count()).toBe(5);
  await dialog.getByRole('button', { name: 'Crear' }).click();
  const line = page.getByRole('listitem').filter({ hasText: 'Cierre de mes' });
  await line.getByText('Cada mes, el último día, a las 09:00').waitFor();
  expect(await line.innerText()).toMatch(/Se abre el .*31 (?:de )?ene/);
  expect(faults).toEqual([]);
  await context.close();
});
