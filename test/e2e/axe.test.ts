// Every page of the portal against axe-core, in light and dark, and without sideways scrolling at 320 px.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { demoId } from '../../drizzle/demo/demo-id.ts';
import { seedDemo, type DemoFacts } from '../../drizzle/demo/seed-demo.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { violationsOf } from '../support/axe.ts';
import { openPortal, signInPage, type Look, type Portal } from '../support/portal.ts';

// Ten pages a test, each looked at three times.
vi.setConfig({ testTimeout: 120_000 });

let database: TestDatabase;
let portal: Portal;
let demo: DemoFacts;
/** Rows of the demo that pages are about. */
let row: { ticket: string; request: string; client: string; inbound: string; machine: string; script: string };

beforeAll(async () => {
  database = await createTestDatabase();
  demo = await seedDemo({ ownerUrl: database.ownerUrl, now: new Date() });
  const owner = sql(database.ownerUrl);
  const one = async (query: string, params: string[] = []) => Object.values((await owner.query<Record<string, string>>(query, params))[0]!)[0]!;
  row = {
    ticket: await one("select t.ticket_number from tickets t join ticket_comments c using (ticket_id) where t.channel = 'email' group by 1 order by bool_or(c.visibility = 'internal') desc, count(*) desc limit 1"),
    request: await one('select t.ticket_number from tickets t join users u on u.user_id = t.created_by join ticket_comments c using (ticket_id) where u.email = $1 group by 1 order by count(*) desc limit 1', [account('solicitante').email]),
    client: await one('select client_id from clients order by name limit 1'),
    machine: await one("select asset_id from assets where name = 'ALCON-SRV-01'"),
    script: await one("select script_id from agent_script_versions where state = 'submitted' limit 1"),
    inbound: await one("select inbound_id from inbound_emails where state = 'quarantined' limit 1"),
  };
  await owner.end();
  portal = await openPortal(stackFacts(), { database, mailFrom: demo.mail.to, verifiedDomains: demo.verifiedDomains });
  for (const { key, content } of demo.rawMails) {
    await portal.worker.fetch(`/api/__local/object?key=${encodeURIComponent(key)}`, { method: 'PUT', body: new Uint8Array(content), headers: { 'x-local-door': '1' } });
  }
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const account = (role: string) => demo.accounts.find((one) => one.role === role)!;

/** A table becomes cards with the render after the resize, so the page has a moment to settle; one that stays wide is wide. */
const isWide = (page: Page) =>
  page.waitForFunction('document.documentElement.scrollWidth <= document.documentElement.clientWidth', null, { timeout: 5_000 }).then(() => false, () => true);

/** Looks at the page as it stands: both themes, then as narrow as it gets. */
async function inspect(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    found.push(...(await violationsOf(page, theme)).map((line) => `${name}, ${theme}: ${line}`));
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return found;
}

/** Colours on their way from one theme to the other are nobody's: the page changes at once. */
const still = (page: Page) => page.addStyleTag({ content: '*, *::before, *::after { transition: none !important; }' });

/** Within the app, as a click would; `goto` loads it anew. */
async function goWithin(page: Page, path: string): Promise<void> {
  // Another part of the same page keeps its heading.
  if (new URL(page.url()).pathname === path.split('?')[0]) {
    await page.goto(`${portal.worker.url}${path}`);
    await still(page);
    return;
  }
  await page.evaluate(`window.lastHeading = document.querySelector('h1'); history.pushState({}, '', ${JSON.stringify(path)})`);
  await page.waitForFunction("document.querySelector('h1') !== window.lastHeading");
}

async function visit(page: Page, path: string, isFresh = false): Promise<string[]> {
  if (isFresh) {
    await page.goto(`${portal.worker.url}${path}`);
    await still(page);
  } else await goWithin(page, path);
  await page.waitForFunction("document.querySelector('h1') && !document.querySelector('.animate-pulse, [aria-busy=true]')").catch(async () => {
    throw new Error(`${path} is still loading: ${await page.evaluate('document.body.innerText')}`);
  });
  const found = await inspect(page, path);
  const before = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 800 });
  if (await isWide(page)) found.push(`${path}: scrolls sideways at 320 px`);
  await page.setViewportSize(before);
  return found;
}

async function visitAll(role: string, paths: () => string[], look: Look = {}): Promise<void> {
  const { page, context, faults } = await portal.open({ isPolicyOff: true, ...look });
  const { email, password } = account(role);
  await signInPage(page, portal.worker.url, { email }, password);
  const found: string[] = [];
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await still(page);
  for (const path of paths()) found.push(...(await visit(page, path)));
  await context.close();
  expect([...found, ...faults]).toEqual([]);
}

