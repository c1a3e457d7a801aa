// Reports in a real browser: asked for, watched, saved and opened; a schedule in words; what a client's administrator sees.
import { readFileSync } from 'node:fs';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, stackFacts, type TestDatabase } from '../support/stack.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
const { who } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
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
const saved = async (page: Page, name: RegExp): Promise<{ name: string; bytes: Buffer }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).first().click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
};

test('a technician asks for a workbook, sees it become ready, saves it and opens it', async () => {
  const { page, context, faults } = await signedIn(who.technician, '/reports');
  await page.getByRole('button', { name: 'Nuevo reporte' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reporte', { exact: true }).selectOption('monthly');
  await dialog.getByLabel('Cliente').first().click();
  await page.getByRole('option', { name: /Alfa/ }).click();
  await dialog.getByLabel('Periodo').selectOption('this_year');
  await dialog.getByRole('button', { name: 'Generar' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { name, bytes } = await saved(page, /^Descargar .*\.xlsx/);
  expect(name).toMatch(/^Reporte mensual de tickets - Alfa .* - \d{4}-01-01_\d{4}-12-31\.xlsx$/);
  const [sheet] = (await readXlsxFile(bytes)) as unknown as { data: string[][] }[];
  expect(sheet!.data[0]).toHaveLength(11);
  expect(sheet!.data.length).toBeGreaterThan(1);
  expect(faults).toEqual([]);
  await context.close();
});

test('the figures on the screen are those of the report, made to be printed', async () => {
  const { page, context, faults } = await signedIn(who.admin, '/reports');
  await page.getByRole('button', { name: 'Nuevo reporte' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reporte', { exact: true }).selectOption('sla');
  await dialog.getByLabel('Por', { exact: true }).selectOption('technician');
  await dialog.getByLabel('Archivo', { exact: true }).selectOption('csv');
  await dialog.getByLabel('Periodo').selectOption('last_90_days');
  await dialog.getByRole('button', { name: 'Generar' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { bytes } = await saved(page, /^Descargar Cumplimiento/);
  const total = bytes.toString('utf8').split('\r\n').find((line) => line.startsWith('Total,'))!;
  await page.getByRole('main').getByRole('link', { name: /^Niveles de servicio/ }).first().click();
  await page.getByRole('heading', { name: 'Cumplimiento', exact: true }).waitFor();
  const cells = await page.getByRole('row').filter({ hasText: 'Total' }).getByRole('cell').allInnerTexts();
  const plain = (text: string): string => text.trim().replace(/\s*%$/, '').replace(/\.0$/, '').replace(',', '');
  expect(cells.map((cell) => (cell === '–' ? '' : plain(cell)))).toEqual(total.split(',').map(plain));
  expect(faults).toEqual([]);
  await context.close();
});

test('a schedule says in words when it comes next, and a client_admin sees what is theirs', async () => {
  const { page, context, faults } = await signedIn(who.client_admin, '/reports/schedules');
  await page.getByRole('button', { name: 'Programar reporte' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nombre', { exact: true }).fill('Mi mensual');
  await dialog.getByLabel('Día del mes').fill('31');
  await dialog.getByLabel('Hora', { exact: true }).fill('07:30');
  expect(await dialog.getByText('Todos los clientes').count()).toBe(0);
  await dialog.getByLabel('Enviar a').fill(`${who.client_admin2.email}\nnadie@fuera.example`);
  await dialog.getByRole('button', { name: 'Crear' }).click();
  await dialog.getByText('No pueden recibirlo: nadie@fuera.example').waitFor();
  await dialog.getByLabel('Enviar a').fill(who.client_admin2.email);
  await dialog.getByRole('button', { name: 'Crear' }).click();
  await dialog.waitFor({ state: 'detached' });
  const line = page.getByRole('listitem').filter({ hasText: 'Mi mensual' });
  await line.getByText('El día 31 de cada mes a las 07:30').waitFor();
  await line.getByText(/^Siguiente: /).waitFor();
  await line.getByRole('link', { name: 'Historial' }).click();
  await page.getByText('Todavía no hay reportes').waitFor();
  await page.goto(`${portal.worker.url}/reports`);
  await page.getByRole('main').getByRole('link', { name: /Estadística de tickets/ }).first().waitFor();
  expect(await page.getByText('Desempeño de técnicos').count()).toBe(0);
  expect(faults).toEqual([]);
  await context.close();
});
