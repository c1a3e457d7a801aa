// The wire of alert rules, alerts and maintenance windows.
import * as z from 'zod';
import { ASSET_TYPES, type AssetType } from '../assets/values.ts';
import { flag, line, optionalLine, pageQuery, prose, uuid } from '../contract.ts';
import { TICKET_PRIORITIES, type TicketPriority } from '../tickets/values.ts';
import { ALERT_KINDS, ALERT_METRICS, ALERT_OPERATORS, ALERT_STATES, type AlertKind, type AlertMetric, type AlertState } from './values.ts';

const listOf = <T extends z.ZodType<string, string>>(item: T) =>
  z.string().max(400).transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean)).pipe(z.array(item).min(1).max(20));

/** What a rule says. Percentages for cpu, memory, disk and swap; `offline` and `service` look at yes or no (threshold 1). */
const ruleFields = {
  name: line(200),
  metric: z.enum(ALERT_METRICS),
  operator: z.enum(ALERT_OPERATORS),
  threshold: z.number().min(0).max(1e12),
  /** Beyond the threshold by this much before the condition counts as gone. */
  hysteresis: z.number().min(0).max(1e12),
  /** `need` of the last `of` readings. */
  need: z.number().int().min(1).max(60),
  of: z.number().int().min(1).max(60),
  /** A mount or a service; null: any. */
  target: optionalLine(300),
  /** Empty: any. */
  asset_types: z.array(z.enum(ASSET_TYPES)).max(ASSET_TYPES.length),
  priority: z.enum(TICKET_PRIORITIES),
  category_id: uuid.nullable(),
  opens_ticket: z.boolean(),
  /** Whether the recovery resolves the ticket. */
  resolves_ticket: z.boolean(),
  is_active: z.boolean(),
};

/** Scope: one asset, one site, one client, or (none named) every machine. It is fixed once the rule stands. */
export const NewAlertRule = z.strictObject({
  client_id: uuid.nullable().default(null), site_id: uuid.nullable().default(null), asset_id: uuid.nullable().default(null), ...ruleFields,
  operator: ruleFields.operator.default('>='), threshold: ruleFields.threshold.default(1), hysteresis: ruleFields.hysteresis.default(0), need: ruleFields.need.default(1), of: ruleFields.of.default(1),
  asset_types: ruleFields.asset_types.default([]), priority: ruleFields.priority.default('media'), category_id: ruleFields.category_id.default(null),
  opens_ticket: ruleFields.opens_ticket.default(true), resolves_ticket: ruleFields.resolves_ticket.default(false), is_active: ruleFields.is_active.default(true),
});
export type NewAlertRule = z.infer<typeof NewAlertRule>;

/** Every field may be named alone; the metric is fixed. */
export const AlertRuleChange = z.strictObject(ruleFields).omit({ metric: true }).partial();
export type AlertRuleChange = z.infer<typeof AlertRuleChange>;

/** With `asset_id`: the rules that hold for that machine, whatever their scope. */
export const AlertRuleQuery = z.strictObject({ ...pageQuery, client_id: uuid.optional(), asset_id: uuid.optional(), metric: z.enum(ALERT_METRICS).optional(), is_active: flag.optional() });
export type AlertRuleQuery = z.infer<typeof AlertRuleQuery>;

export const AlertQuery = z.strictObject({
  ...pageQuery,
  status: listOf(z.enum(ALERT_STATES)).optional(),
  kind: listOf(z.enum(ALERT_KINDS)).optional(),
  priority: listOf(z.enum(TICKET_PRIORITIES)).optional(),
  client_id: uuid.optional(),
  site_id: uuid.optional(),
  asset_id: uuid.optional(),
});
export type AlertQuery = z.infer<typeof AlertQuery>;

export const AlertStatsQuery = z.strictObject({ client_id: uuid.optional(), site_id: uuid.optional() });
export type AlertStatsQuery = z.infer<typeof AlertStatsQuery>;

export const AlertDecision = z.strictObject({ note: prose(5_000).default('') });

