// What the form of a mailbox says to the server: changes alone, typed secrets alone, and nothing of a server that is switched off.
import { describe, expect, it } from 'vitest';
import type { Mailbox } from '../../web/src/api/mail-settings.ts';
import { changesOf, draftOf, PROVIDERS, providerOf, testOf } from '../../web/src/features/mail-settings/mailbox-draft.ts';

const stored = {
  config_id: '00000000-0000-4000-8000-000000000001', name: 'Soporte', from_address: 'soporte@msp.example', from_name: 'Mesa', transport: 'smtp', smtp_host: 'smtp.msp.example', smtp_port: 587, smtp_username: 'soporte',
  smtp_security: 'starttls', smtp_auth: 'password', imap_host: 'imap.msp.example', imap_port: 993, imap_username: 'soporte', imap_security: 'tls', imap_auth: 'password', imap_folder: null, imap_done_folder: 'Hecho',
  imap_failed_folder: null, oauth_token_url: null, oauth_client_id: null, oauth_scope: null, reply_style: null, canary_hours: 4, unknown_sender: 'intake', is_default: true, is_active: true,
  created_at: '2026-03-02T16:00:00Z', updated_at: '2026-03-02T16:00:00Z', secrets_set: { smtp_password: true, imap_password: true, oauth_client_secret: false, oauth_refresh_token: false },
} as unknown as Mailbox;

describe('the form of a mailbox', () => {
  it('says nothing when nothing was changed, and what was changed alone', () => {
    const draft = draftOf(stored, 'binding');
    expect(changesOf(draft, stored)).toEqual({});
    expect(testOf(draft, stored)).toEqual({});
    expect(changesOf({ ...draft, smtp_port: '465', smtp_security: 'tls', canary_hours: '', reply_style: 'plus' }, stored)).toEqual({ smtp_port: 465, smtp_security: 'tls', canary_hours: null, reply_style: 'plus' });
    expect(changesOf({ ...draft, is_active: false }, stored)).toEqual({ is_active: false });
    expect(testOf({ ...draft, is_active: false }, stored)).toEqual({});
  });

  it('sends a secret only when one was typed', () => {
    const draft = draftOf(stored, 'binding');
    expect(draft.smtp_password).toBe('');
    expect(changesOf({ ...draft, imap_password: 'nueva' }, stored)).toEqual({ imap_password: 'nueva' });
  });

  it('a mailbox that is no longer read keeps no server to read from', () => {
    expect(changesOf({ ...draftOf(stored, 'binding'), reads: false }, stored)).toEqual({ imap_host: '' });
  });

  it('a new one says everything but what only exists later', () => {
    const body = changesOf({ ...draftOf(null, 'binding'), from_address: 'ventas@msp.example', from_name: 'Ventas' }, null);
    expect(body).toMatchObject({ from_address: 'ventas@msp.example', from_name: 'Ventas', transport: 'binding', imap_host: '', smtp_port: null, canary_hours: null });
    for (const name of ['name', 'is_active', 'smtp_password', 'reads']) expect(body).not.toHaveProperty(name);
  });

  it('knows a provider by its servers', () => {
    const draft = draftOf(stored, 'binding');
    expect(providerOf(draft)).toBeNull();
    expect(providerOf({ ...draft, ...PROVIDERS.microsoft })).toBe('microsoft');
    expect(providerOf({ ...draft, ...PROVIDERS.google })).toBe('google');
  });
});
