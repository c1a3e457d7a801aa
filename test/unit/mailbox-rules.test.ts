// What a mailbox's configuration needs, when a secret is asked for again, how a mailbox is doing, when somebody is told: pure.
import { describe, expect, test } from 'vitest';
import type { EmailConfigRow, SaveEmailConfig } from '../../worker/modules/email/mailbox-contract.ts';
import { alarmOf, isCanaryDue, judgeMailbox, probeSubject, secretsAskedAgain, securityOfPort, serverFaults, type MailboxRow } from '../../worker/modules/email/mailbox-rules.ts';
import { codeOfFault, testSentence, type TestCode } from '../../worker/modules/email/test-config-texts.ts';

const none = { smtp_password: false, imap_password: false, oauth_client_secret: false, oauth_refresh_token: false };
const all = { smtp_password: true, imap_password: true, oauth_client_secret: true, oauth_refresh_token: true };
const named = (faults: { field?: string; code: string }[]) => faults.map(({ field, code }) => `${field} ${code}`);

describe('a configuration', () => {
  const smtp = { transport: 'smtp', smtp_host: 'smtp.msp.example', smtp_port: 465 } as const;
  const imap = { imap_host: 'imap.msp.example', imap_port: 993, imap_username: 'soporte' } as const;

  test('names every field that its servers need', () => {
    expect(named(serverFaults({}, none))).toEqual([]);
    expect(named(serverFaults({ ...smtp }, none))).toEqual([]);
    expect(named(serverFaults({ ...smtp, smtp_username: 'soporte' }, none))).toEqual(['smtp_password required']);
    expect(named(serverFaults({ imap_host: 'imap.msp.example' }, none))).toEqual(['imap_port required', 'imap_username required', 'imap_password required']);
    expect(named(serverFaults({ ...imap }, all))).toEqual([]);
    expect(named(serverFaults({ ...smtp, smtp_auth: 'oauth2' }, none))).toEqual(['smtp_username required', 'oauth_token_url required', 'oauth_client_id required', 'oauth_refresh_token required']);
    expect(named(serverFaults({ ...imap, imap_auth: 'oauth2', oauth_token_url: 'https://login.example/token', oauth_client_id: 'x' }, { ...none, oauth_refresh_token: true }))).toEqual([]);
    // Fields of a server that is not used are nobody's business.
    expect(named(serverFaults({ transport: 'binding', smtp_host: 'smtp.msp.example', smtp_username: 'soporte' }, none))).toEqual([]);
  });

  test('keeps the folder that is read apart from those that mail is moved to', () => {
    expect(named(serverFaults({ ...imap, imap_done_folder: 'inbox' }, all))).toEqual(['imap_done_folder same_folder']);
    expect(named(serverFaults({ ...imap, imap_folder: 'Soporte', imap_failed_folder: 'soporte' }, all))).toEqual(['imap_failed_folder same_folder']);
    expect(named(serverFaults({ ...imap, imap_done_folder: 'Hecho', imap_failed_folder: 'hecho' }, all))).toEqual(['imap_failed_folder same_folder']);
  });

  test('a stored secret never goes to a server it was not typed for', () => {
    const before: Pick<EmailConfigRow, 'smtp_host' | 'imap_host' | 'oauth_token_url' | 'smtp_auth' | 'imap_auth' | 'secrets_set'> = { smtp_auth: 'password', imap_auth: 'oauth2', smtp_host: 'smtp.msp.example', imap_host: 'imap.msp.example', oauth_token_url: 'https://login.example/token', secrets_set: all };
    const asked = (change: SaveEmailConfig) => named(secretsAskedAgain(before, change));
    expect(asked({ smtp_host: 'smtp.msp.example', from_name: 'Otra', smtp_port: 587 })).toEqual([]);
    expect(asked({ smtp_host: 'evil.example' })).toEqual(['smtp_password needed_again']);
    // What is bought with a token is worth an hour of the mailbox.
    expect(asked({ smtp_auth: 'oauth2' })).toEqual(['oauth_refresh_token needed_again']);
    expect(asked({ imap_host: 'evil.example', imap_password: 'x' })).toEqual(['oauth_refresh_token needed_again']);
    expect(asked({ imap_host: 'evil.example', imap_password: 'x', imap_auth: 'password' })).toEqual([]);
    expect(asked({ smtp_host: 'evil.example', smtp_password: 'nueva', oauth_refresh_token: null })).toEqual([]);
    expect(asked({ imap_host: 'evil.example', oauth_refresh_token: 'x' })).toEqual(['imap_password needed_again']);
    expect(asked({ oauth_token_url: 'https://evil.example/token' })).toEqual(['oauth_client_secret needed_again', 'oauth_refresh_token needed_again']);
    expect(asked({ imap_host: null })).toEqual([]);
    expect(named(secretsAskedAgain({ ...before, secrets_set: none }, { smtp_host: 'evil.example' }))).toEqual([]);
    expect(secretsAskedAgain(null, { smtp_host: 'evil.example' })).toEqual([]);
  });

  test('a port stands for its encryption', () => {
    expect([465, 587, 2525, 8465, null].map((port) => securityOfPort(port))).toEqual(['tls', 'starttls', 'starttls', 'tls', 'tls']);
  });
});

