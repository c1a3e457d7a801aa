// Draws the portal's icons from its one drawing: `node scripts/icons.ts`, after favicon.svg has changed.
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../test/support/chromium.ts';

const folder = new URL('../web/public/', import.meta.url);
const drawing = readFileSync(new URL('favicon.svg', folder), 'utf8');
/** A mask may cut away everything outside the inner 80 %: the ground fills the square, the drawing stays inside. */
const maskable = drawing.replace('rx="8" ', '').replace(/(<rect[^>]*>)(.*)<\/svg>/, '$1<g transform="translate(5 5) scale(0.6875)">$2</g></svg>');

const icons = [
  { file: 'icon-192.png', size: 192, svg: drawing },
  { file: 'icon-512.png', size: 512, svg: drawing },
  { file: 'icon-maskable-512.png', size: 512, svg: maskable },
  { file: 'apple-touch-icon.png', size: 180, svg: maskable },
];

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('no Chromium here: install one or set CHROMIUM_PATH');
const browser = await chromium.launch({ executablePath, args: chromiumFlags });
const page = await browser.newPage();
for (const { file, size, svg } of icons) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  writeFileSync(new URL(file, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();
