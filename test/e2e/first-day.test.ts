// A desk from nothing: an administrator's first day, then a technician's morning by keyboard; and what people who listen are told on the way.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { createAdmin } from '../../scripts/admin-create.ts';
import { signIn } from '../support/api-client.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { createTestDatabase, sql, stackFacts, type TestDatabase } from '../support/stack.ts';
import { enrolMachine } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';

let database: TestDatabase;
let portal: Portal;
let desk: Awaited<ReturnType<Portal['open']>>;
const support = 'soporte@mail.example.com';
const boss = { email: 'ximena@msp.example', name: 'Ximena Robles' };
const technician = { email: 'tecla@msp.example', name: 'Tecla Ibarra' };
const requester = { email: 'lupe@norte.example', name: 'Lupe Norte' };
const secret = 'una frase bastante larga 7';

beforeAll(async () => {
  database = await createTestDatabase();
  await createAdmin({ ownerUrl: database.ownerUrl, ...boss, password: secret });
  portal = await openPortal(stackFacts(), { database, mailFrom: support, verifiedDomains: ['norte.example'] });
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

/** Asked over the protocol: the policy of the page lets no words become code in it. */
const until = (page: Page, expression: string) => waitFor(expression, () => page.evaluate(expression) as Promise<boolean>, 15);
const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const focusedName = (page: Page) => page.evaluate("(({ activeElement: at }) => at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText)(document)") as Promise<string>;
/** By Tab alone, as somebody without a mouse gets there. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab');
    if (name.test(await focusedName(page))) return;
  }
  throw new Error(`120 times Tab never reached ${name}`);
}

const named = 'button|link|textbox|searchbox|combobox|checkbox|radio|switch|tab|tabpanel|menuitem|option|slider|spinbutton|img|dialog|region|navigation|complementary|table';
/** What the page says without being seen; faults are controls and landmarks without a name, and a frame that is not one. */
async function heard(page: Page): Promise<{ faults: string[]; text: string }> {
  const text = await page.locator('body').ariaSnapshot();
  const lines = text.split('\n');
  const faults = lines.filter((line) => new RegExp(`^\\s*- ['"]?(${named})(?=[ :'"]|$)(?! \\\\?["/])`).test(line));
  const count = (what: RegExp): number => lines.filter((line) => what.test(line)).length;
  if (count(/^\s*- main\b/) !== 1) faults.push('not one main part');
  if (count(/heading .*\[level=1\]/) !== 1) faults.push('not one main heading');
  return { faults, text };
}

test("an administrator's first day: the list on the empty queue leads through mail address, client, machine and colleague, and goes with the first mail", async () => {
  const { page, context, faults } = await portal.open({ width: 1280 });
  const steps = page.getByRole('region', { name: 'Primeros pasos' });
  const step = async (name: string, done: number): Promise<void> => {
    await page.getByRole('navigation', { name: 'Mesa de ayuda' }).getByRole('link', { name: 'Ajustes' }).click();
    await steps.getByText(`${done} de 5 hechos`).waitFor();
    await steps.getByRole('link', { name }).click();
  };
  await signInPage(page, portal.worker.url, boss, secret);
  await page.getByText('La cola está vacía').waitFor();
  await steps.getByText('0 de 5 hechos').waitFor();
  await steps.getByRole('link', { name: 'Configurar el buzón de soporte' }).click();
  await page.getByRole('link', { name: 'Agregar buzón' }).first().click();
  await page.getByRole('textbox', { name: 'Dirección', exact: true }).fill(support);
  await page.getByRole('textbox', { name: 'Nombre que se ve' }).fill('Mesa de ayuda');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Buzón guardado').waitFor();

  await step('Dar de alta al primer cliente', 1);
  const next = () => page.getByRole('button', { name: 'Siguiente' }).click();
  await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Ferretería Norte');
  await page.getByRole('textbox', { name: /^Dominios autorizados/ }).fill('norte.example');
  await next();
  await page.getByRole('textbox', { name: 'Nombre del sitio' }).fill('Matriz');
  await next();
  await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('Norma Norte');
  await page.getByRole('textbox', { name: 'Correo', exact: true }).fill('norma@norte.example');
  await next();
  await page.getByRole('button', { name: 'Agregar una persona' }).click();
  await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill(requester.name);
  await page.getByRole('textbox', { name: 'Correo', exact: true }).fill(requester.email);
  await next();
  await page.getByRole('button', { name: 'Crear cliente' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ferretería Norte' }).waitFor();

  await step('Conectar el primer equipo', 2);
  await page.getByRole('button', { name: 'Nuevo token' }).first().click();
  const dialog = page.getByRole('dialog');
  for (const [field, choice] of [['Cliente', 'Ferretería Norte'], ['Sitio', 'Matriz']] as const) {
    await dialog.getByRole('button', { name: new RegExp(`^${field}`) }).click();
    await page.getByRole('option', { name: choice }).click();
  }
  await dialog.getByRole('textbox', { name: 'Nombre' }).fill('Recepción');
  await dialog.getByRole('button', { name: 'Crear token' }).click();
  await page.getByRole('dialog', { name: 'Token creado' }).waitFor();
  await enrolMachine(portal.worker, await dialog.getByRole('code').first().innerText(), { hostname: 'norte-caja' });
  await dialog.getByRole('button', { name: 'Listo' }).click();

  await step('Invitar a la primera persona del equipo', 3);
  await page.getByRole('button', { name: 'Nueva persona' }).first().click();
  await dialog.getByRole('textbox', { name: 'Nombre' }).fill(technician.name);
  await dialog.getByRole('textbox', { name: 'Correo' }).fill(technician.email);
  await dialog.getByRole('combobox', { name: 'Rol' }).selectOption({ label: 'Soporte técnico' });
  await dialog.getByRole('button', { name: 'Crear e invitar' }).click();
  await dialog.waitFor({ state: 'detached' });

  await step('Recibir el primer correo', 4);
  await page.getByRole('heading', { level: 1 }).waitFor();
  for (const [from, subject] of [['gerencia', 'La caja no abre'], ['bodega', 'El lector no lee'], ['compras', 'Sin red en compras']] as const) await portal.send({ from: `${from}@norte.example`, to: support, subject, text: 'Desde las nueve.' });
  await page.getByRole('navigation', { name: 'Trabajo' }).getByRole('link', { name: 'Tickets' }).click();
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('link', { name: 'Ajustes' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ajustes' }).waitFor();
  await page.getByRole('heading', { level: 2, name: 'Correo' }).waitFor();
  await waitFor('the list to be done', async () => (await steps.count()) === 0);
  expect(faults).toEqual([]);
  await context.close();
});

test("a technician's morning by keyboard alone: from the invitation through the queue, an answer, the next ticket, its time, its machine and its status", async () => {
  desk = await portal.open({ width: 1280 });
  const { page, faults } = desk;
  const { mail } = await portal.mailTo(technician.email, ({ body_text }) => body_text.includes('/invite'));
  await page.goto(/https?:\/\/\S+\/invite\S+/.exec(mail.body_text)![0]);
  await page.getByRole('textbox', { name: 'Contraseña nueva' }).waitFor();
  await page.keyboard.type(secret);
  await press(page, 'Tab');
  await page.keyboard.type(secret);
  await press(page, 'Enter');
  await page.waitForURL(/\/sign-in/);
  await page.getByRole('textbox', { name: 'Correo electrónico' }).waitFor();
  await page.keyboard.type(technician.email);
  await press(page, 'Tab');
  await page.keyboard.type(secret);
  await press(page, 'Enter');
  await page.getByRole('row').nth(3).waitFor();

  const rowAt = () => page.evaluate("/TKT-\\d+/.exec(document.activeElement?.closest('tr')?.innerText ?? '')?.[0] ?? ''") as Promise<string>;
  await waitFor('the keys of the list', async () => (await press(page, 'j')) ?? (await rowAt()));
  const first = await rowAt();
  await press(page, 'j');
  const second = await rowAt();
  expect(new Set(['', first, second]).size).toBe(3);
  await press(page, 'k', 'x', 'j', 'x');
  await page.getByText('2 seleccionados').waitFor();
  await press(page, 'i');
  await page.getByText('2 tickets cambiados').waitFor();
  await page.getByRole('row').filter({ hasText: second }).getByText(technician.name).waitFor();
  await press(page, '/');
  expect(await page.evaluate('document.activeElement?.id')).toBe('queue-search');
  await press(page, 'Escape', 'k');
  expect(await rowAt()).toBe(first);
  await press(page, 'Enter');
  await page.waitForURL((address) => address.pathname.endsWith(first));
  await page.getByLabel('Texto de la respuesta pública').waitFor();
  // The row that was pressed is gone: whoever listens is in the new page.
  await until(page, "document.activeElement?.id === 'main'");

  await press(page, 'n');
  await page.getByLabel('Texto de la nota interna').waitFor();
  await until(page, "document.activeElement?.id === 'composer-text'");
  await press(page, 'Escape', 'r');
  await page.getByLabel('Texto de la respuesta pública').waitFor();
  await until(page, "document.activeElement?.id === 'composer-text'");
  await page.keyboard.type('Lo vemos hoy mismo.');
  await press(page, 'Control+Shift+Enter');
  await page.waitForURL((address) => address.pathname.endsWith(second));
  await page.getByText('Respuesta enviada').waitFor();

  await page.getByRole('button', { name: 'Equipo: Elegir equipo' }).waitFor();
  await tabTo(page, /^Anotar tiempo$/);
  await page.keyboard.type('15m revisé el lector');
  await press(page, 'Enter');
  await page.getByText(/Se anotaron 15/).waitFor();
  await tabTo(page, /^Equipo: Elegir equipo$/);
  await press(page, 'Enter');
  await page.getByRole('searchbox', { name: 'Buscar equipos' }).waitFor();
  await page.keyboard.type('caja');
  await tabTo(page, /norte-caja/);
  await press(page, 'Enter');
  await page.getByRole('button', { name: 'Ejecutar script' }).waitFor();

  await press(page, 's');
  const menu = page.getByRole('menu');
  await menu.waitFor();
  // Opened by key, the menu stands on its first entry.
  await until(page, "document.activeElement?.getAttribute('role') === 'menuitem'");
  while (!(await focusedName(page)).includes('En proceso')) await press(page, 'ArrowDown');
  await press(page, 'Enter');
  await page.getByRole('button', { name: /Cambiar estado: En proceso/ }).waitFor();

  await press(page, 'g', 't');
  await page.waitForURL((address) => address.pathname === '/tickets');
  await page.getByRole('row').filter({ hasText: second }).getByText('En proceso').waitFor();
  await press(page, 'c');
  await page.waitForURL((address) => address.pathname === '/tickets/new');
  expect(faults).toEqual([]);
});

test('sign-in, queue, ticket, new ticket and a new request speak: every control has a name, one main part, one main heading', async () => {
  const { page } = desk;
  const owner = sql(database.ownerUrl);
  await owner.query(`update users set email_verified_at = now(), password_hash = (select password_hash from users where email = $1) where email = $2`, [boss.email, requester.email]);
  await owner.end();
  const phone = await portal.open({ width: 360, height: 740, isTouch: true });
  const said: string[] = [];
  const listen = async (where: string, on: Page, ...words: (string | RegExp)[]): Promise<void> => {
    const { faults, text } = await heard(on);
    said.push(...faults.map((fault) => `${where}: ${fault.trim()}`));
    for (const word of words) expect(text).toMatch(word);
  };
  await phone.page.goto(portal.worker.url);
  await phone.page.getByRole('combobox', { name: 'Idioma' }).waitFor();
  await phone.page.locator('button[type=submit]:enabled').waitFor();
  await listen('sign-in', phone.page, 'textbox "Correo electrónico"', 'textbox "Contraseña"', 'button "Iniciar sesión"', 'link "¿Olvidaste tu contraseña?"');
  await signInPage(phone.page, portal.worker.url, requester, secret, '/requests/new');
  await phone.page.getByRole('button', { name: 'Tomar foto' }).waitFor();
  await phone.page.getByRole('combobox', { name: '¿Dónde?' }).waitFor();
  await listen('new request', phone.page, 'textbox "¿Qué pasa o qué necesitas?"', /radio "Urgente/, 'button "Enviar solicitud"', 'group "¿Qué tan urgente es?"');
  expect(phone.faults).toEqual([]);
  await phone.context.close();

  await page.getByRole('button', { name: 'Abrir ticket' }).waitFor();
  await listen('new ticket', page, 'button "Abrir ticket"');
  await press(page, 'g', 't');
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('button', { name: 'Condiciones' }).waitFor();
  await listen('queue', page, 'navigation "Trabajo"', 'navigation "Vistas"', 'searchbox "Buscar en tickets"', 'table "Tickets"', /checkbox "Seleccionar TKT-/, 'columnheader "Responsable"', /status.*En vivo/);
  await page.getByRole('link', { name: 'La caja no abre' }).click();
  await page.getByRole('button', { name: 'Ejecutar script' }).or(page.getByRole('button', { name: 'Equipo: Elegir equipo' })).first().waitFor();
  await page.getByRole('button', { name: 'Fijar el ticket' }).waitFor();
  await listen('ticket', page, 'complementary "Detalles"', 'tab "Conversación', 'article "Mensaje de', 'region "Respuesta pública"', 'combobox "Texto de la respuesta pública"', 'button "Enviar respuesta"');
  expect(said).toEqual([]);
});

test('a window takes the focus and gives it back to what opened it; what was sent, and what was not, is said in regions that stood there before', async () => {
  const { page, context, faults } = desk;
  const opens = async (name: string): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await press(page, 'Enter');
    await page.getByRole('dialog').waitFor();
    await until(page, "document.querySelector('[role=dialog]')?.contains(document.activeElement)");
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until(page, `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText) === ${JSON.stringify(name)}`);
  };
  for (const name of ['Editar asunto y descripción', 'Anotar con detalle']) await opens(name);
  await page.getByLabel('Texto de la respuesta pública').fill('La llave va en camino.');
  // The server fails once, then it does not.
  await page.route('**/comments', (route) => (route.request().method() === 'POST' ? route.fulfill({ status: 500, contentType: 'application/json', body: '{}' }) : route.continue()));
  await page.getByRole('button', { name: 'Enviar respuesta' }).press('Enter');
  await page.getByRole('alert').filter({ hasText: 'El servidor falló' }).waitFor();
  expect(await page.getByLabel('Texto de la respuesta pública').inputValue()).toBe('La llave va en camino.');
  await page.unroute('**/comments');
  const regions = await page.locator('[role=status], [aria-live=polite]').elementHandles();
  await page.getByRole('button', { name: 'Enviar respuesta' }).press('Enter');
  await page.getByRole('article', { name: `Mensaje de ${technician.name}` }).getByText('La llave va en camino.').waitFor();
  await waitFor('the word of it', async () => {
    const words = await Promise.all(regions.map((region) => region.textContent()));
    return words.some((word) => /Tu respuesta sale en unos segundos|Respuesta enviada/.test(word ?? ''));
  });

  await press(page, 'Escape', 'g', 't');
  await page.getByRole('button', { name: 'Condiciones' }).waitFor();
  for (const name of ['Condiciones', 'Guardar como vista']) await opens(name);
  await press(page, 'j', 'Control+k');
  await page.getByRole('dialog').waitFor();
  await press(page, 'Escape');
  await until(page, "document.activeElement?.matches('[data-ticket]')");
  await press(page, 'Shift+?');
  await page.getByRole('dialog', { name: 'Atajos de teclado' }).waitFor();
  await press(page, 'Escape');
  await until(page, "document.activeElement?.matches('[data-ticket]')");
  expect(faults.filter((fault) => !fault.includes('500'))).toEqual([]);
  await context.close();
});

test('a page that cannot be had has a heading and a way back, whoever asks for it', async () => {
  const { page, context, faults } = await portal.open({ width: 1280 });
  const nobody = '00000000-0000-4000-8000-00000000dead';
  await signInPage(page, portal.worker.url, boss, secret);
  const staff = await signIn(portal.worker, boss, secret);
  expect((await staff.get(`/api/assets/${nobody}`)).status).toBe(404);
  for (const path of [`/machines/${nobody}`, '/tickets/TKT-999999', `/clients/${nobody}`, `/scripts/${nobody}`, `/knowledge/${nobody}`, `/reports/${nobody}`]) {
    await page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`);
    await page.getByRole('heading', { level: 1, name: 'Esta página no existe' }).waitFor();
    expect([path, await page.getByRole('alert').getByRole('link').count()]).toEqual([path, 1]);
    await page.getByRole('alert').getByRole('link').click();
    await page.waitForURL((address) => address.pathname !== path);
    await page.getByRole('heading', { level: 1, name: 'Esta página no existe' }).waitFor({ state: 'detached' });
  }
  // A part of the program that does not arrive: the frame stays, and trying again helps once it does.
  await page.route('**/time-page-*.js', (route) => route.abort());
  await page.getByRole('link', { name: 'Tiempo' }).click();
  await page.getByRole('heading', { level: 1, name: 'No se pudo cargar' }).waitFor();
  await page.getByRole('alert').getByRole('link', { name: 'Ir al inicio' }).waitFor();
  await page.getByRole('navigation', { name: 'Trabajo' }).waitFor();
  await page.unroute('**/time-page-*.js');
  await page.getByRole('button', { name: 'Reintentar' }).click();
  await page.getByRole('heading', { level: 1, name: 'Tiempo' }).waitFor();
  expect(faults.filter((fault) => !fault.includes('time-page'))).toEqual([]);
  await context.close();
});
