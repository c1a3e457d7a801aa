// The wire of policies: what one level says, what it inherits, and what holds there.
import * as z from 'zod';
import { AgentSettingsBody } from '../agents/contract.ts';
import type { AlertMetric } from '../alerts/values.ts';
import { uuid } from '../contract.ts';
import type { EffectivePolicy, PolicyValues } from './rules.ts';
import { REMOTE_CONSENTS, UPDATE_RINGS, type PolicyLevel } from './values.ts';

/** The narrowest that is named is meant; none: the desk. */
export const PolicyQuery = z.strictObject({ client_id: uuid.optional(), site_id: uuid.optional(), asset_id: uuid.optional() })
  .refine((query) => Object.keys(query).length <= 1, { path: ['client_id'], message: 'name one of client, site and asset' });
export type PolicyQuery = z.infer<typeof PolicyQuery>;

const { metrics_s, services_s, security_s, inventory_s, script_concurrency } = AgentSettingsBody.shape;
const said = <T extends z.ZodType>(value: T) => value.nullable().default(null);
const RULES_MAX = 200;

/** The whole level as it shall be; null: as the level above says. At the desk's level intervals and rules are said elsewhere (`agent-config`, the rules themselves). */
export const PolicyBody = z.strictObject({
  client_id: uuid.nullable().default(null), site_id: uuid.nullable().default(null), asset_id: uuid.nullable().default(null),
  metrics_s: said(metrics_s), services_s: said(services_s), security_s: said(security_s), inventory_s: said(inventory_s), script_concurrency: said(script_concurrency), events: said(z.boolean()),
  update_ring: said(z.enum(UPDATE_RINGS)), remote_consent: said(z.enum(REMOTE_CONSENTS)), remote_minutes: said(z.number().int().min(1).max(720)),
  /** By the id of an alert rule. */
  rules: z.record(uuid, z.strictObject({ threshold: z.number().min(0).max(1e12).optional(), is_off: z.boolean().optional() }))
    .refine((rules) => Object.keys(rules).length <= RULES_MAX, `at most ${RULES_MAX} rules`).default({}),
  /** As it was read; 0: nothing was said yet. */
  version: z.number().int().min(0),
}).refine((body) => [body.client_id, body.site_id, body.asset_id].filter((id) => id !== null).length <= 1, { path: ['client_id'], message: 'name one of client, site and asset' });
export type PolicyBody = z.infer<typeof PolicyBody>;

/** A rule that could hold at this level, as it stands in itself. */
export interface PolicyRule {
  rule_id: string;
  name: string;
  metric: AlertMetric;
  operator: '>=' | '<=';
  threshold: number;
  hysteresis: number;
  /** Where the rule itself stands. */
  level: Exclude<PolicyLevel, 'default'>;
}

export interface PolicyView {
  level: Exclude<PolicyLevel, 'default'>;
  client_id: string | null;
  client_name: string | null;
  site_id: string | null;
  site_name: string | null;
  asset_id: string | null;
  asset_name: string | null;
  /** 0: nothing was said here. */
  version: number;
  /** What is said here. */
  own: Partial<PolicyValues>;
  own_rules: Record<string, { threshold?: number; is_off?: boolean }>;
  /** What would hold without it. */
  inherited: EffectivePolicy;
  /** What holds. */
  effective: EffectivePolicy;
  alert_rules: PolicyRule[];
}
