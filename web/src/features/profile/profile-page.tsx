// What a person may change about themselves: name, language, password, keyboard, and where they are signed in.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { changePassword, useAccount, useMe, useSaveProfile } from '@/api/session.ts';
import { useShortcuts } from '@/shell/use-shortcuts.ts';
import { setPreferences, usePreferences } from '@/text/preferences.ts';
import { useText } from '@/text/translate.ts';
import type { Locale } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { SessionList } from './session-list.tsx';

function Section({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section className="grid gap-4 border-t border-line py-6 md:grid-cols-[14rem_minmax(0,1fr)] md:gap-8">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {about && <p className="mt-1 text-sm text-muted">{about}</p>}
      </div>
      {children}
    </section>
  );
}

type Account = NonNullable<ReturnType<typeof useAccount>['data']>;

function ProfileForm({ account }: { account: Account }) {
  const { t } = useText();
  const { locale } = usePreferences();
  const save = useSaveProfile();
  const fields = save.error instanceof ApiProblem ? save.error.fields : {};
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const wanted = String(form.get('locale')) as Locale;
    save.mutate(
      {
        user_id: account.user_id,
        name: String(form.get('name')).trim(),
        phone: String(form.get('phone')).trim() || null,
        locale: wanted === 'en' ? 'en' : 'es',
      },
      {
        onSuccess: () => {
          setPreferences({ locale: wanted });
          toast.done(t('profile.saved'));
        },
      },
    );
  };
  return (
    <form onSubmit={onSubmit} className="grid max-w-md gap-4">
      {save.error && Object.keys(fields).length === 0 && <Banner tone="danger">{problemSentence(save.error, t)}</Banner>}
      <Field label={t('profile.name')} error={fields.name}>
        <TextInput name="name" defaultValue={account.name} required maxLength={120} autoComplete="name" />
      </Field>
      <Field label={t('auth.email')} hint={t('profile.email_hint')}>
        <TextInput value={account.email} disabled readOnly />
      </Field>
      <Field label={t('profile.phone')} optional={t('common.optional')} error={fields.phone}>
        <TextInput name="phone" type="tel" defaultValue={account.phone ?? ''} maxLength={40} autoComplete="tel" />
      </Field>
      <Field label={t('shell.language')} hint={t('profile.locale_hint')} error={fields.locale}>
        <Select
          name="locale"
          key={locale}
          defaultValue={locale}
          options={[
            { value: 'es-MX', label: 'Español (México)' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Field>
      <Button type="submit" tone="primary" busy={save.isPending} className="justify-self-start">
        {t('common.save')}
      </Button>
    </form>
  );
}

function PasswordForm() {
  const { t } = useText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [fields, setFields] = useState<Record<string, string>>({});
  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const password = String(form.get('new_password'));
    setProblem(null);
    setFields({});
    if (password !== form.get('repeated')) return setFields({ repeated: t('auth.passwords_differ') });
    setBusy(true);
    try {
      await changePassword({ current_password: String(form.get('current_password')), new_password: password });
      element.reset();
      toast.done(t('profile.password_changed'));
    } catch (error) {
      const known = error instanceof ApiProblem ? error.fields : {};
      if (Object.keys(known).length > 0) setFields(known);
      else setProblem(problemSentence(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void onSubmit(event)} className="grid max-w-md gap-4">
      {problem && <Banner tone="danger">{problem}</Banner>}
      <Field label={t('profile.current_password')} error={fields.current_password}>
        <TextInput name="current_password" type="password" autoComplete="current-password" required maxLength={256} />
      </Field>
      <Field label={t('auth.new_password')} hint={t('auth.password_hint', { length: 12 })} error={fields.new_password}>
        <TextInput name="new_password" type="password" autoComplete="new-password" required minLength={12} maxLength={256} />
      </Field>
      <Field label={t('auth.repeat_password')} error={fields.repeated}>
        <TextInput name="repeated" type="password" autoComplete="new-password" required maxLength={256} />
      </Field>
      <Button type="submit" busy={busy} className="justify-self-start">
        {t('profile.change_password')}
      </Button>
    </form>
  );
}

export function ProfilePage() {
  const { t } = useText();
  const me = useMe();
  const account = useAccount();
  const [shortcuts, choose] = useShortcuts();
  return (
    <>
      <PageHeader title={t('nav.profile')} about={`${me.email} · ${t(`role.${me.role}`)}`} />
      <div className="max-w-4xl px-4 pb-12 sm:px-6">
        <Section title={t('profile.about_you')} about={t('profile.about_you_hint')}>
          {account.data ? <ProfileForm account={account.data} /> : <SkeletonList rows={4} />}
        </Section>
        <Section title={t('profile.password')} about={t('profile.password_about')}>
          <PasswordForm />
        </Section>
        {me.is_staff && (
          <Section title={t('profile.keyboard')}>
            <Switch
              label={t('profile.shortcuts')}
              hint={t('profile.shortcuts_hint')}
              checked={shortcuts}
              onCheckedChange={choose}
            />
          </Section>
        )}
        <Section title={t('profile.notices')} about={t('profile.notices_about')}>
          <Link to="/profile/notifications" className="justify-self-start rounded-md border border-line bg-raised px-3 py-1.5 text-sm font-medium hover:bg-hover">
            {t('profile.notices_open')}
          </Link>
        </Section>
        <Section title={t('profile.sessions')} about={t('profile.sessions_about')}>
          <SessionList />
        </Section>
      </div>
    </>
  );
}
