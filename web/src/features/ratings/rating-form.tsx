// Score and comment; nothing is sent before the button is pressed.
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { RatingBody, RatingScore } from '@/api/ratings.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { ScoreChoice } from './score-choice.tsx';

export function RatingForm({ initial, isChange, label, busy, fault, onSend }: {
  initial: { score: RatingScore | null; comment: string };
  isChange: boolean;
  label: string;
  busy: boolean;
  fault: string | null;
  onSend: (body: RatingBody) => void;
}) {
  const { t } = useText();
  const [score, setScore] = useState(initial.score);
  const [comment, setComment] = useState(initial.comment);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (score) onSend({ score, comment });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {fault && <Banner tone="danger">{fault}</Banner>}
      <ScoreChoice value={score} onChange={setScore} label={label} />
      <Field label={t('rating.comment')} hint={t('rating.comment_hint')}>
        <TextArea rows={3} maxLength={2000} value={comment} onChange={(event) => setComment(event.target.value)} />
      </Field>
      <Button type="submit" tone="primary" busy={busy} disabled={score === null} className="h-10">
        {score === null ? t('rating.choose') : t(isChange ? 'rating.change' : 'rating.send')}
      </Button>
    </form>
  );
}
