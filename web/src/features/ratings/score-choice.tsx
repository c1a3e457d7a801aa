// The three answers: a face and a word each, big enough for a thumb.
import { Frown, Meh, Smile } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useId } from 'react';
import { RATING_SCORES } from '../../../../worker/modules/ratings/values.ts';
import type { RatingScore } from '../../../../worker/modules/ratings/values.ts';
import { useText } from '@/text/translate.ts';

export const scoreIcons: Record<RatingScore, LucideIcon> = { good: Smile, neutral: Meh, bad: Frown };
export const scoreTones = { good: 'ok', neutral: 'warn', bad: 'danger' } as const satisfies Record<RatingScore, string>;

export function ScoreChoice({ value, onChange, label }: { value: RatingScore | null; onChange: (score: RatingScore) => void; label: string }) {
  const { t } = useText();
  const name = useId();
  return (
    <fieldset>
      <legend className="sr-only">{label}</legend>
      <div className="grid grid-cols-3 gap-2">
        {RATING_SCORES.map((score) => {
          const Icon = scoreIcons[score];
          return (
            <label
              key={score}
              className="grid min-h-20 cursor-pointer content-center justify-items-center gap-1 rounded-lg border border-control/70 bg-surface p-2 text-sm font-medium hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink"
            >
              <input type="radio" name={name} value={score} checked={value === score} onChange={() => onChange(score)} className="sr-only" />
              <Icon className="size-7" aria-hidden />
              {t(`rating.score_${score}`)}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
