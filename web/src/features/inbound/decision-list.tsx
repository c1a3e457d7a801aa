// The decision record of one mail: a sentence a step, with the evidence of the technical ones below it.
import type { InboundDetail } from '@/api/inbound.ts';
import { useText } from '@/text/translate.ts';
import { stepSentence } from './step-sentence.ts';

export function DecisionList({ decisions }: { decisions: InboundDetail['decisions'] }) {
  const { t } = useText();
  if (decisions.length === 0) return <p className="text-muted">{t('inbound.decision_none')}</p>;
  return (
    <ol className="grid gap-2.5">
      {decisions.map((decision, index) => {
        const evidence = decision.facts.signals ?? decision.facts.repairs;
        return (
          <li key={decision.step} className="flex gap-3">
            <span aria-hidden className="grid size-5.5 shrink-0 place-items-center rounded-full bg-sunken text-xs text-muted tabular-nums">
              {index + 1}
            </span>
            <span className="min-w-0 wrap-anywhere" title={decision.detail}>
              {stepSentence(decision, t) ?? decision.detail}
              {evidence && <span className="block text-xs text-muted">{t('inbound.signals', { signals: evidence })}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
