// The consumer of mail acknowledges nothing that is not safe, and no broken mail holds up the next.
import { expect, test } from 'vitest';

// By address: the types of the Worker's platform are not those of the tests.
const { consumeMail, ATTEMPTS_MAX } = (await import(new URL('../../worker/modules/email/consume-mail.ts', import.meta.url).href)) as {
  consumeMail(deps: object, batch: object): Promise<void>;
  ATTEMPTS_MAX: number;
};

/** A Worker whose store has no raw mail at all, so that every mail fails; `canPark`: the database answers. */
function worker(canPark: boolean) {
  const asked: string[] = [];
  const deps = {
    config: { mailFrom: 'soporte@mail.example.com', origin: 'https://portal.example.com', replyAddressKeys: [] },
    clock: { now: () => new Date('2026-03-02T16:00:00Z') }, ids: { next: () => '00000000-0000-7000-8000-000000000001' },
    log: { info: () => undefined, error: (event: string) => void asked.push(event) },
    attachments: { bytes: async (key: string) => (asked.push(`read ${key}`), null) },
    boards: { publish: async () => void asked.push('publish') },
    database: {
      asActor: async (actor: { requestId: string }) => {
        if (!canPark) throw new Error('outage');
        asked.push(actor.requestId.split('-')[0]!);
        return { ok: true, value: { rows: [] }, effects: [] };
      },
    },
  };
  return { deps, asked };
}
function message(name: string, attempts: number) {
  const fate: string[] = [];
  const body = { raw_key: `mail/raw/${name}`, raw_sha256: name, raw_size: 4, envelope_from: 'a@alfa.example', envelope_to: 'soporte@mail.example.com', received_at: '2026-03-02T16:00:00.000Z' };
  return { fate, body, attempts, ack: () => void fate.push('ack'), retry: () => void fate.push('retry') };
}
const batch = (messages: object[], queue = 'lanet-mail-in') => ({ queue, messages });

test('a mail that fails is tried again, not acknowledged and not set aside', async () => {
  const { deps, asked } = worker(true);
  for (let attempts = 1; attempts < ATTEMPTS_MAX; attempts++) {
    const mail = message('broken', attempts);
    await consumeMail(deps, batch([mail]));
    expect(mail.fate).toEqual(['retry']);
  }
  expect(asked).not.toContain('park');
});

test('at the last try it is set aside and acknowledged', async () => {
  const { deps, asked } = worker(true);
  const mail = message('broken', ATTEMPTS_MAX);
  await consumeMail(deps, batch([mail]));
  expect(mail.fate).toEqual(['ack']);
  expect(asked).toContain('park');
});

test('a mail that cannot even be set aside stays with the platform', async () => {
  const { deps } = worker(false);
  const mail = message('broken', ATTEMPTS_MAX);
  await consumeMail(deps, batch([mail]));
  expect(mail.fate).toEqual(['retry']);
});

test('what the platform gave up on is set aside, without being tried once more', async () => {
  const { deps, asked } = worker(true);
  const mail = message('dead', 1);
  await consumeMail(deps, batch([mail], 'lanet-mail-in-dead'));
  expect(mail.fate).toEqual(['ack']);
  expect(asked).toContain('park');
  expect(asked.filter((step) => step.startsWith('read'))).toEqual([]);
});

test('each mail of a batch has its own fate', async () => {
  const { deps, asked } = worker(true);
  const [first, second, third] = [message('a', ATTEMPTS_MAX), message('b', 1), message('c', ATTEMPTS_MAX)];
  await consumeMail(deps, batch([first, second, third]));
  expect([first.fate, second.fate, third.fate]).toEqual([['ack'], ['retry'], ['ack']]);
  expect(asked.filter((step) => step.startsWith('read'))).toEqual(['read mail/raw/a', 'read mail/raw/b', 'read mail/raw/c']);
});
