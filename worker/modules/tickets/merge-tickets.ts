// Two tickets that are one: the source becomes part of the target, and can be taken out again.
import type { Deps } from '../../deps.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { addWatchers } from '../notifications/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { TicketRow } from './contract.ts';
import type { MergeOrder, MergePreview, TicketEnd } from './link-contract.ts';
import { inOrder, isAnother, joining, leaving, mergeFault, undoUntil, without, type MergeFault } from './merge-rules.ts';
import { auditTicket, endMerge, endOfMerge, insertMerge, mergeAudience, mergeRow, othersBeside, removeWatchers, ticketItself, type AudienceRow } from './merge-store.ts';
import { ticketEffect } from './open-ticket.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { lifecycleOf, type Lifecycle } from './rules.ts';
import { mergedElsewhere, versionConflict } from './set-status.ts';
import { changeTicket, insertActivities, lifecycleSettings, lockTicket, ticketRow } from './store.ts';

type MergeDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;
const needs = { roles: STAFF_ROLES };

const endOf = ({ ticket_id, ticket_number, subject, status, priority, assigned_to_name }: StoredTicket): TicketEnd => ({ ticket_id, ticket_number, subject, status, priority, assigned_to_name });

interface Ends {
  me: Authority;
  source: StoredTicket;
  target: StoredTicket;
  audience: AudienceRow;
  lifecycle: Lifecycle;
}

async function readEnds(deps: MergeDeps, actor: UserActor, idOrNumber: string, into: string): Promise<Result<Ends>> {
  const read = await deps.database.asActor(actor, needs, (tx) => [ticketRow(tx, idOrNumber), ticketRow(tx, into), mergeAudience(tx, idOrNumber, into), lifecycleSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[source], [target], found, settings] } = read.value;
  if (!source) return notFound('ticket');
  if (!target || target.client_id !== source.client_id) return notFound('other ticket');
  if (isAnother(source, idOrNumber)) return mergedElsewhere(source);
  if (source.ticket_id === target.ticket_id && isAnother(target, into)) return conflict('merge_circle', `${source.ticket_number} holds the other ticket already`, undefined, 'into');
  const { found: audience } = found.rows[0] as unknown as { found: AudienceRow };
  const requester = audience.people.find((one) => one.is_requester);
  const fault = mergeFault(source, target, requester ? requester.may_see_target : null);
  return fault ? refusalOf(fault, target) : done({ me, source: source as StoredTicket, target: target as StoredTicket, audience, lifecycle: lifecycleOf(settings) });
}

function refusalOf(fault: MergeFault, target: { ticket_number: string }) {
  switch (fault) {
    case 'same': return invalidField('into', 'same_ticket', 'a ticket is not merged with itself');
    case 'other_client': return notFound('other ticket');
    case 'target_cancelled': return conflict('target_cancelled', `${target.ticket_number} is cancelled and takes nothing in`, undefined, 'into');
    case 'requester_blind': return conflict('requester_blind', `who asked for it may not see ${target.ticket_number}; link the two instead`, undefined, 'into');
  }
}

const peopleOf = ({ source, target, audience }: Ends) => joining(
  { people: audience.people, emails: [source.notification_email ?? '', ...source.additional_emails] },
  { user_ids: audience.target_user_ids, emails: [target.notification_email ?? '', ...target.additional_emails] }, audience.others);

/** What the merge would do, before anybody says yes. */
export async function previewMerge(deps: MergeDeps, actor: UserActor, idOrNumber: string, into: string): Promise<Result<MergePreview>> {
  const ends = await readEnds(deps, actor, idOrNumber, into);
  if (!ends.ok) return ends;
  const { add } = peopleOf(ends.value);
  const people = ends.value.audience.people.filter((one) => add.user_ids.includes(one.user_id)).map(({ email, name }) => ({ email, name }));
  return done({ source: endOf(ends.value.source), target: endOf(ends.value.target), joining: [...people, ...add.emails.map((email) => ({ email, name: null }))] });
}

