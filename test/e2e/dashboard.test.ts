// Dashboards in a real browser: each figure leads to a list of as many tickets, news arrive by themselves, everybody can read it.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { violationsOf } from '../support/axe.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, password, world } from '../support/world.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const { who, client, site } = world;

let database: TestDatabase;
let portal: Portal;
let technician: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  const owner = sql(database.ownerUrl);
  await owner.query(
    `insert into tickets (client_id, site_id, created_by, assigned_to, subject, priority, status, resolution_notes, created_at, updated_at, resolved_at)
     select $1, $2, $3, case when n % 3 > 0 then $4::uuid end, 'Asunto ' || n, (array['baja', 'media', 'alta', 'critica'])[1 + n % 4]::ticket_priority, s.status::ticket_status, 'Listo', at, at, case when s.status = 'resuelto' then at + interval '2 hours' end
       from generate_series(1, 44) n cross join lateral (select (array['nuevo', 'en_proceso', 'espera_cliente', 'resuelto'])[1 + n % 4] as status, now() - interval '17 hours' * n - interval '3 hours' as at) s`,
    [client.a, site.a1, who.client_admin.user_id, who.technician.user_id]);
  await owner.query(`update sla_compliance c set is_stale = false, next_event_at = null, first_response_target = 60, resolution_target = 480, first_response_state = 'met', first_response_used_s = 1800, due_at = case when t.status in ('nuevo', 'en_proceso') and t.ticket_seq % 2 = 0 then now() - interval '1 hour' end,
      resolution_state = case when t.status = 'resuelto' then 'met' else 'paused' end, resolution_at = t.resolved_at, resolution_used_s = case when t.status = 'resuelto' then 7200 end from tickets t where t.ticket_id = c.ticket_id`);
  await owner.end();
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  technician = await signIn(portal.worker, who.technician);
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const at = async (person: { email: string }, path: string, look: Parameters<Portal['open']>[0] = {}) => {
  const opened = await portal.open(look);
  opened.page.setDefaultTimeout(30_000);
  await signInPage(opened.page, portal.worker.url, person, password, path);
  return opened;
};
/** The number a link ends with: names may hold some too. */
const numberOf = async (link: Locator): Promise<number> => Number(/(\d+)\D*$/.exec((await link.innerText()).replaceAll(/[,\s]/g, ''))![1]);
/** "12 de 12" under a list; nothing stands there when it is empty. */
async function listed(page: Page): Promise<number> {
  const shown = page.getByText(/^\d+ de \d+$/);
  await shown.or(page.getByText(/Nada coincide|No hay|Aún no/).first()).first().waitFor();
  return (await shown.count()) === 0 ? 0 : Number((await shown.innerText()).split(' de ')[1]);
}

describe('the desk', () => {
  test('each kind of figure leads to a list of as many tickets, with its limits in words', async () => {
    const { page, context, faults } = await at(who.technician, '/dashboard');
    const links: [string, () => Locator][] = [
      ['open', () => page.getByRole('list', { name: 'Ahora' }).getByRole('link', { name: /Abiertos/ })],
      ['overdue', () => page.getByRole('list', { name: 'Ahora' }).getByRole('link', { name: /Vencidos/ })],
      ['unassigned', () => page.getByRole('list', { name: 'Ahora' }).getByRole('link', { name: /Sin asignar/ })],
      ['by status', () => page.getByRole('list', { name: 'Por estado' }).getByRole('link', { name: /En proceso/ })],
      ['by priority', () => page.getByRole('list', { name: 'Por prioridad' }).getByRole('link', { name: /Alta/ })],
      ['age', () => page.getByRole('list', { name: 'Antigüedad de lo abierto' }).getByRole('link', { name: /De 7 a 30 días/ })],
      ['took', () => page.getByRole('list', { name: 'Solución' }).getByRole('link', { name: /2.h a 4.h/ })],
      ['technician', () => page.getByRole('row', { name: /Tomás Peña/ }).getByRole('link').first()],
      ['client', () => page.getByRole('row', { name: /Alfa Construcción/ }).getByRole('link').first()],
    ];
    for (const [name, link] of links) {
      await link().waitFor();
      const figure = await numberOf(link());
      expect(figure, name).toBeGreaterThan(0);
      await link().click();
      await page.waitForURL(/\/tickets\?/);
      expect(await listed(page), `${name}: ${page.url()}`).toBe(figure);
      await page.goBack();
    }
    const days = page.getByRole('region', { name: 'Creados y terminados' }).first();
    await days.getByText('Ver como tabla').click();
    const day = days.getByRole('row').nth(3).getByRole('link').first();
    const figure = await numberOf(day);
    await day.click();
    await page.getByRole('list', { name: 'La lista se limita a' }).getByText(/^Creación: del/).waitFor();
    expect(await listed(page)).toBe(figure);
    await page.getByRole('button', { name: /^Quitar:/ }).click();
    await page.getByRole('list', { name: 'La lista se limita a' }).waitFor({ state: 'detached' });
    await waitFor('the longer list', async () => (await listed(page)) > figure);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('period and client live in the address, a new ticket is counted without a reload, `g d` leads here', async () => {
    const { page, context } = await at(who.technician, '/tickets');
    await page.getByRole('status').filter({ hasText: /^En vivo$/ }).first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.waitForURL(/\/dashboard/);
    const open = page.getByRole('list', { name: 'Ahora' }).getByRole('link', { name: /Abiertos/ });
    await open.waitFor();
    const before = await numberOf(open);
    expect((await technician.send('POST', '/api/tickets', { client_id: client.b, site_id: site.b1, subject: 'Otro más' })).status).toBe(201);
    await page.getByRole('list', { name: 'Ahora' }).getByRole('link', { name: new RegExp(`Abiertos\\s*${before + 1}`) }).waitFor();
    await page.getByRole('button', { name: '90 d' }).click();
    await page.waitForURL(/days=90/);
    await page.getByRole('button', { name: '90 d', pressed: true }).waitFor();
    await page.getByText(/Semana|Ver como tabla/).first().waitFor();
    await context.close();
  });
});

test('a company reads its own figures in plain words on a phone, and they lead to its own requests', async () => {
  const { page, context, faults } = await at(who.client_admin, '/dashboard', { width: 360, height: 800, isTouch: true });
  const waiting = page.getByRole('list', { name: 'Ahora' }).getByRole('link', { name: /Esperan tu respuesta/ });
  await waiting.waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
  expect(await page.getByText('Tomás Peña').count()).toBe(0);
  expect(await page.getByText('Beta Diseño').count()).toBe(0);
  const figure = Number(/\d+/.exec((await waiting.innerText()).replaceAll(',', ''))![0]);
  await waiting.click();
  await page.waitForURL(/\/requests\?/);
  expect(await listed(page)).toBe(figure);
  expect(faults).toEqual([]);
  await context.close();
});

test('a solicitante has no dashboard, in the menu or by its address', async () => {
  const { page, context } = await at(who.solicitante, '/dashboard');
  await page.waitForURL(/\/requests$/);
  expect(await page.getByRole('link', { name: 'Panel' }).count()).toBe(0);
  await context.close();
});

test.each(['technician', 'client_admin'] as const)('nothing that axe complains about, in light and dark: %s', async (name) => {
  const { page, context } = await at(who[name], '/dashboard', { width: 1280, isPolicyOff: true });
  await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important; }' });
  await page.getByRole('list', { name: 'Ahora' }).waitFor();
  await page.getByText('Ver como tabla').click();
  const found = await violationsOf(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect([...found, ...(await violationsOf(page, 'dark'))]).toEqual([]);
  await context.close();
});
