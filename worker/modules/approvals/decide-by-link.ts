// A named person decides with the signed link of their mail: looking changes nothing, so that a scanner which follows links decides nothing.
import type { Deps } from '../../deps.ts';
import { readApprovalLink, type ApprovalLink } from '../../platform/approval-links.ts';
import type { Actor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound, type Result } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import { allowedStatuses, eventOfStatus, lifecycleOf, statusPatch } from '../tickets/rules.ts';
import { changeTicket, insertActivities, insertComment, lockTicket, peopleOfTickets } from '../tickets/store.ts';
import type { LinkDecision, LinkQuestion } from './contract.ts';
import { approverOfLink, questionOfLink, settle, ticketOfLink, type Approver } from './store.ts';

type LinkDeps = Pick<Deps, 'database' | 'clock' | 'config' | 'ids'>;
type Question = Awaited<ReturnType<typeof questionOfLink>>[number];
const jobActor = (requestId: string): Actor => ({ kind: 'job', job: 'mail_in', requestId });
/** As the client's administrators say it in the portal, by the one transition table. */
const STATUS = { approved: 'en_proceso', refused: 'cancelado' } as const;

async function open(deps: LinkDeps, token: string): Promise<Result<ApprovalLink>> {
  const link = await readApprovalLink(deps.config.jwtKeys, token, deps.clock.now());
  if (link === null) return forbidden('the link is not valid', 'link_invalid');
  return link === 'expired' ? forbidden('the link has expired', 'link_expired') : done(link);
}

const shownOf = (row: Question): LinkQuestion => ({
  ticket_number: row.ticket_number, subject: row.subject, client_name: row.client_name, what: row.what, cost: row.cost, asked_by_name: row.asked_by_name, expires_at: row.expires_at,
  state: row.state, settled_at: row.settled_at, reason: row.reason,
});

/** Whose address it is by now counts: who left the client, or went to another one, finds nothing. */
async function find(deps: LinkDeps, requestId: string, token: string) {
  const link = await open(deps, token);
  if (!link.ok) return link;
  const read = await deps.database.asActor(jobActor(requestId), {}, (tx) => [questionOfLink(tx, link.value), approverOfLink(tx, link.value), peopleOfTickets(tx, ticketOfLink(link.value))]);
  if (!read.ok) return read;
  const [[question], approvers, people] = read.value.rows;
  const approver = approvers.rows[0] as Approver | undefined;
  return question && approver?.is_theirs ? done({ link: link.value, question, approver, people }) : notFound('request');
}

export async function lookAtApproval(deps: LinkDeps, requestId: string, token: string): Promise<Result<LinkQuestion>> {
  const found = await find(deps, requestId, token);
  return found.ok ? done(shownOf(found.value.question)) : found;
}

const decided = (question: Question) => conflict('already_decided', 'this was decided already', { approval: shownOf(question) });

/** The first word counts. A ticket that changed between reading and writing is read again, once. */
export async function decideByLink(deps: LinkDeps, requestId: string, input: LinkDecision, isAgain = false): Promise<Result<LinkQuestion>> {
  const found = await find(deps, requestId, input.token);
  if (!found.ok) return found;
  const { link, question, approver, people } = found.value;
  const now = deps.clock.now();
  const status = STATUS[input.decision];
  const lifecycle = lifecycleOf([]);
  if (question.state !== 'open' || !allowedStatuses(question, 'client_admin', now, lifecycle).includes(status)) return decided(question);
  const name = question.approver_name ?? approver.name ?? link.address;
  const place = { ticket_id: question.ticket_id, client_id: question.client_id };
  const activityId = deps.ids.next();
  const by = { ...place, actor_name: name, created_at: now };
  const written = await deps.database.asActor(jobActor(requestId), {}, (tx) => [
    lockTicket(tx, question.ticket_id, question.version),
    settle(tx, question.approval_id, { state: input.decision, by: name, reason: input.reason }, now),
    changeTicket(tx, question.ticket_id, statusPatch(question, status, 'client_admin', now, undefined, lifecycle), now),
    insertActivities(tx, [
      { ...by, activity_id: deps.ids.next(), action: input.decision, created_at: now },
      { ...by, activity_id: activityId, action: 'status', field: 'status', old_value: question.status, new_value: status },
    ]),
    ...(input.reason ? [insertComment(tx, { ...place, comment_id: deps.ids.next(), author_name: name, author_email: link.address, body_text: input.reason, visibility: 'public', created_at: now })] : []),
    ...noticeStatements(tx, {
      event: eventOfStatus(status), ticket: question, people, actor: { user_id: null, email: link.address }, cause_id: activityId,
      vars: { actor_name: name, old_status: question.status, new_status: status, reason: input.reason || null },
    }),
    questionOfLink(tx, link),
  ] as unknown as [ReturnType<typeof questionOfLink>]);
  if (!written.ok) return written.problem.kind === 'conflict' && !isAgain ? decideByLink(deps, requestId, input, true) : written;
  const row = (written.value.rows as unknown as Question[][]).at(-1)![0]!;
  return done(shownOf(row), [ticketEffect(row, 'status'), { type: 'mail' }]);
}
