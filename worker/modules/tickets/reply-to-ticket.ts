// A public reply or an internal note, with its files, and what it does to the ticket.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Authority, Tx, UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalidField, notFound, refused, type Result } from '../../platform/problem.ts';
import { sendDraft } from '../drafts/store.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import { addWatchers } from '../notifications/store.ts';
import { isStaffRole } from '../users/values.ts';
import type { CommentInput, CommentRow, NewComment, TicketRow } from './contract.ts';
import { gateFactsOf } from './gate-rules.ts';
import { isAnother } from './merge-rules.ts';
import { ticketEffect } from './open-ticket.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { clientCommentOutcome, lifecycleOf, statusPatch, undoSecondsOf, type ClientCommentOutcome, type Lifecycle } from './rules.ts';
import { mergedElsewhere, statusStatements, transitionProblem, versionConflict } from './set-status.ts';
import { filesFault, storeFiles, type UploadedFile } from './store-files.ts';
import {
  attachmentRowsFor, changeTicket, commentRow, gateRows, insertActivities, insertAttachments, insertComment, insertTicket, lifecycleSettings, lockTicket, peopleOfTickets, storeAnswer, storedAnswer, ticketIs, ticketOfComment, ticketRow,
  type AttachmentToStore,
} from './store.ts';

export interface Replied {
  comment: CommentRow;
  /** The ticket the comment stands in: a new one when a client user wrote to a ticket that is closed for good. */
  ticket: TicketRow;
  /** When the mails of a staff reply leave; until then they can be cancelled. */
  not_before: Date | null;
}

const RACES_MAX = 3;

/** A request that may be sent again: the key of the attempt and what it says. */
interface Once {
  key: string;
  requestHash: string;
}

/**
 * Without a `version` a comment never conflicts: a lost race is read and written again.
 * `idempotencyKey`: a repeat with the same body answers the first comment, with another body 409.
 */
export async function replyToTicket(
  deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'attachments'>, actor: UserActor, idOrNumber: string, input: NewComment, files: UploadedFile[], idempotencyKey?: string,
): Promise<Result<Replied>> {
  const fault = filesFault(files);
  if (fault) return refused(fault);
  const once = idempotencyKey ? { key: idempotencyKey, requestHash: await sha256Hex(JSON.stringify(['comment', idOrNumber, input, await Promise.all(files.map((file) => sha256Hex(file.bytes)))])) } : null;
  for (let race = 1; ; race++) {
    const replied = await attempt(deps, actor, idOrNumber, input, files, once);
    const code = !replied.ok && replied.problem.kind === 'conflict' ? replied.problem.code : '';
    const lost = code === 'idempotency_race' || (code === 'conflict' && input.version === undefined);
    if (!lost || race >= RACES_MAX) return replied;
  }
}

