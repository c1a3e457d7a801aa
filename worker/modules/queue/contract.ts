// The wire of the queue: saved views and their counts, pinned tickets, acts on many tickets. Staff alone.
import * as z from 'zod';
import { line, prose, uuid } from '../contract.ts';
import { TICKET_SORTS, TicketChoice, TicketFilter, version, type FilterGroup, type ListedTicket, type TicketSort } from '../tickets/contract.ts';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '../tickets/values.ts';
import { PINS_MAX, QUEUE_COLUMNS, QUEUE_DENSITIES, QUEUE_GROUPS, RUN_ACTIONS, VIEWS_MAX, VIEW_SCOPES, type RunAction, type ViewLayout, type ViewScope } from './values.ts';

const ViewLayoutBody = z.strictObject({
  columns: z.array(z.enum(QUEUE_COLUMNS)).min(1).max(QUEUE_COLUMNS.length).refine((list) => new Set(list).size === list.length, 'names a column twice')
    .refine((list) => list.includes('subject'), 'holds no subject').nullable().default(null),
  group: z.enum(QUEUE_GROUPS).nullable().default(null),
  density: z.enum(QUEUE_DENSITIES).default('comfortable'),
});

const fields = {
  name: line(60),
  scope: z.enum(VIEW_SCOPES).default('personal'),
  /** With whom a view of scope `team` is shared. */
  member_ids: z.array(uuid).max(100).transform((ids) => [...new Set(ids)]).default([]),
  filter: TicketFilter,
  sort: z.enum(TICKET_SORTS).default('sla_due'),
  layout: ViewLayoutBody.default({ columns: null, group: null, density: 'comfortable' }),
  sort_order: z.number().int().min(0).max(10_000).default(0),
};
export const NewView = z.strictObject(fields);
export type NewView = z.infer<typeof NewView>;
/** The whole view as it shall be, and the version it was read with. */
export const ViewChange = z.strictObject({ ...fields, version });
export type ViewChange = z.infer<typeof ViewChange>;

/** What is to be counted, under names of the caller's choosing. */
export const ViewCounts = z.strictObject({
  filters: z.record(z.string().regex(/^[\w-]{1,40}$/), TicketFilter).refine((all) => Object.keys(all).length <= VIEWS_MAX + 10, `holds more than ${VIEWS_MAX + 10} filters`),
});
export type ViewCounts = z.infer<typeof ViewCounts>;

export interface ViewCount {
  count: number;
  /** There are more. */
  is_capped: boolean;
}

export interface ViewRow {
  view_id: string;
  owner_id: string;
  owner_name: string | null;
  scope: ViewScope;
  member_ids: string[];
  name: string;
  filter: FilterGroup;
  sort: TicketSort;
  layout: ViewLayout;
  sort_order: number;
  version: number;
  may_edit: boolean;
}

export type PinnedTicket = Pick<ListedTicket, 'ticket_id' | 'ticket_number' | 'subject' | 'status' | 'priority' | 'client_name'>;
export { PINS_MAX };

/** What is done to each ticket. */
const act = {
  action: z.enum(RUN_ACTIONS),
  action_data: z.strictObject({
    status: z.enum(TICKET_STATUSES).optional(), assigned_to: uuid.nullable().optional(), priority: z.enum(TICKET_PRIORITIES).optional(), category_id: uuid.nullable().optional(),
    resolution_notes: prose(20_000).optional(), reason: prose(5_000).optional(),
  }).default({}),
};
/** Of these tickets, or of all that a list holds: its query parameters as they are. */
export const NewRun = z.strictObject({ ...act, ticket_ids: z.array(uuid).min(1).max(1000).optional(), choice: TicketChoice.optional() })
  .refine(({ ticket_ids, choice }) => (ticket_ids === undefined) !== (choice === undefined), 'names either tickets or what they have in common');
export type NewRun = z.infer<typeof NewRun>;

/** How far a run is. `total` = waiting + done + failed + undone + kept. */
export interface RunRow {
  run_id: string;
  action: RunAction;
  action_data: Record<string, unknown>;
  total: number;
  waiting: number;
  done: number;
  failed: number;
  undone: number;
  /** Changed since by somebody else: taking it back leaves them as they are. */
  kept: number;
  is_undoing: boolean;
  /** Until when it can be taken back. */
  undo_until: Date;
  /** The first refusals, with their reasons. */
  refusals: { ticket_id: string; ticket_number: string; code: string; message: string }[];
}
