// Polling as a model: whatever breaks and whenever, every mail is taken in, none is lost, none holds up another, and what was never ours stays.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { ImapFault, type ImapFaultCode } from '../../worker/platform/imap/imap-fault.ts';
import type { ImapSession } from '../../worker/platform/imap/imap-session.ts';
import { converse, PollStopped, type PolledMailbox, type PollResult } from '../../worker/modules/email/poll-conversation.ts';
import { folderFor, headOf, pauseMinutes, planOf, POLL_LIMITS, returnPathOf, startOf, STUCK_ATTEMPTS_MAX, subAddressesOf } from '../../worker/modules/email/poll-rules.ts';
import type { StuckMail } from '../../worker/modules/email/poll-store.ts';

const MINUTE = 60_000;
type Ill = 'refused' | 'hangs_up' | 'kills' | 'huge';
interface Mail { uid: number; text: string; at: number; ill?: Ill }

/** The poll is gone as a Worker is that ran out of memory: it writes nothing down any more. */
class Killed extends Error {}

/** A mailbox on a server, the rows that are kept of it, and what was taken in. */
class Model {
  now = Date.parse('2026-03-02T10:00:00Z');
  validity = 100;
  nextUid = 1;
  folders: Record<string, Mail[]> = { INBOX: [], Helpdesk: [], 'Helpdesk-Error': [] };
  kept: string[] = [];
  row = { uid_validity: null as number | null, last_uid: null as number | null, ok: null as number | null, since: 0, polled: null as number | null, leased: false };
  stuck = new Map<string, StuckMail & { created: number }>();
  /** After so many steps of the server, counted from the next poll. */
  fault: { after: number; code: ImapFaultCode | 'killed' | 'own' } | null = null;
  deniesMoves = false;
  latest: PollResult | null = null;

