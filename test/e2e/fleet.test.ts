// Machines in a real browser: seen live, ordered from their ticket, their output there from the first line, and a list that stays small.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { violationsOf } from '../support/axe.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { startTestAgent, type Run, type TestAgent } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, password, world } from '../support/world.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const { who } = world;
const scriptName = 'Liberar espacio';

let database: TestDatabase;
let portal: Portal;
let technician: ApiClient;
let agent: TestAgent;
let assetId: string;
let ticket: { ticket_id: string; ticket_number: string };

const ok = async (answer: Promise<{ status: number; body: { data: ReturnType<typeof JSON.parse>; message: string } }>) => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${body.message}`);
  return body.data;
};
const signedIn = async (person: { email: string }, path: string, look: Parameters<Portal['open']>[0] = {}) => {
  const opened = await portal.open(look);
  opened.page.setDefaultTimeout(30_000);
  await signInPage(opened.page, portal.worker.url, person, password, path);
  return opened;
};
const isLive = (page: Page) => page.getByRole('status').filter({ hasText: /^En vivo$/ }).first().waitFor();
const sample = (cpu: number) => ({ at: new Date().toISOString(), cpu, memory: 41, memory_bytes: 4 * 2 ** 30, swap: 0, load: null, disks: [{ mount: '/', used: 77, used_bytes: 77e9, size_bytes: 100e9 }], rx: 2048, tx: 512, uptime_s: 3700, processes: 123 });

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
  technician = await signIn(portal.worker, who.technician);
  const admin = await signIn(portal.worker, who.admin);
  agent = await startTestAgent(portal.worker, world.enrolment_secret('a1'), { hostname: 'CAJA-7' });
  assetId = agent.enrolled.agent_id;
  const { script } = await ok(technician.send('POST', '/api/scripts', { name: scriptName, script_type: 'bash', version: { content: 'echo listo' } }));
  const version_id = script.latest.version_id as string;
  await ok(technician.send('POST', `/api/scripts/${script.script_id}/submit`, { version_id }));
  await ok(admin.send('POST', `/api/scripts/${script.script_id}/approve`, { version_id }));
  ({ ticket } = await ok(technician.send('POST', '/api/tickets', { client_id: world.client.a, site_id: world.site.a1, subject: 'Caja 7 va lenta', asset_id: assetId })));
});
afterAll(async () => {
  await agent?.stop();
  await portal?.stop();
  await database?.drop();
});

describe('a machine that a technician watches', () => {
  test('shows its readings as they come, in figures, charts and a table', async () => {
    await agent.report({ kind: 'metrics', samples: [sample(12)] });
    const { page, context, faults } = await signedIn(who.technician, '/machines');
    await page.getByRole('link', { name: 'CAJA-7' }).click();
    await page.getByRole('heading', { level: 1, name: 'CAJA-7' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'En línea' }).waitFor();
    await page.getByRole('figure', { name: 'CPU' }).locator('canvas').waitFor();
    // The machine was asked for frequent readings because somebody watches.
    await waitFor('the word that somebody watches', async () => agent.frames.some((frame) => frame.type === 'live'));
    agent.say({ type: 'sample', sample: sample(87) });
    await page.getByRole('group', { name: 'Última lectura' }).getByText('87 %').or(page.getByRole('group', { name: 'Última lectura' }).getByText('87%')).waitFor();
    const cpu = page.getByRole('figure', { name: 'CPU' });
    await cpu.getByText('Ver como tabla').click();
    await cpu.getByRole('cell', { name: /^87\s?%$/ }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('goes offline and comes back in the open list, without a reload', async () => {
    const { page, context } = await signedIn(who.technician, '/machines');
    await isLive(page);
    const row = page.getByRole('row').filter({ hasText: 'CAJA-7' });
    await row.getByText('En línea').waitFor();
    await page.evaluate("window.isTheSamePage = 'yes'");
    await agent.stop();
    await row.getByText('Fuera de línea').waitFor();
    await agent.connect();
    await row.getByText('En línea').waitFor();
    expect(await page.evaluate('window.isTheSamePage')).toBe('yes');
    await context.close();
  });

  test('is found, chosen and opened by keyboard alone', async () => {
    const { page, context } = await signedIn(who.technician, '/machines');
    await page.getByRole('link', { name: 'CAJA-7' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('caja-7');
    await page.waitForURL(/q=caja-7/);
    await page.getByRole('link', { name: 'ALFA-RECEPCION' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Tab');
    await page.getByRole('main').getByRole('link', { name: 'CAJA-7' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 seleccionado').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('1 seleccionado').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'CAJA-7' }).waitFor();
    await context.close();
  });
});

describe('a script run from a ticket', () => {
  const hostile = '<img src=x onerror=alert(1)> \u001b[31mrojo\u001b[0m \u202Etxt.exe\u0007';
  let desk: Awaited<ReturnType<typeof signedIn>>;
  let run: Run;

  beforeAll(async () => {
    // The test decides when the machine prints and ends.
    agent.doing = async (begun) => {
      run = begun;
    };
    desk = await signedIn(who.technician, `/tickets/${ticket.ticket_number}`);
  });
  afterAll(async () => desk?.context.close());

  test('is chosen beside the machine, and its output appears as it is printed', async () => {
    const { page } = desk;
    await page.getByRole('link', { name: 'CAJA-7' }).waitFor();
    await page.getByRole('button', { name: 'Ejecutar script' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Script/ }).click();
    await page.getByRole('option', { name: new RegExp(scriptName) }).click();
    await dialog.getByRole('button', { name: /^Ejecutar$/ }).click();
    await waitFor('the order at the machine', async () => run !== undefined);
    await run.print('primera línea\n');
    await page.getByRole('log').getByText('primera línea').waitFor();
    await run.print(`${hostile}\n`);
    await page.getByRole('log').getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.getByRole('log').locator('img').count()).toBe(0);
    expect(await page.getByRole('log').innerText()).toContain('<U+202E>txt.exe␇');
    await page.getByRole('article', { name: scriptName }).getByText('En curso').waitFor();
  });

  test('is still there from the first line after a reload, and goes on', async () => {
    const { page } = desk;
    await page.reload();
    await page.getByRole('log').getByText('primera línea').waitFor();
    await run.print('después de recargar\n');
    await page.getByRole('log').getByText('después de recargar').waitFor();
    expect((await page.getByRole('log').innerText()).match(/primera línea/g)).toHaveLength(1);
  });

  test('survives the machine losing its network: the rest follows, nothing twice', async () => {
    const { page } = desk;
    agent.drop();
    await agent.connect();
    await run.print('tras el corte\n');
    await page.getByRole('log').getByText('tras el corte').waitFor();
    for (const line of ['primera línea', 'después de recargar', 'tras el corte']) expect((await page.getByRole('log').innerText()).split(line)).toHaveLength(2);
  });

  test('ends visibly, and its result is an internal note of the ticket', async () => {
    const { page, faults } = desk;
    await run.finish();
    await page.getByRole('article', { name: scriptName }).getByText('Terminó bien').waitFor();
    await page.getByRole('article', { name: /^Nota interna/ }).filter({ hasText: scriptName }).waitFor();
    expect(faults).toEqual([]);
  });

  test('waits visibly while the machine is away, and is done once when it is back', async () => {
    const { page } = desk;
    agent.doing = async (begun) => {
      await begun.print('de regreso\n');
      await begun.finish();
    };
    await agent.stop();
    const before = agent.orders.length;
    await page.goto(`${portal.worker.url}/machines/${assetId}?tab=commands`);
    await page.getByRole('status').filter({ hasText: 'Fuera de línea' }).waitFor();
    await page.getByRole('button', { name: 'Pedir inventario' }).click();
    const waiting = page.getByRole('article').filter({ hasText: 'En espera' });
    await waiting.getByText(/Espera al equipo/).waitFor();
    await agent.connect();
    await waiting.waitFor({ state: 'detached' });
    await page.getByRole('article').first().getByText('Terminó bien').waitFor();
    expect(agent.orders.length - before).toBe(1);
  });
});

describe('a fleet of thousands', () => {
  test('is drawn by the screenful, however many rows were loaded', async () => {
    const owner = sql(database.ownerUrl);
    await owner.query(`insert into assets (client_id, site_id, name, asset_type) select $1, $2, 'ZZ-' || lpad(n::text, 4, '0'), 'desktop' from generate_series(1, 5000) n`, [world.client.a, world.site.a1]);
    await owner.end();
    const { page, context } = await signedIn(who.technician, '/machines?q=ZZ-');
    for (let loaded = 100; loaded < 400; loaded += 100) {
      await page.getByText(new RegExp(`^${loaded} de `)).waitFor();
      await page.getByRole('button', { name: 'Cargar más' }).click();
    }
    await page.getByText(/^400 de /).waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(200);
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.getByRole('link', { name: 'ZZ-0400' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(200);

    // A word about one machine fetches that machine, not the four pages again.
    await isLive(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname + new URL(request.url()).search));
    const last = await page.getByRole('link', { name: 'ZZ-0400' }).getAttribute('data-asset');
    await ok(technician.send('PUT', `/api/assets/${last}`, { tags: ['recién etiquetada'] }));
    await page.getByRole('row').filter({ hasText: 'ZZ-0400' }).getByText('recién etiquetada').waitFor();
    expect(asked.filter((path) => path.startsWith('/api/assets?'))).toEqual([]);
    await context.close();
  });

  test('takes in a thing without an agent', async () => {
    const { page, context } = await signedIn(who.technician, '/machines');
    await page.getByRole('button', { name: 'Agregar sin agente' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Cliente/ }).click();
    await page.getByRole('option', { name: 'Alfa Construcción' }).click();
    await dialog.getByLabel('Nombre').fill('Plotter de obra');
    await dialog.getByRole('button', { name: 'Agregar', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Plotter de obra' }).waitFor();
    await page.getByText('Este equipo no tiene agente').waitFor();
    await context.close();
  });
});

describe('people of a client', () => {
  test('a solicitante sees name, type and state of the machines of their site, and no way further', async () => {
    const { page, context } = await signedIn(who.solicitante, '/machines?q=alfa', { width: 390, height: 844, isTouch: true });
    const machine = page.getByRole('listitem').filter({ hasText: world.machine_name.a1 });
    await machine.getByText('En línea').waitFor();
    expect(await page.getByText(world.machine_name.a2).count()).toBe(0);
    expect(await machine.getByRole('link').count()).toBe(0);
    await page.goto(`${portal.worker.url}/machines/${assetId}`);
    await page.waitForURL(/\/machines$/);
    await context.close();
  });

  test('a client_admin reads their own machines, finds no acts, and none of another client', async () => {
    const { page, context } = await signedIn(who.client_admin, `/machines/${assetId}`);
    await page.getByRole('heading', { level: 1, name: 'CAJA-7' }).waitFor();
    expect(await page.getByRole('button', { name: /Ejecutar script|Pedir inventario|Más acciones/ }).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Comandos' }).count()).toBe(0);
    await page.goto(`${portal.worker.url}/machines/${world.asset.b1}`);
    await page.getByText('No existe, o no tienes acceso.').waitFor();
    await context.close();
  });
});

test('the pages of machines pass axe in both themes and fit into 320 px', async () => {
  const { page, context } = await signedIn(who.technician, '/machines', { isPolicyOff: true });
  const found: string[] = [];
  const machine = `/machines/${assetId}`;
  for (const path of ['/machines?q=caja', machine, `${machine}?tab=software`, `${machine}?tab=commands`, `${machine}?tab=remote`, `${machine}?tab=changes`, `/tickets/${ticket.ticket_number}`]) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${portal.worker.url}${path}`);
    // Colours on their way from one theme to the other are nobody's.
    await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important; }' });
    await page.getByRole('main').getByText('CAJA-7').first().waitFor();
    await page.waitForLoadState('networkidle');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      found.push(...(await violationsOf(page, colorScheme)).map((line) => `${path} ${colorScheme} ${line}`));
    }
    await page.setViewportSize({ width: 320, height: 800 });
    const fits = await page.waitForFunction('document.documentElement.scrollWidth <= document.documentElement.clientWidth', null, { timeout: 5_000 }).then(() => true, () => false);
    if (!fits) found.push(`${path} is wider than 320 px`);
  }
  expect(found).toEqual([]);
  await context.close();
});
