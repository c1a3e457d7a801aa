// Whatever a tool prints, no parser throws and what leaves passes the schema of its class.
import * as fc from '../support/property.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EventEntry, INVENTORY, INVENTORY_CLASSES, Sample } from '../../durable-objects/protocol/inventory.ts';
import type { Platform, Tools } from '../../agent/collect/collector.ts';
import { amount, clip, clipLines, isoOf, jsonOf, macOf, named, rowsOf, uuidOf, whole } from '../../agent/collect/hostile-value.ts';
import { parseJournalLine } from '../../agent/collect/linux/events.ts';
import { parseMountinfo } from '../../agent/collect/linux/mounts.ts';
import { parseCpuTicks, parseLoad, parseMeminfo, parseTraffic, parseUptime } from '../../agent/collect/linux/sample.ts';
import * as linuxHardware from '../../agent/collect/linux/hardware.ts';
import * as linuxNetwork from '../../agent/collect/linux/network.ts';
import * as linuxSecurity from '../../agent/collect/linux/security.ts';
import * as linuxSoftware from '../../agent/collect/linux/software.ts';
import * as linuxSystem from '../../agent/collect/linux/operating-system.ts';
import { parseSystemd, startOfScript } from '../../agent/collect/linux/services.ts';
import { parseBlocks, volumesOf } from '../../agent/collect/linux/volumes.ts';
import { parseLogLine } from '../../agent/collect/macos/events.ts';
import * as macMachine from '../../agent/collect/macos/parse-machine.ts';
import * as macPrograms from '../../agent/collect/macos/parse-programs.ts';
import * as macSample from '../../agent/collect/macos/sample.ts';
import { fitInventory } from '../../agent/collect/fit.ts';
import { parseLogs } from '../../agent/collect/windows/events.ts';
import * as windowsMachine from '../../agent/collect/windows/parse-machine.ts';
import * as windowsPrograms from '../../agent/collect/windows/parse-programs.ts';
import { parseReading } from '../../agent/collect/windows/sample.ts';
import { linuxPlatform } from '../../agent/platform/linux.ts';
import { macosPlatform } from '../../agent/platform/macos.ts';
import { windowsPlatform } from '../../agent/platform/windows.ts';
import { recordedTools } from '../fixtures/collect/recorded-tools.ts';

const recorded = JSON.parse(readFileSync(new URL('../fixtures/collect/windows-laptop.json', import.meta.url), 'utf8')) as Record<string, unknown>;
const recordings = ['linux-laptop', 'linux-server', 'macos-laptop'].map((name) => readFileSync(new URL(`../fixtures/collect/${name}.txt`, import.meta.url), 'utf8').split(/\n=== .*\n/)).flat().concat(Object.values(recorded).map((part) => JSON.stringify(part)));

/** Raw text, recorded output cut and spoiled, and JSON of the right keys with wrong values. */
const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.tuple(fc.constantFrom(...recordings), fc.nat(), fc.nat(), fc.constantFrom('', '\0', '\u001b[2J', '"', '9'.repeat(400), '\ud800', '{', '\t\t\t', '\n\n', 'ñ'.repeat(500), '-1', '1e400', '=', ':')).map(([text, at, length, instead]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + instead + text.slice(from + (length % 60));
  }),
  fc.tuple(fc.constantFrom(...recordings), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  fc.tuple(fc.constantFrom(...Object.values(recorded)), fc.infiniteStream(fc.anything({ maxDepth: 1 }))).map(([part, values]) => JSON.stringify(spoiled(part, () => values.next().value), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? ''),
);

/** The same keys, every third value replaced. */
function spoiled(value: unknown, next: () => unknown, count = { n: 0 }): unknown {
  if (Array.isArray(value)) return value.map((one) => spoiled(one, next, count));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoiled(one, next, count)]));
  return ++count.n % 3 === 0 ? next() : value;
}

