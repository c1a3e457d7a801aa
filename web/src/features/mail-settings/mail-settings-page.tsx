// Where mail leaves from and what happens with strangers; secrets can be set here and never read.
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useMailConfig, useSaveMailConfig } from '@/api/mail-settings.ts';
import type { EmailConfigAnswer, MailConfig } from '@/api/mail-settings.ts';
import { useMe } from '@/api/session.ts';
import { changedFields } from '@/features/clients/client-draft.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';

const texts = ['name', 'from_name', 'from_address', 'smtp_host', 'smtp_username', 'imap_host', 'imap_username', 'imap_folder'] as const;
const ports = ['smtp_port', 'imap_port'] as const;
const secrets = ['smtp_password', 'imap_password'] as const;
type TextName = (typeof texts)[number] | (typeof ports)[number] | (typeof secrets)[number] | 'smtp_security';

type Draft = Record<Exclude<TextName, 'smtp_security'>, string> & Pick<MailConfig, 'transport' | 'unknown_sender'> & { smtp_security: '' | 'tls' | 'starttls' };

function draftOf(config: MailConfig | null): Draft {
  return {
    name: config?.name ?? '',
    from_name: config?.from_name ?? '',
    from_address: config?.from_address ?? '',
    transport: config?.transport ?? 'binding',
    smtp_host: config?.smtp_host ?? '',
    smtp_port: String(config?.smtp_port ?? ''),
    smtp_username: config?.smtp_username ?? '',
    smtp_security: config?.smtp_security ?? '',
    imap_host: config?.imap_host ?? '',
    imap_port: String(config?.imap_port ?? ''),
    imap_username: config?.imap_username ?? '',
    imap_folder: config?.imap_folder ?? '',
    unknown_sender: config?.unknown_sender ?? 'intake',
    smtp_password: '',
    imap_password: '',
  };
}

/** Everything but the secrets, as the server keeps it. */
function bodyOf({ smtp_password: _smtp, imap_password: _imap, smtp_port, imap_port, ...fields }: Draft) {
  return { ...fields, smtp_security: fields.smtp_security || null, smtp_port: smtp_port ? Number(smtp_port) : null, imap_port: imap_port ? Number(imap_port) : null };
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-4 border-t border-line py-6 md:grid-cols-[14rem_minmax(0,1fr)] md:gap-8">
      <div>
        <legend className="font-semibold">{title}</legend>
        {hint && <p className="mt-1 text-sm text-muted">{hint}</p>}
      </div>
      <div className="grid max-w-lg gap-4">{children}</div>
    </fieldset>
  );
}

