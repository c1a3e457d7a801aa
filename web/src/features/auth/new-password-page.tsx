// Choosing a password with a one-time link: after forgetting it, or to accept an invitation.
import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { resetPassword } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { usePageTitle } from '@/ui/page.tsx';

export const passwordLengthMin = 12;

/** The token of the link: in the fragment, which no server and no log sees, or in the query. */
function readToken(): string {
  const fragment = new URLSearchParams(location.hash.slice(1));
  return fragment.get('token') ?? new URLSearchParams(location.search).get('token') ?? '';
}

export function NewPasswordPage() {
  const { t } = useText();
  const invited = useLocation({ select: ({ pathname }) => pathname.startsWith('/invite') });
  const title = invited ? t('auth.invite_title') : t('auth.reset_title');
  usePageTitle(title);
  const [token] = useState(readToken);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [fields, setFields] = useState<Record<string, string>>({});

  // The token must not stay in the address bar, the history, or a shared screen.
  useEffect(() => {
    if (token) history.replaceState(history.state, '', location.pathname);
  }, [token]);

  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get('password'));
    setProblem(null);
    setFields({});
    if (password !== form.get('repeated')) return setFields({ repeated: t('auth.passwords_differ') });
    setBusy(true);
    try {
      await resetPassword(token, password);
      location.replace('/sign-in?set');
    } catch (error) {
      const known = error instanceof ApiProblem ? error.fields : {};
      if (known.password) setFields({ password: known.password });
      else
        setProblem(
          error instanceof ApiProblem && error.status < 500 && error.status >= 400 && error.status !== 429
            ? t('auth.link_over')
            : problemSentence(error, t),
        );
      setBusy(false);
    }
  };

  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-1 mb-5 text-muted">{invited ? t('auth.invite_about') : t('auth.reset_about')}</p>
      {token ? (
        <form onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
          {problem && <Banner tone="danger">{problem}</Banner>}
          <Field
            label={t('auth.new_password')}
            hint={t('auth.password_hint', { length: passwordLengthMin })}
            error={fields.password}
          >
            <TextInput
              name="password"
              type="password"
              autoComplete="new-password"
              required
              minLength={passwordLengthMin}
              maxLength={256}
              autoFocus
            />
          </Field>
          <Field label={t('auth.repeat_password')} error={fields.repeated}>
            <TextInput name="repeated" type="password" autoComplete="new-password" required maxLength={256} />
          </Field>
          <Button type="submit" tone="primary" busy={busy} className="h-10">
            {t('auth.set_password')}
          </Button>
        </form>
      ) : (
        <Banner tone="danger">{t('auth.link_incomplete')}</Banner>
      )}
      <Link
        to="/forgot-password"
        className="mt-4 inline-block py-1 text-sm font-medium text-accent-ink underline-offset-2 hover:underline"
      >
        {t('auth.ask_new_link')}
      </Link>
    </>
  );
}