const here = { hostname: 'h', kernel: 'k', architecture: 'x64', timezone: null };
const parsers: Record<string, (text: string) => unknown> = {
  ...Object.fromEntries([linuxHardware, linuxNetwork, linuxSecurity, linuxSoftware, linuxSystem].flatMap((module) => Object.entries(module)).filter(([name]) => /^parse|^count|^zone/.test(name)).map(([name, parse]) => [`linux ${name}`, (text: string) => (parse as (...texts: string[]) => unknown)(text, text)])),
  'linux systemd': (text) => INVENTORY.services.parse(parseSystemd(text, text)), 'linux script': (text) => startOfScript(text, [text], [text]), 'linux journal': (text) => parseJournalLine(text), 'linux ticks': parseCpuTicks, 'linux meminfo': parseMeminfo,
  'linux traffic': (text) => parseTraffic(text, new Set()), 'linux load': parseLoad, 'linux uptime': parseUptime, 'linux volumes': (text) => INVENTORY.volumes.parse(volumesOf(parseMountinfo(text), parseBlocks(text), new Map())),
  'linux disks': (text) => INVENTORY.hardware.shape.disks.parse(linuxHardware.parseDisks(text)), 'linux modules': (text) => INVENTORY.hardware.shape.memory_modules.parse(linuxHardware.parseMemoryModules(text)),
  'linux programs': (text) => INVENTORY.software.parse(linuxSoftware.parseDpkg(text).slice(0, 5000)), 'linux who': (text) => INVENTORY.os.shape.users.parse(linuxSystem.parseWho(text)),
  'windows hardware': (text) => INVENTORY.hardware.parse(windowsMachine.parseHardware(text)), 'windows os': (text) => INVENTORY.os.parse(windowsMachine.parseOperatingSystem(text, here)), 'windows volumes': (text) => INVENTORY.volumes.parse(windowsMachine.parseVolumes(text)),
  'windows software': (text) => INVENTORY.software.parse(windowsPrograms.parseSoftware(text)), 'windows services': (text) => INVENTORY.services.parse(windowsPrograms.parseServices(text)), 'windows network': (text) => INVENTORY.network.parse(windowsPrograms.parseNetwork(text)),
  'windows security': (text) => INVENTORY.security.parse(windowsPrograms.parseSecurity(text, text)), 'windows reading': (text) => Sample.shape.disks.parse(parseReading(text).disks),
  'windows logs': (text) => parseLogs(text, new Map([['System', 5]])).map(({ entries }) => entries.map((entry) => EventEntry.parse(entry))),
  'macos hardware': (text) => INVENTORY.hardware.parse(fitInventory('hardware', macMachine.parseHardware(text, text))), 'macos os': (text) => INVENTORY.os.parse(macMachine.parseOperatingSystem({ swVers: text, sysctl: text, who: text, directory: text }, here)),
  'macos volumes': (text) => INVENTORY.volumes.parse(macMachine.parseVolumes(text, text, new Map())), 'macos applications': (text) => INVENTORY.software.parse(macPrograms.parseApplications(text)), 'macos plist': (text) => macPrograms.parseInfoPlist(text, text),
  'macos jobs': (text) => INVENTORY.services.parse(macPrograms.parseLaunchctl(text, text, new Set())), 'macos network': (text) => INVENTORY.network.parse(macPrograms.parseNetwork({ ifconfig: text, ports: text, netstat: text, dns: text })),
  'macos security': (text) => INVENTORY.security.parse(macPrograms.parseSecurity({ firewall: text, processes: text, updates: text }, null)), 'macos memory': macSample.parseVmStat, 'macos swap': macSample.parseSwap, 'macos traffic': macSample.parseTraffic,
  'macos log': (text) => parseLogLine(text),
};

test('no parser is forgotten here', () => {
  expect(Object.keys(parsers).length).toBeGreaterThan(45);
});

test.each(Object.entries(parsers))('%s takes whatever comes', (_, parse) => {
  fc.assert(fc.property(junk, (text) => {
    parse(text);
    return true;
  }), { numRuns: 100, includeErrorInReport: true, examples: [[''], ['\0'], ['null'], ['[]'], ['{"a":'], ['x'.repeat(100_000)], ['\n'.repeat(100_000)], [' '.repeat(100_000)], [`${'a '.repeat(50_000)}b`], ['('.repeat(5000)]] });
}, 30_000);

test('a machine whose every file and tool says something else still gives valid content of every class and a valid reading', async () => {
  const platforms: [string, (tools: Tools) => Platform][] = [['linux-laptop', linuxPlatform], ['linux-server', linuxPlatform], ['macos-laptop', macosPlatform], ['windows', windowsPlatform]];
  await fc.assert(fc.asyncProperty(fc.constantFrom(...platforms), fc.infiniteStream(junk), async ([name, platformFor], stream) => {
    const tools = recordedTools(name === 'windows' ? null : name);
    const next = (): string => stream.next().value as string;
    // A reading needs no second look at the CPU here.
    const first = 'cpu  1 0 0 1 0 0 0 0\n';
    const lying: Tools = {
      ...tools, readText: (path) => Promise.resolve(path === '/proc/stat' ? first : next()), linkOf: () => Promise.resolve(next()), modifiedAt: () => Promise.resolve(1e12), spaceOf: () => Promise.resolve({ size: 1, used: 1, available: -1 }),
      run: () => Promise.resolve({ state: 'ok', exit_code: 0, stdout: next(), stderr: next() }),
    };
    const platform = platformFor(lying);
    for (const kind of INVENTORY_CLASSES) expect(INVENTORY[kind].safeParse(await platform.inventory[kind]()).error, kind).toBeUndefined();
    expect((await platform.enrolmentFacts()).mac_addresses.every((mac) => macOf(mac) === mac)).toBe(true);
    expect((await platform.controlService('x', 'stop')).message.length).toBeLessThanOrEqual(1000);
  }), { numRuns: 40 });
}, 60_000);

