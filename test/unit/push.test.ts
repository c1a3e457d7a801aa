// Web push: the example of RFC 8291 to the byte, who may be called, what answers mean, and what a push says.
import { createECDH } from 'node:crypto';
import { expect, test } from 'vitest';
import { pushText, pushVerdict } from '../../worker/modules/notifications/push-rules.ts';
import { encryptPush, freshChance, PUSH_TEXT_BYTES_MAX } from '../../worker/platform/push-encryption.ts';
import { isPushService, makePushSender, outcomeOf } from '../../worker/platform/push-sender.ts';
import { pushKey } from '../../scripts/push-keys.ts';
import { testBrowser } from '../support/push-service.ts';

const bytes = (text: string) => Buffer.from(text, 'base64url');

test('the example of RFC 8291 comes out to the byte', async () => {
  const sender = createECDH('prime256v1');
  sender.setPrivateKey(bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'));
  const raw = sender.getPublicKey();
  const jwk = { kty: 'EC', crv: 'P-256', x: raw.subarray(1, 33).toString('base64url'), y: raw.subarray(33).toString('base64url') };
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const keys = {
    publicKey: await crypto.subtle.importKey('jwk', jwk, curve, true, []),
    privateKey: await crypto.subtle.importKey('jwk', { ...jwk, d: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw' }, curve, true, ['deriveBits']),
  };
  const browser = { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
  const body = await encryptPush('When I grow up, I want to be a watermelon', browser, { salt: new Uint8Array(bytes('DGv6ra1nlYgDCS1FRnbzlw')), keys });
  expect(Buffer.from(body).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN');
});

test('a browser opens what was sealed for it, up to the size that services take, and no other browser does', async () => {
  const [browser, other] = [testBrowser(), testBrowser()];
  for (const text of ['', 'Señal — ñandú ✓', 'x'.repeat(PUSH_TEXT_BYTES_MAX)]) {
    const body = Buffer.from(await encryptPush(text, browser.keys, await freshChance()));
    expect(body.length).toBeLessThanOrEqual(4096);
    expect(browser.open(body)).toBe(text);
    expect(() => other.open(body)).toThrow();
  }
  await expect(encryptPush('x'.repeat(PUSH_TEXT_BYTES_MAX + 1), browser.keys, await freshChance())).rejects.toThrow('3,993');
});

test.each([
  ['https://fcm.googleapis.com/fcm/send/abc', true], ['https://updates.push.services.mozilla.com/wpush/v2/abc', true], ['https://wns2-bl2p.notify.windows.com/w/?token=a', true], ['https://web.push.apple.com/QAbc', true],
  ['http://fcm.googleapis.com/fcm/send/abc', false], ['https://fcm.googleapis.com:8443/x', false], ['https://user:pass@fcm.googleapis.com/x', false], ['https://fcm.googleapis.com.evil.example/x', false],
  ['https://evilpush.apple.com.example/x', false], ['https://xpush.apple.com/x', false], ['https://127.0.0.1/x', false], ['https://10.0.0.5/x', false], ['https://[::1]/x', false], ['https://169.254.169.254/latest', false],
  ['https://localhost/x', false], ['https://metadata.internal/x', false], ['file:///etc/passwd', false], ['javascript:alert(1)', false], ['', false],
] as const)('%s is a push service: %s', (endpoint, isOne) => expect(isPushService(endpoint, [])).toBe(isOne));

test('a device made for another key is over, and one elsewhere is never called', async () => {
  const key = pushKey();
  const sender = makePushSender([key], 'mailto:soporte@mail.example.com', [])!;
  const now = new Date();
  expect(sender.publicKey).toBe(key.public_key);
  expect(await sender.send({ ...testBrowser().keys, endpoint: 'https://fcm.googleapis.com/x', server_key: pushKey().public_key }, 'x', { isUrgent: false, now })).toMatchObject({ ok: false, kind: 'gone' });
  expect(await sender.send({ ...testBrowser().keys, endpoint: 'https://169.254.169.254/x', server_key: key.public_key }, 'x', { isUrgent: false, now })).toMatchObject({ ok: false, kind: 'gone' });
  expect(makePushSender([], 'mailto:x@example.com', [])).toBeNull();
});

test('answers of a push service: gone, later, never', () => {
  const kind = (status: number) => { const outcome = outcomeOf(status); return outcome.ok ? 'ok' : outcome.kind; };
  expect([200, 201, 202, 404, 410, 400, 403, 413, 429, 500, 503].map(kind)).toEqual(['ok', 'ok', 'ok', 'gone', 'gone', 'refused', 'refused', 'refused', 'retry', 'retry', 'retry']);
});

test('a push says the number and what happened, in the language of its reader, and no text of anybody', () => {
  const row = { event: 'ticket_commented', vars: { actor_name: 'Tomás Peña', body: 'secreto' }, locale: 'es', is_staff: true, ticket_number: 'TKT-000123' } as const;
  expect(JSON.parse(pushText(row))).toEqual({ title: 'TKT-000123', body: 'Respuesta nueva', url: '/tickets/TKT-000123', tag: 'TKT-000123' });
  expect(JSON.parse(pushText({ ...row, locale: 'en', is_staff: false, vars: {} }))).toEqual({ title: 'TKT-000123', body: 'New reply', url: '/requests/TKT-000123', tag: 'TKT-000123' });
  expect(JSON.parse(pushText({ ...row, vars: { is_internal: true, is_mention: true } })).body).toBe('Te mencionaron');
  expect(JSON.parse(pushText({ ...row, event: 'digest', vars: { lines: 4 }, ticket_number: null }))).toEqual({ title: 'LANET Helpdesk', body: 'Novedades: 4', url: '/tickets', tag: 'digest' });
});

test('one device that was reached is enough; without any the push ends, and a fault is tried three times more', () => {
  const [ok, gone, retry, refused] = [{ ok: true }, { ok: false, kind: 'gone', detail: 'g' }, { ok: false, kind: 'retry', detail: 'r' }, { ok: false, kind: 'refused', detail: 'x' }] as const;
  expect(pushVerdict(null, [ok, retry, gone], 1).status).toBe('sent');
  expect(pushVerdict(null, [gone], 1)).toMatchObject({ status: 'cancelled', error: 'no device is left' });
  expect([1, 2, 3, 4].map((attempts) => pushVerdict(null, [retry], attempts)).map(({ status, delay }) => [status, delay])).toEqual([['pending', 1], ['pending', 5], ['pending', 30], ['failed', null]]);
  expect(pushVerdict(null, [refused, gone], 1).status).toBe('failed');
  expect(pushVerdict('gone away', [], 1)).toMatchObject({ status: 'cancelled', error: 'gone away' });
});
