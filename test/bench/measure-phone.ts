// The first visit on a slow phone: a quarter of this machine's speed and the slow 4G that Lighthouse lays on (562.5 ms a request, 1.44 Mbit/s).
import type { Page } from 'playwright-core';
import type { Portal } from '../support/portal.ts';
import { startEdgeProxy } from './edge-proxy.ts';

export interface PhoneVisit {
  /** Milliseconds from the beginning of the navigation. */
  first_paint_ms: number;
  largest_paint_ms: number;
  /** What the visit is for can be used. */
  usable_ms: number;
  /** What long tasks took beyond 50 ms each, from the first paint on. */
  blocked_ms: number;
  /** Sum of the shifts that no touch or key caused. */
  layout_shift: number;
  kib: number;
  requests: number;
  /** Of these, what came before it could be used; the rest is fetched beforehand for what comes next. */
  kib_until_usable: number;
}

export const CPU_SLOWER = 4;
const LINE = { offline: false, latency: 562.5, downloadThroughput: (1474.56 * 1024) / 8, uploadThroughput: (675 * 1024) / 8 };

/** Visits with nothing in the cache. `person` signs in beforehand, without the page; `isThere` is what the visit is for. */
export async function measurePhone(portal: Portal, path: string, isThere: (page: Page) => Promise<unknown>, runs: number, person?: { email: string; password: string }): Promise<PhoneVisit[]> {
  const proxy = await startEdgeProxy(portal.worker.url);
  const visits: PhoneVisit[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      const { page, context } = await portal.open({ width: 360, height: 740, isTouch: true, isAnyCertificate: true });
      page.setDefaultTimeout(60_000);
      if (person !== undefined) {
        const answer = await context.request.post(`${proxy.url}/api/auth/login`, { data: person, headers: { 'x-refresh-token': 'cookie', origin: portal.worker.url } });
        if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
        // A browser remembers who signed in; its cache of files is empty nevertheless, as after a new version.
        const { data } = (await answer.json()) as { data: { user: unknown } };
        await context.addInitScript(`localStorage.setItem('lanet.person', ${JSON.stringify(JSON.stringify(data.user))})`);
      }
      visits.push(await visit(page, `${proxy.url}${path}`, isThere));
      await context.close();
    }
  } finally {
    await proxy.stop();
  }
  return visits;
}

async function visit(page: Page, url: string, isThere: (page: Page) => Promise<unknown>): Promise<PhoneVisit> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
  let [bytes, requests] = [0, 0];
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  await page.addInitScript(() => {
    const seen = { largest: 0, shift: 0, tasks: [] as [number, number][] };
    Object.assign(window, { benchSeen: seen });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (seen.largest = entry.startTime))).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => (list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]).forEach((entry) => (seen.shift += entry.hadRecentInput ? 0 : entry.value))).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => seen.tasks.push([entry.startTime, entry.duration]))).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(url, { waitUntil: 'commit' });
  await isThere(page);
  const bytesThen = bytes;
  const usable = await page.evaluate(() => performance.now());
  await page.waitForLoadState('networkidle');
  return page.evaluate(([kib, count, kibThen, usableMs]) => {
    const { largest, shift, tasks } = (window as unknown as { benchSeen: { largest: number; shift: number; tasks: [number, number][] } }).benchSeen;
    const first = performance.getEntriesByName('first-contentful-paint')[0]!.startTime;
    return {
      first_paint_ms: first, largest_paint_ms: largest, layout_shift: shift, kib: kib!, requests: count!, kib_until_usable: kibThen!, usable_ms: usableMs!,
      blocked_ms: tasks.reduce((sum, [from, ms]) => sum + (from + ms > first ? Math.max(0, ms - 50) : 0), 0),
    };
  }, [bytes / 1024, requests, bytesThen / 1024, usable]);
}
