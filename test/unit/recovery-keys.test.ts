// Recovery keys on the machine and in the rules: what is read, how it is sealed, that nothing in clear leaves it, and that a key is never lost while it is changed.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRecoveryKey, parseAct, parseRecoveryKeys } from '../../agent/collect/windows/recovery-keys.ts';
import { KeyEscrow } from '../../agent/key-escrow.ts';
import { openLog } from '../../agent/log.ts';
import { linuxPlatform } from '../../agent/platform/linux.ts';
import { windowsPlatform } from '../../agent/platform/windows.ts';
import type { Self } from '../../agent/session.ts';
import { Spool } from '../../agent/spool.ts';
import { escrowFrame } from '../../durable-objects/escrow-frame.ts';
import { Data, ServerFrame } from '../../durable-objects/protocol/agent-frames.ts';
import { openKey, RecoveryKeys, sealKey } from '../../durable-objects/protocol/recovery-keys.ts';
import { commandKey } from '../../scripts/command-keys.ts';
import { escrowKey } from '../../scripts/escrow-keys.ts';
import { openBox } from '../../worker/modules/bitlocker/open-box.ts';
import { techniciansMayReveal, volumesOf } from '../../worker/modules/bitlocker/rules.ts';
import { recordedTools } from '../fixtures/collect/recorded-tools.ts';
import { makeStateDir, removeStateDir } from '../support/agent-process.ts';

const VOLUME = '\\\\?\\Volume{4c1b02c1-d990-11dc-99ae-806e6f6e6963}\\';
const ASSET = '7d3c6a2e-5b1f-4c8d-9e0a-1f2b3c4d5e6f';
const protector = (n: number): string => `0B5A1C2D-9F3E-4E3F-8A4B-${String(n).padStart(12, '0')}`;
/** A key as Windows makes them: eight groups, each a multiple of eleven. */
const recoveryKey = (n: number): string => Array.from({ length: 8 }, (_, group) => String(((n * 7919 + group * 1009) % 65_536) * 11).padStart(6, '0')).join('-');

let stateDir = '';
beforeEach(() => { stateDir = makeStateDir(); });
afterEach(() => removeStateDir(stateDir));

/** Every byte the agent left on its disk. */
const everythingIn = (folder: string): string => readdirSync(folder).map((name) => join(folder, name)).map((path) => (statSync(path).isDirectory() ? everythingIn(path) : readFileSync(path, 'latin1'))).join('\n');

/** A Windows with one volume, an agent's escrow over a real spool, and a server that confirms when it is told to. */
function machine(options: { safeMs?: number } = {}) {
  const protectors = new Map([[protector(1), recoveryKey(1)]]);
  let isRemovable = true;
  let made = 1;
  const tools = recordedTools(null);
  tools.run = (_tool, args) => {
    const script = Buffer.from(args.at(-1)!, 'base64').toString('utf16le');
    const said = (answer: unknown) => Promise.resolve({ state: 'ok' as const, exit_code: 0, stdout: `\ufeff${JSON.stringify(answer)}\r\n`, stderr: '' });
    if (script.includes('ProtectKeyWithNumericalPassword')) {
      protectors.set(protector(++made), recoveryKey(made));
      return said({ code: 0, id: `{${protector(made)}}` });
    }
    if (script.includes('DeleteKeyProtector')) {
      if (!isRemovable) return said({ code: 0x80310032, id: '' });
      const named = [...script.matchAll(/FromBase64String\('([^']+)'\)/g)].map((found) => Buffer.from(found[1]!, 'base64').toString('utf8'));
      protectors.delete(named.find((text) => text.startsWith('{'))!.slice(1, -1));
      return said({ code: 0, id: '' });
    }
    return said({ volumes: [{ VolumeId: VOLUME, MountPoint: 'C:', KeyProtector: [...protectors].map(([id, key]) => ({ KeyProtectorId: `{${id}}`, KeyProtectorType: 3, RecoveryPassword: key })) }] });
  };
  const command = commandKey();
  const pair = escrowKey();
  const log = openLog(stateDir);
  const spool = new Spool(stateDir, log);
  const kept: RecoveryKeys[] = [];
  const self = { identity: { agent_id: ASSET, command_keys: [{ key_id: command.key_id, public_key: command.public_key }] } } as unknown as Self;
  let confirms = true;
  const escrow: KeyEscrow = new KeyEscrow({
    self, log, platform: windowsPlatform(tools), isSafe: (n) => spool.acked >= n,
    keep: (record) => {
      kept.push(record);
      const n = spool.append(record);
      if (confirms) setImmediate(() => {
        spool.ack(n);
        escrow.acked();
      });
      return n;
    },
  }, options.safeMs ?? 5_000);
  const frame = () => escrowFrame(JSON.stringify([pair]), () => [command]);
  const opened = (record: RecoveryKeys) => Promise.all(record.keys.map((key) => openBox([pair], { escrow_key_id: record.escrow_key_id, sealed: key.sealed }, ASSET, key)));
  return { protectors, pair, escrow, spool, kept, frame, opened, hold: () => { confirms = false; }, lock: () => { isRemovable = false; } };
}

test('keys of Windows are told by numbers: other protectors, broken keys and volumes without a number are left out', () => {
  const row = (more: object) => ({ KeyProtectorId: `{${protector(1).toLowerCase()}}`, KeyProtectorType: 3, RecoveryPassword: recoveryKey(1), ...more });
  const parsed = parseRecoveryKeys(JSON.stringify({ volumes: [
    { VolumeId: VOLUME, MountPoint: 'C:', KeyProtector: [row({}), row({ KeyProtectorType: 1, RecoveryPassword: '' }), row({ RecoveryPassword: '111111-111111' }), row({ KeyProtectorId: 'x' })] },
    // Windows PowerShell 5.1 gives a list of one without its brackets.
    { VolumeId: VOLUME.replace('4c1b', '5d2c'), MountPoint: null, KeyProtector: row({ KeyProtectorId: `{${protector(2)}}` }) },
    { MountPoint: 'E:', KeyProtector: [row({})] }, null,
  ] }));
  expect(parsed.map((key) => [key.volume_id, key.mount, key.protector_id, key.recovery_key])).toEqual([[VOLUME, 'C:', protector(1), recoveryKey(1)], [VOLUME.replace('4c1b', '5d2c'), null, protector(2), recoveryKey(1)]]);
  for (const odd of ['', 'no JSON', '[]', '{"volumes":7}', '{"volumes":{"VolumeId":"ñ","KeyProtector":[{}]}}']) expect(parseRecoveryKeys(odd)).toEqual([]);
  expect([isRecoveryKey(recoveryKey(5)), isRecoveryKey(recoveryKey(5).replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))), isRecoveryKey('720896-'.repeat(7) + '720896')]).toEqual([true, false, false]);
  expect(parseAct('{"code":2150694962,"id":""}')).toEqual({ ok: false, message: 'BitLocker answered 0x80310032', protector_id: null });
  expect(parseAct('')).toEqual({ ok: false, message: 'no answer from the system', protector_id: null });
});

