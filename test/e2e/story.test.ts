// The main job in a real browser over real SMTP: a mail becomes a ticket, the answer leaves as mail, the reply comes back.
import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { createTestDatabase, stackFacts, type TestDatabase } from '../support/stack.ts';
import { openPortal, signInPage, type Portal } from '../support/portal.ts';
import { makeWorld, password, world } from '../support/world.ts';

let database: TestDatabase;
let portal: Portal;
const { who } = world;
const support = 'soporte@mail.example.com';
/** Authorised for the site Matriz of Alfa Construcción. */
const sender = 'caja@otro.example';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  portal = await openPortal(stackFacts(), { database, mailFrom: support, verifiedDomains: ['otro.example', 'alfa.example'] });
});
afterAll(async () => {
  await portal?.stop();
  await database?.drop();
});

const signedIn = async (person: { email: string }, look?: Parameters<Portal['open']>[0]) => {
  const opened = await portal.open(look);
  await signInPage(opened.page, portal.worker.url, person, password);
  return opened;
};
/** From here on a reload would be noticed. */
const markPage = (page: Page) => page.evaluate("window.isTheSamePage = 'yes'");
const isSamePage = async (page: Page) => (await page.evaluate('window.isTheSamePage')) === 'yes';
const isLive = (page: Page) => page.getByRole('status').filter({ hasText: /^(En vivo|Live)$/ }).first().waitFor();
const seconds = (from: number) => (performance.now() - from) / 1000;