  deliver(ill?: Ill): string {
    this.now += 1000;
    const text = `mail ${this.validity} ${this.nextUid} ${this.now}`;
    this.folders.INBOX!.push({ uid: this.nextUid++, text, at: this.now, ...(ill ? { ill } : {}) });
    return text;
  }
  renumber(): void {
    this.validity += 1;
    this.folders.INBOX!.forEach((mail, n) => (mail.uid = n + 1));
    this.nextUid = this.folders.INBOX!.length + 1;
  }
  #step(): void {
    if (!this.fault || this.fault.after-- > 0) return;
    const { code } = this.fault;
    this.fault = null;
    if (code === 'killed') throw new Killed();
    if (code === 'own') throw new Error('R2 does not answer');
    throw new ImapFault(code);
  }
  #session(): ImapSession {
    const inbox = (): Mail[] => this.folders.INBOX!;
    const step = async <T>(work: () => T): Promise<T> => {
      this.#step();
      const result = work();
      // The server did it, and the answer is lost.
      this.#step();
      return result;
    };
    return {
      open: () => step(() => ({ uidValidity: this.validity, uidNext: this.nextUid })),
      find: (query) => step(() => inbox().filter((mail) => ('above' in query ? mail.uid > query.above : 'since' in query ? mail.at >= Math.floor(query.since.getTime() / 86_400_000) * 86_400_000 : false)).map((mail) => mail.uid)),
      facts: (uids) => step(() => inbox().filter((mail) => uids.includes(mail.uid)).map((mail) => ({ uid: mail.uid, size: mail.ill === 'huge' ? 30_000_000 : mail.text.length, receivedAt: new Date(mail.at) }))),
      raw: (uid) => step(() => {
        const mail = inbox().find((one) => one.uid === uid);
        if (mail?.ill === 'refused') throw new ImapFault('refused');
        if (mail?.ill === 'hangs_up') throw new ImapFault('closed');
        if (mail?.ill === 'kills') throw new Killed();
        return mail ? new TextEncoder().encode(mail.text) : 'gone';
      }),
      move: (uid, folder) => step(() => {
        if (this.deniesMoves) throw new ImapFault('folder_denied');
        const at = inbox().findIndex((mail) => mail.uid === uid);
        if (at >= 0) (this.folders[folder] ??= []).push(...inbox().splice(at, 1));
        return true;
      }),
      close: () => Promise.resolve(),
    };
  }

  /** One sweep a minute: what poll-store.ts writes is written here. */
  async poll(): Promise<void> {
    this.now += MINUTE;
    if (this.row.since === 0) this.row.since = this.now - 10 * MINUTE;
    const rows = [...this.stuck.values()];
    const box: PolledMailbox = {
      imap_folder: null, imap_done_folder: null, imap_failed_folder: null, uid_validity: this.row.uid_validity, last_uid: this.row.last_uid,
      last_poll_ok_at: this.row.ok === null ? null : new Date(this.row.ok).toISOString(), poll_since: new Date(this.row.since).toISOString(),
      was_interrupted: this.row.leased, had_failed: this.row.polled !== null && (this.row.ok === null || this.row.polled > this.row.ok),
      stuck: rows.filter((row) => row.state === 'retrying').map((row) => ({ ...row, created_at: new Date(row.created).toISOString() })).toSorted((a, b) => a.attempts - b.attempts || a.uid - b.uid),
      passed_over: rows.filter((row) => row.state === 'passed_over'),
    };
    this.row.leased = true;
    this.row.polled = this.now;
    let isKilled = false;
    const result = await converse({
      now: () => new Date(this.now),
      open: () => Promise.resolve(this.#session()),
      keep: async (raw) => {
        this.#step();
        this.kept.push(new TextDecoder().decode(raw));
        this.#step();
      },
      mark: async (stuck) => this.#keepStuck(stuck),
      report: (reason) => (isKilled ||= reason instanceof Killed),
    }, box);
    if (isKilled) return;
    this.latest = result;
    this.row.leased = false;
    if (!result.fault) this.row.ok = this.now;
    if (result.position) {
      this.row.uid_validity = result.position.uid_validity;
      this.row.last_uid = result.position.last_uid;
      for (const [key, row] of this.stuck) if (row.state === 'retrying' && (row.uid_validity !== result.position.uid_validity || result.dealtWith.includes(row.uid))) this.stuck.delete(key);
    }
    for (const row of result.stuck.values()) this.#keepStuck(row);
  }
  #keepStuck(row: StuckMail): void {
    const key = `${row.uid_validity}:${row.uid}`;
    this.stuck.set(key, { ...row, created: this.stuck.get(key)?.created ?? this.now });
  }
}

type Act = { do: 'deliver'; ill?: Ill } | { do: 'poll' } | { do: 'renumber' } | { do: 'fault'; after: number; code: ImapFaultCode | 'killed' | 'own' };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ do: 'deliver' } as Act) },
  { weight: 1, arbitrary: fc.constantFrom<Ill>('refused', 'hangs_up', 'kills', 'huge').map((ill): Act => ({ do: 'deliver', ill })) },
  { weight: 6, arbitrary: fc.constant({ do: 'poll' } as Act) },
  { weight: 1, arbitrary: fc.constant({ do: 'renumber' } as Act) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fault' as const), after: fc.nat(18), code: fc.constantFrom<ImapFaultCode | 'killed' | 'own'>('closed', 'timeout', 'refused', 'protocol', 'killed', 'own') }) },
);

