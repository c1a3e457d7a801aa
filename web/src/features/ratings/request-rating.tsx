// The requester says what they thought of a solution, and may change it for some days.
import { useState } from 'react';
import { useRate, useRatings } from '@/api/ratings.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { scoreIcons } from './score-choice.tsx';
import { RatingForm } from './rating-form.tsx';

export function RequestRating({ number }: { number: string }) {
  const { t } = useText();
  const { data } = useRatings(number);
  const rate = useRate(number);
  const [editing, setEditing] = useState(false);
  if (!data || !data.is_enabled || (!data.may_rate && !data.own)) return null;
  const { own } = data;
  const Icon = own ? scoreIcons[own.score] : null;
  return (
    <section aria-label={t('rating.request_title')} className="grid gap-3 rounded-lg border border-line px-4 py-3">
      {own && Icon && !editing ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <p className="flex min-w-0 flex-1 items-center gap-2 font-medium">
            <Icon className="size-5 shrink-0" aria-hidden />
            {t('rating.given', { score: t(`rating.score_${own.score}`) })}
          </p>
          {data.may_rate && (
            <Button small onClick={() => setEditing(true)}>
              {t('rating.edit')}
            </Button>
          )}
          {own.comment && <p className="w-full text-sm wrap-anywhere whitespace-pre-line text-muted">{own.comment}</p>}
        </div>
      ) : (
        <>
          <h2 className="font-semibold">{t('rating.request_title')}</h2>
          <RatingForm
            initial={{ score: own?.score ?? null, comment: own?.comment ?? '' }}
            isChange={own !== null}
            label={t('rating.request_title')}
            busy={rate.isPending}
            fault={rate.error ? problemSentence(rate.error, t) : null}
            onSend={(body) =>
              rate.mutate(body, {
                onSuccess: () => {
                  setEditing(false);
                  toast.done(t('rating.thanks'));
                },
              })
            }
          />
        </>
      )}
    </section>
  );
}
