// What holds for a machine, value by value, and who said it: the narrowest level that says anything. Pure.
import { POLICY_LEVELS, REMOTE_CONSENTS, UPDATE_RINGS, type PolicyLevel, type RemoteConsent, type UpdateRing } from './values.ts';

/** Seconds, but for `events`, `script_concurrency` (scripts at one time) and `remote_minutes`. */
export interface PolicyValues {
  metrics_s: number;
  services_s: number;
  security_s: number;
  inventory_s: number;
  events: boolean;
  script_concurrency: number;
  update_ring: UpdateRing;
  remote_consent: RemoteConsent;
  /** How long somebody may look at a machine before they have to ask again. */
  remote_minutes: number;
}
export type PolicyKey = keyof PolicyValues;

/** What holds where nobody said anything. */
export const POLICY_DEFAULTS: PolicyValues = {
  metrics_s: 300, services_s: 600, security_s: 3600, inventory_s: 86_400, events: true, script_concurrency: 2, update_ring: 'none', remote_consent: 'ask', remote_minutes: 60,
};

export interface Told<T> {
  value: T;
  origin: PolicyLevel;
}
export type EffectiveValues = { [K in PolicyKey]: Told<PolicyValues[K]> };
/** What is said of one alert rule beyond the rule itself. */
export interface EffectiveRule {
  threshold?: Told<number>;
  is_off?: Told<boolean>;
}
export interface EffectivePolicy extends EffectiveValues {
  rules: Record<string, EffectiveRule>;
}

/** One level as `app.policy_levels()` gives it: only what it says. `policy_id` is null for the setting `agent_config`. */
export interface PolicyLevelRow {
  level: Exclude<PolicyLevel, 'default'>;
  policy_id: string | null;
  values: Record<string, unknown>;
}

const within = (min: number, max: number) => (value: unknown): boolean => Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const isOf = (list: readonly string[]) => (value: unknown): boolean => typeof value === 'string' && list.includes(value);
/** What a machine could obey; anything else counts as not said. */
const READABLE: Record<PolicyKey, (value: unknown) => boolean> = {
  metrics_s: within(5, 86_400), services_s: within(30, 86_400), security_s: within(60, 604_800), inventory_s: within(60, 604_800), events: (value) => typeof value === 'boolean',
  script_concurrency: within(1, 8), update_ring: isOf(UPDATE_RINGS), remote_consent: isOf(REMOTE_CONSENTS), remote_minutes: within(1, 720),
};
export const POLICY_KEYS = Object.keys(POLICY_DEFAULTS) as PolicyKey[];
/** Those that the machine itself has to know. */
export const AGENT_KEYS = ['metrics_s', 'services_s', 'security_s', 'inventory_s', 'events', 'script_concurrency'] as const satisfies readonly PolicyKey[];

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param levels in any order. */
export function effectivePolicy(levels: readonly PolicyLevelRow[]): EffectivePolicy {
  const ordered = levels.toSorted((a, b) => POLICY_LEVELS.indexOf(a.level) - POLICY_LEVELS.indexOf(b.level));
  const told = Object.fromEntries(POLICY_KEYS.map((key) => [key, { value: POLICY_DEFAULTS[key], origin: 'default' }])) as unknown as EffectiveValues;
  const rules: Record<string, EffectiveRule> = {};
  for (const { level, values } of ordered) {
    for (const key of POLICY_KEYS) {
      if (READABLE[key](values[key])) Object.assign(told, { [key]: { value: values[key], origin: level } });
    }
    for (const [ruleId, said] of Object.entries(isFields(values.rules) ? values.rules : {})) {
      if (!isFields(said)) continue;
      const rule = (rules[ruleId] ??= {});
      if (typeof said.threshold === 'number' && Number.isFinite(said.threshold)) rule.threshold = { value: said.threshold, origin: level };
      if (typeof said.is_off === 'boolean') rule.is_off = { value: said.is_off, origin: level };
    }
  }
  return { ...told, rules };
}

/** The values alone, without where they come from. */
export const valuesOf = (policy: EffectiveValues): PolicyValues => Object.fromEntries(POLICY_KEYS.map((key) => [key, policy[key].value])) as unknown as PolicyValues;

/** Alert rules as they hold under a policy: those that do not count are left out. What is no rule goes through as it is. */
export function rulesUnder(rules: readonly unknown[], policy: Pick<EffectivePolicy, 'rules'>): unknown[] {
  return rules.flatMap((rule) => {
    if (!isFields(rule) || typeof rule.rule_id !== 'string') return [rule];
    const said = policy.rules[rule.rule_id];
    return said?.is_off?.value ? [] : [said?.threshold ? { ...rule, threshold: said.threshold.value } : rule];
  });
}

/** Whether machines have to hear of a change. */
export function changesMachines(before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  return [...AGENT_KEYS, 'update_ring', 'rules'].some((key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null));
}
