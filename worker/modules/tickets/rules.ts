// The life of a ticket: one transition table for API, mail, bulk and portal buttons (2-domain §4). Pure.
import { isStaffRole, type UserRole } from '../users/values.ts';
import { closeGateFaults, type GateFacts, type GateFault } from './gate-rules.ts';
import type { TicketPriority, TicketStatus } from './values.ts';

const WORKING: TicketStatus[] = ['espera_cliente', 'pendiente_aprobacion', 'resuelto', 'cancelado'];

const STAFF: Record<TicketStatus, TicketStatus[]> = {
  nuevo: ['asignado', 'en_proceso', ...WORKING],
  asignado: ['en_proceso', ...WORKING],
  en_proceso: ['asignado', ...WORKING],
  espera_cliente: ['en_proceso', 'resuelto', 'cancelado'],
  pendiente_aprobacion: ['en_proceso', 'cancelado'],
  resuelto: ['cerrado', 'reabierto'],
  cerrado: ['reabierto'],
  reabierto: ['asignado', 'en_proceso', ...WORKING],
  cancelado: ['reabierto'],
};

const CLIENT: Record<TicketStatus, TicketStatus[]> = {
  nuevo: ['cancelado'],
  asignado: ['cerrado'],
  en_proceso: ['cerrado'],
  espera_cliente: ['cerrado'],
  pendiente_aprobacion: [],
  resuelto: ['cerrado', 'reabierto'],
  cerrado: ['reabierto'],
  reabierto: ['cerrado'],
  cancelado: [],
};

export interface Lifecycle {
  /** Days in which a client user may reopen a closed ticket. */
  reopenWindowDays: number;
  /** True: a resolved ticket is closed at once. */
  closesAtOnce: boolean;
}

/** What the transitions look at. */
export interface TicketState {
  status: TicketStatus;
  assigned_to: string | null;
  first_response_at: Date | null;
  closed_at: Date | null;
}

export const isWithinReopenWindow = (closedAt: Date | null, now: Date, days: number): boolean =>
  closedAt === null || now.getTime() - closedAt.getTime() <= days * 86_400_000;

/** The statuses this person may set now. */
export function allowedStatuses(ticket: TicketState, role: UserRole, now: Date, lifecycle: Lifecycle): TicketStatus[] {
  if (isStaffRole(role)) return STAFF[ticket.status];
  if (ticket.status === 'pendiente_aprobacion') return role === 'client_admin' ? ['en_proceso', 'cancelado'] : [];
  return CLIENT[ticket.status].filter((to) =>
    to !== 'reabierto' || ticket.status !== 'cerrado' || isWithinReopenWindow(ticket.closed_at, now, lifecycle.reopenWindowDays));
}

export type TransitionFault =
  | { kind: 'forbidden_transition'; allowed: TicketStatus[] }
  | { kind: 'missing'; field: 'resolution_notes' | 'reason' | 'assigned_to'; message: string }
  /** Everything that is missing at once, so that nobody is sent away twice. */
  | { kind: 'gates'; missing: Pick<GateFault, 'field' | 'code' | 'message'>[] };

/**
 * Why a change of status is refused, or null.
 * @param gates what staff must have done before closing; absent where nobody can be asked for it (mail, alerts, sweeps).
 */
export function transitionFault(
  ticket: TicketState & { resolution_notes?: string | null }, to: TicketStatus, role: UserRole, given: { resolution_notes?: string | undefined; reason?: string | undefined }, now: Date,
  lifecycle: Lifecycle, gates?: GateFacts,
): TransitionFault | null {
  const fault = plainFault(ticket, to, role, given, now, lifecycle);
  if (!gates || fault?.kind === 'forbidden_transition') return fault;
  const shut = closeGateFaults(to, role, gates, to === 'resuelto' ? given.resolution_notes : ticket.resolution_notes, lifecycle.closesAtOnce);
  if (shut.length === 0) return fault;
  const others = fault?.kind === 'missing' ? shut.filter((one) => one.field !== fault.field) : shut;
  return { kind: 'gates', missing: [...(fault?.kind === 'missing' ? [{ field: fault.field as GateFault['field'], code: 'required', message: fault.message }] : []), ...others] };
}

function plainFault(
  ticket: TicketState, to: TicketStatus, role: UserRole, given: { resolution_notes?: string | undefined; reason?: string | undefined }, now: Date, lifecycle: Lifecycle,
): Exclude<TransitionFault, { kind: 'gates' }> | null {
  const allowed = allowedStatuses(ticket, role, now, lifecycle);
  if (!allowed.includes(to)) return { kind: 'forbidden_transition', allowed };
  if (to === 'resuelto' && !given.resolution_notes?.trim()) return { kind: 'missing', field: 'resolution_notes', message: 'say how it was resolved' };
  if (to === 'reabierto' && !isStaffRole(role) && !given.reason?.trim()) return { kind: 'missing', field: 'reason', message: 'say why it is reopened' };
  if (to === 'asignado' && !ticket.assigned_to) return { kind: 'missing', field: 'assigned_to', message: 'assign it to somebody first' };
  return null;
}