describe('how a mailbox is doing', () => {
  const now = new Date('2026-03-02T16:00:00Z');
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const quiet: MailboxRow = {
    imap_host: null, is_active: true, canary_hours: null, updated_at: ago(600), last_poll_at: null, last_poll_ok_at: null, poll_error: null, last_sent_at: null, send_failing_since: null,
    canary_sent_at: null, canary_received_at: null, canary_error: null, alarm_code: null,
  };
  const polled: MailboxRow = { ...quiet, imap_host: 'imap.msp.example', last_poll_at: ago(1), last_poll_ok_at: ago(1) };
  const words = (row: Partial<MailboxRow>, from = quiet) => {
    const { sending, receiving, canary, overall } = judgeMailbox({ ...from, ...row }, now);
    return [sending, receiving, canary, overall].join(' ');
  };

  test('is said in a word for sending, receiving, the canary and all of it', () => {
    expect(words({})).toBe('unused platform off unknown');
    expect(words({ last_sent_at: ago(5) })).toBe('ok platform off ok');
    expect(words({ is_active: false, poll_error: 'x', send_failing_since: ago(9) })).toBe('off off off off');
    expect(words({}, polled)).toBe('unused ok off ok');
    expect(words({ poll_error: 'no reply' }, polled)).toBe('unused failing off failing');
    expect(words({ send_failing_since: ago(2), last_sent_at: ago(9) }, polled)).toBe('failing ok off failing');
    expect(words({ last_poll_ok_at: ago(20) }, polled)).toBe('unused silent off failing');
    expect(words({ last_poll_ok_at: null, updated_at: ago(2) }, polled)).toBe('unused waiting off unknown');
    expect(words({ last_poll_ok_at: null }, polled)).toBe('unused silent off failing');
    // Switched on a moment ago: the last good poll is old, and no fault.
    expect(words({ last_poll_ok_at: ago(900), updated_at: ago(1) }, polled)).toBe('unused ok off ok');
  });

  test('a canary is waited for a quarter of an hour', () => {
    const canary = (row: Partial<MailboxRow>) => judgeMailbox({ ...quiet, canary_hours: 6, ...row }, now).canary;
    expect(canary({})).toBe('waiting');
    expect(canary({ canary_sent_at: ago(15) })).toBe('under_way');
    expect(canary({ canary_sent_at: ago(15.1) })).toBe('missing');
    expect(canary({ canary_sent_at: ago(60), canary_received_at: ago(58) })).toBe('ok');
    expect(canary({ canary_sent_at: ago(60), canary_received_at: ago(30) })).toBe('late');
    expect(canary({ canary_sent_at: ago(3), canary_error: 'unreachable' })).toBe('not_sent');
    expect(canary({ canary_hours: null, canary_sent_at: ago(60) })).toBe('off');
  });

  test('the next canary leaves after its hours, or an hour after one that was lost', () => {
    const due = (row: Partial<MailboxRow>) => isCanaryDue({ ...quiet, canary_hours: 6, ...row }, now);
    expect(due({})).toBe(true);
    expect(due({ canary_hours: null })).toBe(false);
    expect(due({ is_active: false })).toBe(false);
    expect(due({ canary_sent_at: ago(359), canary_received_at: ago(358) })).toBe(false);
    expect(due({ canary_sent_at: ago(360), canary_received_at: ago(358) })).toBe(true);
    expect(due({ canary_sent_at: ago(10) })).toBe(false);
    expect(due({ canary_sent_at: ago(59) })).toBe(false);
    expect(due({ canary_sent_at: ago(60) })).toBe(true);
    expect(due({ canary_sent_at: ago(59), canary_error: 'unreachable' })).toBe(false);
  });

  test('superadmins are told after an hour of failing, or when a canary is missing; it stands until all is well', () => {
    const alarm = (row: Partial<MailboxRow>, from = quiet) => alarmOf({ ...from, ...row }, now);
    expect(alarm({})).toBeNull();
    expect(alarm({ poll_error: 'x', last_poll_ok_at: ago(59) }, polled)).toBeNull();
    expect(alarm({ poll_error: 'x', last_poll_ok_at: ago(60) }, polled)).toBe('poll_failing');
    expect(alarm({ poll_error: 'x', last_poll_ok_at: null, updated_at: ago(30) }, polled)).toBeNull();
    expect(alarm({ poll_error: 'x', last_poll_ok_at: null }, polled)).toBe('poll_failing');
    expect(alarm({ send_failing_since: ago(59) })).toBeNull();
    expect(alarm({ send_failing_since: ago(60) })).toBe('send_failing');
    expect(alarm({ canary_hours: 6, canary_sent_at: ago(14) })).toBeNull();
    expect(alarm({ canary_hours: 6, canary_sent_at: ago(16) })).toBe('canary_missing');
    expect(alarm({ canary_hours: 6, canary_sent_at: ago(16), canary_error: 'unreachable' })).toBe('canary_missing');
    expect(alarm({ canary_hours: 6, canary_sent_at: ago(3), canary_error: 'unreachable' })).toBeNull();
    expect(alarm({ canary_hours: 6, canary_sent_at: ago(3), alarm_code: 'canary_missing' })).toBe('canary_missing');
    expect(alarm({ canary_hours: 6, canary_sent_at: ago(3), canary_received_at: ago(2), alarm_code: 'canary_missing' })).toBeNull();
    expect(alarm({ is_active: false, canary_hours: 6, canary_sent_at: ago(99), alarm_code: 'canary_missing' })).toBeNull();
  });

  test('the subject of a probe is ASCII on one line and holds its word', () => {
    expect(probeSubject('abc')).toMatch(/^[\x20-\x7e]{10,80}$/);
    expect(probeSubject('abc')).toContain('(abc)');
  });
});

