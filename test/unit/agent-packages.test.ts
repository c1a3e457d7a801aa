// The agent's packages without their large part: what stands in them, with which modes, and that the same input gives the same bytes.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readCommandLine } from '../../agent/command-line.ts';
import { firstEnrolment, readEnrolmentFile } from '../../agent/first-enrolment.ts';
import { EPOCH, debOf } from '../../scripts/package/build-packages.ts';
import { productCode } from '../../scripts/package/build-msi.ts';
import { bundleAgent, sbomOf } from '../../scripts/package/bundle-agent.ts';
import { isVersion } from '../../durable-objects/protocol/versions.ts';
import { controlFile, debControl, debData, linuxTar, macosTar, type Program } from '../../scripts/package/package-files.ts';
import { tar } from '../../scripts/package/tar.ts';
import { FakeServer } from '../support/fake-server.ts';

const program = (version = '1.2.3'): Program => ({ version, node: Buffer.from('#!/bin/sh\n'), nodeLicence: Buffer.from('licence'), bundle: Buffer.from('agent'), sbom: Buffer.from('{}') });
const textIn = (entries: { path: string; data: Uint8Array }[], name: string): string => Buffer.from(entries.find(({ path }) => path.endsWith(name))!.data).toString('utf8');
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('a version is three plain numbers', () => {
  expect(['0.1.0', '1.20.300', '255.0.65535'].filter((text) => !isVersion(text))).toEqual([]);
  expect(['1.2', '1.2.3-1', '01.2.3', 'v1.2.3', '1.2.3\n', '1.2.3 ', ''].filter(isVersion)).toEqual([]);
});

test('what may hold a password is its owner\'s alone; nothing is writable by others; only programs run', () => {
  const all = [...debData(program()), ...linuxTar(program()), ...macosTar(program(), 'arm64')];
  expect(all.filter(({ mode }) => (mode & 0o022) !== 0)).toEqual([]);
  expect(all.filter(({ path, mode }) => path.endsWith('.env') && mode !== 0o600)).toEqual([]);
  expect(debData(program()).filter(({ path, mode }) => !path.endsWith('/') && (mode & 0o111) !== 0).map(({ path }) => path).sort()).toEqual(['./usr/bin/lanet-agent', './usr/lib/lanet-agent/node']);
});

test('dpkg is told the version, the conffile, and to refuse an older version', () => {
  const control = debControl(program('4.5.6'));
  expect(controlFile('4.5.6', 7)).toMatch(/^Package: lanet-agent\nVersion: 4\.5\.6\nArchitecture: amd64\n[^]*\nInstalled-Size: 7\n[^]*\n$/);
  expect(textIn(control, './conffiles')).toBe('/etc/lanet-agent/agent.env\n');
  expect(textIn(control, './preinst')).toContain('dpkg --compare-versions "$2" gt "4.5.6"');
  expect(control.filter(({ data }) => Buffer.from(data).toString('utf8').includes('@VERSION@'))).toEqual([]);
  expect(textIn(control, './md5sums').trimEnd().split('\n')).toHaveLength(debData(program()).filter(({ path }) => !path.endsWith('/') && !path.startsWith('./etc/')).length);
});

test('the service comes back by itself, not when that would change nothing, and with less than it was born with', () => {
  const unit = textIn(debData(program()), 'lanet-agent.service').split('\n');
  for (const line of ['Restart=always', 'RestartPreventExitStatus=64 77 78', 'StateDirectoryMode=0700', 'UMask=0077', 'NoNewPrivileges=yes', 'KillMode=mixed', 'LimitCORE=0']) expect(unit).toContain(line);
  const words = unit.find((line) => line.startsWith('ExecStart='))!.split(' ').slice(1);
  expect(readCommandLine(words)).toMatchObject({ command: 'run', isQuiet: true, enrolment: '/etc/lanet-agent/enrolment.env' });
  expect(textIn(macosTar(program(), 'arm64'), 'com.lanet.agent.plist')).toContain('<key>KeepAlive</key><true/>');
  // Other accounts may own /usr/local/bin.
  expect(textIn(macosTar(program(), 'arm64'), 'com.lanet.agent.plist')).toContain('<string>/usr/local/lanet-agent/lanet-agent</string>');
  expect(textIn(macosTar(program(), 'arm64'), 'install.sh')).toContain('put 0755 lanet-agent "$place/lanet-agent"\n');
});