async function attempt(
  deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'attachments'>, actor: UserActor, idOrNumber: string, input: NewComment, files: UploadedFile[], once: Once | null,
): Promise<Result<Replied>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [
    ticketRow(tx, idOrNumber), lifecycleSettings(tx), peopleOfTickets(tx, ticketIs(idOrNumber)), gateRows(tx, ticketIs(idOrNumber)), storedAnswer(tx, actor.userId, once?.key ?? ''),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[found], settings, people, [gates], [answered]] } = read.value;
  if (answered) return answered.request_hash === once?.requestHash ? repeatAnswer(deps, actor, answered.result_id) : conflict('idempotency_key_reused', 'this Idempotency-Key was used for another request');
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  const now = deps.clock.now();
  const lifecycle = lifecycleOf(settings);
  const isStaff = isStaffRole(me.role);
  if (input.visibility === 'internal' && !isStaff) return forbidden('internal notes are for staff');
  const mentioned = [...new Set(input.mentions ?? [])];
  if (mentioned.length > 0 && !isStaff) return forbidden('people are named by staff');
  const unknown = mentioned.findIndex((id) => !people.some((person) => person.user_id === id && isStaffRole(person.role)));
  if (unknown >= 0) return invalidField(`mentions.${unknown}`, 'not_staff', 'only active staff can be named');
  if ((input.version !== undefined || input.status) && isAnother(ticket, idOrNumber)) return mergedElsewhere(ticket);
  if (input.version !== undefined && ticket.version !== input.version) return versionConflict(ticketForCaller(ticket, me, now, lifecycle));
  const problem = input.status && input.status !== ticket.status ? transitionProblem(ticket, input.status, me, { ...input, reason: input.body_text }, now, lifecycle, gateFactsOf(gates!)) : null;
  if (problem) return problem;
  const stored = await storeFiles(deps, ticket.client_id, files);
  if (!stored.ok) return stored;
  const outcome: ClientCommentOutcome = isStaff || input.status ? { kind: 'stays' } : clientCommentOutcome(ticket, now, lifecycle);
  const commentId = deps.ids.next();
  const notBefore = isStaff && input.visibility === 'public' ? new Date(now.getTime() + undoSecondsOf(settings) * 1000) : null;
  const about = { me, ticket, input, files: stored.value, commentId, people, now, lifecycle, notBefore };
  const target = outcome.kind === 'new_ticket' ? deps.ids.next() : ticket.ticket_id;
  const written = await deps.database.asActor(actor, {
    taken: { idempotency_keys_user_id_key_pk: { field: 'Idempotency-Key', code: 'idempotency_race', message: 'the same request is being answered' } },
  }, (tx) => {
    const kept = once ? [storeAnswer(tx, { user_id: me.user_id, key: once.key, request_hash: once.requestHash, result_id: commentId })] : [];
    const statements = outcome.kind === 'new_ticket' ? inFollowUp(tx, deps, about, target) : replyStatements(tx, deps, about, outcome);
    return [...kept, ...statements, commentRow(tx, commentId), ticketRow(tx, target)] as unknown as [ReturnType<typeof commentRow>, ReturnType<typeof ticketRow>];
  });
  if (!written.ok) return written;
  const rows = written.value.rows as unknown as unknown[][];
  const row = rows.at(-1)![0] as StoredTicket;
  const comment = rows.at(-2)![0] as CommentRow;
  const isInternal = input.visibility === 'internal';
  return done({ comment, ticket: ticketForCaller(row, me, now, lifecycle), not_before: notBefore }, [ticketEffect(row, outcome.kind === 'new_ticket' ? 'created' : 'commented', isInternal), { type: 'mail' }]);
}

/** The comment of the first attempt; its mails were counted then. */
async function repeatAnswer(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, commentId: string): Promise<Result<Replied>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [commentRow(tx, commentId), ticketOfComment(tx, commentId), lifecycleSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[comment], [row], settings] } = read.value;
  return comment && row ? done({ comment, ticket: ticketForCaller(row as StoredTicket, me, deps.clock.now(), lifecycleOf(settings)), not_before: null }) : notFound('comment');
}

/** What a reply or note is made of. */
export interface About {
  me: Authority;
  ticket: StoredTicket;
  input: CommentInput;
  files: AttachmentToStore[];
  commentId: string;
  people: Parameters<typeof noticeStatements>[1]['people'];
  now: Date;
  lifecycle: Lifecycle;
  notBefore: Date | null;
}

function commentStatements(tx: Tx, about: About, ticketId: string) {
  const { me, ticket, input, now } = about;
  return [
    insertComment(tx, {
      comment_id: about.commentId, ticket_id: ticketId, client_id: ticket.client_id, author_id: me.user_id, author_name: me.name, author_email: me.email,
      author_is_staff: isStaffRole(me.role), body_text: input.body_text, body_format: input.body_format ?? 'plain', visibility: input.visibility, channel: 'portal', created_at: now,
    }),
    ...(about.files.length ? [insertAttachments(tx, attachmentRowsFor(about.files, {
      ticket_id: ticketId, client_id: ticket.client_id, comment_id: about.commentId, visibility: input.visibility, uploaded_by: me.user_id,
    }))] : []),
    ...sendDraft(tx, { ticket_id: ticketId, draft_ticket_id: ticket.ticket_id, client_id: ticket.client_id, comment_id: about.commentId, visibility: input.visibility }, input.draft_file_ids ?? []),
  ];
}

