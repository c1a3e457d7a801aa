// Asking for a link to set a new password; the answer never tells whether the address is known.
import { useState } from 'react';
import type { FormEvent } from 'react';
import { forgotPassword } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { usePageTitle } from '@/ui/page.tsx';

export function ForgotPasswordPage() {
  const { t } = useText();
  usePageTitle(t('auth.forgot_title'));
  const [state, setState] = useState<'asking' | 'busy' | 'sent'>('asking');
  const [problem, setProblem] = useState<string | null>(null);

  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get('email')).trim();
    setState('busy');
    setProblem(null);
    try {
      await forgotPassword(email);
      setState('sent');
    } catch (error) {
      setProblem(problemSentence(error, t));
      setState('asking');
    }
  };

  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t('auth.forgot_title')}</h1>
      {state === 'sent' ? (
        <div className="mt-4">
          <Banner tone="ok">{t('auth.forgot_sent')}</Banner>
        </div>
      ) : (
        <form onSubmit={(event) => void onSubmit(event)} className="mt-1 grid gap-4">
          <p className="text-muted">{t('auth.forgot_about')}</p>
          {problem && <Banner tone="danger">{problem}</Banner>}
          <Field label={t('auth.email')}>
            <TextInput name="email" type="email" autoComplete="username" required autoFocus maxLength={254} />
          </Field>
          <Button type="submit" tone="primary" busy={state === 'busy'} className="h-10">
            {t('auth.forgot_send')}
          </Button>
        </form>
      )}
      <a
        href="/sign-in"
        className="mt-4 inline-block py-1 text-sm font-medium text-accent-ink underline-offset-2 hover:underline"
      >
        {t('auth.back_to_sign_in')}
      </a>
    </>
  );
}
