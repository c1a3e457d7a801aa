// The settings of one mailbox. Secrets can be typed here and never read.
import type { ReactNode } from 'react';
import type { Mailbox, MailboxList } from '@/api/mail-settings.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { useText } from '@/text/translate.ts';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { PROVIDERS, providerOf, type MailboxDraft, type Provider, type SecretField, type TextField } from './mailbox-draft.ts';

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-4 border-t border-line py-6 first:border-t-0 first:pt-2 md:grid-cols-[11rem_minmax(0,1fr)] md:gap-8">
      <div>
        <legend className="font-semibold">{title}</legend>
        {hint && <p className="mt-1 text-sm text-muted">{hint}</p>}
      </div>
      <div className="grid max-w-xl min-w-0 gap-4">{children}</div>
    </fieldset>
  );
}

const asTitle = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

export interface MailboxFormProps {
  mailbox: Mailbox | null;
  draft: MailboxDraft;
  onChange: (change: Partial<MailboxDraft>) => void;
  /** Sentences by field. */
  faults: Record<string, string>;
  inUse: MailboxList['in_use'];
}

interface InputOptions {
  type?: string;
  hint?: string;
  required?: boolean;
  maxLength?: number;
  placeholder?: string;
  /** Neither needed nor called optional: its hint says what holds. */
  isPlain?: boolean;
}

