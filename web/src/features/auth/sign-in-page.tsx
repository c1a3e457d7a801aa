// Signing in with address and password.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { signIn } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { usePageTitle } from '@/ui/page.tsx';

export function SignInPage() {
  const { t } = useText();
  usePageTitle(t('auth.sign_in'));
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/public/sign-in' });
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      await signIn(String(form.get('email')).trim(), String(form.get('password')));
      await navigate({ href: next ?? '/', replace: true });
    } catch (error) {
      const refused = error instanceof ApiProblem && (error.status === 401 || error.status === 422);
      setProblem(refused ? t('auth.refused') : problemSentence(error, t));
      setBusy(false);
    }
  };

  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t('auth.sign_in')}</h1>
      <p className="mt-1 mb-5 text-muted">{t('auth.sign_in_about')}</p>
      <form onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
        {problem && <Banner tone="danger">{problem}</Banner>}
        <Field label={t('auth.email')}>
          <TextInput name="email" type="email" autoComplete="username" inputMode="email" required autoFocus maxLength={254} />
        </Field>
        <Field label={t('auth.password')}>
          <TextInput name="password" type="password" autoComplete="current-password" required maxLength={256} />
        </Field>
        <Button type="submit" tone="primary" busy={busy} className="h-10">
          {t('auth.sign_in')}
        </Button>
        <Link
          to="/forgot-password"
          className="justify-self-start py-1 text-sm font-medium text-accent-ink underline-offset-2 hover:underline"
        >
          {t('auth.forgot')}
        </Link>
      </form>
    </>
  );
}
