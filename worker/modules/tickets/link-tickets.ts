// Tickets that belong together and stay two: related, duplicates, parent and child.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { NewLink, TicketLink } from './link-contract.ts';
import { deleteLink, insertLink, linkRow, linksIn, linksOf } from './link-store.ts';
import { ticketEffect } from './open-ticket.ts';
import { insertActivities, ticketExists, ticketRow } from './store.ts';

type LinkDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;
const needs = { roles: STAFF_ROLES };

export async function listLinks(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<{ links: TicketLink[] }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketExists(tx, idOrNumber), linksOf(tx, idOrNumber)]);
  if (!read.ok) return read;
  const [exists, found] = read.value.rows;
  return exists.length === 0 ? notFound('ticket') : done({ links: linksIn(found) });
}

/** `type`: what the other ticket is to this one. */
export async function linkTickets(deps: LinkDeps, actor: UserActor, idOrNumber: string, input: NewLink): Promise<Result<{ links: TicketLink[] }>> {
  const read = await deps.database.asActor(actor, needs, (tx) => [ticketRow(tx, idOrNumber), ticketRow(tx, input.ticket), linksOf(tx, idOrNumber)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], [other], present] } = read.value;
  if (!ticket) return notFound('ticket');
  if (!other || other.client_id !== ticket.client_id) return notFound('other ticket');
  if (ticket.ticket_id === other.ticket_id) return invalidField('ticket', 'same_ticket', 'a ticket is not linked with itself');
  if (linksIn(present).some((one) => one.ticket.ticket_id === other.ticket_id)) return conflict('already_linked', 'the two are linked already', undefined, 'ticket');
  const now = deps.clock.now();
  // The parent comes first; a child is told from the other end.
  const [first, second] = input.type === 'parent' ? [other, ticket] : [ticket, other];
  const said = (of: { ticket_id: string }, to: { ticket_number: string }, type: NewLink['type']) => ({
    activity_id: deps.ids.next(), ticket_id: of.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, action: 'linked', field: type, new_value: to.ticket_number,
    visibility: 'internal' as const, created_at: now,
  });
  const written = await deps.database.asActor(actor, {
    ...needs, taken: { ticket_links_pair_key: { field: 'ticket', code: 'already_linked', message: 'the two are linked already' } },
  }, (tx) => [
    insertLink(tx, {
      link_id: deps.ids.next(), client_id: ticket.client_id, ticket_id: first.ticket_id, other_id: second.ticket_id, type: input.type === 'child' ? 'parent' : input.type,
      created_by: me.user_id, created_by_name: me.name, created_at: now,
    }),
    insertActivities(tx, [said(ticket, other, input.type), said(other, ticket, input.type === 'parent' ? 'child' : input.type === 'child' ? 'parent' : input.type)]),
    linksOf(tx, ticket.ticket_id),
  ] as unknown as readonly [ReturnType<typeof insertLink>, ReturnType<typeof insertActivities>, ReturnType<typeof linksOf>]);
  if (!written.ok) return written.problem.kind === 'conflict' && written.problem.code === 'conflict' ? conflict('link_circle', 'a ticket can’t be below itself', undefined, 'ticket') : written;
  return done({ links: linksIn(written.value.rows[2]) }, [ticketEffect(ticket, 'linked', true), ticketEffect(other, 'linked', true)]);
}

export async function unlinkTickets(deps: LinkDeps, actor: UserActor, idOrNumber: string, linkId: string): Promise<Result<{ links: TicketLink[] }>> {
  const read = await deps.database.asActor(actor, needs, (tx) => [ticketRow(tx, idOrNumber), linkRow(tx, linkId, idOrNumber), linksOf(tx, idOrNumber)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], [link], present] } = read.value;
  if (!ticket) return notFound('ticket');
  const shown = linksIn(present).find((one) => one.link_id === linkId);
  if (!link || !shown) return notFound('link');
  const now = deps.clock.now();
  const row = { client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, action: 'unlinked', visibility: 'internal' as const, created_at: now };
  const written = await deps.database.asActor(actor, needs, (tx) => [
    deleteLink(tx, linkId),
    insertActivities(tx, [
      { ...row, activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, old_value: shown.ticket.ticket_number },
      { ...row, activity_id: deps.ids.next(), ticket_id: shown.ticket.ticket_id, old_value: ticket.ticket_number },
    ]),
    linksOf(tx, ticket.ticket_id),
  ] as unknown as readonly [ReturnType<typeof deleteLink>, ReturnType<typeof insertActivities>, ReturnType<typeof linksOf>]);
  return written.ok ? done({ links: linksIn(written.value.rows[2]) }, [ticketEffect(ticket, 'linked', true)]) : written;
}
