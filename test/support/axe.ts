// axe-core in a page: what it has against it, in lines.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = (runOnly: object): string => JSON.stringify({ runOnly, resultTypes: ['violations'], iframes: false });
const rules = {
  light: options({ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
  /** The same page in other colours: only what colours can break. */
  dark: options({ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }),
};
/** Rows of a list are made alike: the first dozen speak for the rest. */
const repeats = JSON.stringify({ exclude: [['main tbody > tr:nth-child(n+13)'], ['main li:nth-child(n+13)']] });

/** One line a violation: what, how bad, where. In dark only what colours can break is looked at. Needs a page without its policy. */
export async function violationsOf(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.addScriptTag({ content: axeSource });
  const { violations } = (await page.evaluate(`axe.run(${repeats}, ${rules[theme]})`)) as { violations: { id: string; impact: string; nodes: { target: string[]; any: { message: string }[] }[] }[] };
  return violations.flatMap(({ id, impact, nodes }) => nodes.slice(0, 5).map(({ target, any }) => `${id} (${impact}) ${target.join(' ')} ${any[0]?.message ?? ''}`));
}