test('pages before the sign-in', async () => {
  const { page, context, faults } = await portal.open({ isPolicyOff: true });
  const found: string[] = [];
  for (const path of ['/sign-in', '/forgot-password', '/approve#token=none~of~ours', `/reset-password#token=${'0'.repeat(64)}`, `/invite#token=${'0'.repeat(64)}`]) found.push(...(await visit(page, path, true)));
  await page.goto(`${portal.worker.url}/sign-in`);
  await still(page);
  await page.getByLabel('Correo electrónico').fill('nadie@alfa.example');
  await page.getByLabel('Contraseña').fill('no es esta');
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await page.getByText('El correo o la contraseña no son correctos.').waitFor();
  found.push(...(await inspect(page, 'a refused sign-in')));
  await context.close();
  expect([...found, ...faults]).toEqual([]);
});

test('the pages of the work: queue, ticket, new ticket, mail that came and went, profile', () =>
  visitAll('superadmin', () => [`/tickets/${row.ticket}`, '/tickets', '/tickets/new', '/inbound', `/inbound/${row.inbound}`, '/mail-queue', '/profile', '/nowhere']));

test('the pages of the desk: clients, assistant, sites, people, categories, templates, mail settings', () =>
  visitAll('superadmin', () => ['/clients', `/clients/${row.client}`, '/clients/new', '/sites', '/users', '/categories', '/macros', '/macros/checklists', '/macros/gates', '/templates', '/templates/ticket_created/es', '/mail-settings', '/mail-settings/new', '/mail-domains', '/dev-mailbox',
    '/settings', '/settings/health', '/settings/audit', '/machine-settings', '/profile/notifications', '/time', '/reports', '/reports/schedules', '/service-levels', '/service-levels/policies', '/service-levels/policies/new', '/service-levels/calendars', '/service-levels/calendars/new']));

test('the pages of articles and of tickets by the calendar', async () => {
  const article = `/knowledge/${demoId('article:printer')}`;
  await visitAll('superadmin', () => ['/knowledge', '/knowledge/new', article, `${article}/edit`, `${article}/versions`, '/schedules', '/policies', '/policies?tab=scripts', '/policies?tab=fields']);
  await visitAll('solicitante', () => ['/knowledge', article], { width: 390, height: 844, isTouch: true });
});

test('the pages of the fleet: machines, scripts, commands, runs, alerts, enrolment', () =>
  visitAll('superadmin', () => [
    '/machines', `/machines/${row.machine}?tab=tools`, '/scripts', `/scripts/${row.script}`, '/scripts/new', '/executions', '/runs', '/alerts', '/alerts/sites', '/alerts/rules', '/alerts/windows', '/enrolment', '/enrolment?tab=versions',
  ]));

test('the pages of a solicitante, and of the administrator of a client', async () => {
  await visitAll('solicitante', () => ['/requests/new', '/requests', `/requests/${row.request}`, '/profile'], { width: 390, height: 844, isTouch: true });
  await visitAll('client_admin', () => ['/company', '/people', '/requests', '/machines', '/requests?view=approval', '/alerts', '/remote-actions']);
});

test('in English too', () => visitAll('admin', () => [`/tickets/${row.ticket}`, '/tickets', '/clients', '/profile'], { locale: 'en' }));

test('windows over the page: commands, keys, filters, acts, resolving, an internal note being written', async () => {
  const { page, context, faults } = await portal.open({ isPolicyOff: true });
  const { email, password } = account('admin');
  await signInPage(page, portal.worker.url, { email }, password);
  await page.getByRole('row').nth(2).waitFor();
  await still(page);
  const found: string[] = [];
  const look = async (name: string, role: 'dialog' | 'menu'): Promise<void> => {
    await page.getByRole(role).first().waitFor();
    found.push(...(await inspect(page, name)));
    await page.keyboard.press('Escape');
    await page.getByRole(role).first().waitFor({ state: 'detached' });
  };
  await page.keyboard.press('Control+k');
  await look('commands', 'dialog');
  await page.keyboard.press('Shift+?');
  await look('keys', 'dialog');
  await page.getByRole('button', { name: 'Filtros' }).click();
  await look('filters', 'dialog');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('1 seleccionado').waitFor();
  await page.keyboard.press('a');
  await look('assign', 'dialog');
  await page.goto(`${portal.worker.url}/tickets/${row.ticket}`);
  await still(page);
  await page.getByRole('button', { name: 'Nota interna', exact: true }).click();
  await page.getByLabel('Texto de la nota interna').fill('Revisar con el proveedor.');
  found.push(...(await inspect(page, 'an internal note')));
  await page.getByRole('button', { name: /Cambiar estado/ }).click();
  await look('status', 'menu');
  await context.close();
  expect([...found, ...faults]).toEqual([]);
});