describe('a mailbox polled in bad weather', () => {
  test('every mail is taken in, whatever breaks and whenever; nothing is lost and no ill mail is in the way', async () => {
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 30 }), async (acts) => {
      const model = new Model();
      const well: string[] = [];
      const ill: string[] = [];
      for (const one of acts) {
        if (one.do === 'deliver') (one.ill ? ill : well).push(model.deliver(one.ill));
        else if (one.do === 'renumber') model.renumber();
        else if (one.do === 'fault') model.fault = { after: one.after, code: one.code };
        else await model.poll();
      }
      model.fault = null;
      // The weather clears. An ill mail costs a try a minute, and one that kills two.
      for (let n = 0; n < 3 * STUCK_ATTEMPTS_MAX * (ill.length + 1); n++) await model.poll();

      expect([...new Set(model.kept)].toSorted()).toEqual(well.toSorted());
      const left = Object.values(model.folders).flat().map((mail) => mail.text);
      expect(left.toSorted()).toEqual([...well, ...ill].toSorted());
      expect(model.folders.Helpdesk!.map((mail) => mail.text).toSorted()).toEqual(well.toSorted());
      expect(model.folders.INBOX!).toEqual([]);
      expect([...model.stuck.values()].filter((row) => row.state === 'retrying')).toEqual([]);
      expect(model.latest!.fault).toBeNull();
    }), { numRuns: 400, examples: [[[{ do: 'deliver', ill: 'huge' }, { do: 'fault', after: 6, code: 'refused' }, { do: 'poll' }, { do: 'deliver' }, { do: 'deliver' }]]] });
  });

  test('in good weather every mail is fetched once', async () => {
    const model = new Model();
    const texts: string[] = [];
    for (let n = 0; n < 150; n++) {
      texts.push(model.deliver());
      if (n % 7 === 0) await model.poll();
    }
    for (let n = 0; n < 4; n++) await model.poll();
    expect(model.kept).toEqual(texts);
  });

  test('a flood is taken in poll after poll, in its order, and mails of before are not in the way', async () => {
    const model = new Model();
    await model.poll();
    const texts = Array.from({ length: 1500 }, () => model.deliver());
    for (let n = 0; n < 26; n++) await model.poll();
    expect(model.kept).toEqual(texts);
    expect(model.folders.INBOX).toEqual([]);
  });

  test('what lay in the mailbox before it was ours stays there, also when the folder gets new numbers', async () => {
    const model = new Model();
    const old = [model.deliver(), model.deliver()];
    model.now += 30 * 24 * 60 * MINUTE;
    const fresh = [model.deliver()];
    await model.poll();
    model.renumber();
    fresh.push(model.deliver());
    for (let n = 0; n < 3; n++) await model.poll();
    expect(model.kept).toEqual(fresh);
    expect(model.folders.INBOX!.map((mail) => mail.text)).toEqual(old);
  });

  test('an ill mail is tried five times and moved aside; those after it do not wait', async () => {
    for (const kind of ['refused', 'hangs_up', 'kills', 'huge'] satisfies Ill[]) {
      const model = new Model();
      await model.poll();
      const ill = model.deliver(kind);
      const well = model.deliver();
      await model.poll();
      await model.poll();
      await model.poll();
      expect(model.kept).toEqual([well]);
      for (let n = 0; n < 12; n++) await model.poll();
      expect(model.folders['Helpdesk-Error']!.map((mail) => mail.text)).toEqual([ill]);
      expect([...model.stuck.values()]).toEqual([expect.objectContaining({ state: 'moved', error_code: kind === 'huge' ? 'mail_too_large' : kind === 'refused' ? 'refused' : 'interrupted' })]);
    }
  });

  test('a folder that takes nothing holds up nothing: mails come in, a person is told, and later all is put away', async () => {
    const model = new Model();
    model.deniesMoves = true;
    const texts = [model.deliver(), model.deliver()];
    await model.poll();
    texts.push(model.deliver());
    await model.poll();
    expect(model.kept).toEqual(texts);
    expect(model.latest!.fault?.code).toBe('folder_denied');
    model.deniesMoves = false;
    for (let n = 0; n < 2; n++) await model.poll();
    expect(model.folders.Helpdesk!.map((mail) => mail.text).toSorted()).toEqual(texts);
    expect(model.latest!.fault).toBeNull();
    expect(model.kept).toEqual(texts);
  });

  test('what is missing on our side is said as such', async () => {
    const world = { now: () => new Date(0), keep: () => Promise.resolve(), mark: () => Promise.resolve(), report: () => undefined };
    const box: PolledMailbox = { imap_folder: null, imap_done_folder: null, imap_failed_folder: null, uid_validity: 1, last_uid: 1, last_poll_ok_at: null, poll_since: new Date(0).toISOString(), was_interrupted: false, had_failed: false, stuck: [], passed_over: [] };
    expect((await converse({ ...world, open: () => Promise.reject(new PollStopped('secret_missing', 'x')) }, box)).fault?.code).toBe('secret_missing');
    expect((await converse({ ...world, open: () => Promise.reject(new Error('x')) }, box)).fault?.code).toBe('own_store');
  });
});