/** Everything a reply writes, with the status that goes with it; used by the single route and by macros. */
export function replyStatements(tx: Tx, deps: Pick<Deps, 'ids'>, about: About, outcome: ClientCommentOutcome) {
  const { me, ticket, input, now, lifecycle, people, commentId } = about;
  const isPublic = input.visibility === 'public';
  const moves = input.status && input.status !== ticket.status;
  const isFirstResponse = isPublic && isStaffRole(me.role) && !ticket.first_response_at;
  const reopened = outcome.kind === 'moves' && outcome.to === 'reabierto';
  const row = { ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, created_at: now };
  const changed = outcome.kind === 'moves' ? statusPatch(ticket, outcome.to, 'system', now, undefined, lifecycle) : {};
  const activityId = deps.ids.next();
  return [
    // statusStatements locks and moves the version by itself; one of the two writes the ticket, never both.
    ...(moves
      ? statusStatements(tx, deps, me, ticket, { ...input, status: input.status!, reason: undefined }, people, now, lifecycle, isFirstResponse ? { first_response_at: now } : {}, about.notBefore)
      : [
          lockTicket(tx, ticket.ticket_id, ticket.version),
          changeTicket(tx, ticket.ticket_id, { ...changed, ...(isFirstResponse ? { first_response_at: now } : {}) }, now),
          ...(outcome.kind === 'moves' ? [insertActivities(tx, [{ ...row, activity_id: activityId, action: 'status', field: 'status', old_value: ticket.status, new_value: outcome.to }])] : []),
        ]),
    ...commentStatements(tx, about, ticket.ticket_id),
    insertActivities(tx, [{ ...row, activity_id: deps.ids.next(), action: isPublic ? 'commented' : 'noted', visibility: input.visibility }]),
    ...(input.mentions?.length ? [addWatchers(tx, ticket, [...new Set(input.mentions)])] : []),
    ...noticeStatements(tx, {
      event: reopened ? 'ticket_reopened' : 'ticket_commented', is_internal: !isPublic, ticket, people, actor: { user_id: me.user_id }, cause_id: commentId,
      comment_id: isPublic ? commentId : null, mentioned: input.mentions ?? [], vars: { actor_name: me.name, ...(outcome.kind === 'moves' ? { old_status: ticket.status, new_status: outcome.to } : {}) },
      ...(about.notBefore ? { not_before: about.notBefore } : {}),
    }),
  ];
}

/** The ticket is closed for good: what a client user writes opens a new one that names it. */
function inFollowUp(tx: Tx, deps: Pick<Deps, 'ids'>, about: About, ticketId: string) {
  const { me, ticket, input, now, people } = about;
  const activity = { activity_id: deps.ids.next(), ticket_id: ticketId, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, created_at: now };
  return [
    insertTicket(tx, {
      ticket_id: ticketId, client_id: ticket.client_id, site_id: ticket.site_id, created_by: me.user_id, category_id: ticket.category_id, subject: ticket.subject,
      description: input.body_text, priority: ticket.priority, follows_ticket_id: ticket.ticket_id, created_at: now, updated_at: now,
    }),
    insertActivities(tx, [{ ...activity, action: 'created', field: 'follows', new_value: ticket.ticket_number }]),
    ...commentStatements(tx, about, ticketId),
    ...noticeStatements(tx, {
      event: 'ticket_created', ticket: { ticket_id: ticketId, client_id: ticket.client_id, notification_email: null, additional_emails: [] },
      people: people.map((person) => ({ ...person, is_assignee: false })), actor: { user_id: me.user_id }, cause_id: activity.activity_id, vars: { actor_name: me.name },
    }),
  ];
}
