// Behind the link of a mail, without signing in: the answer of the link is chosen, and sent when the reader says so.
import { useParams, useSearch } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useLinkRating, useRateWithLink } from '@/api/ratings.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { usePageTitle } from '@/ui/page.tsx';
import { RatingForm } from './rating-form.tsx';

export function RatePage() {
  const { t } = useText();
  const { token } = useParams({ from: '/public/rate/$token' });
  const { score } = useSearch({ from: '/public/rate/$token' });
  const { data, error, refetch } = useLinkRating(token);
  const rate = useRateWithLink(token);
  const [sent, setSent] = useState(false);
  usePageTitle(t('rating.title'));
  if (!data) {
    if (!error) return <SkeletonList rows={5} />;
    const code = error instanceof ApiProblem ? error.code : '';
    if (code === 'link_expired') return <Sentence title={t('rating.expired')} about={t('rating.expired_about')} />;
    if (error instanceof ApiProblem && error.status === 404) return <Sentence title={t('rating.gone')} />;
    if (code === 'link_invalid' || (error instanceof ApiProblem && error.status === 422)) return <Sentence title={t('rating.invalid')} about={t('rating.invalid_about')} />;
    return <ErrorPanel back={{ to: '/', label: t('problem.go_home') }} error={error} onRetry={() => void refetch()} />;
  }
  const about = <p className="mt-1 mb-5 wrap-anywhere text-muted">{t('rating.about', { number: data.ticket_number, subject: data.subject })}</p>;
  if (sent && data.score)
    return (
      <div role="status">
        <CircleCheck className="mb-2 size-9 text-ok-ink" aria-hidden />
        <h1 className="text-2xl font-semibold tracking-tight">{t('rating.thanks')}</h1>
        <p className="mt-1 text-muted">{t('rating.given', { score: t(`rating.score_${data.score}`) })}</p>
        <p className="mt-1 mb-5 text-muted">{t('rating.thanks_about')}</p>
        <Button onClick={() => setSent(false)}>{t('rating.edit')}</Button>
      </div>
    );
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t('rating.title')}</h1>
      {about}
      {!data.is_enabled ? (
        <Banner tone="info">{t('rating.off')}</Banner>
      ) : !data.may_change ? (
        <Banner tone="info">{t('rating.final')}</Banner>
      ) : (
        <RatingForm
          initial={{ score: (sent ? null : score) ?? data.score, comment: data.comment }}
          isChange={data.score !== null}
          label={t('rating.title')}
          busy={rate.isPending}
          fault={rate.error ? (rate.error instanceof ApiProblem && rate.error.status === 429 ? t('rating.too_many') : t('rating.failed')) : null}
          onSend={(body) => rate.mutate(body, { onSuccess: () => setSent(true) })}
        />
      )}
    </>
  );
}

function Sentence({ title, about }: { title: string; about?: string }) {
  return (
    <div role="alert">
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      {about && <p className="mt-1 text-muted">{about}</p>}
    </div>
  );
}
