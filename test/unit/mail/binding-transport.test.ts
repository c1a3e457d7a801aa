// The platform's own way out: what it is handed, and what each of its refusals means for the queue.
import { expect, test } from 'vitest';
import { bindingTransport } from '../../../worker/platform/mail-transport/binding.ts';
import type { OutgoingMail } from '../../../worker/platform/mail-transport/transport.ts';

const mail: OutgoingMail = {
  from: { address: 'soporte@mail.example.com', name: 'Mesa de ayuda' }, reply_to: 't+abc@mail.example.com', to: { address: 'ana@alfa.example', name: 'Ana Ríos' },
  subject: '[TKT-000001] Impresora', text: 'Hola', html: '<p>Hola</p>', headers: { 'In-Reply-To': '<a@alfa.example>' },
};
const through = (send: (given: unknown) => Promise<{ messageId: string }>) => bindingTransport({ send });
const refusing = (fault: unknown) => through(() => Promise.reject(fault)).send(mail);

test('the binding is handed the mail and never a Message-ID, and the id it gives back is kept', async () => {
  const given: unknown[] = [];
  const outcome = await through(async (one) => {
    given.push(one);
    return { messageId: 'made-by-the-platform@mail.example.com' };
  }).send(mail);
  expect(outcome).toEqual({ ok: true, message_id: 'made-by-the-platform@mail.example.com' });
  expect(given).toEqual([{
    from: { email: 'soporte@mail.example.com', name: 'Mesa de ayuda' }, to: { email: 'ana@alfa.example', name: 'Ana Ríos' }, replyTo: 't+abc@mail.example.com',
    subject: '[TKT-000001] Impresora', text: 'Hola', html: '<p>Hola</p>', headers: { 'In-Reply-To': '<a@alfa.example>' },
  }]);
});

test('a suppressed address is refused, a fault of ours is parked, everything else is tried again', async () => {
  const classOf = async (code: string) => {
    const outcome = await refusing(Object.assign(new Error('no'), { code }));
    return outcome.ok ? 'sent' : [outcome.error_class, outcome.code];
  };
  expect(await classOf('E_RECIPIENT_SUPPRESSED')).toEqual(['refused', 'E_RECIPIENT_SUPPRESSED']);
  expect(await classOf('E_SENDER_NOT_VERIFIED')).toEqual(['park', 'E_SENDER_NOT_VERIFIED']);
  for (const code of ['E_RATE_LIMIT_EXCEEDED', 'E_DAILY_LIMIT_EXCEEDED', 'E_INTERNAL_SERVER_ERROR', 'E_DELIVERY_FAILED']) expect(await classOf(code)).toEqual(['retry', code]);
});

test('a fault without a code, or with one that is no code, is tried again and its text is not kept', async () => {
  for (const fault of [new Error('secret text'), 'secret text', null, { code: 'ana@alfa.example is wrong' }]) {
    expect(await refusing(fault)).toEqual({ ok: false, error_class: 'retry', code: 'E_UNKNOWN' });
  }
});
