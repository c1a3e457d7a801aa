// What servers may say to the IMAP client: names of folders, mails in pieces, refusals, and everything that no server should say.
import * as fc from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import folderNames from '../../../worker/platform/imap/folder-names.ts';
import { ImapFault } from '../../../worker/platform/imap/imap-fault.ts';
import { openImap, type ImapTarget } from '../../../worker/platform/imap/imap-session.ts';
import { SocketFault, type SocketFaultCode } from '../../../worker/platform/sockets/duplex.ts';
import { scriptedImap, type ImapAnswer, type ImapScript } from '../../support/scripted-imap.ts';

const TARGET: ImapTarget = { host: 'imap.example.com', port: 143, security: 'plain', username: 'mesa', password: 'secreto-largo' };
const LIMITS = { connectMs: 150, stepMs: 150, totalMs: 600 };
const open = async (script: ImapScript, target: Partial<ImapTarget> = {}) => {
  const server = scriptedImap(script);
  return { session: await openImap(server.dial, { ...TARGET, ...target }, LIMITS), commands: server.commands };
};
/** The code a step ends with. */
const faultOf = async (work: () => Promise<unknown>): Promise<string> => {
  const fault = await work().then(() => null, (reason: unknown) => reason);
  expect(fault).toBeInstanceOf(ImapFault);
  return (fault as ImapFault).code;
};
const literal = (text: string): string => `{${text.length}}\r\n${text}`;
const fetched = (uid: number, mail: string): string => `* 1 FETCH (UID ${uid} BODY[]<0> ${literal(mail)})\r\n`;
const on = (pattern: RegExp, answer: (tag: string, command: string) => ImapAnswer) => (command: string, tag: string) => (pattern.test(command) ? answer(tag, command) : null);

describe('names of folders', () => {
  test('any name goes to the server and comes back, as the standard has it', () => {
    expect(['Años & más', 'Входящие', '~peter/mail/台北/日本語', '& &&', 'Procesado'].map(folderNames.encode)).toEqual(['A&APE-os &- m&AOE-s', '&BBIERQQ+BDQETwRJBDgENQ-', '~peter/mail/&U,BTFw-/&ZeVnLIqe-', '&- &-&-', 'Procesado']);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }).filter((name) => name.isWellFormed()), (name) => {
      const written = folderNames.encode(name);
      expect(written).toMatch(/^[\x20-\x7e]*$/);
      expect(folderNames.decode(new TextEncoder().encode(written))).toBe(name);
    }));
  });

  test('what is no such name is left as it is', () => {
    for (const name of ['&!-', 'a&b', '&A-', '&-&']) expect(typeof folderNames.decode(new TextEncoder().encode(name))).toBe('string');
  });
});

describe('a mail', () => {
  test('comes whole, also in many pieces and when its size is a multiple of them', async () => {
    for (const length of [0, 1, 1_048_576, 1_048_577, 2_500_000]) {
      const mail = 'x'.repeat(length);
      const { session } = await open({ on: on(/^UID FETCH/, (tag, command) => {
        const [, from, count] = /<(\d+)\.(\d+)>/.exec(command)!;
        return `* 1 FETCH (UID 9 BODY[]<${from}> ${literal(mail.slice(Number(from), Number(from) + Number(count)))})\r\n${tag} OK\r\n`;
      }) });
      await session.open('INBOX');
      const raw = await session.raw(9, 3_000_000, length);
      expect(raw).toBeInstanceOf(Uint8Array);
      expect((raw as Uint8Array).length).toBe(length);
      await session.close();
    }
  });

  test('larger than allowed is not read to its end, whatever size was announced', async () => {
    const { session, commands } = await open({ on: on(/^UID FETCH/, (tag) => `${fetched(9, 'x'.repeat(1_048_576))}${tag} OK\r\n`) });
    await session.open('INBOX');
    expect(await session.raw(9, 2_000_000, 10)).toBe('too_large');
    expect(commands.filter((command) => command.startsWith('UID FETCH'))).toHaveLength(2);
    await session.close();
  });

  test('that is gone is told from one that was refused', async () => {
    const { session } = await open({ on: on(/^UID FETCH (1|2)/, (tag, command) => (command.includes('FETCH 1') ? `${tag} OK\r\n` : `${tag} NO [SERVERBUG] cannot read\r\n`)) });
    await session.open('INBOX');
    expect(await session.raw(1, 1000)).toBe('gone');
    expect(await faultOf(() => session.raw(2, 1000))).toBe('refused');
    expect(await session.find({ above: 0 })).toEqual([]);
    await session.close();
  });

  test('of another number than asked for is not taken for the one that was', async () => {
    const { session } = await open({ on: on(/^UID FETCH/, (tag) => `* 1 FETCH (UID 99 RFC822.SIZE 5)\r\n* 2 FETCH (UID 3 RFC822.SIZE 7 INTERNALDATE "x")\r\n${tag} OK\r\n`) });
    await session.open('INBOX');
    expect(await session.facts([3, 4])).toEqual([{ uid: 3, size: 7, receivedAt: null }]);
    await session.close();
  });
});