export function MailboxForm({ mailbox, draft, onChange, faults, inUse }: MailboxFormProps) {
  const { t } = useText();
  const input = (name: TextField, label: TextKey, more: InputOptions = {}): ReactNode => (
    <Field label={t(label)} error={faults[name]} hint={more.hint} optional={more.required || more.isPlain ? undefined : t('common.optional')}>
      <TextInput
        type={more.type ?? 'text'}
        value={draft[name]}
        onChange={(event) => onChange({ [name]: event.target.value })}
        required={more.required}
        maxLength={more.maxLength ?? 254}
        placeholder={more.placeholder}
        autoComplete={more.type === 'password' ? 'new-password' : 'off'}
        autoCapitalize="none"
        spellCheck={false}
        {...(more.type === 'number' ? { min: 1, max: 65_535 } : {})}
      />
    </Field>
  );
  const secret = (name: SecretField, label: TextKey, maxLength = 500): ReactNode =>
    input(name, label, { type: 'password', maxLength, isPlain: true, hint: t(mailbox?.secrets_set[name] ? 'mailconf.secret_set' : 'mailconf.secret_none') });
  const choice = <Name extends keyof MailboxDraft>(name: Name, label: TextKey, options: { value: string; label: string }[], hint?: string): ReactNode => (
    <Field label={t(label)} error={faults[name]} hint={hint}>
      <Select value={String(draft[name])} onChange={(event) => onChange({ [name]: event.target.value } as Partial<MailboxDraft>)} options={options} />
    </Field>
  );
  const securities = (['tls', 'starttls'] as const).map((value) => ({ value, label: t(`mailconf.security_${value}`) }));
  const auths = (['password', 'oauth2'] as const).map((value) => ({ value, label: t(`mailconf.auth_${value}`) }));
  const transports = (['binding', 'smtp', ...(inUse.transport === 'capture' ? (['capture'] as const) : [])] as const).map((value) => ({ value, label: asTitle(t(`mailconf.transport_${value}`)) }));
  const sendsItself = draft.transport === 'smtp';
  const isBought = (sendsItself && draft.smtp_auth === 'oauth2') || (draft.reads && draft.imap_auth === 'oauth2');
  const choose = (provider: Provider | ''): void => {
    if (provider === '') return;
    const { imap_host, imap_port, imap_security, imap_auth, ...rest } = PROVIDERS[provider];
    onChange({ transport: 'smtp', ...rest, reads: true, imap_host, imap_port, imap_security, imap_auth });
  };
  return (
    <>
      <Part title={t('mailconf.sender')}>
        {input('from_address', 'mailconf.from_address', { type: 'email', required: true })}
        {input('from_name', 'mailconf.from_name', { required: true, maxLength: 100 })}
        {input('name', 'mailconf.name', { maxLength: 100 })}
      </Part>
      <Part title={t('mailconf.outgoing')}>
        {choice('transport', 'mailconf.transport', transports)}
        {sendsItself && (
          <>
            <Field label={t('mailconf.provider')} hint={t('mailconf.provider_hint')}>
              <Select
                value={providerOf(draft) ?? ''}
                onChange={(event) => choose(event.target.value as Provider | '')}
                placeholder={t('mailconf.provider_other')}
                options={(['microsoft', 'google'] as const).map((value) => ({ value, label: t(`mailconf.provider_${value}`) }))}
              />
            </Field>
            <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              {input('smtp_host', 'mailconf.host', { required: true, placeholder: 'smtp.example.com' })}
              {input('smtp_port', 'mailconf.port', { type: 'number', required: true, placeholder: draft.smtp_security === 'tls' ? '465' : '587' })}
            </div>
            <div className="grid gap-4 sm:grid-cols-2">
              {choice('smtp_security', 'mailconf.security', securities)}
              {choice('smtp_auth', 'mailconf.auth', auths)}
            </div>
            {input('smtp_username', 'mailconf.username', { isPlain: true, hint: t('mailconf.smtp_username_hint') })}
            {draft.smtp_auth === 'password' && secret('smtp_password', 'mailconf.password')}
          </>
        )}
      </Part>
      <Part title={t('mailconf.incoming')}>
        <Switch label={t('mailconf.reads')} hint={t('mailconf.reads_hint')} checked={draft.reads} onCheckedChange={(reads) => onChange({ reads })} />
        {draft.reads && (
          <>
            <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              {input('imap_host', 'mailconf.host', { required: true, placeholder: 'imap.example.com' })}
              {input('imap_port', 'mailconf.port', { type: 'number', required: true, placeholder: draft.imap_security === 'tls' ? '993' : '143' })}
            </div>
            <div className="grid gap-4 sm:grid-cols-2">
              {choice('imap_security', 'mailconf.security', securities)}
              {choice('imap_auth', 'mailconf.auth', auths)}
            </div>
            {input('imap_username', 'mailconf.username', { required: true })}
            {draft.imap_auth === 'password' && secret('imap_password', 'mailconf.password')}
            {input('imap_folder', 'mailconf.folder', { maxLength: 200, placeholder: 'INBOX', isPlain: true })}
            <div className="grid gap-4 sm:grid-cols-2">
              {input('imap_done_folder', 'mailconf.done_folder', { maxLength: 200, placeholder: 'Helpdesk', isPlain: true, hint: t('mailconf.done_hint') })}
              {input('imap_failed_folder', 'mailconf.failed_folder', { maxLength: 200, placeholder: 'Helpdesk-Error', isPlain: true })}
            </div>
          </>
        )}
      </Part>
      {isBought && (
        <Part title={t('mailconf.oauth')} hint={t('mailconf.oauth_hint')}>
          {input('oauth_token_url', 'mailconf.token_url', { type: 'url', required: true, maxLength: 500, placeholder: 'https://' })}
          {input('oauth_client_id', 'mailconf.client_id', { required: true, maxLength: 300 })}
          {secret('oauth_client_secret', 'mailconf.client_secret')}
          {secret('oauth_refresh_token', 'mailconf.refresh_token', 4000)}
          {input('oauth_scope', 'mailconf.scope', { maxLength: 500 })}
        </Part>
      )}
      <Part title={t('mailconf.behaviour')}>
        {choice('reply_style', 'mailconf.reply_style', [
          { value: '', label: t('mailconf.reply_auto') },
          { value: 'domain', label: t('mailconf.reply_domain', { domain: inUse.mail_from.split('@')[1] ?? '' }) },
          { value: 'plus', label: t('mailconf.reply_plus') },
          { value: 'plain', label: t('mailconf.reply_plain') },
        ], t('mailconf.reply_hint'))}
        {(mailbox === null || mailbox.is_default) && choice('unknown_sender', 'mailconf.unknown_sender', [
          { value: 'intake', label: t('mailconf.unknown_intake') },
          { value: 'refuse', label: t('mailconf.unknown_refuse') },
        ])}
        {choice('canary_hours', 'mailconf.canary_hours', [
          { value: '', label: t('mailconf.canary_none') },
          ...[...new Set([1, 4, 8, 24, ...(mailbox?.canary_hours ? [mailbox.canary_hours] : [])])].toSorted((a, b) => a - b).map((count) => ({ value: String(count), label: t('mailconf.canary_every', { count }) })),
        ], t('mailconf.canary_hint'))}
        {mailbox && (
          <Switch
            label={t('mailconf.active')}
            hint={t(mailbox.is_default ? 'mailconf.active_default' : 'mailconf.active_hint')}
            checked={draft.is_active}
            disabled={mailbox.is_default}
            onCheckedChange={(is_active) => onChange({ is_active })}
          />
        )}
      </Part>
    </>
  );
}
