// What a run overwrites in a ticket, and what taking it back writes.
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';
import type { RunAction, TicketBefore } from './values.ts';

/** What is looked at of a ticket. */
export interface RunTicket {
  version: number;
  status: TicketStatus;
  priority: TicketPriority;
  assigned_to: string | null;
  assigned_to_name: string | null;
  category_id: string | null;
  category_name: string | null;
  resolution_notes: string | null;
  assigned_at: Date | null;
  resolved_at: Date | null;
  closed_at: Date | null;
  merged_into: unknown;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
const date = (at: string | null): Date | null => (at === null ? null : new Date(at));

export const beforeOf = (ticket: RunTicket): TicketBefore => ({
  status: ticket.status, priority: ticket.priority, assigned_to: ticket.assigned_to, category_id: ticket.category_id, resolution_notes: ticket.resolution_notes,
  assigned_at: iso(ticket.assigned_at), resolved_at: iso(ticket.resolved_at), closed_at: iso(ticket.closed_at),
});

export interface UndoPatch {
  status?: TicketStatus;
  priority?: TicketPriority;
  assigned_to?: string | null;
  category_id?: string | null;
  resolution_notes?: string | null;
  assigned_at?: Date | null;
  resolved_at?: Date | null;
  closed_at?: Date | null;
}

/** Only what the act can have touched. */
export function undoPatch(action: RunAction, before: TicketBefore): UndoPatch {
  const status = before.status as TicketStatus;
  switch (action) {
    case 'priority': return { priority: before.priority as TicketPriority };
    case 'category': return { category_id: before.category_id };
    case 'assign': return { assigned_to: before.assigned_to, assigned_at: date(before.assigned_at), status };
    case 'status': return { status, resolution_notes: before.resolution_notes, resolved_at: date(before.resolved_at), closed_at: date(before.closed_at) };
  }
}

/** Why a ticket stays as it is although its run is taken back; null: it goes back. */
export function keepFault(ticket: RunTicket | undefined, versionAfter: number | null): { code: string; message: string } | null {
  if (!ticket) return { code: 'not_found', message: 'the ticket is not there any more' };
  if (ticket.merged_into) return { code: 'merged', message: 'the ticket is part of another one since' };
  return ticket.version === versionAfter ? null : { code: 'changed_since', message: 'somebody changed the ticket since' };
}

/** Lines of the history: what the act made of it, and what it is again. */
export function undoneChanges(action: RunAction, ticket: RunTicket, before: TicketBefore, names: { assignee: string | null; category: string | null }): { action: string; field: string; old_value: string | null; new_value: string | null }[] {
  const status = ticket.status === before.status ? [] : [{ action: 'status', field: 'status', old_value: ticket.status, new_value: before.status }];
  switch (action) {
    case 'priority': return [{ action: 'changed', field: 'priority', old_value: ticket.priority, new_value: before.priority }];
    case 'category': return [{ action: 'changed', field: 'category_id', old_value: ticket.category_name, new_value: names.category }];
    case 'assign': return [{ action: 'assigned', field: 'assigned_to', old_value: ticket.assigned_to_name, new_value: names.assignee }, ...status];
    case 'status': return status;
  }
}
