// What people of the client thought, in the margin of a ticket. Nothing while nobody said anything.
import { useRatings } from '@/api/ratings.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { scoreIcons, scoreTones } from './score-choice.tsx';

export function TicketRatings({ number }: { number: string }) {
  const { t } = useText();
  const { data } = useRatings(number);
  if (!data || data.ratings.length === 0) return null;
  return (
    <section aria-label={t('rating.section')} className="mt-4 grid gap-2 border-t border-line pt-3.5">
      <h2 className="text-sm font-semibold">{t('rating.section')}</h2>
      <ul className="grid gap-2.5">
        {data.ratings.map((rating) => {
          const Icon = scoreIcons[rating.score];
          return (
            <li key={rating.rating_id} className="grid gap-0.5 text-sm">
              <span className="flex flex-wrap items-center gap-1.5">
                <Badge tone={scoreTones[rating.score]} icon={<Icon className="size-3.5" aria-hidden />}>
                  {t(`rating.score_${rating.score}`)}
                </Badge>
                {data.resolution_number > 1 && rating.resolution_number > 0 && <span className="text-xs text-muted">{t('rating.of_resolution', { n: rating.resolution_number })}</span>}
              </span>
              {rating.comment && <p className="wrap-anywhere whitespace-pre-line">{rating.comment}</p>}
              <p className="text-xs wrap-anywhere text-muted">
                {rating.rated_by_name ?? rating.rated_by} · <Ago iso={rating.updated_at} />
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