describe('a server of few words', () => {
  test('names the last mail for "all above": it is not taken again', async () => {
    const { session } = await open({ on: on(/^UID SEARCH/, (tag) => `* SEARCH 41 7 41\r\n${tag} OK\r\n`) });
    await session.open('INBOX');
    expect(await session.find({ above: 41 })).toEqual([]);
    expect(await session.find({ above: 6 })).toEqual([7, 41]);
    await session.close();
  });

  test('that does not say which number comes next is asked for the last one', async () => {
    const { session } = await open({ on: (command, tag) => (command.startsWith('SELECT') ? `* OK [UIDVALIDITY 5]\r\n${tag} OK\r\n` : command.startsWith('UID SEARCH') ? `* SEARCH 3 12\r\n${tag} OK\r\n` : null) });
    expect(await session.open('INBOX')).toEqual({ uidValidity: 5, uidNext: 13 });
    await session.close();
  });

  test('that can neither move nor expunge one mail alone loses none: the mail is marked and stays', async () => {
    const { session, commands } = await open({ capability: 'IMAP4rev1 AUTH=PLAIN' });
    await session.open('INBOX');
    expect(await session.move(4, 'Helpdesk')).toBe(false);
    expect(commands.some((command) => /EXPUNGE|MOVE|COPY/.test(command))).toBe(false);
    await session.close();
  });

  test('without MOVE gets copy, mark and expunge of that mail; a folder that is missing is made', async () => {
    let isMade = false;
    const { session, commands } = await open({ capability: 'IMAP4rev1 UIDPLUS AUTH=PLAIN', on: (command, tag) => {
      if (command.startsWith('CREATE')) isMade = true;
      return command.startsWith('UID COPY') && !isMade ? `${tag} NO [TRYCREATE] no such folder\r\n` : null;
    } });
    await session.open('INBOX');
    expect(await session.move(4, 'Helpdesk')).toBe(true);
    expect(commands.filter((command) => /^(CREATE|UID)/.test(command))).toEqual(['UID COPY 4 Helpdesk', 'CREATE Helpdesk', 'UID COPY 4 Helpdesk', 'UID STORE 4 +FLAGS.SILENT (\\Deleted)', 'UID EXPUNGE 4']);
    await session.close();
  });
});

