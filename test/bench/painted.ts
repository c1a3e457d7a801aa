// Time from what a person does to the frame that shows what came of it, measured inside the page by its own clock.
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    benchPainted?: Promise<number>;
  }
}

/** What is to be seen; runs in the page, so it names nothing outside itself. */
export type Seen = (arg: string) => boolean;

/**
 * Milliseconds from the last `event` of `act` (the time the browser got it) until the first frame in which `seen` holds was painted.
 * @throws when it is not seen within 30 seconds.
 */
export async function untilPainted(page: Page, event: 'click' | 'keydown', act: () => Promise<void>, seen: Seen, arg = ''): Promise<number> {
  // As a string: the policy of the portal lets no page compile one, a debugger may.
  await page.evaluate(`window.benchPainted = new Promise((resolve, reject) => {
    const seen = ${seen.toString()};
    let from = null;
    let isOver = false;
    const look = () => {
      if (isOver || from === null || !seen(${JSON.stringify(arg)})) return;
      isOver = true;
      watch.disconnect();
      removeEventListener(${JSON.stringify(event)}, begin, true);
      // A message sent within a frame arrives when the frame was painted.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now() - from);
        channel.port2.postMessage(null);
      });
    };
    const begin = (it) => { from = it.timeStamp; };
    const watch = new MutationObserver(look);
    addEventListener(${JSON.stringify(event)}, begin, true);
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    setTimeout(() => { isOver = true; reject(new Error('not seen within 30 seconds at ' + location.href)); }, 30000);
  }); window.benchPainted.catch(() => undefined); 0`);
  await act();
  return page.evaluate(() => window.benchPainted!);
}