test('a box opens with the private key, for its machine, volume and protector alone, and two boxes of one key differ', async () => {
  const pair = escrowKey();
  const place = { volume_id: VOLUME, protector_id: protector(1) };
  const box = await sealKey(pair.public_key, recoveryKey(1), ASSET, place);
  expect(await openKey(pair, box, ASSET, place)).toBe(recoveryKey(1));
  expect(await sealKey(pair.public_key, recoveryKey(1), ASSET, place)).not.toBe(box);
  const flipped = Buffer.from(box, 'base64url');
  flipped[60]! ^= 1;
  const wrong = [
    openKey(escrowKey(), box, ASSET, place), openKey(pair, box, ASSET.replace('7d', '8d'), place), openKey(pair, box, ASSET, { ...place, volume_id: `${VOLUME}x` }),
    openKey(pair, box, ASSET, { ...place, protector_id: protector(2) }), openKey(pair, flipped.toString('base64url'), ASSET, place), openKey(pair, box.replace(/^./, 'B'), ASSET, place),
  ];
  expect((await Promise.allSettled(wrong)).map(({ status }) => status)).toEqual(wrong.map(() => 'rejected'));
  expect(await openBox([pair], { escrow_key_id: 'unknown', sealed: box }, ASSET, place)).toBeNull();
});

test('a machine seals what it has, and nothing in clear reaches its spool, its log or the wire', async () => {
  const { escrow, kept, frame, opened, spool, hold } = machine();
  hold();
  await escrow.hear((await frame())!);
  expect(kept).toHaveLength(1);
  expect(await opened(kept[0]!)).toEqual([recoveryKey(1)]);
  const wire = JSON.stringify(spool.after(0, 10));
  expect(Data.safeParse(spool.after(0, 10)[0]).success).toBe(true);
  const disk = everythingIn(stateDir);
  expect(disk).toContain('recovery_keys_sealed');
  expect(disk).toContain(kept[0]!.keys[0]!.sealed);
  for (const text of [wire, disk]) for (const clear of [recoveryKey(1), recoveryKey(1).replaceAll('-', ''), Buffer.from(recoveryKey(1)).toString('base64')]) expect(text).not.toContain(clear);
  // A spool that is opened again still has them.
  expect(new Spool(stateDir, openLog(stateDir)).after(0, 10).map((one) => one.record.kind)).toEqual(['recovery_keys']);
});

test('a key to seal to is believed only with the word of a pinned command key', async () => {
  const { escrow, kept, frame } = machine();
  const good = (await frame())!;
  const forger = commandKey();
  const forged = (await escrowFrame(JSON.stringify([escrowKey()]), () => [forger]))!;
  await escrow.hear(forged);
  await escrow.hear({ ...forged, by: good.by });
  await escrow.hear({ ...good, public_key: forged.public_key });
  expect(kept).toEqual([]);
  await escrow.hear(good);
  await escrow.hear(good);
  expect(kept).toHaveLength(1);
});

