// A ticket that came by mail has its text twice: as description and as its first message.
import type { Comment, Ticket } from '@/api/ticket.ts';

/** Whether the first message of the conversation is the description itself, made in the same instant from the same mail. */
export function repeatsDescription(ticket: Ticket, first: Comment | undefined): boolean {
  if (!ticket.is_email_originated || first?.channel !== 'email') return false;
  return first.created_at === ticket.created_at || first.body_text.trim() === ticket.description.trim();
}

/** Merged tickets whose description is no message of the conversation, each to be shown where it was said. */
export function sourcesSaid(ticket: Ticket, comments: readonly Comment[]): Ticket['merged_from'] {
  return ticket.merged_from.filter((source) =>
    source.description.trim() !== '' && !comments.some((one) => one.ticket_id === source.ticket_id && repeatsDescription({ ...ticket, ...source }, one)));
}