/** `every_days`: repeats (7: weekly) at the same time of day in the client's zone, until `repeats_until` or for ever. */
const windowFields = {
  name: line(200),
  starts_at: z.iso.datetime({ offset: true }),
  ends_at: z.iso.datetime({ offset: true }),
  every_days: z.number().int().min(1).max(366).nullable(),
  repeats_until: z.iso.datetime({ offset: true }).nullable(),
};
/** Scope: one asset, one site, or the whole client. */
export const NewWindow = z.strictObject({
  client_id: uuid, site_id: uuid.nullable().default(null), asset_id: uuid.nullable().default(null), ...windowFields,
  every_days: windowFields.every_days.default(null), repeats_until: windowFields.repeats_until.default(null),
});
export type NewWindow = z.infer<typeof NewWindow>;
export const WindowChange = z.strictObject(windowFields).partial();
export type WindowChange = z.infer<typeof WindowChange>;
export const WindowQuery = z.strictObject({
  ...pageQuery, client_id: uuid.optional(), asset_id: uuid.optional(),
  /** Leaves out those that will never begin again. */
  upcoming: flag.optional(),
});
export type WindowQuery = z.infer<typeof WindowQuery>;

export interface AlertRuleRow {
  rule_id: string;
  client_id: string | null;
  client_name: string | null;
  site_id: string | null;
  site_name: string | null;
  asset_id: string | null;
  asset_name: string | null;
  name: string;
  metric: AlertMetric;
  operator: '>=' | '<=';
  threshold: number;
  hysteresis: number;
  need: number;
  of: number;
  target: string | null;
  asset_types: AssetType[];
  priority: TicketPriority;
  category_id: string | null;
  category_name: string | null;
  opens_ticket: boolean;
  resolves_ticket: boolean;
  is_active: boolean;
  created_at: Date;
  updated_at: Date;
}

/** One opening of one condition. Instants are ISO-8601 UTC. */
export interface AlertRow {
  alert_id: string;
  client_id: string;
  client_name: string;
  site_id: string;
  site_name: string;
  /** Null: about the whole site. */
  asset_id: string | null;
  asset_name: string | null;
  rule_id: string | null;
  rule_name: string | null;
  kind: AlertKind;
  metric: string;
  target: string | null;
  value: number | null;
  threshold: number | null;
  samples: { at: string; value: number }[];
  status: AlertState;
  priority: TicketPriority;
  ticket_id: string | null;
  ticket_number: string | null;
  /** The maintenance window under which it opened: no ticket before that ended. */
  suppressed_by: string | null;
  /** The alert of the whole site that speaks for it. */
  folded_into: string | null;
  /** An offline alert waits until then, so that a whole site's fall is seen as one. */
  ticket_due_at: Date | null;
  opened_at: Date;
  recovered_at: Date | null;
  acknowledged_by_name: string | null;
  acknowledged_at: Date | null;
  resolved_by_name: string | null;
  resolved_at: Date | null;
  resolution_note: string | null;
}

/** Conditions that hold now: open and acknowledged together, unless said otherwise. */
export interface AlertStats {
  open: number;
  acknowledged: number;
  suppressed: number;
  by_priority: Record<TicketPriority, number>;
  by_kind: Record<AlertKind, number>;
}

/** A site in which machines do not answer. */
export interface SiteOutage {
  site_id: string;
  site_name: string;
  client_id: string;
  client_name: string;
  /** Enrolled machines of the site. */
  machines: number;
  offline: number;
  /** When the first of those now offline fell silent. */
  since: Date | null;
  /** The open alert of the whole site, and its ticket. */
  alert_id: string | null;
  ticket_id: string | null;
  ticket_number: string | null;
}

export interface WindowRow {
  window_id: string;
  client_id: string;
  client_name: string;
  site_id: string | null;
  site_name: string | null;
  asset_id: string | null;
  asset_name: string | null;
  name: string;
  starts_at: Date;
  ends_at: Date;
  every_days: number | null;
  repeats_until: Date | null;
  /** Days of a repetition are days there: the client's zone. */
  timezone: string;
  created_by_name: string | null;
  /** Whether it holds at this moment. */
  is_on: boolean;
  /** The next five times it holds, the present one included. */
  occurrences: { starts_at: string; ends_at: string }[];
}
