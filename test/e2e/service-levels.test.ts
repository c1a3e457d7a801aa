// Service levels in a real browser: hours with holidays, a policy with its preview, and the story of a ticket.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let page: Page;
let faults: string[];
const { who } = world;
const year = new Date().getFullYear() + 1;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  ({ page, faults } = await portal.open());
  await signInPage(page, portal.worker.url, who.admin, password, '/service-levels/calendars');
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const pick = async (label: string, option: RegExp): Promise<void> => {
  await page.getByRole('form').getByRole('button', { name: `${label}:` }).click();
  await page.getByRole('option', { name: option }).first().click();
};

describe('hours, policy, ticket', () => {
  test('hours with a night and confirmed holidays are kept as they were entered', async () => {
    await page.getByRole('link', { name: 'Nuevo horario' }).click();
    await page.getByLabel('Nombre').fill('Turnos de Alfa');
    await pick('Cliente', /Alfa/);
    await page.getByRole('button', { name: '24×7' }).click();
    await page.getByLabel('sábado: desde').fill('22:00');
    await page.getByLabel('sábado: hasta').fill('06:00');
    await page.getByText('del día siguiente').waitFor();
    await page.getByRole('button', { name: /^Quitar: domingo/ }).click();
    await page.getByLabel('Año').selectOption(String(year));
    await page.getByRole('button', { name: 'Proponer días' }).click();
    await page.getByLabel('Confirmar Año Nuevo').check();
    await page.getByLabel('Otro día').fill(`${year}-03-19`);
    await page.getByLabel('Motivo').fill('Aniversario');
    await page.getByRole('button', { name: 'Agregar', exact: true }).click();
    await page.getByRole('status').getByText(/^Vence /).waitFor();
    await page.getByRole('button', { name: 'Crear' }).click();
    const item = page.getByRole('listitem').filter({ hasText: 'Turnos de Alfa' });
    await item.getByText('2 días inhábiles').waitFor();
    await item.getByText(/22:00–06:00 \(del día siguiente\)/).waitFor();
    await item.getByText(/por confirmar/).waitFor();
    const owner = sql(database.ownerUrl);
    const [stored] = await owner.query<{ business_hours: Record<string, unknown> }>(`select business_hours from business_calendars where name = 'Turnos de Alfa'`);
    await owner.end();
    expect(stored!.business_hours).toMatchObject({ sat: [['22:00', '24:00']], sun: [['00:00', '06:00']], mon: [['00:00', '24:00']] });
  });

  test('a policy shows what it would mean before it is saved', async () => {
    await page.goto(`${portal.worker.url}/service-levels/policies`);
    await page.getByRole('link', { name: 'Nueva política' }).click();
    await page.getByLabel('Nombre').fill('Contrato Alfa');
    await pick('Cliente', /Alfa/);
    const preview = page.getByRole('region', { name: 'Un ticket abierto ahora…' });
    await preview.getByText('de 8 h').waitFor();
    await page.getByLabel('Solución: horas').fill('2');
    await page.getByLabel('Solución: minutos').fill('30');
    await page.getByRole('switch', { name: /24×7/ }).click();
    await preview.getByText('de 2 h 30 min').waitFor();
    await preview.getByText(/Contará 2 h 30 min/).waitFor();
    await page.getByRole('button', { name: 'Agregar nivel' }).click();
    await page.getByRole('button', { name: 'Crear' }).click();
    const first = page.getByRole('list', { name: 'Políticas' }).getByRole('listitem').filter({ hasText: 'Contrato Alfa' });
    await first.getByText('2 h 30 min').waitFor();
    await first.getByText('1 nivel de escalamiento', { exact: false }).waitFor();
  });

  test('hours that never open are refused while a policy counts in them, in words', async () => {
    const owner = sql(database.ownerUrl);
    const [standard] = await owner.query<{ calendar_id: string }>('select calendar_id from business_calendars where is_default and client_id is null');
    await owner.end();
    await page.goto(`${portal.worker.url}/service-levels/calendars/${standard!.calendar_id}`);
    for (const day of ['lunes', 'martes', 'miércoles', 'jueves', 'viernes']) await page.getByRole('button', { name: new RegExp(`^Quitar: ${day}`) }).click();
    await page.getByText('Así no abre nunca').waitFor();
    await page.getByRole('button', { name: 'Guardar cambios' }).click();
    await page.getByText('Este horario no abre nunca y una política activa cuenta en él.', { exact: false }).waitFor();
    expect(new URL(page.url()).pathname).toContain(standard!.calendar_id);
  });

  test('a ticket tells the time left and why, and its client a promise in plain words', async () => {
    const number = await page.evaluate(async ({ email, secret, body }) => {
      const send = (path: string, data: unknown, token?: string) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify(data) }).then((answer) => answer.json());
      const { data } = await send('/api/auth/login', { email, password: secret });
      return (await send('/api/tickets', body, data.access_token)).data.ticket.ticket_number as string;
    }, { email: who.technician.email, secret: password, body: { client_id: world.client.a, site_id: world.site.a1, subject: 'No imprime nadie', priority: 'alta', assigned_to: who.technician.user_id } });
    await page.goto(`${portal.worker.url}/tickets/${number}`);
    const panel = page.getByRole('region', { name: 'Niveles de servicio' });
    await panel.getByText(/Quedan (2 h 2\d min|2 h 30 min)/).waitFor();
    await panel.getByRole('button', { name: '¿Por qué este plazo?' }).click();
    const story = page.getByRole('dialog');
    await story.getByText('Política «Contrato Alfa», horario «24×7».').waitFor();
    await story.getByText('Se abrió el ticket y los relojes empezaron.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Cambiar estado/ }).click();
    await page.getByRole('menuitem', { name: 'En espera del cliente' }).click();
    await panel.getByText('Se espera la respuesta del cliente.', { exact: false }).waitFor();
    expect(faults).toEqual([]);
    const other = await portal.open();
    await signInPage(other.page, portal.worker.url, who.client_admin, password, `/requests/${number}`);
    await other.page.getByText('El plazo está detenido mientras esperamos tu respuesta.').waitFor();
    expect(await other.page.getByText('Niveles de servicio').count()).toBe(0);
    await other.context.close();
  });
});
