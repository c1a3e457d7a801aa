// A rule as its form holds it and as the API takes it.
import type { AlertRuleChange, NewAlertRule } from '../../../../worker/modules/alerts/contract.ts';
import type { AlertMetric } from '../../../../worker/modules/alerts/values.ts';
import type { AssetType } from '../../../../worker/modules/assets/values.ts';
import type { TicketPriority } from '../../../../worker/modules/tickets/values.ts';
import type { AlertRule } from '@/api/alerts.ts';
import { isReading } from './rule-sentence.ts';
import type { SaidRule } from './rule-sentence.ts';

export interface RuleDraft {
  name: string;
  metric: AlertMetric;
  operator: '>=' | '<=';
  threshold: string;
  hysteresis: string;
  need: string;
  of: string;
  target: string;
  asset_types: AssetType[];
  priority: TicketPriority;
  category_id: string | null;
  opens_ticket: boolean;
  resolves_ticket: boolean;
  is_active: boolean;
}

export function ruleDraft(rule: AlertRule | null): RuleDraft {
  if (!rule) {
    return { name: '', metric: 'cpu', operator: '>=', threshold: '90', hysteresis: '10', need: '3', of: '4', target: '', asset_types: [], priority: 'media', category_id: null, opens_ticket: true, resolves_ticket: false, is_active: true };
  }
  const { name, metric, operator, asset_types, priority, category_id, opens_ticket, resolves_ticket, is_active } = rule;
  return { name, metric, operator, asset_types, priority, category_id, opens_ticket, resolves_ticket, is_active, threshold: String(rule.threshold), hysteresis: String(rule.hysteresis), need: String(rule.need), of: String(rule.of), target: rule.target ?? '' };
}

/** What the sentence of the form speaks of; half-typed numbers count as nothing. */
export const saidOf = (draft: RuleDraft): SaidRule => ({
  metric: draft.metric,
  operator: draft.operator,
  threshold: Number(draft.threshold) || 0,
  hysteresis: Number(draft.hysteresis) || 0,
  need: Number(draft.need) || 1,
  of: Number(draft.of) || 1,
  target: hasTarget(draft.metric) ? draft.target.trim() || null : null,
});

export const hasTarget = (metric: AlertMetric): boolean => metric === 'disk' || metric === 'service';

type Fields = Omit<NewAlertRule, 'client_id' | 'site_id' | 'asset_id' | 'metric'>;

/** A yes or no has the limit 1; the metric goes apart, for it is fixed once the rule stands. */
export function ruleFields(draft: RuleDraft): Fields & AlertRuleChange {
  const { metric, threshold, hysteresis, need, of, target: _target, ...rest } = draft;
  const reading = isReading(metric);
  return {
    ...rest,
    name: draft.name.trim(),
    operator: reading ? draft.operator : '>=',
    threshold: reading ? Number(threshold) : 1,
    hysteresis: reading ? Number(hysteresis) : 0,
    need: reading ? Number(need) : 1,
    of: reading ? Number(of) : 1,
    target: saidOf(draft).target,
    resolves_ticket: draft.opens_ticket && draft.resolves_ticket,
  };
}
