// `npm run screenshots`: the pictures of README and docs, taken from the real portal on the demo data.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { demoId } from '../drizzle/demo/demo-id.ts';
import { seedDemo } from '../drizzle/demo/seed-demo.ts';
import { copyTemplate, startLocalStack } from '../test/support/local-stack.ts';
import { openPortal, signInPage } from '../test/support/portal.ts';
import type { Look } from '../test/support/portal.ts';
import { sql } from '../test/support/sql.ts';
import { startAgentProcess } from './local/agent-process.ts';
import { demoEnrollmentToken } from './local/demo-machine.ts';
import { LocalProblem } from './local/local-problem.ts';
import { buildPortal } from './local/portal-build.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outDir = join(root, 'docs/pictures');
/** A README is read over slow lines too. */
const bytesMax = 150 * 1024;

interface Shot {
  name: string;
  /** Which of the demo's people is signed in. */
  role: string;
  path: string;
  /** Words that are there when everything is. */
  awaited: string | RegExp;
  look: Look;
  /** What is done on the page before the picture. */
  before?: (page: Page) => Promise<void>;
}

/** Has one report made, and opens it. */
async function makeReport(page: Page): Promise<void> {
  const asked = page.getByRole('dialog');
  await asked.getByLabel('Period', { exact: true }).selectOption({ label: 'Last 90 days' });
  await asked.getByRole('button', { name: 'Make' }).click();
  await page.getByRole('link', { name: /^Ticket statistics/ }).click();
  await page.getByRole('table').first().waitFor();
}

/** Runs the demo's counting script on the ticket's machine and waits until some of its lines are there. */
async function runCountingScript(page: Page): Promise<void> {
  // The machine's card is drawn anew with each answer about it.
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Ejecutar script' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Script').first().click();
  await page.getByRole('option', { name: /Prueba de salida en vivo/ }).click();
  await dialog.getByRole('button', { name: 'Ejecutar', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('log').getByText(/renglón 9 de/).waitFor();
  await page.getByRole('log').scrollIntoViewIfNeeded();
}

async function main(): Promise<void> {
  await buildPortal(root);
  mkdirSync(outDir, { recursive: true });
  const stack = await startLocalStack();
  const database = await copyTemplate(stack.facts);
  const demo = await seedDemo({ ownerUrl: database.ownerUrl, now: new Date() });
  const portal = await openPortal(stack.facts, { database, mailFrom: demo.mail.to, verifiedDomains: demo.verifiedDomains });
  const dataDir = mkdtempSync(join(tmpdir(), 'lanet-screenshots-'));
  const agent = await startAgentProcess({ root, dataDir, url: portal.worker.url, enrollmentToken: () => demoEnrollmentToken(portal.worker.url), log: console.log });
  try {
    // What is due when is said by the keeper of the clocks.
    await portal.worker.runCron('* * * * *');
    const account = (role: string) => demo.accounts.find((one) => one.role === role)!;
    const owner = sql(database.ownerUrl);
    /** A ticket with something to see: notes, still open, much said. */
    const busiest = async (where: string, param: string): Promise<string> =>
      (await owner.query<{ number: string }>(
        `select t.ticket_number as number from tickets t join ticket_comments c using (ticket_id) left join users u on u.user_id = t.created_by where ${where} group by t.ticket_number, t.status
         order by bool_or(c.visibility = 'internal') desc, (t.status in ('en_proceso', 'reabierto', 'espera_cliente')) desc, count(*) desc limit 1`,
        [param],
      ))[0]!.number;
    // The computer that takes the pictures becomes the machine of a ticket of the client it enrolled at.
    const [worked] = await owner.query<{ number: string }>(
      `update tickets set version = version + 1, asset_id = (select asset_id from assets where client_id = $1 order by enrolled_at desc nulls last limit 1)
        where ticket_id = (select ticket_id from tickets where client_id = $1 and status in ('nuevo', 'asignado', 'en_proceso') order by created_at desc limit 1) returning ticket_number as number`,
      [demoId('client:alcon')],
    );
    const [server] = await owner.query<{ asset_id: string }>(`select asset_id from assets where name = 'ALCON-SRV-01'`, []);
    const shots: Shot[] = [
      { name: 'machine', role: 'technician', path: `/machines/${server!.asset_id}?range=7d`, awaited: 'Ver como tabla', look: { width: 1240, height: 740 } },
      { name: 'queue', role: 'technician', path: '/tickets', awaited: /^TKT-\d+$/, look: { width: 1100, height: 560 } },
      { name: 'ticket', role: 'technician', path: `/tickets/${await busiest('t.channel::text = $1', 'email')}`, awaited: 'Nota interna', look: { width: 1240, height: 680 } },
      { name: 'dashboard', role: 'superadmin', path: '/dashboard', awaited: 'Print', look: { width: 1240, height: 740, theme: 'dark', locale: 'en' } },
      { name: 'reports', role: 'superadmin', path: '/reports?new=true', awaited: 'Make', look: { width: 1240, height: 740, locale: 'en' }, before: makeReport },
      { name: 'settings', role: 'superadmin', path: '/settings', awaited: 'Bitácora', look: { width: 1240, height: 740 } },
      { name: 'requester-phone', role: 'solicitante', path: `/requests/${await busiest('u.email = $1', account('solicitante').email)}`, awaited: 'Soporte', look: { width: 390, height: 844, isTouch: true } },
      { name: 'live-output', role: 'technician', path: `/tickets/${worked!.number}`, awaited: 'Ejecutar script', look: { width: 1240, height: 740 }, before: runCountingScript },
    ];
    await owner.end();
    for (const { name, role, path, awaited, look, before } of shots) {
      const { page, context } = await portal.open(look);
      const { email, password } = account(role);
      await signInPage(page, portal.worker.url, { email }, password, path);
      await page.getByText(awaited).last().waitFor();
      if (look.isTouch !== true) await page.getByRole('status').filter({ hasText: /^(En vivo|Live)$/ }).first().waitFor();
      await before?.(page);
      await page.locator('.animate-pulse, main [aria-busy=true]').first().waitFor({ state: 'detached' });
      const file = join(outDir, `${name}.png`);
      writeFileSync(file, await page.screenshot({ scale: 'css', animations: 'disabled', caret: 'hide' }));
      await context.close();
      const { size } = statSync(file);
      if (size > bytesMax) throw new LocalProblem(`${name}.png is ${Math.ceil(size / 1024)} KiB, more than ${bytesMax / 1024}.`);
      console.log(`docs/pictures/${name}.png, ${Math.ceil(size / 1024)} KiB`);
    }
  } finally {
    await agent.stop();
    await portal.stop();
    rmSync(dataDir, { recursive: true, force: true });
    await database.drop();
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof LocalProblem ? error.message : error);
  process.exitCode = 1;
});
