// A mail is accepted once it is kept and the queue knows of it, and not before (E-D1).
import { expect, it } from 'vitest';
import { acceptMail, RAW_BYTES_MAX } from '../../../worker/modules/email/accept-mail.ts';

type Mail = Parameters<typeof acceptMail>[1];
const raw = 'From: ana@acme.example\r\n\r\nHola';
const mail = (size = raw.length, rejected: string[] = []): Mail =>
  ({ from: 'Ana@Acme.example', to: 'Soporte@Desk.example.net', rawSize: size, raw: new Response(raw).body, setReject: (why: string) => rejected.push(why) }) as unknown as Mail;

function store(fails: 'put' | 'send' | null) {
  const done: string[] = [];
  const step = (name: string) => async (): Promise<void> => {
    if (fails === name) throw new Error(`${name} failed`);
    done.push(name);
  };
  return { done, deps: { attachments: { put: step('put') }, mailQueue: { send: step('send') }, clock: { now: () => new Date(0) } } as unknown as Parameters<typeof acceptMail>[0] };
}

it('E-D1: the raw mail is stored first, then the queue is told', async () => {
  const { deps, done } = store(null);
  await acceptMail(deps, mail());
  expect(done).toEqual(['put', 'send']);
});

it.each(['put', 'send'] as const)('E-D1: a failed %s is the sender\'s to try again: nothing is accepted and lost', async (fails) => {
  const { deps, done } = store(fails);
  await expect(acceptMail(deps, mail())).rejects.toThrow(`${fails} failed`);
  expect(done).not.toContain('send');
});

it('E-C1: a mail larger than the platform delivers is refused for good, and not read', async () => {
  const { deps, done } = store(null);
  const rejected: string[] = [];
  await acceptMail(deps, mail(RAW_BYTES_MAX + 1, rejected));
  expect([rejected, done]).toEqual([['message too large'], []]);
});
