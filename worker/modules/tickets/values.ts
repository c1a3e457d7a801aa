// The public value lists of tickets. They are a contract and never change.

export const TICKET_PRIORITIES = ['baja', 'media', 'alta', 'critica'] as const;
export type TicketPriority = (typeof TICKET_PRIORITIES)[number];

export const TICKET_STATUSES = [
  'nuevo', 'asignado', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'resuelto', 'cerrado', 'cancelado', 'reabierto',
] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** Statuses in which somebody still has to do something. */
export const OPEN_STATUSES = [
  'nuevo', 'asignado', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'reabierto',
] as const satisfies readonly TicketStatus[];

export const TICKET_CHANNELS = ['portal', 'email', 'agente', 'telefono'] as const;
export type TicketChannel = (typeof TICKET_CHANNELS)[number];

/** Of open tickets: the next due time has passed, or comes within `DUE_SOON_HOURS`. */
export const TICKET_DUES = ['overdue', 'soon'] as const;
export type TicketDue = (typeof TICKET_DUES)[number];
export const DUE_SOON_HOURS = 4;

/** What became of a clock, as the percentage of service levels counts it. */
export const TICKET_CLOCKS = ['first_response_met', 'first_response_breached', 'resolution_met', 'resolution_breached'] as const;
export type TicketClock = (typeof TICKET_CLOCKS)[number];

export const COMMENT_VISIBILITIES = ['public', 'internal'] as const;
export type CommentVisibility = (typeof COMMENT_VISIBILITIES)[number];

/** How the text of a message is written: words as they stand, or the small Markdown of the portal. */
export const BODY_FORMATS = ['plain', 'markdown'] as const;
export type BodyFormat = (typeof BODY_FORMATS)[number];

/** How two tickets belong together, as one of them sees it. */
export const LINK_TYPES = ['related', 'duplicate', 'parent', 'child'] as const;
export type LinkType = (typeof LINK_TYPES)[number];
/** As it is stored: a child is the other end of a parent. */
export const STORED_LINK_TYPES = ['related', 'duplicate', 'parent'] as const satisfies readonly LinkType[];
export type StoredLinkType = (typeof STORED_LINK_TYPES)[number];

/** What became of an address that a mail proposed: a ticket that holds it among its own needs no word of it. */
export const PARTICIPANT_STATES = ['proposed', 'accepted', 'dismissed'] as const;
export type ParticipantState = (typeof PARTICIPANT_STATES)[number];

/** Days in which a merge can be taken back. */
export const MERGE_UNDO_DAYS = 30;

/** What a merge overwrites in its source. Instants are ISO-8601. */
export interface SourceBefore {
  status: TicketStatus;
}

/** People of a source who follow the target since. */
export interface MergedPeople {
  user_ids: string[];
  emails: string[];
}
