// The portal as people use it: the real Worker with the built pages, a mail exchanger in front of it, and Chromium.
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '../../scripts/local/free-port.ts';
import { startSmtpListener } from '../../scripts/local/smtp-listener.ts';
import { parseMessage } from '../../worker/modules/email/message/parse-message.ts';
import type { ParsedMessage } from '../../worker/modules/email/message/parse-message.ts';
import { chromiumFlags, findChromium } from './chromium.ts';
import type { StackFacts, TestDatabase } from './local-stack.ts';
import { openWorker } from './test-worker.ts';
import type { TestWorker } from './test-worker.ts';
import { waitFor } from './wait-for.ts';

// Loaded by Node itself: vitest would resolve them with the Worker's conditions.
const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core') as typeof import('playwright-core');
const { createTransport } = require('nodemailer') as typeof import('nodemailer');

export interface Look {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  locale?: 'es-MX' | 'en';
  /** For a test's own scripts in the page; what it proves about the policy is then nothing. */
  isPolicyOff?: boolean;
  isTouch?: boolean;
  /** Believes a server without asking who it is: for the one that stands where the edge stands. */
  isAnyCertificate?: boolean;
  /** Pages get the service worker, which fetches the whole shell once a profile; without it none is registered. */
  hasWorker?: boolean;
  /** In a browser with notifications; a page costs more there. */
  isWhole?: boolean;
}

export interface SentMail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
  attachments?: { filename: string; content: string | Buffer }[];
  inReplyTo?: string;
  references?: string[];
}

export interface Portal {
  worker: TestWorker;
  /** A page in a browser profile of its own; `faults` gathers what the page itself complained about. */
  open(look?: Look): Promise<{ page: Page; context: BrowserContext; faults: string[] }>;
  /** Over real SMTP, as a mail client would; resolves when the exchanger has taken it. */
  send(mail: SentMail): Promise<{ messageId: string }>;
  /** The newest mail to this address that left and fits, read by our own receiving code. */
  mailTo(address: string, fits?: (mail: ParsedMessage) => boolean): Promise<{ raw: string; mail: ParsedMessage }>;
  stop(): Promise<void>;
}

export interface PortalOptions {
  database: TestDatabase;
  /** The address that mail is sent to. */
  mailFrom: string;
  verifiedDomains: string[];
  secrets?: Record<string, string>;
}

/** Six seconds or so; `stop()` it in afterAll. Throws when there is no Chromium. */
export async function openPortal(stack: StackFacts, options: PortalOptions): Promise<Portal> {
  const launch = (isWhole: boolean): Promise<Browser> => {
    const executablePath = findChromium(isWhole);
    if (executablePath === undefined) throw new Error(`no ${isWhole ? 'whole ' : ''}Chromium here: install one or set CHROMIUM_PATH`);
    return chromium.launch({ executablePath, headless: true, args: chromiumFlags });
  };
  const worker = await openWorker(stack, { database: options.database, isForBrowser: true, vars: { MAIL_FROM: options.mailFrom }, ...(options.secrets ? { secrets: options.secrets } : {}) });
  const undo: (() => Promise<unknown>)[] = [() => worker.stop()];
  try {
    const domain = options.mailFrom.slice(options.mailFrom.indexOf('@') + 1);
    const smtp = await startSmtpListener({ port: await freePort(), workerUrl: worker.url, domains: [domain], verifiedDomains: options.verifiedDomains });
    undo.push(() => smtp.stop());
    const browser = await launch(false);
    undo.push(() => browser.close());
    const whole = async (): Promise<Browser> => {
      const another = await launch(true);
      undo.push(() => another.close());
      return another;
    };
    const transport = createTransport({ host: '127.0.0.1', port: smtp.port, secure: false, ignoreTLS: true });
    return {
      worker,
      open: async ({ width = 1600, height = 900, theme = 'light', locale = 'es-MX', isPolicyOff = false, isTouch = false, isAnyCertificate = false, hasWorker = false, isWhole = false } = {}) => {
        const context = await (isWhole ? await whole() : browser).newContext({
          viewport: { width, height }, colorScheme: theme, locale, bypassCSP: isPolicyOff, ignoreHTTPSErrors: isAnyCertificate, hasTouch: isTouch, isMobile: isTouch, reducedMotion: 'reduce', serviceWorkers: hasWorker ? 'allow' : 'block', timezoneId: 'America/Mexico_City',
        });
        if (locale === 'en') await context.addInitScript("localStorage.setItem('lanet.locale', 'en')");
        const page = await context.newPage();
        page.setDefaultTimeout(15_000);
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(String(error)));
        // A refused request is the page's business; a refused script or style is ours.
        page.on('console', (line) => line.type() === 'error' && !line.text().startsWith('Failed to load resource') && faults.push(line.text()));
        return { page, context, faults };
      },
      send: async ({ references, ...mail }) => transport.sendMail({ ...mail, ...(references ? { references: references.join(' ') } : {}) }),
      mailTo: (address, fits = () => true) =>
        waitFor(`a mail to ${address}`, async () => {
          for (const { id, to } of await worker.mails()) {
            if (!to.includes(address)) continue;
            const raw = await worker.rawMail(id);
            const mail = await parseMessage(new TextEncoder().encode(raw));
            if (fits(mail)) return { raw, mail };
          }
          return null;
        }),
      stop: () => stopAll(undo),
    };
  } catch (error) {
    await stopAll(undo);
    throw error;
  }
}

async function stopAll(undo: (() => Promise<unknown>)[]): Promise<void> {
  for (const one of undo.reverse()) await one();
}

/** Signed in as after the form, which costs a page more: the browser has the cookie, and the page begins where `path` says. */
export async function signInPage(page: Page, url: string, person: { email: string }, secret: string, path = '/'): Promise<void> {
  const answer = await page.context().request.post(`${url}/api/auth/login`, { data: { email: person.email, password: secret }, headers: { 'X-Refresh-Token': 'cookie', Origin: url } });
  if (!answer.ok()) throw new Error(`${person.email} was not signed in: ${answer.status()} ${await answer.text()}`);
  // The browser remembers who signed in, else it would begin at the form; once, so that a sign-out is one.
  const { data } = (await answer.json()) as { data: { user: unknown } };
  await page.context().addInitScript(([mark, user]) => {
    if (location.origin === 'null' || localStorage.getItem(mark!)) return;
    localStorage.setItem(mark!, 'told');
    localStorage.setItem('lanet.person', user!);
  }, [`test.${person.email}`, JSON.stringify(data.user)]);
  await page.goto(`${url}${path}`);
  await page.getByRole('main').waitFor();
}

/** Through the form, in the language it shows. */
export async function signInByHand(page: Page, url: string, person: { email: string }, secret: string, path = '/'): Promise<void> {
  await page.goto(`${url}${path}`);
  await page.getByLabel(/^(Correo electrónico|Mail address)$/).fill(person.email);
  await page.getByLabel(/^(Contraseña|Password)$/).fill(secret);
  await page.getByRole('button', { name: /^(Iniciar sesión|Sign in)$/ }).click();
  await page.getByRole('main').waitFor();
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}
