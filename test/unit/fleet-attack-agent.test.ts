// What an account without rights tries against the agent that starts its scripts as root.
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OutputWriter } from '../../agent/output-store.ts';
import { bound } from '../../agent/run/bounds.ts';
import { hideSecrets } from '../../agent/run/hide-secrets.ts';
import { isInScope } from '../../agent/run/kill-tree.ts';
import { prepareScript } from '../../agent/run/run-script.ts';
import { makeWorkplace, removeWorkplacesOf } from '../../agent/run/workplace.ts';
import { CommandArguments, Envelope } from '../../durable-objects/protocol/envelope.ts';
import { FakeServer } from '../support/fake-server.ts';

const server = new FakeServer();
const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hostile-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.runIf(isRoot)('the agent names nothing in a folder that belongs to the account of the script', async () => {
  const order = await server.order('exit 0', { run_as: 'user' });
  const envelope = Envelope.parse(JSON.parse(order.envelope));
  const prepared = prepareScript(envelope, 'exit 0', CommandArguments.parse({}), 'nobody');
  if (!prepared.ok) throw new Error(prepared.message);
  const [name] = readdirSync(tmpdir()).filter((entry) => entry.startsWith(`lanet-run-${envelope.execution_id}-`));
  const place = join(tmpdir(), name!);
  // Whatever the agent makes there by name, a process of the same account may replace by a link before root opens it or gives it away.
  utimesSync(place, 1, 1);
  const output = new OutputWriter(join(folder, 'out'), 1024);
  const running = prepared.start(output, () => {});
  expect(lstatSync(place).mtimeMs).toBe(1000);
  await running.ended;
  output.end();
});

test.runIf(isRoot)('a folder is cleared with the rights of its account alone: what root put there stays', () => {
  const id = '11111111-1111-4111-8111-111111111111';
  const place = makeWorkplace(id, 'exit 0', '.sh', NOBODY);
  // As if a link had led the clearing to a folder of root in the moment between looking and walking.
  const roots = join(place.folder, 'of-root');
  mkdirSync(roots, { mode: 0o755 });
  writeFileSync(join(roots, 'precious'), 'of root');
  writeFileSync(join(place.folder, 'own'), 'of nobody');
  chownSync(join(place.folder, 'own'), NOBODY.uid, NOBODY.gid);
  try {
    place.remove();
    expect(readdirSync(place.folder)).toEqual(['of-root']);
    removeWorkplacesOf(id);
    expect(readdirSync(roots)).toEqual(['precious']);
  } finally {
    rmSync(place.folder, { recursive: true, force: true });
  }
});

test.runIf(isRoot)('a folder of a script is closed to others and gone afterwards', () => {
  const place = makeWorkplace('22222222-2222-4222-8222-222222222222', 'exit 0', '.sh', NOBODY);
  expect(lstatSync(place.folder)).toMatchObject({ ...NOBODY, mode: 0o40700 });
  expect(lstatSync(place.script)).toMatchObject(NOBODY);
  place.remove();
  expect(() => lstatSync(place.folder)).toThrow('ENOENT');
});

test('under systemd a script without limits lies in a scope too, and what lies there is its own, whatever it did to its session and environment', () => {
  const tools = { systemd: true, systemdRun: '/usr/bin/systemd-run', prlimit: null };
  const id = '33333333-3333-4333-8333-333333333333';
  const launch = bound('/bin/bash', ['x'], { memory_bytes: null, processes: null }, id, NOBODY, tools);
  if (isRoot) expect(launch).toMatchObject({ program: '/usr/bin/systemd-run', args: expect.arrayContaining([`--unit=lanet-run-${id}.scope`, '--', '/bin/bash', 'x']) });
  else expect(launch).toEqual({ program: '/bin/bash', args: ['x'], hasSwitched: false });
  expect(isInScope(`0::/system.slice/lanet-run-${id}.scope\n`, id)).toBe(true);
  expect(isInScope(`12:pids:/system.slice/lanet-run-${id}.scope/deeper\n1:name=systemd:/\n`, id)).toBe(true);
  expect(isInScope(`0::/system.slice/lanet-run-${NOBODY.uid}.scope\n`, id)).toBe(false);
  expect(isInScope(`0::/user.slice/not-lanet-run-${id}.scope\n`, id)).toBe(false);
});

test('a secret is taken out of both streams, however its bytes are cut, and nothing else is', () => {
  const secret = 'contraseña-aab';
  const text = `a ${secret}${secret} contraseñ aaab contraseña-aa contraseña-aaab ${secret}`;
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const hider = hideSecrets([secret, 'otra-cosa', 'ab', '']);
    for (const stream of ['stdout', 'stderr'] as const) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(hider.pass(stream, bytes.subarray(at, at + size)));
      expect(Buffer.concat([...pieces, hider.rest(stream)]).toString()).toBe(text.replaceAll(secret, '•••'));
    }
  }
});

test('a script that prints its secret prints none', async () => {
  const args = CommandArguments.parse({ env: { CLAVE: 'muy-secreta', NOMBRE: 'visible' }, secrets: ['CLAVE'] });
  const script = 'printf "%s " "$LANET_ARG_CLAVE" "$LANET_ARG_NOMBRE"; printf muy-; sleep 0.3; printf secreta; echo "$LANET_ARG_CLAVE" >&2; printf " muy-"';
  const envelope = Envelope.parse(JSON.parse((await server.order(script, { run_as: 'system' })).envelope));
  const prepared = prepareScript(envelope, script, args, 'nobody');
  if (!prepared.ok) throw new Error(prepared.message);
  const path = join(folder, 'out');
  const output = new OutputWriter(path, 10_000);
  await prepared.start(output, () => {}).ended;
  output.end();
  const printed = readFileSync(path, 'utf8');
  expect(printed).not.toContain('muy-secreta');
  expect(printed.match(/•••/g)).toHaveLength(3);
  expect(printed).toContain('visible');
  expect(printed).toMatch(/muy-$/);
});