test('absurd counts are cut and the rest is still told', () => {
  const programs = JSON.stringify({ programs: Array.from({ length: 9000 }, (_, n) => ({ DisplayName: `Programa ${n} ${'x'.repeat(1000)}` })) });
  const software = windowsPrograms.parseSoftware(programs);
  expect(software).toHaveLength(5000);
  expect(software[0]!.name.length).toBe(300);
  const jobs = Array.from({ length: 9000 }, (_, n) => `Id=s${n}.service\nActiveState=active\nSubState=running\n`).join('\n');
  expect(fitInventory('services', parseSystemd(jobs, ''))).toHaveLength(3000);
  expect(windowsMachine.parseHardware(JSON.stringify({ memory: Array.from({ length: 5000 }, () => ({ Capacity: 1 })), gpus: Array.from({ length: 500 }, () => ({ Name: 'x' })) }))).toMatchObject({ memory_modules: { length: 128 }, gpus: { length: 16 } });
});

test('an entry that is not valid is dropped alone', () => {
  expect(fitInventory('software', [{ name: 'a' }, { name: 'x'.repeat(301) }, { name: 'b' }]).map((one) => one.name)).toEqual(['a', 'b']);
  expect(fitInventory('hardware', { serial: 'x'.repeat(500), model: 'bueno' })).toMatchObject({ serial: null, model: 'bueno' });
});

test('shown text has no control or direction characters, no half characters, and accents stay', () => {
  expect(clip('  Ñandú\u0000\u001b[31m\u202eexe.doc\u2066 \n fin ')).toBe('Ñandú [31m exe.doc fin');
  expect(clip('n\u0303')).toBe('ñ');
  expect(clip(`${'a'.repeat(199)}\u{1f600}`)).toBe(`${'a'.repeat(199)}\ufffd`);
  expect(clip('\u0000\u0007 ')).toBeNull();
  expect(clipLines('uno\r\ndos\u0007\ttres', 100)).toBe('uno\ndos\ttres');
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.integer({ min: 1, max: 300 }), (text, max) => {
    const shown = clip(text, max);
    return shown === null || (shown.length <= max && shown.length > 0 && shown.isWellFormed() && !/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(shown));
  }));
});

test('a hundred kilobytes cost no noticeable time in any parser', () => {
  const long = ['\n'.repeat(100_000), `Id=${'a'.repeat(100_000)}.service`, `"${'"'.repeat(100_000)}`, `Inst ${'x'.repeat(100_000)} [`, `${' '.repeat(100_000)}x`, `${'1 '.repeat(50_000)}`, `name: ${'<'.repeat(100_000)}`, 'a-'.repeat(50_000), `en0: ${'9'.repeat(100_000)}`, `${'inet '.repeat(20_000)}`];
  for (const [name, parse] of Object.entries(parsers)) {
    for (const text of long) {
      const from = performance.now();
      parse(text);
      expect(performance.now() - from, `${name} on ${text.slice(0, 20)}`).toBeLessThan(4000);
    }
  }
}, 60_000);

test('numbers, dates and marks are taken or refused, never guessed', () => {
  expect([whole('12'), whole(' 7 '), whole(-1), whole(Number.NaN), whole('0x10'), whole('1e3'), whole(2 ** 60), amount('2.5', 0, 3), whole(12n)]).toEqual([12, 7, null, null, null, null, null, 2.5, 12]);
  expect([isoOf('2026-03-02T15:00:00.1234567Z'), isoOf('31/12/2025'), isoOf('1601-01-01T00:00:00Z'), isoOf(8.64e15), isoOf(Number.NaN), isoOf('2026-13-45')]).toEqual(['2026-03-02T15:00:00.123Z', null, null, null, null, null]);
  expect([named('To Be Filled By O.E.M.'), named('Default string'), named('0'), named('00000000'), named('EJ-1'), named('None')]).toEqual([null, null, null, null, 'EJ-1', null]);
  expect([uuidOf('FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'), uuidOf('03000200-0400-0500-0006-000700080009'), uuidOf('no')]).toEqual([null, null, null]);
  expect([macOf('AA-BB-CC-00-11-22'), macOf('aabb.cc00.1122'), macOf('00:00:00:00:00:00'), macOf('ff:ff:ff:ff:ff:ff'), macOf('x')]).toEqual(['aa:bb:cc:00:11:22', 'aa:bb:cc:00:11:22', null, null, null]);
  expect(rowsOf({ value: [{ a: 1 }, null, [], 'x'], Count: 4 })).toEqual([{ a: 1 }]);
  expect(jsonOf('\ufeff{"a":1}')).toEqual({ a: 1 });
  expect(jsonOf('{"a":')).toBeUndefined();
});
