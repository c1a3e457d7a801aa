// What the form of one level holds: text as it is typed, empty for "as the level above says".
import type { PolicyBody, PolicyView } from '@/api/policies.ts';

type Values = PolicyView['own'];
export type PolicyKey = keyof PolicyView['effective'] & keyof Values;

/** Stored value of one of what is typed: 60 where minutes are typed and seconds stored. */
export const UNITS = { metrics_s: 60, services_s: 60, security_s: 60, inventory_s: 3600, script_concurrency: 1, remote_minutes: 1 } as const;
export type NumberKey = keyof typeof UNITS;
/** Bounds of the stored value. */
export const BOUNDS: Record<NumberKey, readonly [number, number]> = { metrics_s: [30, 3600], services_s: [60, 86_400], security_s: [300, 604_800], inventory_s: [3600, 604_800], script_concurrency: [1, 8], remote_minutes: [1, 720] };
export const isNumberKey = (key: PolicyKey): key is NumberKey => key in UNITS;

export interface RuleDraft {
  threshold: string;
  state: '' | 'on' | 'off';
}
export interface PolicyDraft {
  values: Record<PolicyKey, string>;
  rules: Record<string, RuleDraft>;
}

const KEYS: readonly PolicyKey[] = ['metrics_s', 'services_s', 'security_s', 'inventory_s', 'events', 'script_concurrency', 'update_ring', 'remote_consent', 'remote_minutes'];

export function draftOf({ own, own_rules }: Pick<PolicyView, 'own' | 'own_rules'>): PolicyDraft {
  const text = (key: PolicyKey): string => (own[key] === undefined ? '' : isNumberKey(key) ? String(Number(own[key]) / UNITS[key]) : String(own[key]));
  const rules = Object.entries(own_rules).map(([ruleId, { threshold, is_off }]): [string, RuleDraft] => [ruleId, { threshold: threshold === undefined ? '' : String(threshold), state: is_off === undefined ? '' : is_off ? 'off' : 'on' }]);
  return { values: Object.fromEntries(KEYS.map((key) => [key, text(key)])) as Record<PolicyKey, string>, rules: Object.fromEntries(rules) };
}

/** The body of a level: rules that hold here no more are left out. */
export function bodyOf(view: PolicyView, draft: PolicyDraft): PolicyBody {
  const number = (key: NumberKey): number | null => (draft.values[key] === '' ? null : Math.round(Number(draft.values[key]) * UNITS[key]));
  const choice = <T extends string>(key: PolicyKey): T | null => (draft.values[key] === '' ? null : (draft.values[key] as T));
  const known = new Set(view.alert_rules.map(({ rule_id }) => rule_id));
  const rules = Object.entries(draft.rules).flatMap(([ruleId, { threshold, state }]) => {
    if (!known.has(ruleId) || (threshold === '' && state === '')) return [];
    return [[ruleId, { ...(threshold === '' ? {} : { threshold: Number(threshold) }), ...(state === '' ? {} : { is_off: state === 'off' }) }] as const];
  });
  return {
    client_id: view.level === 'client' ? view.client_id : null, site_id: view.level === 'site' ? view.site_id : null, asset_id: view.asset_id, version: view.version, rules: Object.fromEntries(rules),
    metrics_s: number('metrics_s'), services_s: number('services_s'), security_s: number('security_s'), inventory_s: number('inventory_s'), script_concurrency: number('script_concurrency'), remote_minutes: number('remote_minutes'),
    events: draft.values.events === '' ? null : draft.values.events === 'true', update_ring: choice('update_ring'), remote_consent: choice('remote_consent'),
  };
}
