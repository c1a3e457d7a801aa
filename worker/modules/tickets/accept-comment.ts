// A message that arrived with somebody else's reply address, or without part in the ticket: staff takes it in with one click.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { CommentRow } from './contract.ts';
import { ticketEffect } from './open-ticket.ts';
import { acceptComment, changeTicket, commentRow, insertActivities, lockTicket, peopleOfTickets, ticketIs, ticketRow } from './store.ts';

export async function acceptThirdParty(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, commentId: string): Promise<Result<CommentRow>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [ticketRow(tx, idOrNumber), commentRow(tx, commentId), peopleOfTickets(tx, ticketIs(idOrNumber))]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], [comment], people] } = read.value;
  if (!ticket) return notFound('ticket');
  if (!comment || ![ticket, ...ticket.merged_from].some((one) => one.ticket_id === comment.ticket_id)) return notFound('comment');
  if (comment.kind !== 'third-party') return conflict('not_waiting', 'the message waits for nobody', { kind: comment.kind });
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    acceptComment(tx, commentId, comment.ticket_id),
    changeTicket(tx, ticket.ticket_id, {}, now),
    insertActivities(tx, [{
      activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name,
      action: 'accepted', new_value: comment.author_email ?? comment.author_name, created_at: now,
    }]),
    ...noticeStatements(tx, {
      // The mail of a message of a merged ticket names that one.
      event: 'ticket_commented', ticket: { ...ticket, ticket_id: comment.ticket_id }, people, actor: { user_id: me.user_id, email: comment.author_email }, cause_id: commentId, comment_id: commentId, vars: { actor_name: comment.author_name },
    }),
    commentRow(tx, commentId),
  ] as unknown as [ReturnType<typeof commentRow>]);
  if (!written.ok) return written;
  const accepted = (written.value.rows as unknown as CommentRow[][]).at(-1)![0]!;
  return done(accepted, [ticketEffect({ ...ticket, version: ticket.version + 1 }, 'commented'), { type: 'mail' }]);
}
