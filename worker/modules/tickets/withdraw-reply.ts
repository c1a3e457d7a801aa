// A reply is taken back while its mails still wait (3-mail, undo window): whoever wrote it goes on writing, and nobody was told.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound, type Result } from '../../platform/problem.ts';
import { reclaimFiles } from '../drafts/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { TicketRow } from './contract.ts';
import { ticketEffect } from './open-ticket.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { lifecycleOf, mayStillWithdraw, undoSecondsOf } from './rules.ts';
import { changeTicket, commentRow, insertActivities, lastResolution, lifecycleSettings, lockTicket, statusSetWith, ticketRow, withdrawComment } from './store.ts';
import type { TicketStatus } from './values.ts';

/**
 * 409 `too_late` once the window is over or one of its mails has left. A status that was set along with the reply goes back to what it was,
 * unless somebody has changed it since, or it was an end that is over (its times are not known any more).
 */
export async function withdrawReply(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, commentId: string): Promise<Result<{ ticket: TicketRow; status_restored: boolean }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [ticketRow(tx, idOrNumber), commentRow(tx, commentId), lifecycleSettings(tx), statusSetWith(tx, commentId)]);
  if (!read.ok) return read;
  const { me, rows: [[found], [comment], settings, moves] } = read.value;
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  if (!comment || comment.ticket_id !== ticket.ticket_id) return notFound('comment');
  if (comment.author_id !== me.user_id) return forbidden('a reply is taken back by whoever wrote it');
  const now = deps.clock.now();
  if (!mayStillWithdraw(comment, now, undoSecondsOf(settings))) return conflict('too_late', 'the reply has left', { created_at: comment.created_at });
  const lifecycle = lifecycleOf(settings);
  const answeredFirst = ticket.first_response_at?.getTime() === comment.created_at.getTime();
  const moved = moves.rows[0] as { activity_id: string; old_value: TicketStatus; new_value: TicketStatus } | undefined;
  const goesBack = moved !== undefined && ticket.status === moved.new_value && moved.old_value !== 'resuelto' && moved.old_value !== 'cerrado' ? moved : null;
  const status = goesBack ? { status: goesBack.old_value, resolved_at: null, closed_at: null, resolution_notes: lastResolution(ticket.ticket_id) } : {};
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    reclaimFiles(tx, commentId),
    withdrawComment(tx, commentId, ticket.ticket_id, goesBack?.activity_id ?? null),
    changeTicket(tx, ticket.ticket_id, { ...status, ...(answeredFirst ? { first_response_at: null } : {}) }, now),
    insertActivities(tx, [{ activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, action: 'withdrew', visibility: 'internal', created_at: now }]),
    ticketRow(tx, ticket.ticket_id),
  ]);
  if (!written.ok) return written;
  const row = written.value.rows[5][0] as StoredTicket;
  return done({ ticket: ticketForCaller(row, me, now, lifecycle), status_restored: goesBack !== null }, [ticketEffect(row, 'commented')]);
}