describe('sentences of a test', () => {
  const facts = { smtp: { host: 'smtp.msp.example', port: '587', user: 'ana' }, imap: { host: 'imap.msp.example', port: '993', user: 'luis' }, folder: 'INBOX', address: 'soporte@msp.example', own: 'soporte@mail.example.com', below: null };

  test('name the server of the step, in both languages', () => {
    expect(testSentence('host_not_found', 'smtp_connect', facts)).toEqual({
      es: 'No existe ningún servidor llamado smtp.msp.example; revisa que el nombre esté bien escrito.', en: 'There is no server called smtp.msp.example; check the spelling of the name.',
    });
    expect(testSentence('auth_failed', 'imap_login', facts).es).toContain('imap.msp.example rechazó el usuario luis');
    expect(testSentence('not_handed_over', 'receive', facts).en).toContain('forward that address to soporte@mail.example.com');
    expect(testSentence('timeout', 'smtp_connect', { ...facts, smtp: { host: '', port: '', user: '' } }).en).toMatch(/^— did not answer/);
  });

  test('every way that a connection can end has one', () => {
    const ends = ['host_not_allowed', 'port_not_allowed', 'host_not_found', 'unreachable', 'certificate', 'not_tls', 'timeout', 'closed', 'too_long', 'early_bytes', 'starttls_missing', 'auth_failed', 'auth_unsupported',
      'folder_missing', 'folder_denied', 'busy', 'refused', 'protocol', 'relay_denied', 'sender_refused', 'something new'];
    for (const end of ends) {
      const code: TestCode = codeOfFault(end);
      const { es, en } = testSentence(code, 'imap_connect', facts);
      for (const sentence of [es, en]) expect(sentence, code).toMatch(/^[A-ZÁÉÍÓÚi].{15,260}\.$/);
      expect(es).not.toBe(en);
    }
    expect(codeOfFault('too_long')).toBe('protocol');
    expect(codeOfFault('constructor')).toBe('refused');
  });
});