test('a key that is changed is kept by the server before the old one goes', async () => {
  const { escrow, kept, frame, opened, protectors } = machine();
  await escrow.hear((await frame())!);
  expect(await escrow.rotate({ volume_id: VOLUME, protector_id: protector(1) })).toEqual({ ok: true, message: 'the new key is kept, the old one is gone' });
  expect([...protectors.keys()]).toEqual([protector(2)]);
  expect(await opened(kept.at(-1)!)).toEqual([recoveryKey(1), recoveryKey(2)]);
  expect(await escrow.rotate({ volume_id: VOLUME, protector_id: protector(1) })).toEqual({ ok: false, message: 'the volume has no such recovery key any more' });
});

test('a server that does not confirm costs no key, nor does a system that keeps the old one', async () => {
  const silent = machine({ safeMs: 20 });
  await silent.escrow.hear((await silent.frame())!);
  silent.hold();
  expect((await silent.escrow.rotate({ volume_id: VOLUME, protector_id: protector(1) })).ok).toBe(false);
  expect([...silent.protectors.keys()]).toEqual([protector(1)]);
  const stuck = machine();
  await stuck.escrow.hear((await stuck.frame())!);
  stuck.lock();
  expect(await stuck.escrow.rotate({ volume_id: VOLUME, protector_id: protector(1) })).toEqual({ ok: false, message: 'the new key is kept; the old one still works: BitLocker answered 0x80310032' });
  expect([...stuck.protectors.keys()]).toEqual([protector(1), protector(2)]);
});

test('a machine without such keys says nothing, and refuses to change one', async () => {
  const kept: RecoveryKeys[] = [];
  const { frame } = machine();
  const command = (await frame())!;
  const platform = linuxPlatform(recordedTools(null));
  expect(platform.recovery).toBeUndefined();
  const escrow = new KeyEscrow({ platform, log: openLog(stateDir), isSafe: () => true, keep: (record) => kept.push(record), self: { identity: { agent_id: ASSET, command_keys: [] } } as unknown as Self });
  await escrow.hear(command);
  await escrow.report();
  expect([kept, (await escrow.rotate({ volume_id: VOLUME, protector_id: protector(1) })).ok]).toEqual([[], false]);
});

test('the frames of keys are of this protocol, and a deployment without a key names none', async () => {
  const { frame } = machine();
  expect(ServerFrame.safeParse(await frame()).success).toBe(true);
  expect(await escrowFrame(undefined, () => [])).toBeNull();
  const record = { kind: 'recovery_keys', escrow_key_id: 'k', collected_at: '2026-03-02T15:00:00.000Z', keys: [{ volume_id: VOLUME, mount: 'C:', protector_id: protector(1), sealed: 'Q'.repeat(155) }] };
  expect(RecoveryKeys.safeParse(record).success).toBe(true);
  for (const wrong of [{ sealed: recoveryKey(1) }, { protector_id: `{${protector(1)}}` }, { protector_id: protector(1).toLowerCase() }, { volume_id: '' }, { mount: 'x'.repeat(256) }]) {
    expect(RecoveryKeys.safeParse({ ...record, keys: [{ ...record.keys[0], ...wrong }] }).success, JSON.stringify(wrong)).toBe(false);
  }
  expect(RecoveryKeys.safeParse({ ...record, keys: [] }).success).toBe(false);
});

test('technicians may see keys unless the setting says no', () => {
  expect([undefined, null, 'odd', {}, { technicians: true }, { technicians: false }].map(techniciansMayReveal)).toEqual([true, true, true, true, true, false]);
});

test('volumes are read whatever a machine or an older agent said', () => {
  expect(volumesOf([{ mount: ' C: ', encryption: 'bitlocker', protection: 'on', method: 'XTS-AES-128', percent: 100, label: '' }, { mount: '/', encryption: 'luks2' }, { mount: 7 }, null, 'x'])).toEqual([
    { mount: 'C:', label: null, encryption: 'bitlocker', protection: 'on', method: 'XTS-AES-128', percent: 100 }, { mount: '/', label: null, encryption: 'unknown', protection: 'unknown', method: null, percent: null },
  ]);
  for (const odd of [undefined, null, 'x', {}, 7]) expect(volumesOf(odd)).toEqual([]);
});

test('each fresh pair has a name of its own', () => {
  const pairs = [escrowKey(), escrowKey()];
  expect(new Set(pairs.map((pair) => createHash('sha256').update(pair.private_key).digest('hex'))).size).toBe(2);
  expect(pairs.every((pair) => pair.public_key.length === 43 && /^[0-9a-f]{8}$/.test(pair.key_id))).toBe(true);
});
