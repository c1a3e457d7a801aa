// `npm run screenshots`: the pictures of the README, taken from the real portal on the demo data.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seedDemo } from '../drizzle/demo/seed-demo.ts';
import { copyTemplate, startLocalStack } from '../test/support/local-stack.ts';
import { openPortal, signInPage } from '../test/support/portal.ts';
import type { Look } from '../test/support/portal.ts';
import { sql } from '../test/support/sql.ts';
import { LocalProblem } from './local/local-problem.ts';
import { buildPortal } from './local/portal-build.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outDir = join(root, 'docs/screenshots');
/** A README is read over slow lines too. */
const bytesMax = 200 * 1024;

interface Shot {
  name: string;
  /** Which of the demo's people is signed in. */
  role: string;
  path: string;
  /** Words that are there when everything is. */
  awaited: string | RegExp;
  look: Look;
}

async function main(): Promise<void> {
  await buildPortal(root);
  mkdirSync(outDir, { recursive: true });
  const stack = await startLocalStack();
  const database = await copyTemplate(stack.facts);
  const demo = await seedDemo({ ownerUrl: database.ownerUrl, now: new Date() });
  const portal = await openPortal(stack.facts, { database, mailFrom: demo.mail.to, verifiedDomains: demo.verifiedDomains });
  try {
    const account = (role: string) => demo.accounts.find((one) => one.role === role)!;
    const owner = sql(database.ownerUrl);
    /** A ticket with something to see: notes, still open, much said. */
    const busiest = async (where: string, param: string): Promise<string> =>
      (await owner.query<{ number: string }>(
        `select t.ticket_number as number from tickets t join ticket_comments c using (ticket_id) left join users u on u.user_id = t.created_by where ${where} group by t.ticket_number, t.status
         order by bool_or(c.visibility = 'internal') desc, (t.status in ('en_proceso', 'reabierto', 'espera_cliente')) desc, count(*) desc limit 1`,
        [param],
      ))[0]!.number;
    const shots: Shot[] = [
      { name: 'queue', role: 'technician', path: '/tickets', awaited: /^TKT-\d+$/, look: { width: 1440, height: 690 } },
      { name: 'ticket', role: 'technician', path: `/tickets/${await busiest('t.channel::text = $1', 'email')}`, awaited: 'Nota interna', look: { width: 1440, height: 900 } },
      { name: 'requester-phone', role: 'solicitante', path: `/requests/${await busiest('u.email = $1', account('solicitante').email)}`, awaited: 'Soporte', look: { width: 390, height: 844, isTouch: true } },
    ];
    await owner.end();
    for (const { name, role, path, awaited, look } of shots) {
      const { page, context } = await portal.open(look);
      const { email, password } = account(role);
      await signInPage(page, portal.worker.url, { email }, password, path);
      await page.getByText(awaited).last().waitFor();
      if (look.isTouch !== true) await page.getByRole('status').filter({ hasText: /^En vivo$/ }).first().waitFor();
      const file = join(outDir, `${name}.png`);
      writeFileSync(file, await page.screenshot({ scale: 'css', animations: 'disabled', caret: 'hide' }));
      await context.close();
      const { size } = statSync(file);
      if (size > bytesMax) throw new LocalProblem(`${name}.png is ${Math.ceil(size / 1024)} KiB, more than ${bytesMax / 1024}.`);
      console.log(`docs/screenshots/${name}.png, ${Math.ceil(size / 1024)} KiB`);
    }
  } finally {
    await portal.stop();
    await database.drop();
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof LocalProblem ? error.message : error);
  process.exitCode = 1;
});
