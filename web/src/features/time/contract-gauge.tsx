// What is left of the hours of a month, in words and as a bar.
import type { ContractUsage } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { minutesText } from './duration.ts';

/** "Quedan 3 h 20 min de 10 h" and its bar. Nothing when there is no contract. */
export function ContractGauge({ usage }: { usage: ContractUsage }) {
  const { t } = useText();
  if (!usage.contract) return null;
  const whole = usage.included_minutes + usage.carried_minutes;
  const isOver = usage.left_minutes < 0;
  const share = whole === 0 ? 100 : Math.min(100, Math.round((usage.used_minutes * 100) / whole));
  const fill = isOver ? 'bg-danger' : usage.is_warned ? 'bg-warn-ink' : 'bg-accent';
  return (
    <div className="grid gap-1.5">
      <p className={`text-sm font-medium ${isOver ? 'text-danger-ink' : usage.is_warned ? 'text-warn-ink' : ''}`}>
        {isOver ? t('time.contract_over', { over: minutesText(-usage.left_minutes), included: minutesText(whole) }) : t('time.contract_left', { left: minutesText(usage.left_minutes), included: minutesText(whole) })}
      </p>
      <div
        role="meter"
        aria-label={usage.contract.name}
        aria-valuemin={0}
        aria-valuemax={whole}
        aria-valuenow={Math.min(usage.used_minutes, whole)}
        aria-valuetext={t('time.contract_used_of', { used: minutesText(usage.used_minutes), included: minutesText(whole) })}
        className="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div className={`h-full ${fill}`} style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
