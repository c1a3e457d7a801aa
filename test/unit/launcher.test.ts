// The launcher between service and agent, with programs of a line each: what it starts, what it leaves, what it says with its own end.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { launcherOf } from '../../scripts/package/package-files.ts';
import { waitFor } from '../support/wait-for.ts';

const STAYS = 'exec sleep 60';
const HEALTHY = 'printf "%s\\n" "$me" > "$LANET_VERSIONS/health.ok"; exec sleep 60';

const made: { folder: string; children: ChildProcess[] }[] = [];
afterAll(() => {
  for (const { folder, children } of made.splice(0)) {
    for (const child of children) child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A machine with a package 1.0.0 that behaves so; its "runtime" is the shell. */
function machine(packaged = STAYS) {
  const folder = mkdtempSync(join(tmpdir(), 'lanet-launcher-'));
  const children: ChildProcess[] = [];
  made.push({ folder, children });
  const versions = join(folder, 'state', 'versions');
  mkdirSync(versions, { recursive: true });
  const put = (name: string, text: string, mode = 0o644): void => writeFileSync(join(folder, name), text, { mode });
  const programOf = (version: string, does: string): string => `me=${version}\necho "$me $LANET_TRIAL $*" >> '${folder}/log'\n${does}\n`;
  put('node', '#!/bin/sh\nfile=$1; shift; exec sh "$file" "$@"\n', 0o755);
  put('agent.mjs', programOf('1.0.0', packaged));
  put('lanet-agent', launcherOf({ PROGRAM: folder, VERSIONS: versions, FLAGS: '' }, '1.0.0').toString('utf8'), 0o755);
  const fileIn = (name: string): string | null => (existsSync(join(versions, name)) ? readFileSync(join(versions, name), 'utf8').trim() : null);
  return {
    fetched: (version: string, does: string): void => {
      mkdirSync(join(versions, version));
      writeFileSync(join(versions, version, 'agent.mjs'), programOf(version, does));
    },
    say: (name: string, text: string): void => writeFileSync(join(versions, name), `${text}\n`),
    fileIn,
    log: (): string[] => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') : []),
    start: (...words: string[]) => {
      const child = spawn('sh', [join(folder, 'lanet-agent'), ...words], { env: { PATH: process.env['PATH'] ?? '', LANET_TRIAL_SECONDS: '1' }, stdio: 'ignore' });
      children.push(child);
      return { child, ended: new Promise<number | null>((resolve) => child.once('close', resolve)) };
    },
  };
}

test.concurrent('a version that proves itself stays, and its stop stops the launcher', async () => {
  const here = machine();
  here.fetched('1.1.0', HEALTHY);
  here.say('pending', '1.1.0');
  const { child, ended } = here.start('run', '--quiet');
  await waitFor('the version to be kept', async () => here.fileIn('current') === '1.1.0' && here.fileIn('pending') === null);
  expect([here.log(), here.fileIn('previous'), here.fileIn('rejected'), here.fileIn('trying')]).toEqual([['1.1.0 1 run --quiet'], '1.0.0', null, null]);
  child.kill('SIGTERM');
  expect(await ended).not.toBeNull();
  const again = here.start('run');
  await waitFor('the kept version to start again', async () => here.log().length === 2);
  expect(here.log()[1]).toBe('1.1.0 0 run');
  again.child.kill('SIGTERM');
  await again.ended;
});

test.concurrent('a version that ends, hangs or finds no network is left for the one before', async () => {
  const cases: [string, string][] = [['exit 9', 'crash 9'], [STAYS, 'hang'], [`: > "$LANET_VERSIONS/trial.offline"; ${STAYS}`, 'offline'], ['exit 42', 'crash 42']];
  await Promise.all(cases.map(async ([does, reason]) => {
    const here = machine();
    here.fetched('1.1.0', HEALTHY);
    here.fetched('1.2.0', does);
    here.say('current', '1.1.0');
    here.say('pending', '1.2.0');
    here.start('run');
    await waitFor(`the one before, after ${reason}`, async () => here.log().length === 2);
    expect([here.log(), here.fileIn('rejected'), here.fileIn('current'), here.fileIn('pending'), here.fileIn('trying')]).toEqual([['1.2.0 1 run', '1.1.0 0 run'], `1.2.0 ${reason}`, '1.1.0', null, null]);
  }));
});

test.concurrent('a trial that the power ended is not gone on with, nor one whose file is gone', async () => {
  const here = machine();
  here.fetched('1.1.0', HEALTHY);
  here.say('pending', '1.1.0');
  here.say('trying', '1.1.0');
  here.start('run');
  const other = machine();
  other.say('pending', '1.1.0');
  other.start('run');
  await waitFor('the package to start', async () => here.log().length === 1 && other.log().length === 1);
  expect([here.log(), here.fileIn('rejected'), other.log(), other.fileIn('rejected')]).toEqual([['1.0.0 0 run'], '1.1.0 interrupted', ['1.0.0 0 run'], '1.1.0 missing']);
});

test.concurrent('a newer package wins over what was fetched, an older one does not', async () => {
  const here = machine();
  here.fetched('0.9.0', HEALTHY);
  here.say('current', '0.9.0');
  here.say('keys.json', '{}');
  here.start('run');
  const other = machine();
  other.fetched('1.10.0', STAYS);
  other.say('current', '1.10.0');
  other.start('run');
  await waitFor('both to start', async () => here.log().length === 1 && other.log().length === 1);
  expect([here.log(), here.fileIn('keys.json'), here.fileIn('current'), other.log()]).toEqual([['1.0.0 0 run'], null, null, ['1.10.0 0 run']]);
});

test.concurrent('the way back to the package is a trial like any other', async () => {
  const here = machine(HEALTHY);
  here.fetched('1.1.0', STAYS);
  here.say('current', '1.1.0');
  here.say('pending', '1.0.0');
  here.start('run');
  await waitFor('the package to be kept', async () => here.fileIn('pending') === null && here.fileIn('trying') === null);
  expect([here.log(), here.fileIn('current'), here.fileIn('previous')]).toEqual([['1.0.0 1 run'], null, '1.1.0']);
});

test.concurrent('the end of the agent is the end of the launcher, with the same code; other commands go straight through', async () => {
  expect(await machine('exit 78').start('run').ended).toBe(78);
  expect(await machine('exit 0').start('run').ended).toBe(0);
  const here = machine('exit 3');
  here.fetched('1.1.0', 'exit 5');
  expect(await here.start('status', '--json').ended).toBe(3);
  here.say('current', '1.1.0');
  expect(await here.start('status').ended).toBe(5);
  expect(here.log()).toEqual(['1.0.0  status --json', '1.1.0  status']);
});
