// What holds for a machine and who said it: the narrowest level wins, value by value.
import * as fc from '../support/property.ts';
import { expect, test } from 'vitest';
import { changesMachines, effectivePolicy, POLICY_DEFAULTS, POLICY_KEYS, rulesUnder, valuesOf, type PolicyLevelRow } from '../../worker/modules/policies/rules.ts';
import { POLICY_LEVELS } from '../../worker/modules/policies/values.ts';

const level = (name: PolicyLevelRow['level'], values: Record<string, unknown>): PolicyLevelRow => ({ level: name, policy_id: name, values });

test('where nobody says anything the defaults hold, and say so', () => {
  const policy = effectivePolicy([]);
  expect(valuesOf(policy)).toEqual(POLICY_DEFAULTS);
  expect(POLICY_KEYS.map((key) => policy[key].origin)).toEqual(POLICY_KEYS.map(() => 'default'));
  expect(policy.rules).toEqual({});
});

test('each value comes from the narrowest level that says it, with its origin', () => {
  const policy = effectivePolicy([
    level('asset', { remote_minutes: 15 }), level('msp', { metrics_s: 60, update_ring: 'early', remote_consent: 'none' }), level('client', { remote_consent: 'notify', remote_minutes: 90 }), level('site', { remote_consent: 'ask', events: false }),
  ]);
  expect(policy).toMatchObject({
    metrics_s: { value: 60, origin: 'msp' }, update_ring: { value: 'early', origin: 'msp' }, remote_consent: { value: 'ask', origin: 'site' }, remote_minutes: { value: 15, origin: 'asset' },
    events: { value: false, origin: 'site' }, services_s: { value: 600, origin: 'default' },
  });
});

test('the order in which levels are given changes nothing, and what is said of one value touches no other', () => {
  const values = fc.record({ metrics_s: fc.constantFrom(30, 60, 900), remote_minutes: fc.integer({ min: 1, max: 720 }), update_ring: fc.constantFrom('test', 'early', 'broad', 'none'), events: fc.boolean() }, { requiredKeys: [] });
  const names = POLICY_LEVELS.filter((name) => name !== 'default');
  fc.assert(fc.property(fc.tuple(values, values, values, values), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), (said, order) => {
    const levels = said.map((one, n) => level(names[n]!, one));
    const policy = effectivePolicy(order.map((n) => levels[n]!));
    expect(policy).toEqual(effectivePolicy(levels));
    for (const key of POLICY_KEYS) {
      const last = said.findLastIndex((one) => key in one);
      expect(policy[key]).toEqual(last < 0 ? { value: POLICY_DEFAULTS[key], origin: 'default' } : { value: (said[last] as Record<string, unknown>)[key], origin: names[last] });
    }
  }));
});

test('what no machine could obey counts as not said', () => {
  const odd = { metrics_s: 1, services_s: 'often', security_s: null, inventory_s: 1e9, events: 'yes', script_concurrency: 2.5, update_ring: 'nightly', remote_consent: true, remote_minutes: 0, rules: [1, 2] };
  expect(effectivePolicy([level('client', odd)])).toEqual(effectivePolicy([]));
  expect(effectivePolicy([level('client', { rules: { r: { threshold: Number.NaN, is_off: 'no' }, s: 5 } })]).rules).toEqual({ r: {} });
});

test('a rule has another threshold or none where a level says so, and a narrower level takes that back', () => {
  const rules = [{ rule_id: 'cpu', threshold: 90 }, { rule_id: 'disk', threshold: 80 }, 'nonsense'];
  const client = level('client', { rules: { cpu: { threshold: 95 }, disk: { is_off: true } } });
  expect(rulesUnder(rules, effectivePolicy([client]))).toEqual([{ rule_id: 'cpu', threshold: 95 }, 'nonsense']);
  const site = level('site', { rules: { disk: { is_off: false, threshold: 70 } } });
  expect(rulesUnder(rules, effectivePolicy([client, site]))).toEqual([{ rule_id: 'cpu', threshold: 95 }, { rule_id: 'disk', threshold: 70 }, 'nonsense']);
  expect(effectivePolicy([client, site]).rules).toEqual({ cpu: { threshold: { value: 95, origin: 'client' } }, disk: { is_off: { value: false, origin: 'site' }, threshold: { value: 70, origin: 'site' } } });
});

test('machines hear of what they obey, and of nothing else', () => {
  expect(changesMachines({ rules: {} }, { metrics_s: null, remote_consent: 'ask', rules: {} })).toBe(false);
  expect(changesMachines({ metrics_s: 60, rules: {} }, { metrics_s: null, rules: {} })).toBe(true);
  expect(changesMachines({ rules: {} }, { rules: { a: { is_off: true } } })).toBe(true);
});
