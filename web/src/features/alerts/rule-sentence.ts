// A rule as a person says it: "CPU: 3 of 4 readings above 90 %; closes below 80 %".
import type { AlertMetric } from '../../../../worker/modules/alerts/values.ts';
import type { Text } from '@/text/translate.ts';

export interface SaidRule {
  metric: AlertMetric;
  operator: '>=' | '<=';
  threshold: number;
  hysteresis: number;
  need: number;
  of: number;
  target: string | null;
}

/** Rules about a reading have a limit; the others look at yes or no. */
export const isReading = (metric: AlertMetric): boolean => metric !== 'offline' && metric !== 'service';

/** `percent` writes a share the reader's way. */
export function ruleSentence(rule: SaidRule, t: Text['t'], percent: (value: number) => string): string {
  if (rule.metric === 'offline') return t('alerts.say_offline');
  if (rule.metric === 'service') return rule.target ? t('alerts.say_service', { target: rule.target }) : t('alerts.say_service_any');
  const name = t(`fleet.metric_${rule.metric}`);
  const metric = rule.target ? t('alerts.say_target', { metric: name, target: rule.target }) : name;
  const isOver = rule.operator === '>=';
  const opens = t(isOver ? 'alerts.say_over' : 'alerts.say_under', { metric, need: rule.need, of: rule.of, threshold: percent(rule.threshold) });
  if (rule.hysteresis === 0) return opens;
  const limit = isOver ? rule.threshold - rule.hysteresis : rule.threshold + rule.hysteresis;
  return `${opens}; ${t(isOver ? 'alerts.say_closes_below' : 'alerts.say_closes_above', { value: percent(limit) })}`;
}