test('the Windows package says what the others say: a service of the system that starts by itself, an upgrade that keeps the identity, no older version', () => {
  const [tables, host] = ['agent.wxs', 'host.c'].map((name) => readFileSync(new URL(`../../agent/install/windows/${name}`, import.meta.url), 'utf8')) as [string, string];
  for (const word of ['Start="auto"', 'Account="LocalSystem"', '<MajorUpgrade DowngradeErrorMessage=', 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE', 'Value="ENROLLMENT_TOKEN"']) expect(tables).toContain(word);
  // The folder that a launcher shares with the agent has the same words on every system.
  const launcher = readFileSync(new URL('../../agent/install/launcher', import.meta.url), 'utf8');
  for (const word of ['current', 'pending', 'trying', 'previous', 'rejected', 'health.ok', 'trial.offline', 'LANET_VERSIONS', 'LANET_PACKAGED', 'LANET_RELEASE_KEYS', 'LANET_TRIAL', 'missing', 'interrupted', 'offline', 'hang']) {
    expect(launcher, word).toContain(word);
    expect(host, word).toContain(`L"${word}"`);
  }
  expect(productCode('1.2.3')).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-8[0-9A-F]{3}-[0-9A-F]{12}$/);
  expect([productCode('1.2.3') === productCode('1.2.3'), productCode('1.2.3') === productCode('1.2.4')]).toEqual([true, false]);
});

test('every script of the packages is understood by the shell', () => {
  const scripts = [...debControl(program()), ...debData(program()), ...linuxTar(program()), ...macosTar(program(), 'x86_64')].filter(({ path, data }) => !path.endsWith('/node') && Buffer.from(data).toString('utf8').startsWith('#!/bin/sh\n'));
  expect(scripts.length).toBe(9);
  for (const { data } of scripts) execFileSync('sh', ['-n'], { input: data });
});

test('the installers refuse what they cannot mean before they change anything, and a Linux one installs all of it below another root', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanet-install-'));
  try {
    for (const { path, mode, data } of linuxTar(program())) {
      const place = join(folder, 'unpacked', path);
      if (path.endsWith('/')) mkdirSync(place, { recursive: true });
      else {
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, data, { mode });
      }
    }
    const root = join(folder, 'root');
    mkdirSync(root);
    const install = (env: Record<string, string>, ...words: string[]) => spawnSync('sh', [join(folder, 'unpacked', 'lanet-agent-1.2.3', 'install.sh'), ...words], { env: { PATH: process.env['PATH'] ?? '', DESTDIR: root, ...env }, encoding: 'utf8' });
    const server = 'https://helpdesk.example.com';
    for (const [env, ...words] of [[{ SERVER_URL: server }], [{ ENROLLMENT_TOKEN: 'abc' }], [{ SERVER_URL: server, ENROLLMENT_TOKEN: 'a b' }], [{}, '--help-me']] as [Record<string, string>, ...string[]][]) {
      expect(install(env, ...words), JSON.stringify([env, words])).toMatchObject({ status: 64, stderr: expect.stringMatching(/^lanet-agent: .+\n$/) });
    }
    expect(readdirSync(root)).toEqual([]);
    expect(install({ SERVER_URL: server, ENROLLMENT_TOKEN: 'abc' })).toMatchObject({ status: 0 });
    const enrolment = join(root, 'etc/lanet-agent/enrolment.env');
    expect(readEnrolmentFile(readFileSync(enrolment, 'utf8'))).toEqual({ server, token: 'abc' });
    expect(statSync(enrolment).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, 'usr/lib/lanet-agent/agent.mjs'), 'utf8')).toBe('agent');
    expect(install({}, '--purge')).toMatchObject({ status: 0 });
    expect([existsSync(join(root, 'usr/lib/lanet-agent')), existsSync(enrolment)]).toEqual([false, false]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // Where nothing of macOS runs, its order is read: the service is stopped only once all is known to be right.
  const mac = textIn(macosTar(program(), 'arm64'), 'install.sh');
  expect(mac.lastIndexOf('\nstop\n')).toBeGreaterThan(mac.lastIndexOf('exit 64'));
});

test('the same input gives the same bytes, which tar and dpkg read as meant', async () => {
  const [first, second] = await Promise.all([bundleAgent('7.8.9'), bundleAgent('7.8.9')]);
  expect(hashOf(first.bundle)).toBe(hashOf(second.bundle));
  expect(first.bundle.includes('7.8.9')).toBe(true);
  expect(first.bundle.length).toBeLessThan(1024 * 1024);
  // One character beyond Latin-1, and the runtime keeps the whole text at two bytes each.
  expect(first.bundle.every((byte) => byte < 128)).toBe(true);
  expect(hashOf(sbomOf('7.8.9', first.components))).toBe(hashOf(sbomOf('7.8.9', second.components)));
  expect(first.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['https-proxy-agent', 'proxy-from-env', 'ws', 'zod']));
  expect(first.components.filter(({ licence }) => licence !== 'MIT')).toEqual([]);
  const build = (): Buffer => debOf(program(), EPOCH, gzipSync);
  expect(hashOf(build())).toBe(hashOf(build()));
  const listed = execFileSync('tar', ['-tvf', '-'], { input: tar(debData(program()), EPOCH), env: { ...process.env, TZ: 'UTC' }, encoding: 'utf8' });
  expect(listed).toMatch(/^-rw------- root\/root +\d+ 2026-01-01 00:00 \.\/etc\/lanet-agent\/agent\.env$/m);
});

test('the first start enrols with what the installer left, and takes the token off the disk', async () => {
  expect(readEnrolmentFile('# left\nSERVER_URL=https://a.example\r\nENROLLMENT_TOKEN="abc"\n')).toEqual({ server: 'https://a.example', token: 'abc' });
  expect([null, '', 'SERVER_URL=https://a.example\n', 'ENROLLMENT_TOKEN=x'].map(readEnrolmentFile)).toEqual([null, null, null, null]);
  const folder = mkdtempSync(join(tmpdir(), 'lanet-first-'));
  const server = await new FakeServer().start();
  try {
    const file = join(folder, 'enrolment.env');
    writeFileSync(file, `SERVER_URL=${server.origin}\nENROLLMENT_TOKEN=not-the-token\n`);
    expect(await firstEnrolment(join(folder, 'state'), file, () => undefined)).toEqual(expect.any(String));
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, `SERVER_URL=${server.origin}\nENROLLMENT_TOKEN=${server.token}\n`);
    expect(await firstEnrolment(join(folder, 'state'), file, () => undefined)).toBeNull();
    expect([existsSync(file), existsSync(join(folder, 'state/identity.json'))]).toEqual([false, true]);
    // A machine that is known already keeps its identity; a token that was left again goes.
    writeFileSync(file, `SERVER_URL=${server.origin}\nENROLLMENT_TOKEN=another\n`);
    expect(await firstEnrolment(join(folder, 'state'), file, () => undefined)).toBeNull();
    expect(existsSync(file)).toBe(false);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