describe('why a mailbox cannot be used', () => {
  const cases: [string, string, ImapScript, Partial<ImapTarget>?][] = [
    ['a wrong password', 'auth_failed', { on: on(/^AUTHENTICATE/, (tag) => `${tag} NO [AUTHENTICATIONFAILED] no\r\n`) }],
    ['an account in use or in maintenance', 'busy', { on: on(/^AUTHENTICATE/, (tag) => `${tag} NO [UNAVAILABLE] later\r\n`) }],
    ['no sign-in by token', 'auth_unsupported', {}, { accessToken: 'ya29.token' }],
    ['no encryption to be had', 'starttls_missing', {}, { security: 'starttls' }],
    ['a greeting that never comes', 'timeout', { greeting: 'hang' }],
    ['a server that hangs up', 'closed', { greeting: 'drop' }],
    ['a server that says goodbye', 'closed', { greeting: '* BYE too many connections\r\n' }],
    ['silence in the middle', 'timeout', { on: on(/^CAPABILITY/, () => 'hang') }],
  ];
  test.each(cases)('%s', async (_what, code, script, target) => {
    expect(await faultOf(() => open(script, target))).toBe(code);
  });

  test('a folder that is not there', async () => {
    const { session } = await open({ on: (command, tag) => (command.startsWith('SELECT') ? `${tag} NO no such mailbox\r\n` : command.startsWith('LIST') ? `${tag} OK\r\n` : null) });
    expect(await faultOf(() => session.open('Soporte'))).toBe('folder_missing');
    await session.close();
  });

  test('what the connection itself said', async () => {
    for (const code of ['host_not_allowed', 'unreachable', 'certificate', 'host_not_found'] satisfies SocketFaultCode[]) {
      expect(await faultOf(() => openImap(() => Promise.reject(new SocketFault(code)), TARGET, LIMITS))).toBe(code);
    }
  });

  test('the password is in no sentence, even if the server repeats it', async () => {
    const fault = await open({ on: on(/^AUTHENTICATE/, (tag) => `${tag} NO wrong password secreto-largo for mesa\r\n`) }).catch((reason: unknown) => reason as ImapFault);
    expect((fault as ImapFault).message).toContain('wrong password');
    expect((fault as ImapFault).message).not.toContain('secreto-largo');
  });
});

describe('what no server should say', () => {
  const hostile: [string, string][] = [
    ['a literal of four gigabytes', '* 1 FETCH (UID 9 BODY[]<0> {4294967295}\r\n'],
    ['a literal of a number without end', `* 1 FETCH (UID 9 BODY[]<0> {${'9'.repeat(400)}}\r\n`],
    ['a line without end', `* 1 FETCH (UID 9 FLAGS (${'x'.repeat(3_000_000)}`],
    ['brackets in brackets', `* 1 FETCH ${'('.repeat(5000)}\r\n`],
    ['a hundred thousand words', `* 1 FETCH (${'a '.repeat(100_000)})\r\n`],
    ['a negative literal', '* 1 FETCH (UID 9 BODY[]<0> {-5}\r\n'],
    ['bytes that mean nothing', '\0\xff\xfe* ( ) { } " \\ \r\n'.repeat(50)],
  ];
  test.each(hostile)('%s ends the conversation in time, with a reason', async (_what, said) => {
    const { session } = await open({ on: on(/^UID FETCH/, () => said) });
    await session.open('INBOX');
    expect(['too_long', 'protocol', 'timeout', 'closed']).toContain(await faultOf(() => session.raw(9, 1_000_000)));
    await session.close();
  });

  test('any bytes at any moment: a value or a reason, and never beyond the deadline', async () => {
    const pieces = fc.oneof(
      fc.constantFrom('* ', '+ ', 'OK', 'NO', 'BAD', 'BYE', '(', ')', '"', '\\', '\r\n', '{3}\r\n', '{99999}\r\n', 'FETCH', 'SEARCH', 'UID 9', 'BODY[]', 'NIL', '[UIDVALIDITY 0]', '[ALERT]', '* 1 FETCH (UID 9 RFC822.SIZE 3)\r\n', '* SEARCH 1 2 x 99999999999\r\n', '* CAPABILITY\r\n', ' '),
      fc.string({ unit: 'binary-ascii', maxLength: 6 }));
    await fc.assert(fc.asyncProperty(fc.array(pieces, { maxLength: 14 }), fc.boolean(), fc.boolean(), async (said, isAnswered, isEarly) => {
      const noise = said.join('');
      const from = performance.now();
      const answer = (tag: string): string => (isAnswered ? `${noise}\r\n${tag} OK\r\n` : noise);
      const server = scriptedImap({ on: (command, tag) => (isEarly || /^(UID|SELECT)/.test(command) ? answer(tag) : null) });
      try {
        const session = await openImap(server.dial, TARGET, { connectMs: 40, stepMs: 40, totalMs: 60 });
        try {
          await session.open('INBOX');
          const uids = await session.find({ above: 0 });
          for (const uid of uids) expect(uid).toBeGreaterThan(0);
          await session.facts([9]);
          await session.raw(9, 1000);
        } finally {
          await session.close();
        }
      } catch (reason) {
        expect(reason).toBeInstanceOf(ImapFault);
      }
      expect(performance.now() - from).toBeLessThan(4000);
    }), { numRuns: 40 });
  });
});