export interface StatusPatch {
  status: TicketStatus;
  resolution_notes?: string;
  resolved_at?: Date | null;
  closed_at?: Date | null;
  first_response_at?: Date;
}

/** Column values that go with a status. `by` decides whether starting work stops the first-response clock. */
export function statusPatch(ticket: TicketState, to: TicketStatus, by: UserRole | 'system', now: Date, notes: string | undefined, lifecycle: Lifecycle): StatusPatch {
  if (to === 'resuelto') {
    const resolved = { resolution_notes: notes!.trim(), resolved_at: now };
    return lifecycle.closesAtOnce ? { status: 'cerrado', ...resolved, closed_at: now } : { status: 'resuelto', ...resolved };
  }
  if (to === 'cerrado') return { status: to, closed_at: now };
  if (to === 'reabierto') return { status: to, resolved_at: null, closed_at: null };
  const startsWork = to === 'en_proceso' && by !== 'system' && isStaffRole(by) && !ticket.first_response_at;
  return startsWork ? { status: to, first_response_at: now } : { status: to };
}

/** The notification event that tells about a new status. */
export function eventOfStatus(to: TicketStatus): 'ticket_resolved' | 'ticket_closed' | 'ticket_reopened' | 'ticket_status_changed' {
  if (to === 'resuelto') return 'ticket_resolved';
  if (to === 'cerrado') return 'ticket_closed';
  if (to === 'reabierto') return 'ticket_reopened';
  return 'ticket_status_changed';
}

export type ClientCommentOutcome = { kind: 'stays' } | { kind: 'moves'; to: TicketStatus } | { kind: 'new_ticket' };

/** What a public message of a client user (portal or mail) does to a ticket. Never call it for automatic mail. */
export function clientCommentOutcome(ticket: TicketState, now: Date, lifecycle: Lifecycle): ClientCommentOutcome {
  switch (ticket.status) {
    case 'espera_cliente': return { kind: 'moves', to: ticket.assigned_to ? 'en_proceso' : 'nuevo' };
    case 'resuelto': return { kind: 'moves', to: 'reabierto' };
    case 'cerrado':
      return isWithinReopenWindow(ticket.closed_at, now, lifecycle.reopenWindowDays) ? { kind: 'moves', to: 'reabierto' } : { kind: 'new_ticket' };
    default: return { kind: 'stays' };
  }
}

/** Assigning a new ticket starts it; taking everybody off an assigned one puts it back. */
export function assignmentPatch(ticket: TicketState, assignee: string | null, now: Date): { assigned_to: string | null; assigned_at: Date | null; status?: TicketStatus } {
  const base = { assigned_to: assignee, assigned_at: assignee ? now : null };
  if (assignee && ticket.status === 'nuevo') return { ...base, status: 'asignado' };
  if (!assignee && ticket.status === 'asignado') return { ...base, status: 'nuevo' };
  return base;
}

/** Settings rows as the lifecycle reads them; anything missing or odd means the default. */
export function lifecycleOf(settings: { name: string; value: unknown }[]): Lifecycle {
  const value = (name: string) => settings.find((row) => row.name === name)?.value;
  const days = value('reopen_window_days');
  const close = value('auto_close');
  return {
    reopenWindowDays: typeof days === 'number' && days >= 0 ? days : 14,
    closesAtOnce: typeof close === 'object' && close !== null && 'mode' in close && close.mode === 'at_once',
  };
}

/** Seconds in which a staff reply can still be taken back. */
export function undoSecondsOf(settings: { name: string; value: unknown }[]): number {
  const seconds = settings.find((row) => row.name === 'reply_undo_seconds')?.value;
  return typeof seconds === 'number' && seconds >= 0 && seconds <= 60 ? seconds : 5;
}

/** What leaves lies in the queue for the window; whether it has left is the queue's to say, a little later nothing is waiting for sure. */
export function mayStillWithdraw(comment: { visibility: string; kind: string; channel: string; author_is_staff: boolean; created_at: Date }, now: Date, undoSeconds: number): boolean {
  const isReply = comment.visibility === 'public' && comment.kind === 'message' && comment.channel === 'portal' && comment.author_is_staff;
  return isReply && now.getTime() <= comment.created_at.getTime() + undoSeconds * 1000 + 2000;
}

export interface Change {
  field: string;
  old_value: string | null;
  new_value: string | null;
}

/** One entry a field that really changes. */
export function changesOf<T extends Record<string, unknown>>(before: T, after: Partial<T>): Change[] {
  const text = (value: unknown): string | null =>
    value === null || value === undefined ? null : Array.isArray(value) ? value.join(', ') : value instanceof Date ? value.toISOString() : String(value);
  return Object.keys(after).flatMap((field) => {
    const [old_value, new_value] = [text(before[field]), text(after[field])];
    return after[field] === undefined || old_value === new_value ? [] : [{ field, old_value, new_value }];
  });
}

const ORDER: TicketPriority[] = ['baja', 'media', 'alta', 'critica'];
export const isMoreUrgent = (a: TicketPriority, b: TicketPriority): boolean => ORDER.indexOf(a) > ORDER.indexOf(b);
