// Who is never written to, and thread headers at their limits.
import { expect, test } from 'vitest';
import { hindranceOf, isHeldUpTooLong, isOwnAddress, sentenceOf, threadHeaders } from '../../worker/modules/email/outbox-rules.ts';
import type { ClaimedMail } from '../../worker/modules/email/outbox-store.ts';

const own = ['soporte@mail.example.com', 'Mesa@Desk.example'];
const reply = `t+${'a'.repeat(52)}`;
const mail = (to_email: string): ClaimedMail => ({
  queue_id: 'q', event: 'ticket_commented', client_id: null, ticket_id: null, comment_id: null, user_id: null, to_email, to_name: null, locale: 'es', vars: {}, is_automatic: true,
  attempts: 1, user_role: null, user_is_active: null, suppressed: null, ticket: null, comment: null, recipient_last_hour: 0,
});

test.each([
  ['soporte@mail.example.com', true], [' SOPORTE@Mail.Example.com ', true], ['soporte+ventas@mail.example.com', true], ['mesa@desk.example', true],
  [`${reply}@mail.example.com`, true], [`${reply.toUpperCase()}@DESK.example`, true],
  ['tomas@mail.example.com', false], ['soporte@otro.example', false], [`${reply}@otro.example`, false], ['soporte@mail.example.com.otro.example', false], ['soporte.mail.example.com', false],
])('E-L9: %s is a mailbox of our own: %s', (address, expected) => {
  expect(isOwnAddress(address, own)).toBe(expected);
  expect(hindranceOf(mail(address), { ticket: 0, recipient: 0 }, own)?.error_class === 'own_address').toBe(expected);
});

test('E-T9: the root and the newest id stand in References, even when both are as long as ids get', () => {
  const [root, between, newest] = [`${'r'.repeat(988)}@a.mx`, `${'m'.repeat(988)}@a.mx`, `${'n'.repeat(988)}@a.mx`];
  const headers = threadHeaders([root, between, newest]);
  expect(headers.References).toBe(`<${root}> <${newest}>`);
  expect(headers.References!.length).toBeLessThanOrEqual(2048);
  expect(headers['In-Reply-To']).toBe(`<${newest}>`);
});

test('a thread of one id names it once', () => {
  expect(threadHeaders(['only@alfa.example'])).toEqual({ 'In-Reply-To': '<only@alfa.example>', References: '<only@alfa.example>' });
});

test('a mail that waits for better settings waits two days from when it was written, and one of unknown age no end', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  expect(isHeldUpTooLong('2026-11-21T12:00:01.000Z', now)).toBe(false);
  expect(isHeldUpTooLong('2026-11-21 11:59:59+00', now)).toBe(true);
  expect(isHeldUpTooLong(undefined, now)).toBe(false);
});

test('what stands beside a mail that did not leave is one sentence with its code, of bounded length', () => {
  expect(sentenceOf('binding', { code: 'E_UNKNOWN' })).toBe('binding: E_UNKNOWN');
  expect(sentenceOf('smtp', { code: 'auth_failed', detail: 'the server did not accept user name and password: 535' })).toBe('smtp auth_failed: the server did not accept user name and password: 535');
  expect(sentenceOf('smtp', { code: 'x', detail: 'y'.repeat(2000) })).toHaveLength(500);
});
