// A message that is another matter becomes a ticket of its own; where it was said it stays, and the two know of each other.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { TicketRow } from './contract.ts';
import type { SplitOrder } from './link-contract.ts';
import { insertLink } from './link-store.ts';
import { auditTicket } from './merge-store.ts';
import { ticketEffect } from './open-ticket.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { lifecycleOf } from './rules.ts';
import { requesterOfSplit } from './split-rules.ts';
import { clientPersonBehind, filesOfComment, saySplit } from './split-store.ts';
import { assignmentFacts, changeTicket, commentRow, insertActivities, insertAttachments, insertTicket, lifecycleSettings, lockTicket, peopleOfTickets, ticketIs, ticketRow } from './store.ts';

/** @returns the new ticket. The one it came from is named as it stands. */
export async function splitTicket(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, input: SplitOrder): Promise<Result<{ ticket: TicketRow }>> {
  const needs = { roles: STAFF_ROLES };
  const read = await deps.database.asActor(actor, needs, (tx) => [
    ticketRow(tx, idOrNumber), commentRow(tx, input.comment_id), filesOfComment(tx, input.comment_id), clientPersonBehind(tx, input.comment_id), lifecycleSettings(tx),
    assignmentFacts(tx, input.category_id, input.assigned_to), peopleOfTickets(tx, ticketIs(idOrNumber), input.assigned_to ?? null),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[found], [comment], files, authors, settings, factRows, people] } = read.value;
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  if (!comment || ![ticket, ...ticket.merged_from].some((one) => one.ticket_id === comment.ticket_id)) return notFound('comment');
  if (comment.visibility !== 'public' || comment.kind !== 'message') return conflict('not_public', 'a note is no request: only what was said in the conversation becomes a ticket', undefined, 'comment_id');
  const facts = factRows.rows[0] as unknown as { category_is_active: boolean | null; assignee_is_staff: boolean; general_category: string };
  if (input.category_id && facts.category_is_active !== true) return invalidField('category_id', 'unknown_category', 'no such active category');
  if (input.assigned_to && !facts.assignee_is_staff) return invalidField('assigned_to', 'not_staff', 'tickets are assigned to active staff');
  const now = deps.clock.now();
  const splitId = deps.ids.next();
  const assignee = input.assigned_to ?? null;
  const of = { ticket_id: splitId, client_id: ticket.client_id };
  const by = { client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, created_at: now };
  const created = { ...by, activity_id: deps.ids.next(), ticket_id: splitId, action: 'created', field: 'split_from', new_value: ticket.ticket_number };
  const written = await deps.database.asActor(actor, needs, (tx) => [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    insertTicket(tx, {
      ...of, ...requesterOfSplit(ticket, comment, authors[0] !== undefined), site_id: ticket.site_id, subject: input.subject, description: input.description?.trim() || comment.body_text,
      priority: input.priority ?? ticket.priority, category_id: input.category_id === undefined ? ticket.category_id : (input.category_id ?? facts.general_category),
      assigned_to: assignee, assigned_at: assignee ? now : null, status: assignee ? 'asignado' : 'nuevo', created_at: now, updated_at: now,
    }),
    // The same bytes, a row of each ticket: who sees one of them sees its files.
    ...(files.length > 0 ? [insertAttachments(tx, files.map((file, n) => ({ ...file, ...of, attachment_id: deps.ids.next(), comment_id: null, content_id: null, visibility: 'public', uploaded_by: me.user_id, created_at: new Date(now.getTime() + n) })))] : []),
    insertLink(tx, { link_id: deps.ids.next(), client_id: ticket.client_id, ticket_id: comment.ticket_id, other_id: splitId, type: 'related', comment_id: comment.comment_id, created_by: me.user_id, created_by_name: me.name, created_at: now }),
    changeTicket(tx, ticket.ticket_id, {}, now),
    saySplit(tx, { ...by, activity_id: deps.ids.next(), ticket_id: ticket.ticket_id }, splitId),
    insertActivities(tx, [created]),
    auditTicket(tx, 'split', splitId, ticket.client_id, { from: ticket.ticket_number, comment_id: comment.comment_id }),
    ...noticeStatements(tx, {
      event: 'ticket_created', ticket: { ...of, notification_email: null, additional_emails: [] }, people: people.map((person) => ({ ...person, is_assignee: person.user_id === assignee })),
      actor: { user_id: me.user_id }, cause_id: created.activity_id, vars: { actor_name: me.name },
    }),
    ticketRow(tx, splitId),
  ] as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) return written;
  const row = (written.value.rows as unknown as StoredTicket[][]).at(-1)![0]!;
  return done({ ticket: ticketForCaller(row, me, now, lifecycleOf(settings)) },
    [ticketEffect(row, 'created'), ticketEffect({ ...ticket, version: ticket.version + 1 }, 'split'), { type: 'mail' }]);
}