describe('a mail becomes a ticket, and the conversation goes on', () => {
  const subject = 'La impresora de caja no imprime 🖨️';
  const body = 'Buenos días:\n\nDesde las nueve no imprime y parpadea en ámbar.\n\nGracias, Marta';
  const note = `${world.canary}: revisar el fusor antes de prometer nada`;
  const answer = 'Hola, ¿puede apagarla diez segundos y encenderla otra vez?';
  const reply = 'Ya la reinicié y sigue igual.';
  let desk: Awaited<ReturnType<typeof signedIn>>;
  let first: { messageId: string };
  let number: string;

  beforeAll(async () => {
    desk = await signedIn(who.technician);
    await isLive(desk.page);
    await markPage(desk.page);
  });

  test('it appears in the open queue within seconds, without a reload, with number, client, site and sender', async () => {
    const from = performance.now();
    first = await portal.send({
      from: `Marta de Caja <${sender}>`, to: support, subject, text: body,
      attachments: [{ filename: 'error-impresora.txt', content: 'E-51: fusor\n' }],
    });
    const row = desk.page.getByRole('row').filter({ hasText: subject });
    await row.waitFor();
    expect(seconds(from)).toBeLessThan(10);
    const text = await row.innerText();
    number = /TKT-\d{6,}/.exec(text)?.[0] ?? '';
    expect(number).not.toBe('');
    for (const part of ['Alfa Construcción', 'Matriz', 'Nuevo']) expect(text).toContain(part);
    expect(text).toMatch(/Marta de Caja|caja@otro\.example/);
    expect(await isSamePage(desk.page)).toBe(true);
  });

  test('opened, it shows the text and the file, which downloads unchanged', async () => {
    const { page } = desk;
    await page.getByRole('link', { name: subject }).click();
    await page.getByRole('heading', { level: 1, name: subject }).waitFor();
    await page.getByText('Desde las nueve no imprime y parpadea en ámbar.').first().waitFor();
    expect(page.url()).toContain(number);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^error-impresora\.txt.*Descargar$/ }).click()]);
    expect(download.suggestedFilename()).toBe('error-impresora.txt');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('E-51: fusor\n');
  });

  test('the technician takes it, notes something for the desk alone, and answers', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Asignarme' }).click();
    await page.getByRole('button', { name: /Cambiar estado: Asignado/ }).waitFor();
    await page.getByRole('button', { name: 'Nota interna', exact: true }).click();
    await page.getByLabel('Texto de la nota interna').fill(note);
    await page.getByText('Solo la ve el equipo de soporte.').waitFor();
    await page.getByRole('button', { name: 'Guardar nota interna' }).click();
    await page.getByRole('article', { name: `Nota interna de ${who.technician.name}` }).getByText(note).waitFor();
    await page.getByText(/Lo recibe: .*caja@otro\.example/).waitFor();
    await page.getByLabel('Texto de la respuesta pública').fill(answer);
    await page.getByRole('button', { name: 'Enviar respuesta' }).click();
    await page.getByRole('article', { name: `Mensaje de ${who.technician.name}` }).getByText(answer).waitFor();
    expect(await isSamePage(page)).toBe(true);
  });

  test('the requester receives the answer as mail: its text, an address to reply to, the thread, and no word of the note', async () => {
    const { raw, mail } = await portal.mailTo(sender, ({ body_text }) => body_text.includes(answer));
    expect(mail.subject).toContain(number);
    expect(mail.from?.email).toBe(support);
    expect(mail.reply_to[0]?.email).toMatch(/^t\+[a-z2-7]+@mail\.example\.com$/i);
    expect([...mail.in_reply_to, ...mail.references]).toContain(first.messageId.slice(1, -1));
    expect(mail.warnings).toEqual([]);
    for (const text of [raw, mail.subject, mail.body_text, mail.body_html ?? '']) expect(text).not.toContain(world.canary);
    for (const { id } of await portal.worker.mails()) {
      const sent = await portal.worker.rawMail(id);
      const everything = sent.replace(/[A-Za-z0-9+/=\r\n]{40,}/g, (block) => Buffer.from(block, 'base64').toString('utf8'));
      // Notices to the desk may speak of notes; to everybody outside they do not exist.
      if (/^To: .*@(?!msp\.example)/m.test(sent)) expect(everything).not.toContain(world.canary);
    }
  });

  test('answered from a mail client, the answer lands in the same open ticket without a reload', async () => {
    const { mail } = await portal.mailTo(sender, ({ body_text }) => body_text.includes(answer));
    await markPage(desk.page);
    const from = performance.now();
    await portal.send({
      from: sender, to: mail.reply_to[0]!.email, subject: `Re: ${mail.subject}`,
      text: `${reply}\n\nEl lun, 23 nov 2026, Soporte escribió:\n> ${answer}\n`,
      inReplyTo: `<${mail.message_id}>`, references: [first.messageId, `<${mail.message_id}>`],
    });
    await desk.page.getByRole('article').filter({ hasText: reply }).first().waitFor();
    expect(seconds(from)).toBeLessThan(10);
    expect(await isSamePage(desk.page)).toBe(true);
    await desk.page.goto(`${portal.worker.url}/tickets?q=${encodeURIComponent('impresora de caja')}`);
    await desk.page.getByRole('row').filter({ hasText: number }).waitFor();
    expect(await desk.page.getByRole('row').filter({ hasText: subject }).count()).toBe(1);
  });

  test("the client's own administrator follows the conversation and never sees the note", async () => {
    const { page, faults } = await signedIn(who.client_admin);
    await page.getByRole('link', { name: new RegExp(subject.slice(0, 20)) }).click();
    await page.getByText(answer).waitFor();
    await page.getByText(reply).first().waitFor();
    expect(await page.content()).not.toContain(world.canary);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("another client's people see nothing of it: not in the list, not by number, not by search", async () => {
    for (const person of [who.client_admin_b, who.solicitante_b]) {
      const { page, faults } = await signedIn(person);
      await page.getByRole('heading', { level: 1, name: 'Mis solicitudes' }).waitFor();
      const search = page.getByRole('searchbox', { name: 'Buscar en solicitudes' });
      for (const words of [number, 'impresora de caja', sender]) {
        await search.fill(words);
        await page.waitForURL((address) => address.searchParams.get('q') === words);
        await page.getByText(/coincide/i).first().waitFor();
        expect(await page.getByRole('main').innerText()).not.toContain(number);
      }
      await page.goto(`${portal.worker.url}/requests/${number}`);
      await page.getByText('No existe, o no tienes acceso.').first().waitFor();
      await page.goto(`${portal.worker.url}/tickets/${number}`);
      // A link from the desk leads clients to their own side, where there is nothing either.
      await page.waitForURL((address) => !address.pathname.startsWith('/tickets'));
      await page.getByText('No existe, o no tienes acceso.').first().waitFor();
      expect(await page.content()).not.toContain(subject);
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill(number);
      await page.getByText('Sin coincidencias').waitFor();
      expect(faults).toEqual([]);
      await page.context().close();
    }
  });

  test('the page of the technician had nothing to complain about', async () => {
    expect(desk.faults).toEqual([]);
    await desk.context.close();
  });
});
