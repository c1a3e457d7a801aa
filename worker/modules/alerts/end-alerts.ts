// A condition went away: the alert ends, its ticket hears of it once, and by the rule's wish is resolved.
import type { Deps } from '../../deps.ts';
import type { Tx } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { statusPatch, transitionFault, type Lifecycle } from '../tickets/rules.ts';
import { changeTicket, insertActivities, insertComment, insertResolution, lockTicket } from '../tickets/store.ts';
import { endAlerts, type EndingAlert } from './raise-store.ts';
import { recoveryText } from './rules.ts';

export type TicketPerson = NoticePerson & { ticket_id: string };
const AUTHOR = 'Agente';
const DONE: readonly string[] = ['resuelto', 'cerrado', 'cancelado'];

/** @param endedAt instant of each alert's end (ISO-8601). Every ticket is held at the version that was read: a lost race answers LN409 and everything is read anew. */
export function endStatements(tx: Tx, deps: Pick<Deps, 'ids'>, ending: EndingAlert[], endedAt: (alert: EndingAlert) => string, people: TicketPerson[], now: Date, lifecycle: Lifecycle) {
  if (ending.length === 0) return [];
  // Tickets of several alerts may have been merged into one: each word finds it as the one before left it.
  const spoken = new Map<string, number>();
  const asLeft = (ticket: NonNullable<EndingAlert['ticket']>) => {
    const words = spoken.get(ticket.ticket_id) ?? 0;
    spoken.set(ticket.ticket_id, words + 1);
    return { ...ticket, version: ticket.version + words };
  };
  return [
    endAlerts(tx, ending.map((alert) => ({ alert_id: alert.alert_id, at: endedAt(alert) }))),
    ...ending.flatMap((alert) => (alert.ticket ? ticketWords(tx, deps, alert, asLeft(alert.ticket), recoveryText(alert, endedAt(alert)), people, now, lifecycle) : [])),
  ];
}

function ticketWords(tx: Tx, deps: Pick<Deps, 'ids'>, alert: EndingAlert, ticket: NonNullable<EndingAlert['ticket']>, text: string, people: TicketPerson[], now: Date, lifecycle: Lifecycle) {
  const row = { ticket_id: ticket.ticket_id, client_id: ticket.client_id };
  const by = { ...row, actor_id: null, actor_name: AUTHOR, created_at: now };
  const state = { ...ticket, first_response_at: dateOf(ticket.first_response_at), closed_at: dateOf(ticket.closed_at) };
  // By the same table as everybody: what staff could not resolve now, a recovery does not either.
  const resolves = alert.resolves_ticket && transitionFault(state, 'resuelto', 'technician', { resolution_notes: text }, now, lifecycle) === null;
  const patch = resolves ? statusPatch(state, 'resuelto', 'system', now, text, lifecycle) : null;
  const [commentId, activityId] = [deps.ids.next(), deps.ids.next()];
  const isDone = DONE.includes(ticket.status);
  return [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    changeTicket(tx, ticket.ticket_id, patch ?? {}, now),
    insertComment(tx, { ...row, comment_id: commentId, author_name: AUTHOR, body_text: text, visibility: 'public', channel: 'agente', created_at: now }),
    insertActivities(tx, [
      { ...by, activity_id: activityId, action: 'recovered' },
      ...(patch ? [{ ...by, activity_id: deps.ids.next(), action: 'status', field: 'status', old_value: ticket.status, new_value: patch.status }] : []),
    ]),
    ...(patch ? [insertResolution(tx, { ...row, resolution_id: deps.ids.next(), resolved_by: null, resolved_by_name: AUTHOR, resolution_notes: text, created_at: now })] : []),
    ...(isDone ? [] : noticeStatements(tx, {
      event: patch ? 'ticket_resolved' : 'ticket_commented', ticket, people: people.filter((person) => person.ticket_id === ticket.ticket_id), actor: { user_id: null }, cause_id: `${alert.alert_id}:recovered`,
      comment_id: patch ? null : commentId,
      vars: { actor_name: AUTHOR, ...(patch ? { old_status: ticket.status, new_status: patch.status, resolution_notes: text } : {}) },
    })),
  ];
}

const dateOf = (instant: string | null): Date | null => (instant === null ? null : new Date(instant));

export const endedEffects = (ending: EndingAlert[]): Effect[] => [
  ...ending.flatMap(({ asset_id, client_id, site_id, ticket }): Effect[] => [
    ...(asset_id ? [{ type: 'asset' as const, asset_id, client_id, site_id, kind: 'alert' as const }] : []),
    ...(ticket ? [{ type: 'ticket' as const, ticket_id: ticket.ticket_id, ticket_number: ticket.ticket_number, client_id: ticket.client_id, site_id: ticket.site_id, created_by: ticket.created_by, version: ticket.version + 1, kind: 'commented', internal: false }] : []),
  ]),
  ...(ending.some((alert) => alert.ticket) ? [{ type: 'mail' as const }] : []),
];