describe('rules of polling', () => {
  const folder = { uidValidity: 5, uidNext: 100 };
  const position = { uid_validity: 5, last_uid: 40, last_poll_ok_at: new Date('2026-03-02T10:00:00Z'), poll_since: new Date('2026-03-01T00:00:00Z'), oldest_retry_at: null };

  test('reading goes on above the last number as long as numbers mean the same', () => {
    expect(startOf(position, folder)).toEqual({ above: 40 });
    expect(startOf({ ...position, last_uid: null, uid_validity: null }, folder)).toEqual({ since: position.poll_since });
    expect(startOf({ ...position, uid_validity: 4 }, folder)).toEqual({ since: new Date('2026-03-01T10:00:00Z') });
    expect(startOf({ ...position, uid_validity: 4, oldest_retry_at: new Date('2026-03-01T12:00:00Z') }, folder)).toEqual({ since: new Date('2026-03-01T00:00:00Z') });
  });

  test('one poll takes so many mails and bytes, and the next one the rest', () => {
    const mails = Array.from({ length: 200 }, (_, n) => ({ uid: n + 41, size: 1000, receivedAt: null }));
    const plan = planOf({ above: 40 }, { ...folder, uidNext: 300 }, mails, [], 25_000_000);
    expect([plan.take.length, plan.isMore, plan.lastUid]).toEqual([POLL_LIMITS.mails, true, 40 + POLL_LIMITS.mails]);
    const heavy = planOf({ above: 40 }, folder, mails.slice(0, 20).map((mail) => ({ ...mail, size: 24_000_000 })), [], 25_000_000);
    expect(heavy.take.length).toBeLessThan(6);
    expect(heavy.isMore).toBe(true);
  });

  test('nothing is put away into the folder that is read', () => {
    expect(folderFor(null, 'Helpdesk', 'INBOX')).toBe('Helpdesk');
    expect(folderFor(null, 'Helpdesk', 'helpdesk')).toBe('Helpdesk-2');
    expect(folderFor('Hecho', 'Helpdesk', 'INBOX')).toBe('Hecho');
  });

  test('what only a person can mend is asked about less and less often, and no account is locked', () => {
    expect([1, 2, 3, 4, 5, 9].map((failures) => pauseMinutes(failures, 'auth_failed'))).toEqual([2, 5, 15, 30, 60, 60]);
    expect([0, 1, 2, 3, 4, 9].map((failures) => pauseMinutes(failures, 'timeout'))).toEqual([0, 0, 1, 2, 5, 15]);
  });

  test('the way a mail came is read from its header alone', () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(returnPathOf(headOf(bytes('Return-Path: <Ana@Alfa.example>\r\nTo: x\r\n\r\nReturn-Path: <b@c.example>\r\n')))).toBe('ana@alfa.example');
    expect(returnPathOf(headOf(bytes('To: x\r\nReturn-path: <>\r\n\r\n')))).toBe('');
    expect(returnPathOf(headOf(bytes('To: x\r\n\r\nReturn-Path: <b@c.example>\r\n')))).toBeNull();
    const head = headOf(bytes('To: Mesa <MESA+abc@buzon.example>,\r\n otro@x.example\r\nCc: mesa@buzon.example, mesa+def@buzon.example, mesa+ghi@otro.example\r\nSubject: mesa+jkl@buzon.example\r\n\r\n'));
    expect(subAddressesOf(head, 'Mesa@buzon.example')).toEqual(['mesa+abc@buzon.example', 'mesa+def@buzon.example']);
  });
});
