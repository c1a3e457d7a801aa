// Releases without a server: who is offered what, when a release stops or may go on, and what an agent believes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeRelease, mayReturn } from '../../agent/update/judge-release.ts';
import { UpdateFolder } from '../../agent/update/update-folder.ts';
import { Updater } from '../../agent/update/updater.ts';
import type { Self } from '../../agent/session.ts';
import { AgentConfig } from '../../durable-objects/protocol/agent-frames.ts';
import { CODE_BYTES_MAX, INSTALLER_KINDS, UPDATE_STATES, type Manifest } from '../../durable-objects/protocol/release.ts';
import { compareVersions, isNewer } from '../../durable-objects/protocol/versions.ts';
import { publicHalf, releasePair, rotated, type ReleaseSigner } from '../../scripts/release-keys.ts';
import { fileOf, releaseIn, signRelease } from '../../scripts/release-publish.ts';
import { installable, objectionsTo, offerFor, ringOf, shouldHalt, type UpdateCounts, type UpdateFacts } from '../../worker/modules/releases/rules.ts';
import * as values from '../../worker/modules/releases/values.ts';

const signer: ReleaseSigner = { channel: 'stable', keys: [releasePair(), releasePair()] };
const code = fileOf('code', 'agent.mjs', Buffer.from('code'));
const release = (change: Partial<Parameters<typeof signRelease>[1]> = {}, by = signer) => signRelease(by, { version: '1.1.0', files: [code], minimum: '1.0.0', returnsTo: '1.0.0', ...change });
const own = { version: '1.0.0', trusted: publicHalf(signer), nodeMajor: 22 };
const none: UpdateCounts = { taken: 0, restarting: 0, updated: 0, failed: 0, refused: 0, unable: 0, gone_back: 0, silent: 0 };

test('the lists of the contract are those of the protocol', () => {
  expect([values.UPDATE_STATES, values.INSTALLER_KINDS]).toEqual([UPDATE_STATES, INSTALLER_KINDS]);
});

test('versions compare number by number, and what is none is older than all', () => {
  expect(['1.10.0', '0.9.99999', '1.9.9', '1.10.1'].toSorted(compareVersions)).toEqual(['0.9.99999', '1.9.9', '1.10.0', '1.10.1']);
  expect([isNewer('1.0.0', 'dev'), isNewer('dev', '0.0.0'), isNewer('1.0.0', '1.0.0')]).toEqual([true, false, false]);
});

test('a ring reaches test machines, then a tenth that is always the same, then all; and nobody who takes no part', () => {
  const rings = (update_ring: UpdateFacts['update_ring']) => [0, 9, 10, 99].map((bucket) => ringOf({ update_ring, bucket }));
  expect(rings('test')).toEqual([1, 1, 1, 1]);
  expect(rings('early')).toEqual([2, 2, 2, 2]);
  expect(rings('broad')).toEqual([2, 2, 3, 3]);
  expect(rings('none')).toEqual([null, null, null, null]);
});

test('a machine is offered the newest release that goes out and has reached its ring', () => {
  const releases: UpdateFacts['releases'] = [
    { version: '1.2.0', state: 'rolling', ring: 1, spread_s: 60 }, { version: '1.1.0', state: 'rolling', ring: 3, spread_s: 600 }, { version: '1.3.0', state: 'recalled', ring: 3, spread_s: 600 }, { version: '1.4.0', state: 'halted', ring: 3, spread_s: 600 },
  ];
  expect(offerFor({ update_ring: 'test', bucket: 50, releases })).toEqual({ version: '1.2.0', recalled: ['1.3.0'], spread_s: 60 });
  expect(offerFor({ update_ring: 'broad', bucket: 50, releases })).toEqual({ version: '1.1.0', recalled: ['1.3.0'], spread_s: 600 });
  expect(offerFor({ update_ring: 'none', bucket: 5, releases })).toEqual({ version: null, recalled: [], spread_s: 600 });
  // An agent before this knows nothing of it, and a server before it says nothing.
  expect(AgentConfig.parse({ revision: 1 }).update).toBeUndefined();
  expect(AgentConfig.parse({ revision: 1, update: offerFor({ update_ring: 'test', bucket: 0, releases }) }).update?.version).toBe('1.2.0');
});

