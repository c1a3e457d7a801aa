// The wire of the dashboards.
import * as z from 'zod';
import { isOurTime, uuid } from '../contract.ts';
import type { Compliance } from '../sla/contract.ts';
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';

/** Longest period that is counted day by day. */
export const PERIOD_DAYS_MAX = 184;
const DAY_MS = 86_400_000;
const day = z.iso.date().refine(isOurTime, 'is of another millennium');

const period = {
  client_id: uuid.optional(),
  /** Days up to today; or local days from and to, both included. */
  days: z.enum(['7', '30', '90']).transform(Number).optional(),
  from: day.optional(),
  to: day.optional(),
};
export const DashboardQuery = z.strictObject(period).superRefine((query, context) => {
  const wrong = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
  if ((query.from === undefined) !== (query.to === undefined)) return wrong(query.from === undefined ? 'from' : 'to', 'both ends of the period, or none');
  if (query.from === undefined || query.to === undefined) return;
  if (query.days !== undefined) wrong('days', 'is another way to name the period');
  const days = (Date.parse(query.to) - Date.parse(query.from)) / DAY_MS + 1;
  if (days < 1) wrong('to', 'is before the beginning');
  if (days > PERIOD_DAYS_MAX) wrong('to', `no more than ${PERIOD_DAYS_MAX} days`);
});
export type DashboardQuery = z.infer<typeof DashboardQuery>;

export const DashboardActivityQuery = z.strictObject({ client_id: uuid.optional(), limit: z.coerce.number().int().min(1).max(50).default(20) });
export type DashboardActivityQuery = z.infer<typeof DashboardActivityQuery>;

/** Instants ISO-8601 UTC; the end is not part of it. Days are those of `timezone`. */
export interface Period {
  from: string;
  to: string;
  first_day: string;
  last_day: string;
  timezone: string;
}
/** Open tickets by age; null: no limit on that side. A ticket belongs to it from `created_after` on, before `created_before`. */
export interface AgeBucket {
  /** Days, from and below. */
  from_days: number;
  to_days: number | null;
  count: number;
  created_after: string | null;
  created_before: string | null;
}
export interface FleetHealth {
  total: number;
  online: number;
  offline: number;
  maintenance: number;
  error: number;
  /** Wait for approval. */
  held: number;
  /** Conditions that hold, by priority. */
  alerts: Record<TicketPriority, number>;
}
/** What stands now, and what the period held. What a role has no business with is null. */
export interface DashboardStats {
  at: string;
  period: Period;
  open: {
    total: number;
    unassigned: number;
    waiting_for_client: number;
    waiting_for_approval: number;
    overdue: number;
    due_soon: number;
    by_status: Record<TicketStatus, number>;
    by_priority: Record<TicketPriority, number>;
  };
  /** Client users: solved, and nobody has said yet that it is. */
  resolved_unconfirmed: number | null;
  ages: AgeBucket[] | null;
  created: number;
  finished: number;
  compliance: Record<'first_response' | 'resolution', Compliance> | null;
  fleet: FleetHealth | null;
}

/** Business time: the hours of each ticket's calendar, without what it waited. */
export interface Distribution {
  count: number;
  /** Seconds; null without a ticket. */
  median_s: number | null;
  p90_s: number | null;
  /** Minutes, from and below; null: no end. */
  buckets: { from_minutes: number; to_minutes: number | null; count: number }[];
}
export interface TechnicianLoad {
  user_id: string;
  name: string;
  open: number;
  overdue: number;
  /** In the period. */
  finished: number;
}
export interface ClientLoad {
  client_id: string;
  name: string;
  /** In the period. */
  created: number;
  open: number;
}
export interface DashboardCharts {
  period: Period;
  /** `from`: where the local day begins. */
  days: { day: string; from: string; created: number; finished: number }[];
  /** Of tickets opened in the period. */
  first_response: Distribution;
  /** Of tickets finished in the period. */
  resolution: Distribution;
  /** Staff alone. */
  technicians: TechnicianLoad[] | null;
  clients: ClientLoad[] | null;
}
export interface DashboardEvent {
  ticket_id: string;
  ticket_number: string;
  subject: string;
  client_name: string;
  status: TicketStatus;
  activity_id: string;
  actor_name: string;
  action: string;
  field: string | null;
  old_value: string | null;
  new_value: string | null;
  created_at: string;
}
