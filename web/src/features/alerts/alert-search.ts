// The lists' state lives in their addresses.
import { ALERT_KINDS, ALERT_METRICS, ALERT_STATES } from '../../../../worker/modules/alerts/values.ts';
import type { AlertKind, AlertMetric, AlertState } from '../../../../worker/modules/alerts/values.ts';
import { TICKET_PRIORITIES } from '../../../../worker/modules/tickets/values.ts';
import type { TicketPriority } from '../../../../worker/modules/tickets/values.ts';

const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined => list.find((item) => item === value);
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined);
const known = <T extends object>(found: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as { [Key in keyof T]?: Exclude<T[Key], undefined> };

export interface AlertSearch {
  /** Nothing named: conditions that hold. */
  status?: AlertState | 'all';
  kind?: AlertKind;
  priority?: TicketPriority;
  client_id?: string;
}

/** Keeps what the list understands of an address. */
export const readAlertSearch = (search: Record<string, unknown>): AlertSearch =>
  known({ status: oneOf([...ALERT_STATES, 'all'] as const, search.status), kind: oneOf(ALERT_KINDS, search.kind), priority: oneOf(TICKET_PRIORITIES, search.priority), client_id: idOf(search.client_id) });

/** Query parameters of GET /alerts for an address. */
export const alertFilters = ({ status, ...rest }: AlertSearch) => ({ ...rest, status: status === undefined ? ['open', 'acknowledged'] : status === 'all' ? undefined : status });

export interface RuleSearch {
  metric?: AlertMetric;
  client_id?: string;
}

export const readRuleSearch = (search: Record<string, unknown>): RuleSearch => known({ metric: oneOf(ALERT_METRICS, search.metric), client_id: idOf(search.client_id) });
