// A test of a mailbox against servers in memory: every step is told, what fails is named, nothing stays open, no secret gets out.
import { describe, expect, test } from 'vitest';
import { nodeDial } from '../support/node-dial.ts';
import { dovecotHindrance, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { scriptedSmtp, type SmtpScript } from '../support/scripted-smtp.ts';
import { SocketFault, type Dial } from '../../worker/platform/sockets/duplex.ts';
import type { TestEvent } from '../../worker/modules/email/mailbox-contract.ts';
import { reportOf, testMailbox, type Attempt, type ReceivingSession, type SendingSession, type TestGateways } from '../../worker/modules/email/test-config.ts';
import type { TestFault } from '../../worker/modules/email/test-config-texts.ts';

// By address: the types of the Worker's platform are not those of the tests.
const { testGateways } = (await import(new URL('../../worker/modules/email/test-gateways.ts', import.meta.url).href)) as { testGateways(deps: object, plan: object): TestGateways };

const facts = { smtp: { host: 'smtp.msp.example', port: '465', user: 'ana' }, imap: { host: 'localhost', port: '993', user: 'ana' }, folder: 'INBOX', address: 'soporte@msp.example', own: 'soporte@mail.example.com', below: null as string | null };
const run = async (gates: TestGateways, named = facts): Promise<{ told: string[]; ok: boolean; events: TestEvent[] }> => {
  const events: TestEvent[] = [];
  for await (const event of testMailbox(gates, named)) events.push(event);
  const told = events.flatMap((event) => (event.type === 'ended' ? [`${event.step} ${event.state}${event.code ? ` ${event.code}` : ''}`] : []));
  return { told, ok: events.at(-1)?.type === 'over' && (events.at(-1) as { ok: boolean }).ok, events };
};

describe('the steps', () => {
  interface World {
    open: string[];
    closed: string[];
  }
  /** Everything works; each part can be replaced. The clock moves when something is waited for. */
  function gates(given: Partial<{ sending: TestFault | null; sendFault: TestFault | null; folder: TestFault | null; receiving: TestFault; arrivesAfterMs: number; arrived: TestGateways['arrived']; own: boolean }> = {}): { gates: TestGateways; world: World } {
    let at = 0;
    let sentAt = -1;
    const world: World = { open: [], closed: [] };
    const opened = <S>(kind: string, session: S, fault?: TestFault | null): Attempt<S> => {
      if (fault) return { ok: false, at: fault.code === 'auth_failed' ? 'login' : 'connect', fault, connectMs: 30, loginMs: 20 };
      world.open.push(kind);
      return { ok: true, session, connectMs: 30, loginMs: 20 };
    };
    const isThere = (): boolean => sentAt >= 0 && at - sentAt >= (given.arrivesAfterMs ?? 0);
    const sending: SendingSession = {
      send: async () => {
        sentAt = at;
        return given.sendFault ?? null;
      },
      close: async () => void world.closed.push('smtp'),
    };
    const receiving: ReceivingSession = { openFolder: async () => given.folder ?? null, takeProbe: async () => ({ found: isThere() }), close: async () => void world.closed.push('imap') };
    const isOwn = given.own ?? true;
    return {
      world,
      gates: {
        openSending: isOwn ? async () => opened('smtp', sending, given.sending) : null,
        sendByPlatform: () => sending.send(),
        openReceiving: isOwn ? async () => opened('imap', receiving, given.receiving) : null,
        arrived: given.arrived === undefined ? async () => !isOwn && isThere() : given.arrived,
        elapsed: () => at,
        pause: async (ms) => void (at += ms),
      },
    };
  }

  test('are told one by one, each when it begins and when it ends, and both connections are closed', async () => {
    const { gates: good, world } = gates({ arrivesAfterMs: 4000 });
    const { told, ok, events } = await run(good);
    expect(told).toEqual(['smtp_connect ok', 'smtp_login ok', 'imap_connect ok', 'imap_login ok', 'imap_folder ok', 'send ok', 'receive ok']);
    expect(ok).toBe(true);
    expect(events.map((event) => event.type)).toEqual([...Array.from({ length: 7 }, () => ['begins', 'ended']).flat(), 'over']);
    expect(events.find((event) => event.type === 'ended' && event.step === 'receive')).toMatchObject({ duration_ms: 4500, message: null });
    expect(world.closed.toSorted()).toEqual(['imap', 'smtp']);
  });

  test('one that fails names itself with a sentence in both languages, and what hangs on it is not tried', async () => {
    const { gates: refused, world } = gates({ sending: { code: 'auth_failed', detail: '535 5.7.8 no' } });
    const { told, ok, events } = await run(refused);
    expect(told).toEqual(['smtp_connect ok', 'smtp_login failed auth_failed', 'imap_connect ok', 'imap_login ok', 'imap_folder ok', 'send skipped after_failure', 'receive skipped after_failure']);
    expect(ok).toBe(false);
    expect(events.find((event) => event.type === 'ended' && event.step === 'smtp_login')).toMatchObject({ detail: '535 5.7.8 no', message: { es: expect.stringContaining('rechazó el usuario ana'), en: expect.stringContaining('refused the user ana') } });
    expect(world.closed).toEqual(['imap']);
  });

  test('receiving is told to fail without keeping sending from being tried', async () => {
    expect((await run(gates({ receiving: { code: 'certificate', detail: null } }).gates)).told)
      .toEqual(['smtp_connect ok', 'smtp_login ok', 'imap_connect failed certificate', 'imap_login skipped after_failure', 'imap_folder skipped after_failure', 'send ok', 'receive skipped after_failure']);
    const { gates: missing, world } = gates({ folder: { code: 'folder_missing', detail: null } });
    expect((await run(missing)).told.slice(4)).toEqual(['imap_folder failed folder_missing', 'send ok', 'receive skipped after_failure']);
    expect(world.closed.toSorted()).toEqual(['imap', 'smtp']);
  });

  test('a mail that does not come is waited for a minute', async () => {
    const { told, events } = await run(gates({ arrivesAfterMs: 1e9 }).gates);
    expect(told.at(-1)).toBe('receive failed not_arrived');
    expect(events.find((event) => event.type === 'ended' && event.step === 'receive')).toMatchObject({ duration_ms: 60_000 });
  });

  test('an address below the mailbox that the server does not deliver is named as the reason', async () => {
    const below = { ...facts, below: 'soporte+abc@msp.example' };
    const late = await run(gates({ arrivesAfterMs: 1e9 }).gates, below);
    expect(late.told.at(-1)).toBe('receive failed below_lost');
    expect(late.events.find((event) => event.type === 'ended' && event.step === 'receive')).toMatchObject({ message: { es: expect.stringContaining('soporte+abc@msp.example') } });
    expect((await run(gates({ sendFault: { code: 'recipient_refused', detail: '550' } }).gates, below)).told.slice(5)).toEqual(['send failed below_lost', 'receive skipped after_failure']);
    expect((await run(gates({ sendFault: { code: 'recipient_refused', detail: '550' } }).gates)).told[5]).toBe('send failed recipient_refused');
  });

  test('without servers of its own it goes out by the platform and is looked for among what came in', async () => {
    const off = ['smtp_connect', 'smtp_login', 'imap_connect', 'imap_login', 'imap_folder'].map((step) => `${step} skipped not_configured`);
    expect((await run(gates({ own: false, arrivesAfterMs: 3000 }).gates)).told).toEqual([...off, 'send ok', 'receive ok']);
    expect((await run(gates({ own: false, arrivesAfterMs: 1e9 }).gates)).told.at(-1)).toBe('receive failed not_handed_over');
    const kept = await run(gates({ own: false, arrived: null }).gates);
    expect([kept.told.at(-1), kept.ok]).toEqual(['receive skipped kept', true]);
    expect((await run(gates({ own: false, sendFault: { code: 'platform_refused', detail: 'E_SENDER_NOT_VERIFIED' } }).gates)).told.slice(5)).toEqual(['send failed platform_refused', 'receive skipped after_failure']);
  });

  test('who stops listening leaves nothing open', async () => {
    const { gates: good, world } = gates();
    for await (const event of testMailbox(good, facts)) if (event.type === 'ended' && event.step === 'imap_folder') break;
    expect(world.open.toSorted()).toEqual(['imap', 'smtp']);
    expect(world.closed.toSorted()).toEqual(['imap', 'smtp']);
  });
});

const word = 'palabradeprueba2345';
const fields = {
  smtp_host: 'smtp.msp.example', smtp_port: 465, smtp_username: 'ana', smtp_security: 'tls', smtp_auth: 'password', imap_host: null as string | null, imap_port: 993, imap_username: 'ana@localhost', imap_security: 'tls', imap_auth: 'password',
  imap_folder: null as string | null, imap_done_folder: null, oauth_token_url: null, oauth_client_id: null, oauth_scope: null,
};
const probe = { from: { address: 'soporte@msp.example', name: 'Mesa' }, reply_to: null, to: { address: 'soporte@msp.example', name: null }, subject: `Prueba (${word})`, text: 'Hola', html: null, headers: { 'X-LANET-Loop': 'x' } };
const gatesWith = (dial: Dial, more: object = {}, secrets: object = { smtp_password: 'contraseña-9', imap_password: 'secreto-ana' }): TestGateways => testGateways(
  { config: { mailFrom: 'soporte@mail.example.com', mailTestHosts: [] }, clock: { now: () => new Date('2026-03-02T16:00:00Z') }, dial, mail: { send: () => Promise.reject(new Error('not the platform')) } },
  { fields: { ...fields, ...more }, sendsItself: true, secrets, probe, word, arrived: async () => true });
const ready = ['AUTH PLAIN LOGIN', 'PIPELINING', '8BITMIME'];

describe('against a mail server that does as it is told', () => {
  const cases: [string, SmtpScript, object, string[]][] = [
    ['all is well', { offers: ready }, {}, ['smtp_connect ok', 'smtp_login ok', 'send ok', 'receive ok']],
    ['wrong password', { offers: ready, answers: { AUTH: '535 5.7.8 bad credentials contraseña-9' } }, {}, ['smtp_connect ok', 'smtp_login failed auth_failed', 'send skipped after_failure', 'receive skipped after_failure']],
    ['no sign-in that we know', { offers: ['AUTH NTLM'] }, {}, ['smtp_connect ok', 'smtp_login failed auth_unsupported', 'send skipped after_failure', 'receive skipped after_failure']],
    ['no such host', { fault: new SocketFault('host_not_found') }, {}, ['smtp_connect failed host_not_found', 'smtp_login skipped after_failure', 'send skipped after_failure', 'receive skipped after_failure']],
    ['nobody listens', { fault: new SocketFault('unreachable') }, {}, ['smtp_connect failed unreachable', 'smtp_login skipped after_failure', 'send skipped after_failure', 'receive skipped after_failure']],
    ['a certificate nobody trusts', { offers: ['STARTTLS'], isUntrusted: true }, { smtp_port: 587, smtp_security: 'starttls' }, ['smtp_connect failed certificate', 'smtp_login skipped after_failure', 'send skipped after_failure', 'receive skipped after_failure']],
    ['STARTTLS is not offered', { offers: ['AUTH PLAIN'] }, { smtp_port: 587, smtp_security: 'starttls' }, ['smtp_connect failed starttls_missing', 'smtp_login skipped after_failure', 'send skipped after_failure', 'receive skipped after_failure']],
    ['something else answers', { greeting: 'HTTP/1.1 400 Bad Request' }, {}, ['smtp_connect failed protocol', 'smtp_login skipped after_failure', 'send skipped after_failure', 'receive skipped after_failure']],
    ['relay denied', { offers: ready, answers: { RCPT: '554 5.7.1 Relay access denied' } }, {}, ['smtp_connect ok', 'smtp_login ok', 'send failed relay_denied', 'receive skipped after_failure']],
    ['may not send as this address', { offers: ready, answers: { MAIL: '553 5.7.1 not owned by user ana' } }, {}, ['smtp_connect ok', 'smtp_login ok', 'send failed sender_refused', 'receive skipped after_failure']],
    ['hangs up after the mail', { offers: ready, answers: { '.': { drop: true } } }, {}, ['smtp_connect ok', 'smtp_login ok', 'send failed unclear', 'receive skipped after_failure']],
  ];
  test.each(cases)('%s', async (_name, script, more, expected) => {
    const server = scriptedSmtp(script);
    const { told, events } = await run(gatesWith(server.dial, more));
    expect(told.filter((line) => !line.startsWith('imap'))).toEqual(expected);
    expect(JSON.stringify(events)).not.toMatch(/contraseña-9|secreto-ana/);
  });
});

const hindrance = dovecotHindrance();
if (hindrance) console.info(`mailbox test against a real IMAP server left out: ${hindrance}`);

describe.runIf(hindrance === null)('against a real IMAP server', () => {
  const withDovecot = async (work: (dovecot: Dovecot, mixed: (script?: SmtpScript) => { dial: Dial; deliver(): void }) => Promise<void>): Promise<void> => {
    const dovecot = await startDovecot({ users: ['ana'] });
    const node = nodeDial({ ca: dovecot.ca });
    try {
      await work(dovecot, (script = { offers: ready }) => {
        const smtp = scriptedSmtp(script);
        let delivered = 0;
        return {
          dial: async (target) => {
            if (target.host !== 'localhost' && target.host !== '127.0.0.1') return smtp.dial(target);
            return node(target);
          },
          // Handed to the mailbox as its own delivery agent would.
          deliver: () => smtp.mails.slice(delivered).forEach((mail) => {
            delivered += 1;
            dovecot.deliver('ana', mail);
          }),
        };
      });
    } finally {
      await dovecot.stop();
    }
  };

  test('the probe is sent, found in the folder and put away; what is wrong is named', async () => {
    await withDovecot(async (dovecot, mixed) => {
      const server = mixed();
      const imap = { imap_host: dovecot.host, imap_port: dovecot.tlsPort };
      const watched = gatesWith(server.dial, imap);
      const { told, ok } = await run({ ...watched, arrived: async () => false, pause: async (ms) => {
        server.deliver();
        await watched.pause(Math.min(ms, 20));
      } });
      expect([told, ok]).toEqual([['smtp_connect ok', 'smtp_login ok', 'imap_connect ok', 'imap_login ok', 'imap_folder ok', 'send ok', 'receive ok'], true]);
      expect(dovecot.mails('ana')).toHaveLength(0);
      expect(dovecot.mails('ana', 'Helpdesk')).toHaveLength(1);

      const only = async (more: object, secrets?: object) => (await run(gatesWith(mixed().dial, { ...imap, ...more }, secrets))).told.filter((line) => line.startsWith('imap'));
      expect(await only({}, { smtp_password: 'x', imap_password: 'otra' })).toEqual(['imap_connect ok', 'imap_login failed auth_failed', 'imap_folder skipped after_failure']);
      expect(await only({ imap_folder: 'No existe' })).toEqual(['imap_connect ok', 'imap_login ok', 'imap_folder failed folder_missing']);
      // The processes of a whole run trust the certificate; this connection trusts none.
      const untrusted = await reportOf(testMailbox(gatesWith((target) => (target.host === dovecot.host ? nodeDial({ ca: [] })(target) : scriptedSmtp({ offers: ready }).dial(target)), imap), facts));
      expect(untrusted.steps.find((step) => step.step === 'imap_connect')).toMatchObject({ state: 'failed', code: 'certificate' });
      expect(untrusted.ok).toBe(false);
    });
  });
});