test('a release halts when two fared badly and they are more than a tenth; silence counts, being unable does not', () => {
  expect(shouldHalt({ ...none, failed: 1 })).toBe(false);
  expect(shouldHalt({ ...none, failed: 1, refused: 1 })).toBe(true);
  expect(shouldHalt({ ...none, silent: 2, updated: 17 })).toBe(true);
  expect(shouldHalt({ ...none, failed: 2, updated: 18 })).toBe(false);
  expect(shouldHalt({ ...none, unable: 50, gone_back: 50 })).toBe(false);
});

test('the gate asks for machines that have it, few failures, and an hour', () => {
  const now = new Date('2026-05-05T12:00:00Z');
  const ring = (ring_since: string) => ({ ring: 1, ring_since });
  expect(objectionsTo({ ring: 0, ring_since: null }, none, 0, now)).toEqual([]);
  expect(objectionsTo(ring('2026-05-05T11:30:00Z'), none, 10, now)).toEqual(['nobody_yet', 'soak']);
  expect(objectionsTo(ring('2026-05-05T10:00:00Z'), { ...none, updated: 7 }, 10, now)).toEqual(['too_few']);
  expect(objectionsTo(ring('2026-05-05T10:00:00Z'), { ...none, updated: 8, unable: 1, failed: 1 }, 10, now)).toEqual(['failures']);
  expect(objectionsTo(ring('2026-05-05T10:00:00Z'), { ...none, updated: 8 }, 10, now)).toEqual([]);
});

test('new machines get the newest release that reached everybody, or the newest at all before there is one', () => {
  const one = (version: string, state: 'registered' | 'rolling' | 'halted', ring: number) => ({ version, state, ring });
  expect(installable([one('1.0.0', 'rolling', 3), one('1.1.0', 'rolling', 1), one('1.2.0', 'halted', 3)])?.version).toBe('1.0.0');
  expect(installable([one('1.0.0', 'registered', 0), one('1.1.0', 'registered', 0)])?.version).toBe('1.1.0');
  expect(installable([one('1.2.0', 'halted', 3)])).toBeNull();
});

test('an agent takes what a key of its own signed, and nothing else', async () => {
  const verdict = async (offer: Awaited<ReturnType<typeof release>>, about = own, wanted = '1.1.0') => {
    const judged = await judgeRelease(offer, wanted, about);
    return judged.ok ? 'ok' : `${judged.state} ${judged.reason}`;
  };
  const good = release();
  const stranger: ReleaseSigner = { channel: 'stable', keys: [{ ...releasePair(), key_id: signer.keys[0]!.key_id }, releasePair()] };
  const facts = JSON.parse(good.manifest) as Manifest;
  expect(await verdict(good)).toBe('ok');
  expect(await verdict(release({}, { channel: 'stable', keys: [signer.keys[1]!, releasePair()] }))).toBe('ok');
  expect(await verdict(release({}, stranger))).toBe('refused bad_signature');
  expect(await verdict({ ...good, key_id: 'ffffffff' })).toBe('refused unknown_key');
  expect(await verdict({ ...good, manifest: JSON.stringify({ ...facts, files: [{ ...code, sha256: '0'.repeat(64) }] }) })).toBe('refused bad_signature');
  expect(await verdict({ ...good, manifest: `${good.manifest} ` })).toBe('refused bad_signature');
  expect(await verdict(good, own, '1.2.0')).toBe('refused other_version');
  expect(await verdict(good, { ...own, version: '1.1.0' })).toBe('refused downgrade');
  expect(await verdict(good, { ...own, version: '2.0.0' })).toBe('refused downgrade');
  expect(await verdict(release({}, { ...signer, channel: 'beta' }))).toBe('refused other_channel');
  expect(await verdict(release({ files: [fileOf('linux-deb', 'x.deb', Buffer.from('x'))] }))).toBe('refused no_code');
  expect(await verdict(release({ files: [{ ...code, size: CODE_BYTES_MAX + 1 }] }))).toBe('refused no_code');
  expect(await verdict(release({ minimum: '1.0.1' }))).toBe('unable below_minimum');
  expect(await verdict(release({ nodeMin: 26 }))).toBe('unable runtime_too_old');
  expect(await verdict(good, { ...own, trusted: { channel: 'stable', keys: [] } })).toBe('refused unknown_key');
});