/** @returns the target, which from now on speaks for both. */
export async function mergeTicket(deps: MergeDeps, actor: UserActor, idOrNumber: string, input: MergeOrder): Promise<Result<{ ticket: TicketRow; merge_id: string; undo_until: Date }>> {
  const ends = await readEnds(deps, actor, idOrNumber, input.into);
  if (!ends.ok) return ends;
  const { me, source, target, lifecycle } = ends.value;
  const now = deps.clock.now();
  if (source.version !== input.version) return versionConflict(ticketForCaller(source, me, now, lifecycle));
  const { add, record } = peopleOf(ends.value);
  const mergeId = deps.ids.next();
  const by = { client_id: source.client_id, actor_id: me.user_id, actor_name: me.name, action: 'merged', created_at: now };
  const emails = [...target.additional_emails, ...add.emails];
  const written = await deps.database.asActor(actor, needs, (tx) => [
    ...inOrder(source, target).map((one) => lockTicket(tx, one.ticket_id, one.version)),
    insertMerge(tx, {
      merge_id: mergeId, client_id: source.client_id, source_id: source.ticket_id, target_id: target.ticket_id, source_before: { status: source.status }, source_version: source.version + 1,
      people: record, merged_by: me.user_id, merged_by_name: me.name, merged_at: now,
    }),
    changeTicket(tx, source.ticket_id, { status: 'cancelado' }, now),
    changeTicket(tx, target.ticket_id, add.emails.length > 0 ? { additional_emails: emails } : {}, now),
    ...(add.user_ids.length > 0 ? [addWatchers(tx, target, add.user_ids)] : []),
    insertActivities(tx, [
      { ...by, activity_id: deps.ids.next(), ticket_id: source.ticket_id, field: 'into', new_value: target.ticket_number },
      { ...by, activity_id: deps.ids.next(), ticket_id: target.ticket_id, field: 'from', new_value: source.ticket_number },
    ]),
    auditTicket(tx, 'merge', source.ticket_id, source.client_id, { merge_id: mergeId, ticket_number: source.ticket_number, into: target.ticket_number }),
    ticketRow(tx, target.ticket_id),
  ] as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) return written;
  const row = (written.value.rows as unknown as StoredTicket[][]).at(-1)![0]!;
  return done({ ticket: ticketForCaller(row, me, now, lifecycle), merge_id: mergeId, undo_until: undoUntil(now) },
    [ticketEffect({ ...source, version: source.version + 1 }, 'merged'), ticketEffect(row, 'merged')]);
}

/** Takes a ticket out again, as it was. What was written since stays where it was written. @returns the source. */
export async function undoMerge(deps: MergeDeps, actor: UserActor, idOrNumber: string, mergeId: string): Promise<Result<{ ticket: TicketRow }>> {
  const read = await deps.database.asActor(actor, needs, (tx) => [
    ticketRow(tx, idOrNumber), mergeRow(tx, mergeId), endOfMerge(tx, mergeId, 'source_id'), endOfMerge(tx, mergeId, 'target_id'), othersBeside(tx, mergeId), lifecycleSettings(tx),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], [merge], [source], [target], others, settings] } = read.value;
  if (!ticket) return notFound('ticket');
  if (!merge || !source || source.deleted_at || !target || ![ticket, ...ticket.merged_from].some((one) => one.ticket_id === merge.source_id || one.ticket_id === merge.target_id)) return notFound('merge');
  const now = deps.clock.now();
  if (merge.undone_at) return conflict('merge_undone', 'the merge was taken back already');
  if (now > undoUntil(merge.merged_at)) return conflict('merge_final', 'after thirty days a merge stands', { undo_until: undoUntil(merge.merged_at) });
  if (target.merged_into) return conflict('merged_further', `${target.ticket_number} is part of ${target.merged_into.ticket_number}; take that back first`, target.merged_into);
  const gone = leaving(merge.people, others.map((one) => one.people));
  const isThere = target.deleted_at === null;
  // Of a deleted target the source was free, and may have gone on since.
  const patch = source.status === 'cancelado' ? { status: merge.source_before.status } : {};
  const by = { client_id: source.client_id, actor_id: me.user_id, actor_name: me.name, action: 'unmerged', created_at: now };
  const written = await deps.database.asActor(actor, needs, (tx) => [
    ...inOrder(source, ...(isThere ? [target] : [])).map((one) => lockTicket(tx, one.ticket_id, one.version)),
    endMerge(tx, mergeId, { user_id: me.user_id, name: me.name, at: now, version: source.version + 1 }),
    changeTicket(tx, source.ticket_id, patch, now),
    ...(isThere ? [changeTicket(tx, target.ticket_id, gone.emails.length > 0 ? { additional_emails: without(target.additional_emails, gone.emails) } : {}, now)] : []),
    ...(gone.user_ids.length > 0 ? [removeWatchers(tx, target.ticket_id, gone.user_ids)] : []),
    insertActivities(tx, [
      { ...by, activity_id: deps.ids.next(), ticket_id: source.ticket_id, field: 'from', new_value: target.ticket_number },
      { ...by, activity_id: deps.ids.next(), ticket_id: target.ticket_id, field: 'out', new_value: source.ticket_number },
    ]),
    auditTicket(tx, 'unmerge', source.ticket_id, source.client_id, { merge_id: mergeId, ticket_number: source.ticket_number, from: target.ticket_number }),
    ticketItself(tx, source.ticket_id),
  ] as unknown as [ReturnType<typeof ticketItself>]);
  if (!written.ok) return written;
  const row = (written.value.rows as unknown as StoredTicket[][]).at(-1)![0]!;
  return done({ ticket: ticketForCaller(row, me, now, lifecycleOf(settings)) },
    [ticketEffect(row, 'unmerged'), ...(isThere ? [ticketEffect({ ...target, version: target.version + 1 }, 'unmerged')] : [])]);
}

