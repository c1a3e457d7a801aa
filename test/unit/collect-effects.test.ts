// The effects under the collectors on this very machine: bounded programs, bounded files, and every class from the real thing.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { INVENTORY, INVENTORY_CLASSES, Sample } from '../../durable-objects/protocol/inventory.ts';
import { linkOf, listFolder, modifiedAt, readText, spaceOf } from '../../agent/collect/read-file.ts';
import { followTool, pathOfTool, runTool } from '../../agent/collect/run-tool.ts';
import { platformOf } from '../../agent/platform/platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanet-collect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a program is taken from the system\'s folders only, and a missing one is told as missing', async () => {
  expect(pathOfTool('sh')).toMatch(/^\/(usr\/)?s?bin\/sh$/);
  expect(await runTool('no-such-tool-here', [])).toEqual({ state: 'missing', exit_code: null, stdout: '', stderr: '' });
  expect(pathOfTool('../../etc/passwd')).toBeNull();
});

test('a program that does not end is killed, one that talks too much is cut, one that fails tells its code', async () => {
  const from = performance.now();
  expect(await runTool('sleep', ['30'], { timeoutMs: 200 })).toMatchObject({ state: 'timeout' });
  expect(performance.now() - from).toBeLessThan(5000);
  expect(await runTool('yes', [], { outputBytesMax: 10_000 })).toMatchObject({ state: 'too_large' });
  expect(await runTool('sh', ['-c', 'echo uno; echo dos >&2; exit 7'])).toEqual({ state: 'failed', exit_code: 7, stdout: 'uno\n', stderr: 'dos\n' });
  expect(await runTool('cat', ['a\u0000b'])).toMatchObject({ state: 'failed', exit_code: null });
});

test.runIf(process.platform !== 'win32')('work in the background has a lower priority, an action has not', async () => {
  const nice = (limits: { isBackground?: boolean }): Promise<string> => runTool('sh', ['-c', 'read -r line; nice'], limits).then(({ stdout }) => stdout.trim());
  const own = Number(await nice({}));
  expect(Number(await nice({ isBackground: true }))).toBe(own + 10);
});

test('no secret of the agent and no proxy reaches a program, and it waits for no answer', async () => {
  process.env['LANET_TEST_SECRET'] = 'hidden';
  process.env['HTTPS_PROXY'] = 'http://proxy.example:3128';
  try {
    const { stdout } = await runTool('env', []);
    expect(stdout).toContain('LC_ALL=C.UTF-8');
    expect(stdout).not.toMatch(/hidden|proxy\.example|NODE_/);
    expect(await runTool('cat', [], { timeoutMs: 5000 })).toMatchObject({ state: 'ok', stdout: '' });
  } finally {
    delete process.env['LANET_TEST_SECRET'];
    delete process.env['HTTPS_PROXY'];
  }
});

test('a follower hands over whole lines, drops a monstrous one, and says once that it ended', async () => {
  const lines: string[] = [];
  let ends = 0;
  await new Promise<void>((resolve) => {
    followTool('sh', ['-c', 'printf "uno\\ndos"; printf "\\n"; head -c 600000 /dev/zero | tr "\\0" x; printf "\\ntres\\n"'], (line) => lines.push(line), () => {
      ends++;
      resolve();
    });
  });
  expect(lines).toEqual(['uno', 'dos', 'tres']);
  expect(ends).toBe(1);
  await new Promise<void>((resolve) => {
    followTool('no-such-tool-here', [], () => undefined, resolve);
  });
});

test('a stopped follower is killed and says nothing more', async () => {
  const lines: string[] = [];
  await new Promise<void>((resolve) => {
    const stop = followTool('sh', ['-c', 'echo uno; exec yes'], (line) => {
      lines.push(line);
      if (lines.length === 5) {
        stop();
        setImmediate(resolve);
      }
    }, () => expect.unreachable());
  });
  const count = lines.length;
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  expect(lines.length).toBe(count);
});

test('files are read to their bound, from either end; folders, pipes and missing files are nothing', async () => {
  const file = join(folder, 'a');
  writeFileSync(file, `${'a'.repeat(100_000)}${'ñ'.repeat(10)}`);
  symlinkSync('a', join(folder, 'b'));
  expect((await readText(file, { bytesMax: 1000 }))?.length).toBe(1000);
  expect(await readText(file, { bytesMax: 20, fromEnd: true })).toBe('ñ'.repeat(10));
  expect([await readText(folder), await readText(join(folder, 'none')), await readText('/dev/zero', { bytesMax: 10 }), await linkOf(file), await linkOf(join(folder, 'b')), await modifiedAt(join(folder, 'none')), await spaceOf('/no/such')]).toEqual([null, null, null, null, 'a', null, null]);
  expect(await listFolder(folder)).toEqual(['a', 'b']);
  expect((await spaceOf('/'))!.size).toBeGreaterThan(0);
});

test.runIf(process.platform === 'linux')('files of the kernel, whose size is 0, are read to their end', async () => {
  expect(await readText('/proc/self/stat')).toMatch(/^\d+ \(.*\d\n$/s);
});

test.runIf(process.platform === 'linux')('this machine gives valid content of every class, facts and a reading', async () => {
  const platform = await platformOf();
  for (const name of INVENTORY_CLASSES) expect(INVENTORY[name].safeParse(await platform.inventory[name]()).error, name).toBeUndefined();
  expect((await platform.inventory.hardware()).memory_bytes).toBeGreaterThan(2 ** 28);
  expect((await platform.inventory.os()).hostname).not.toBe('');
  expect(Sample.parse(await platform.sample())).toMatchObject({ rx: null });
  expect((await platform.enrolmentFacts()).platform).toBe('linux');
  platform.watchEvents(() => undefined)();
}, 120_000);

test('a system without collectors is refused by name', async () => {
  await expect(platformOf('plan9')).rejects.toThrow('no collectors for plan9');
  expect([(await platformOf('linux')).name, (await platformOf('win32')).name, (await platformOf('darwin')).name]).toEqual(['linux', 'windows', 'macos']);
});
