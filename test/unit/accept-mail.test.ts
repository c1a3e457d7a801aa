// email() answers "accepted" only when the raw mail is in the store and the queue knows of it.
import { expect, test } from 'vitest';

// By address: the types of the Worker's platform are not those of the tests.
const { acceptMail, RAW_BYTES_MAX } = (await import(new URL('../../worker/modules/email/accept-mail.ts', import.meta.url).href)) as {
  acceptMail(deps: object, message: object): Promise<void>;
  RAW_BYTES_MAX: number;
};
const outage = (): never => {
  throw new Error('outage');
};

/** What was stored and queued, in order. */
function outside(broken: 'store' | 'queue' | null = null) {
  const done: string[] = [];
  const deps = {
    clock: { now: () => new Date('2026-03-02T16:00:00Z') },
    attachments: { put: async (key: string) => (broken === 'store' ? outage() : void done.push(`store ${key.slice(0, 9)}`)) },
    mailQueue: { send: async (message: { envelope_to: string; envelope_from: string }) => (broken === 'queue' ? outage() : void done.push(`queue ${message.envelope_from} ${message.envelope_to}`)) },
  };
  return { done, deps };
}
const rejected: string[] = [];
const incoming = (rawSize = 4) => ({
  from: 'Ana@Alfa.example', to: 'T+ABC@mail.example.com', rawSize, raw: new Response('mail').body, setReject: (reason: string) => void rejected.push(reason),
});

test('the raw mail is stored before the queue hears of it', async () => {
  const { done, deps } = outside();
  await acceptMail(deps, incoming());
  expect(done).toEqual(['store mail/raw/', 'queue ana@alfa.example t+abc@mail.example.com']);
});

test('a store that fails makes the sender try again, and nothing is queued', async () => {
  const { done, deps } = outside('store');
  await expect(acceptMail(deps, incoming())).rejects.toThrow('outage');
  expect(done).toEqual([]);
});

test('a queue that fails makes the sender try again', async () => {
  await expect(acceptMail(outside('queue').deps, incoming())).rejects.toThrow('outage');
});

test('a mail above the limit is refused for good', async () => {
  const { done, deps } = outside();
  await acceptMail(deps, incoming(RAW_BYTES_MAX + 1));
  expect([done, rejected]).toEqual([[], ['message too large']]);
});