test('the next key is known before it signs, and the one before it is trusted no longer once it did', async () => {
  const after = rotated(signer);
  const first = release({ version: '1.1.0' });
  const judged = await judgeRelease(first, '1.1.0', own);
  const second = release({ version: '1.2.0' }, after);
  expect(judged.ok && judged.manifest.keys.map((key) => key.key_id)).toEqual(signer.keys.map((key) => key.key_id));
  const next = await judgeRelease(second, '1.2.0', { ...own, version: '1.1.0', trusted: { channel: 'stable', keys: judged.ok ? judged.manifest.keys : [] } });
  const later = { ...own, version: '1.2.0', trusted: { channel: 'stable', keys: next.ok ? next.manifest.keys : [] } };
  expect(await judgeRelease(release({ version: '1.3.0' }), '1.3.0', later)).toMatchObject({ reason: 'unknown_key' });
  expect(await judgeRelease(release({ version: '1.3.0' }, after), '1.3.0', later)).toMatchObject({ ok: true });
});

test('a version is left only as far back as its makers signed', async () => {
  const offer = release({ version: '1.2.0', returnsTo: '1.1.0' });
  const trusted = publicHalf(signer);
  expect(await mayReturn(offer, '1.2.0', '1.1.0', trusted)).toBe(true);
  expect(await mayReturn(offer, '1.2.0', '1.0.0', trusted)).toBe(false);
  expect(await mayReturn(offer, '1.3.0', '1.1.0', trusted)).toBe(false);
  expect(await mayReturn(offer, '1.2.0', '1.3.0', trusted)).toBe(false);
  expect(await mayReturn(null, '1.2.0', '1.1.0', trusted)).toBe(false);
  expect(await mayReturn({ ...offer, signature: offer.signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) }, '1.2.0', '1.1.0', trusted)).toBe(false);
});

test('a folder of packages is published as one version, with the program in it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanet-release-'));
  try {
    expect(() => releaseIn(dir)).toThrow('no packages of one version');
    for (const name of ['agent.mjs', 'lanet-agent-1.2.3.cdx.json', 'lanet-agent_1.2.3_amd64.deb', 'lanet-agent-1.2.3-linux-x64.tar.gz', 'SHA256SUMS']) writeFileSync(join(dir, name), name);
    expect(releaseIn(dir)).toMatchObject({ version: '1.2.3', files: [{ kind: 'code', name: 'agent.mjs', size: 9 }, { kind: 'linux-tar' }, { kind: 'linux-deb' }] });
    writeFileSync(join(dir, 'lanet-agent_1.2.4_amd64.deb'), 'x');
    expect(() => releaseIn(dir)).toThrow('1.2.4');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('what failed here once is not tried again, and without a word of the server nothing is', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanet-update-'));
  try {
    const folder = new UpdateFolder(dir, { packaged: '1.0.0', packageKeys: null, isTrial: false, settleMs: 0 });
    const planned: unknown[] = [];
    const log = { info: (event: string, fields?: object) => void planned.push([event, fields]), warn: () => undefined, error: () => undefined };
    const fresh = () => new Updater({ self: {} as Self, log, folder, version: '1.0.0', isBusy: () => false, isOnline: () => true, restart: () => undefined });
    folder.reject('1.1.0', 'crash 9');
    const wanted = (version: string | null) => ({ version, recalled: [], spread_s: 86_400 });
    const updater = fresh();
    for (const update of [undefined, wanted(null), wanted('1.0.0'), wanted('0.9.0'), wanted('1.1.0')]) updater.obey(update);
    expect(planned).toEqual([]);
    updater.obey(wanted('1.2.0'));
    expect(planned).toEqual([['update_planned', { goal: '1.2.0', in_ms: expect.any(Number) }]]);
    updater.stop();
    // A trial without a network says nothing of the version, three of them do.
    for (const reason of ['offline', 'interrupted', 'offline']) {
      const next = fresh();
      planned.length = 0;
      next.obey(wanted('1.3.0'));
      expect(planned).toHaveLength(1);
      next.stop();
      folder.reject('1.3.0', reason);
    }
    planned.length = 0;
    fresh().obey(wanted('1.3.0'));
    expect(planned).toEqual([]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('a version on trial orders no other before the launcher took its sign of health away; without a trial there is nobody to wait for', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanet-versions-'));
  try {
    for (const isTrial of [true, false]) {
      const folder = new UpdateFolder(dir, { packaged: '1.0.0', packageKeys: null, isTrial, settleMs: 0 });
      expect(folder.isUnheard).toBe(false);
      folder.tellHealthy('1.1.0');
      expect(folder.isUnheard).toBe(isTrial);
      rmSync(join(dir, 'health.ok'));
      expect(folder.isUnheard).toBe(false);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