function ConfigForm({ answer, readOnly }: { answer: EmailConfigAnswer; readOnly: boolean }) {
  const { config, in_use } = answer;
  const { t } = useText();
  const [draft, setDraft] = useState(() => draftOf(config));
  const save = useSaveMailConfig();
  const { fields, banner } = formProblem(save.error, [...texts, ...ports, ...secrets, 'smtp_security', 'transport', 'unknown_sender'], t);
  const input = (name: TextName, label: string, more: { type?: string; hint?: string; required?: boolean; maxLength?: number } = {}): ReactNode => (
    <Field label={label} error={fields[name]} hint={more.hint} optional={more.required ? undefined : t('common.optional')}>
      <TextInput
        type={more.type ?? 'text'}
        value={draft[name]}
        onChange={(event) => setDraft((before) => ({ ...before, [name]: event.target.value }))}
        required={more.required}
        maxLength={more.maxLength ?? 254}
        autoComplete={more.type === 'password' ? 'new-password' : 'off'}
        {...(more.type === 'number' ? { min: 1, max: 65_535 } : {})}
      />
    </Field>
  );
  const secretHint = (isSet: boolean | undefined): string => t(isSet ? 'mailconf.password_set' : 'mailconf.password_none');
  return (
    <form
      className="max-w-4xl px-4 pb-12 sm:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = Object.fromEntries(secrets.filter((name) => draft[name] !== '').map((name) => [name, draft[name]]));
        const body = { ...(config ? changedFields(bodyOf(draft), bodyOf(draftOf(config))) : bodyOf(draft)), ...typed };
        if (Object.keys(body).length === 0) return;
        save.mutate(body, {
          onSuccess: () => {
            setDraft((before) => ({ ...before, smtp_password: '', imap_password: '' }));
            toast.done(t('form.saved'));
          },
        });
      }}
    >
      <Banner tone="info" className="mb-2">
        {t('mailconf.in_use', { transport: t(`mailconf.transport_${in_use.transport}`), address: in_use.mail_from })}
      </Banner>
      {readOnly && <Banner tone="info">{t('mailconf.read_only')}</Banner>}
      {!config && <Banner tone="warn">{`${t('mailconf.none')}. ${t('mailconf.none_hint')}`}</Banner>}
      {banner && <Banner tone="danger">{banner}</Banner>}
      <fieldset disabled={readOnly} className="mt-4">
        <Part title={t('mailconf.sender')}>
          {input('name', t('mailconf.name'), { required: true, maxLength: 120 })}
          {input('from_name', t('mailconf.from_name'), { required: true, maxLength: 120 })}
          {input('from_address', t('mailconf.from_address'), { type: 'email', required: true })}
          <Field label={t('mailconf.transport')} hint={t('mailconf.transport_hint')} error={fields.transport}>
            <Select
              value={draft.transport}
              onChange={(event) => setDraft((before) => ({ ...before, transport: event.target.value as MailConfig['transport'] }))}
              options={(['binding', 'smtp', 'capture'] as const).map((value) => ({ value, label: t(`mailconf.transport_${value}`) }))}
            />
          </Field>
        </Part>
        <Part title={t('mailconf.incoming')}>
          <Field label={t('mailconf.unknown_sender')} error={fields.unknown_sender}>
            <Select
              value={draft.unknown_sender}
              onChange={(event) => setDraft((before) => ({ ...before, unknown_sender: event.target.value === 'refuse' ? 'refuse' : 'intake' }))}
              options={[
                { value: 'intake', label: t('mailconf.unknown_intake') },
                { value: 'refuse', label: t('mailconf.unknown_refuse') },
              ]}
            />
          </Field>
        </Part>
        {draft.transport === 'smtp' && (
          <Part title={t('mailconf.smtp')}>
            <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
              {input('smtp_host', t('mailconf.host'))}
              {input('smtp_port', t('mailconf.port'), { type: 'number' })}
            </div>
            <Field label={t('mailconf.security')} error={fields.smtp_security}>
              <Select
                value={draft.smtp_security}
                onChange={(event) => setDraft((before) => ({ ...before, smtp_security: event.target.value as Draft['smtp_security'] }))}
                placeholder={t('common.none')}
                options={[
                  { value: 'tls', label: t('mailconf.security_tls') },
                  { value: 'starttls', label: t('mailconf.security_starttls') },
                ]}
              />
            </Field>
            {input('smtp_username', t('mailconf.username'))}
            {input('smtp_password', t('mailconf.password'), { type: 'password', hint: secretHint(config?.secrets_set.smtp_password) })}
          </Part>
        )}
        <Part title={t('mailconf.imap')} hint={t('mailconf.imap_hint')}>
          <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
            {input('imap_host', t('mailconf.host'))}
            {input('imap_port', t('mailconf.port'), { type: 'number' })}
          </div>
          {input('imap_username', t('mailconf.username'))}
          {input('imap_password', t('mailconf.password'), { type: 'password', hint: secretHint(config?.secrets_set.imap_password) })}
          {input('imap_folder', t('mailconf.folder'))}
        </Part>
        {!readOnly && (
          <Button type="submit" tone="primary" busy={save.isPending}>
            {t('form.save')}
          </Button>
        )}
      </fieldset>
    </form>
  );
}

export function MailSettingsPage() {
  const { t } = useText();
  const { role } = useMe();
  const config = useMailConfig();
  return (
    <>
      <PageHeader title={t('nav.mail_settings')} about={t('mailconf.about')} />
      {config.isPending ? (
        <SkeletonList />
      ) : !config.data ? (
        <ErrorPanel error={config.error} onRetry={() => void config.refetch()} />
      ) : (
        <ConfigForm key={config.data?.config?.updated_at ?? 'none'} answer={config.data} readOnly={role !== 'superadmin'} />
      )}
    </>
  );
}
