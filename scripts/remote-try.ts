// `npm run remote:try`: remote help as a person sees it. Xvfb with an xterm, x11vnc, the real agent, the real Worker, Chromium; pictures and figures. Outside the default tests.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { seedDemo } from '../drizzle/demo/seed-demo.ts';
import { call } from '../test/support/api-client.ts';
import { copyTemplate, startLocalStack } from '../test/support/local-stack.ts';
import { openPortal, signInPage } from '../test/support/portal.ts';
import { sql } from '../test/support/sql.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { startAgentProcess } from './local/agent-process.ts';
import { demoEnrollmentToken } from './local/demo-machine.ts';
import { LocalProblem } from './local/local-problem.ts';
import { buildPortal } from './local/portal-build.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const DISPLAY = ':97';
const VNC_PORT = 5900;
const KEYS = 300;

const percentile = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
const told = (name: string, values: number[]): string => `${name}: p50 ${percentile(values, 0.5).toFixed(1)} ms, p95 ${percentile(values, 0.95).toFixed(1)} ms, worst ${Math.max(...values).toFixed(1)} ms (${values.length} keys)`;

/** One key, then its echo, one after the other; milliseconds each. */
async function echoes(origin: string, token: string, assetId: string): Promise<number[]> {
  const worker = { fetch: (path: string, init?: RequestInit) => fetch(`${origin}${path}`, init) } as Parameters<typeof call>[0];
  const asked = await call(worker, 'POST', `/api/assets/${assetId}/remote-sessions`, { token, body: { kind: 'terminal', reason: 'Medir el eco' } });
  if (asked.status !== 201) throw new LocalProblem(`no session: ${asked.body.message}`);
  const id = asked.body.data.session.session_id as string;
  const { ticket } = (await call(worker, 'POST', `/api/remote-sessions/${id}/ticket`, { token, body: {} })).body.data;
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/remote-sessions/${id}/connect?ticket=${encodeURIComponent(ticket)}`, { headers: { Origin: origin } });
  let isOpen = false;
  let screen = '';
  let hear = (): void => undefined;
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) screen += data.toString('utf8');
    else if (data.toString('utf8').includes('"open"')) isOpen = true;
    hear();
  });
  await waitFor('the session', async () => isOpen);
  socket.send(Buffer.from("PS1='> '; stty size; echo ready-$((1+1))\r"));
  await waitFor('the prompt', async () => screen.includes('ready-2'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const times: number[] = [];
  for (let n = 0; n < KEYS; n++) {
    const before = screen.length;
    const at = performance.now();
    await new Promise<void>((resolve) => {
      hear = () => (screen.length > before ? resolve() : undefined);
      socket.send(Buffer.from('x'));
    });
    times.push(performance.now() - at);
  }
  socket.close();
  return times;
}

/** From the key to another picture, in the page; milliseconds each. */
async function pictures(page: Page, keys: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < keys; n++) {
    await page.evaluate(`(() => {
      const canvas = document.querySelector('main canvas');
      const sum = () => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let total = 0;
        for (let at = 0; at < data.length; at += 12) total = (total * 31 + data[at]) | 0;
        return total;
      };
      const before = sum();
      window.changed = new Promise((resolve) => {
        addEventListener('keydown', () => {
          const at = performance.now();
          const look = () => (sum() === before ? requestAnimationFrame(look) : resolve(performance.now() - at));
          requestAnimationFrame(look);
        }, { once: true, capture: true });
      });
    })()`);
    await page.keyboard.press('a');
    times.push(await page.evaluate('window.changed'));
  }
  return times;
}

async function main(): Promise<void> {
  for (const tool of ['Xvfb', 'x11vnc', 'xterm']) if (spawnSync('which', [tool]).status !== 0) throw new LocalProblem(`${tool} is missing: apt install xvfb x11vnc xterm zenity`);
  const outDir = process.argv[2] ?? join(tmpdir(), 'lanet-remote-try');
  mkdirSync(outDir, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'lanet-remote-'));
  const typed = join(dataDir, 'typed.txt');
  const children: ChildProcess[] = [];
  const start = (program: string, args: string[]): ChildProcess => {
    const child = spawn(program, args, { env: { ...process.env, DISPLAY }, stdio: 'ignore' });
    children.push(child);
    return child;
  };
  await buildPortal(root);
  const stack = await startLocalStack();
  const database = await copyTemplate(stack.facts);
  const demo = await seedDemo({ ownerUrl: database.ownerUrl, now: new Date() });
  const portal = await openPortal(stack.facts, { database, mailFrom: demo.mail.to, verifiedDomains: demo.verifiedDomains });
  const owner = sql(database.ownerUrl);
  let agent: Awaited<ReturnType<typeof startAgentProcess>> | null = null;
  try {
    start('Xvfb', [DISPLAY, '-screen', '0', '1024x700x24', '-nolisten', 'tcp']);
    await waitFor('the display', async () => spawnSync('sh', ['-c', `ls /tmp/.X11-unix/X${DISPLAY.slice(1)}`]).status === 0);
    start('xterm', ['-geometry', '80x24+150+190', '-fa', 'Monospace', '-fs', '12', '-e', 'sh', '-c', `echo "El escritorio de esta prueba"; cat > ${typed}`]);
    start('x11vnc', ['-display', DISPLAY, '-localhost', '-rfbport', String(VNC_PORT), '-nopw', '-forever', '-shared', '-quiet', '-wait', '10', '-defer', '10']);
    process.env['DISPLAY'] = DISPLAY;
    agent = await startAgentProcess({ root, dataDir, url: portal.worker.url, enrollmentToken: () => demoEnrollmentToken(portal.worker.url), log: console.log });
    const { email, password } = demo.accounts.find((one) => one.role === 'technician')!;
    await owner.query(`insert into fleet_policies (remote_consent, updated_by) values ('notify', (select user_id from users where role = 'superadmin' limit 1)) on conflict do nothing`);
    await owner.query(`update fleet_policies set remote_consent = 'notify' where client_id is null`);
    const [machine] = await waitFor('the machine', async () => {
      const rows = await owner.query<{ asset_id: string }>(`select asset_id from assets where agent_status = 'online' and enrolled_at is not null order by enrolled_at desc limit 1`, []);
      return rows.length > 0 ? rows : null;
    });
    const assetId = machine!.asset_id;

    for (const look of [{ width: 1280, height: 900 }, { width: 360, height: 780, theme: 'dark' as const, locale: 'en' as const }]) {
      const { page, context, faults } = await portal.open(look);
      await signInPage(page, portal.worker.url, { email }, password, `/machines/${assetId}?tab=remote`);
      const isSpanish = !('locale' in look);
      const shoot = async (name: string): Promise<void> => void writeFileSync(join(outDir, `${name}-${look.width}.png`), await page.screenshot({ animations: 'disabled' }));
      await page.getByLabel(isSpanish ? 'Motivo' : 'Reason').fill(isSpanish ? 'No abre el programa de nómina' : 'The payroll program does not open');
      await shoot('ask');
      await page.getByRole('button', { name: isSpanish ? 'Terminal remota' : 'Remote terminal' }).click();
      await page.locator('.xterm-screen').waitFor();
      await page.getByText(isSpanish ? 'Conectado' : 'Connected').first().waitFor();
      await page.keyboard.type('uname -sr; stty size; echo "suma: $((40 + 2))"\n');
      await page.getByText('suma: 42').last().waitFor({ state: 'attached' });
      await shoot('terminal');
      await page.getByRole('button', { name: isSpanish ? 'Terminar' : 'End', exact: true }).click();
      await page.getByText(isSpanish ? 'La terminó quien la pidió.' : 'Ended by whoever asked for it.').first().waitFor();
      await shoot('ended');
      await page.getByRole('button', { name: isSpanish ? 'Cerrar' : 'Close', exact: true }).first().click();

      await page.getByLabel(isSpanish ? 'Motivo' : 'Reason').fill(isSpanish ? 'Ver el mensaje de error' : 'See the error message');
      await page.getByRole('button', { name: isSpanish ? 'Escritorio remoto' : 'Remote desktop' }).click();
      const canvas = page.locator('main canvas').first();
      await canvas.waitFor();
      await page.getByText(isSpanish ? 'Conectado' : 'Connected').first().waitFor();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const box = (await canvas.boundingBox())!;
      await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.7);
      const words = `hola desde chromium ${look.width}`;
      await page.keyboard.type(`${words}\n`, { delay: 30 });
      await waitFor('what was typed', async () => readFileSync(typed, 'utf8').includes(words));
      await shoot('desktop');
      if (isSpanish) console.log(told('desktop, key to picture', await pictures(page, 30)));
      await page.getByRole('button', { name: isSpanish ? 'Terminar' : 'End', exact: true }).click();
      await page.getByText(isSpanish ? 'La terminó quien la pidió.' : 'Ended by whoever asked for it.').first().waitFor();
      if (faults.length > 0) console.log(`the page complained: ${faults.join(' | ')}`);
      await context.close();
    }
    const signIn = await fetch(`${portal.worker.url}/api/auth/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
    const { data } = (await signIn.json()) as { data: { access_token: string } };
    console.log(told('terminal, key to echo', await echoes(portal.worker.url, data.access_token, assetId)));
    console.log(`pictures: ${outDir}`);
  } finally {
    await agent?.stop();
    for (const child of children.toReversed()) child.kill('SIGTERM');
    await portal.stop();
    await owner.end();
    await database.drop();
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof LocalProblem ? error.message : error);
  process.exitCode = 1;
});
