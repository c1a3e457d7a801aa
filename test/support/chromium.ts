// Where the browser of the end-to-end tests comes from: the system's, because nothing is downloaded.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Without the windows of a whole browser, and without its notifications: a profile costs a third. */
const SHELL = '/usr/bin/chromium-headless-shell';
const candidates = [
  SHELL,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium that starts, or undefined. CHROMIUM_PATH goes first. */
export function findChromium(isWhole = false): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  return [...(named === undefined ? [] : [named]), ...candidates.filter((path) => !isWhole || path !== SHELL)].find(
    (path) => existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0,
  );
}

/** Flags for a browser in a container that talks to nobody but us. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--no-first-run',
];
