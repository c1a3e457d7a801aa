// The value lists of the queue: who sees a view, how its list looks, what is done to many tickets at once.

/** `personal`: its owner alone; `team`: the owner and the people named; `everyone`: all of the staff. */
export const VIEW_SCOPES = ['personal', 'team', 'everyone'] as const;
export type ViewScope = (typeof VIEW_SCOPES)[number];

export const QUEUE_COLUMNS = ['number', 'subject', 'client', 'requester', 'category', 'priority', 'status', 'sla', 'assignee', 'channel', 'tags', 'created', 'updated'] as const;
export type QueueColumn = (typeof QUEUE_COLUMNS)[number];

export const QUEUE_GROUPS = ['status', 'priority', 'client', 'assignee'] as const;
export type QueueGroup = (typeof QUEUE_GROUPS)[number];

export const QUEUE_DENSITIES = ['comfortable', 'compact'] as const;
export type QueueDensity = (typeof QUEUE_DENSITIES)[number];

/** How the list of a view looks. Columns in their order; null: as the queue comes. */
export interface ViewLayout {
  columns: QueueColumn[] | null;
  group: QueueGroup | null;
  density: QueueDensity;
}

/** Counting stops here. */
export const COUNT_CAP = 1000;
export const VIEWS_MAX = 40;
export const PINS_MAX = 50;

/** Acts on many tickets that can be taken back. */
export const RUN_ACTIONS = ['status', 'assign', 'priority', 'category'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];
/** Tickets of one run, and of one of its steps. */
export const RUN_TICKETS_MAX = 5000;
export const RUN_STEP = 50;
/** Hours in which a run can be taken back; its rows are kept no longer. */
export const RUN_UNDO_HOURS = 24;

/** `waiting`: not tried yet; `kept`: changed since, so that taking it back would have undone somebody else's work. */
export const RUN_ITEM_STATES = ['waiting', 'done', 'failed', 'undone', 'kept'] as const;
export type RunItemState = (typeof RUN_ITEM_STATES)[number];

/** What an act overwrote. Instants are ISO-8601. */
export interface TicketBefore {
  status: string;
  priority: string;
  assigned_to: string | null;
  category_id: string | null;
  resolution_notes: string | null;
  assigned_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
}
