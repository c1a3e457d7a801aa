// What a technician waits for in the browser over a desk with many tickets: from the click or the last key to the painted result.
import type { Page } from 'playwright-core';
import { signInPage, type Portal } from '../support/portal.ts';
import { untilPainted, type Seen } from './painted.ts';

/** What was done → milliseconds of each run. */
export type ScreenTimes = Map<string, number[]>;

export const EMPTY_PAGE = 'menu entry, empty page, seen before';
export const TICKET_SEEN = 'ticket from the list, seen before';

// These run in the page. `animate-pulse` is the look of everything that stands for what is still to come.
const isQueue: Seen = (address) => location.href.endsWith(address) && document.querySelector('main a[data-ticket]') !== null && document.querySelector('main .animate-pulse, main [aria-busy="true"]') === null;
/** Nothing found is an answer as well; what stood there before is marked as busy. */
const isFound: Seen = (words) => location.search.includes(`q=${words.replace(' ', '+')}`) && document.querySelector('main .animate-pulse, main [aria-busy="true"]') === null;
/** Head and conversation: every ticket of the bench has the same first answer. */
const isTicket: Seen = (subject) => (document.querySelector('main h1')?.textContent ?? '').includes(subject) && (document.querySelector('main')?.textContent ?? '').includes('revisamos el equipo');
const isSettled: Seen = (path) => location.pathname === path && document.querySelector('main h1') !== null && document.querySelector('main .animate-pulse, main [aria-busy="true"]') === null;
const isDashboard: Seen = () => document.querySelector('main ul[aria-label="Solución"]') !== null && document.querySelector('main .animate-pulse, main [aria-busy="true"]') === null;

const menu = (path: string): string => `nav a[href="${path}"]`;
const row = (n: number): string => `main tr:nth-of-type(${n + 1}) a[data-ticket]`;

/** Each run begins with an empty cache of answers, and with the files of the portal on the disk as they are after the first visit. */
export async function measureScreens(portal: Portal, person: { email: string }, password: string, runs: number): Promise<ScreenTimes> {
  const times: ScreenTimes = new Map();
  const { page, context, faults } = await portal.open({ width: 1440, height: 900 });
  page.setDefaultTimeout(30_000);
  await signInPage(page, portal.worker.url, person, password, '/tickets');
  for (let run = -2; run < runs; run += 1) {
    const note = (name: string, ms: number): void => void (run >= 0 && times.set(name, [...(times.get(name) ?? []), ms]));
    const click = (selector: string, seen: Seen, arg = ''): Promise<number> => untilPainted(page, 'click', () => page.locator(selector).first().click({ noWaitAfter: true }), seen, arg);
    await openQueue(page, portal.worker.url);
    note('menu entry, empty page, asked for', await click(menu('/alerts'), isSettled, '/alerts'));
    await click(menu('/tickets'), isQueue);
    note(EMPTY_PAGE, await click(menu('/alerts'), isSettled, '/alerts'));
    note('list, seen before', await click(menu('/tickets'), isQueue));

    note('view, asked for', await click('main nav a[href*="view=closed"]', isQueue, 'view=closed'));
    note('view, seen before', await click('main nav a[href*="view=open"]', isQueue, 'view=open'));

    // A ticket further down each time, so that nobody asked for it before; the last run's cache is gone as well.
    const at = row(1 + (run + 2) % 30);
    const subject = (await page.locator(at).innerText()).trim();
    note('ticket from the list, asked for', await click(at, isTicket, subject));
    await back(page);
    note(TICKET_SEEN, await click(at, isTicket, subject));
    await back(page);
    const next = row(31 + ((run + 2) % 15));
    const nextSubject = (await page.locator(next).innerText()).trim();
    await page.locator(next).hover();
    await new Promise((resolve) => setTimeout(resolve, 300));
    note('ticket from the list, pointed at for 300 ms', await click(next, isTicket, nextSubject));
    await back(page);

    const words = `equipo ${100 + ((run + 2) * 37) % 870}`;
    await page.locator('#queue-search').click();
    note('search, last key to result', await untilPainted(page, 'keydown', () => page.keyboard.type(words, { delay: 60 }), isFound, words));

    note('dashboard, asked for', await click(menu('/dashboard'), isDashboard));
    await click(menu('/tickets'), isQueue);
    note('dashboard, seen before', await click(menu('/dashboard'), isDashboard));
  }
  await context.close();
  if (faults.length > 0) throw new Error(`the page complained: ${faults[0]}`);
  return times;
}

async function back(page: Page): Promise<void> {
  await page.goBack();
  await page.waitForFunction(isQueue, '');
}

async function openQueue(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/tickets?view=open`);
  await page.waitForFunction(isQueue, '');
  await page.waitForLoadState('networkidle');
}
