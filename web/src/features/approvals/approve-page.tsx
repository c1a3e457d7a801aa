// Behind the link of a mail, without signing in: what is asked, who asks, what it costs; nothing is decided before a button is pressed.
import { useLocation } from '@tanstack/react-router';
import { Check, CircleCheck, CircleSlash, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useDecideByLink, useLinkQuestion } from '@/api/approvals.ts';
import type { LinkQuestion } from '@/api/approvals.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Facts } from '@/ui/facts.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { usePageTitle } from '@/ui/page.tsx';

export function ApprovePage() {
  const { t } = useText();
  // In the fragment, which no server and no log sees; it stays there, so that a reload shows how it ended.
  const token = useLocation({ select: ({ hash }) => new URLSearchParams(hash).get('token') ?? '' });
  const { data, error, refetch } = useLinkQuestion(token);
  usePageTitle(t('approval.title'));
  if (data) return data.state === 'open' ? <Question question={data} token={token} /> : <Outcome question={data} />;
  if (!error) return <SkeletonList rows={6} />;
  const code = error instanceof ApiProblem ? error.code : '';
  if (code === 'link_expired') return <Sentence title={t('approval.expired')} about={t('approval.expired_about')} />;
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 422 || code === 'link_invalid')) return <Sentence title={t('approval.invalid')} about={t('approval.invalid_about')} />;
  return <ErrorPanel error={error} onRetry={() => void refetch()} />;
}

function Sentence({ title, about }: { title: string; about: string }) {
  return (
    <div role="alert">
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-1 text-muted">{about}</p>
    </div>
  );
}

function Asked({ question }: { question: LinkQuestion }) {
  const { t, dateTime } = useText();
  const { state, ticket_number, subject, client_name, what, cost, asked_by_name, expires_at } = question;
  return (
    <Facts
      facts={[
        { name: t('approval.what'), value: <span className="font-medium whitespace-pre-line">{what}</span> },
        ...(cost ? [{ name: t('approval.cost'), value: <span className="text-lg font-semibold">{cost}</span> }] : []),
        { name: t('approval.asked_by'), value: asked_by_name },
        { name: t('approval.ticket'), value: `${ticket_number} · ${subject}` },
        { name: t('approval.client'), value: client_name },
        ...(state === 'open' ? [{ name: t('approval.until'), value: dateTime(expires_at) }] : []),
      ]}
    />
  );
}

function Question({ question, token }: { question: LinkQuestion; token: string }) {
  const { t } = useText();
  const decide = useDecideByLink(token);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const words = useRef<HTMLTextAreaElement>(null);
  const send = (decision: 'approved' | 'refused'): void => {
    // Who refuses says why: the request ends with it.
    if (decision === 'refused' && reason.trim() === '') {
      setMissing(true);
      words.current?.focus();
      return;
    }
    decide.mutate({ decision, reason: reason.trim() });
  };
  const busy = decide.isPending ? decide.variables.decision : null;
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">{t('approval.title')}</h1>
      <Asked question={question} />
      <div className="mt-5 grid gap-4">
        {decide.error && <Banner tone="danger">{t(decide.error instanceof ApiProblem && decide.error.status === 429 ? 'approval.too_many' : 'approval.failed')}</Banner>}
        <Field label={t('approval.reason')} hint={t('approval.reason_hint')} error={isMissing && reason.trim() === '' ? t('approval.reason_missing') : undefined}>
          <TextArea ref={words} rows={3} maxLength={5000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <div className="grid grid-cols-2 gap-2 [&>button]:h-11">
          <Button tone="primary" busy={busy === 'approved'} disabled={busy !== null} icon={<Check className="size-4" aria-hidden />} onClick={() => send('approved')}>
            {t('approval.approve')}
          </Button>
          <Button busy={busy === 'refused'} disabled={busy !== null} icon={<X className="size-4" aria-hidden />} onClick={() => send('refused')}>
            {t('approval.refuse')}
          </Button>
        </div>
        <p className="text-sm text-muted">{t('approval.about')}</p>
      </div>
    </>
  );
}

function Outcome({ question }: { question: LinkQuestion }) {
  const { t, dateTime } = useText();
  const { state, settled_at, reason } = question;
  if (state === 'open') return null;
  const Icon = state === 'approved' ? CircleCheck : CircleSlash;
  return (
    <div role="status">
      <Icon className={`mb-2 size-9 ${state === 'approved' ? 'text-ok-ink' : 'text-muted'}`} aria-hidden />
      <h1 className="text-2xl font-semibold tracking-tight">{t(`approval.is_${state}`)}</h1>
      <p className="mt-1 mb-5 text-muted">
        {t(`approval.is_${state}_about`)} {settled_at && dateTime(settled_at)}
      </p>
      <Asked question={question} />
      {reason && <p className="mt-4 rounded-md bg-sunken px-3 py-2 text-sm wrap-anywhere whitespace-pre-line">{reason}</p>}
    </div>
  );
}
