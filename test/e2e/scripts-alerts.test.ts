// Remote work in a real browser: a token lets a machine in, a script is written, approved by another person and run on it; an alert is dealt with.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { createTestDatabase, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { enrolMachine, TestAgent } from '../support/test-agent.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
let machine: TestAgent | undefined;
const { who } = world;
const machineName = 'almacen-7';
const scriptName = 'Vaciar la papelera';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: 'soporte@mail.example.com', verifiedDomains: [] });
});
afterAll(async () => {
  await machine?.stop();
  await portal?.stop();
  await database?.drop();
});

const signedIn = async (person: { email: string }, path: string) => {
  const opened = await portal.open();
  await signInPage(opened.page, portal.worker.url, person, password, path);
  return opened;
};
const pick = async (page: Page, label: string, option: RegExp | string): Promise<void> => {
  await page.getByRole('dialog').getByLabel(label).first().click();
  await page.getByRole('option', { name: option }).first().click();
};

describe('from the token to the output', () => {
  let desk: Awaited<ReturnType<typeof signedIn>>;

  beforeAll(async () => {
    desk = await signedIn(who.technician, '/enrolment');
  });

  test('a token is shown once, with the command to type, and lets a machine in', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Nuevo token' }).first().click();
    await pick(page, 'Cliente', /Alfa/);
    await pick(page, 'Sitio', /Matriz/);
    await page.getByLabel('Nombre').fill('Almacén');
    await page.getByRole('button', { name: 'Crear token' }).click();
    const command = await page.getByText(/^sudo lanet-agent enroll/).first().innerText();
    const token = /--token (\S+)/.exec(command)?.[1] ?? '';
    expect(token).toMatch(/^lae_/);
    expect(command).toContain('--server http');
    machine = await new TestAgent(portal.worker, await enrolMachine(portal.worker, token, { hostname: machineName })).connect();
    await page.getByRole('button', { name: 'Listo' }).click();
    await page.getByRole('row').filter({ hasText: 'Almacén' }).waitFor();
    expect(await page.content()).not.toContain(token);
    await page.reload();
    await page.getByRole('row').filter({ hasText: 'Almacén' }).getByText('1 de 100').waitFor();
    expect(desk.faults).toEqual([]);
  });

  test('a script is written with a question, and its author may not approve it', async () => {
    const { page } = desk;
    await page.goto(`${portal.worker.url}/scripts/new`);
    await page.getByLabel('Nombre').fill(scriptName);
    await page.getByLabel('Lenguaje').selectOption('bash');
    await page.getByLabel('Texto del script').fill('#!/usr/bin/env bash\necho "$LANET_ARG_DAYS"\n');
    await page.getByRole('button', { name: 'Agregar dato' }).click();
    await page.getByLabel('Variable').fill('days');
    await page.getByLabel('Pregunta').fill('Días que se conservan');
    await page.getByRole('button', { name: 'Guardar borrador' }).click();
    await page.getByRole('heading', { level: 1, name: scriptName }).waitFor();
    await page.getByRole('button', { name: 'Enviar a aprobación' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Enviar a aprobación' }).click();
    await page.getByText('Por aprobar').first().waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Aprobar' }).count()).toBe(0);
  });

  test('another person approves exactly what they read', async () => {
    const { page, context } = await signedIn(who.admin, new URL(desk.page.url()).pathname);
    await page.getByText('Huella del texto').first().waitFor();
    await page.getByRole('button', { name: 'Aprobar' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Aprobar' }).click();
    await page.getByText('Huella de la aprobación').waitFor();
    await context.close();
  });

  test('it runs on the machine with the answer that was typed, and its output arrives', async () => {
    const { page } = desk;
    const ran: string[] = [];
    machine!.doing = async (run) => {
      ran.push(String(run.arguments.env.DAYS));
      await run.print('papelera vacía: 42 archivos\n');
      await run.finish({ exit_code: 0 });
    };
    await page.goto(`${portal.worker.url}/machines/${machine!.enrolled.agent_id}`);
    await page.getByRole('button', { name: /Ejecutar script/ }).first().click();
    await pick(page, 'Script', new RegExp(scriptName));
    await page.getByLabel('Días que se conservan').fill('14');
    await page.getByRole('dialog').getByRole('button', { name: 'Ejecutar' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(`${portal.worker.url}/executions`);
    await page.getByRole('row').filter({ hasText: machineName }).getByText('Terminó bien').waitFor();
    await page.getByRole('row').filter({ hasText: machineName }).getByRole('link', { name: scriptName }).click();
    await page.getByText('papelera vacía: 42 archivos').first().waitFor();
    await page.getByText('DAYS=14').waitFor();
    await page.getByText(who.admin.name).first().waitFor();
    expect(ran).toEqual(['14']);
  });

  test("the client's administrator reads that it was done, and by whom", async () => {
    const { page, context } = await signedIn(who.client_admin, '/remote-actions');
    const entry = page.getByRole('listitem').filter({ hasText: scriptName });
    await entry.getByText(machineName).waitFor();
    expect(await entry.innerText()).toContain(who.technician.name);
    await context.close();
  });
});

test('an alert is acknowledged, then resolved with a note, and leaves the list of what holds', async () => {
  const { page, context } = await signedIn(who.technician, '/alerts');
  const alert = page.getByRole('listitem').filter({ hasText: world.machine_name.a2 });
  await alert.getByRole('button', { name: /^Atender/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Atender' }).click();
  await alert.getByText('Atendida', { exact: true }).waitFor();
  await alert.getByRole('button', { name: /^Resolver/ }).click();
  await page.getByLabel('Nota').fill('Se cerró el navegador');
  await page.getByRole('dialog').getByRole('button', { name: 'Resolver' }).click();
  await alert.waitFor({ state: 'detached' });
  await page.getByLabel('Estado').selectOption('resolved');
  await page.getByText('«Se cerró el navegador»').waitFor();
  await context.close();
});

test('the freeze switch stops orders for everybody, and everybody sees it', async () => {
  const { page, context } = await signedIn(who.admin, '/scripts');
  await page.getByRole('button', { name: 'Congelar comandos' }).click();
  await page.getByLabel('Motivo').fill('Revisión de seguridad');
  await page.getByRole('dialog').getByRole('button', { name: 'Congelar' }).click();
  await page.getByText('Comandos remotos congelados para todos los equipos.').waitFor();
  await page.getByText(/Revisión de seguridad/).waitFor();
  await page.getByRole('button', { name: 'Descongelar' }).click();
  await page.getByText('Comandos remotos congelados para todos los equipos.').waitFor({ state: 'detached' });
  await context.close();
});
