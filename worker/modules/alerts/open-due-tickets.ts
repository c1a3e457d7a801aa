// Alerts that are due become tickets, one each, whoever else is at it.
import type { Deps } from '../../deps.ts';
import type { Actor, Tx } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { dueAlerts, openTickets, peopleOfDue, type DueAlert, type OpenedTicket } from './raise-store.ts';
import { alertTicket } from './rules.ts';

export type PlacedPerson = NoticePerson & { site_id: string };

/** Tickets of one transaction. */
const DUE_MAX = 50;
const ROUNDS_MAX = 20;
const AUTHOR = 'Agente';

export const fleetJob = (deps: Pick<Deps, 'ids'>, name: string): Actor => ({ kind: 'job', job: 'fleet', requestId: `${name}-${deps.ids.next()}` });

/** The statements that open these tickets and tell the people of their places; the first one answers what was really opened. */
export function ticketStatements(tx: Tx, deps: Pick<Deps, 'ids'>, due: DueAlert[], people: PlacedPerson[], now: Date) {
  if (due.length === 0) return [];
  const at = now.toISOString();
  return [
    openTickets(tx, due.map((alert) => ({ alert_id: alert.alert_id, activity_id: deps.ids.next(), ...alertTicket(alert), category_id: alert.category_id, assigned_to: alert.default_assignee, at }))),
    // Keyed by the alert: whoever repeats it tells nobody twice.
    ...due.flatMap((alert) => noticeStatements(tx, {
      event: 'ticket_created', ticket: { ticket_id: alert.alert_id, client_id: alert.client_id, notification_email: null, additional_emails: [] }, actor: { user_id: null }, cause_id: alert.alert_id,
      about: alert.metric === 'offline' ? 'asset_offline' : 'asset_alert', asset_id: alert.asset_id,
      people: people.filter((person) => person.site_id === alert.site_id)
        .map((person) => ({ ...person, is_assignee: person.user_id === alert.default_assignee })),
      vars: { actor_name: AUTHOR },
    })),
  ];
}

export const openedEffects = (opened: OpenedTicket[]): Effect[] => opened.length === 0 ? [] : [
  ...opened.flatMap((ticket): Effect[] => [
    { type: 'ticket', ticket_id: ticket.ticket_id, ticket_number: ticket.ticket_number, client_id: ticket.client_id, site_id: ticket.site_id, created_by: null, version: 1, kind: 'created', internal: false },
    ...(ticket.asset_id ? [{ type: 'asset' as const, asset_id: ticket.asset_id, client_id: ticket.client_id, site_id: ticket.site_id, kind: 'alert' as const }] : []),
  ]),
  { type: 'mail' },
];

/** Everything that is due, in parts. Repeated by the sweep of each minute, so a fault loses nothing. */
export async function openDueTickets(deps: Pick<Deps, 'database' | 'clock' | 'ids'>): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const actor = fleetJob(deps, 'alerts-due');
    const read = await deps.database.asActor(actor, {}, (tx) => [dueAlerts(tx, null, DUE_MAX), peopleOfDue(tx, null)]);
    if (!read.ok) throw new Error(`alerts due: ${read.problem.kind}`);
    const due = read.value.rows[0].rows as unknown as DueAlert[];
    if (due.length === 0) break;
    const people = read.value.rows[1].rows as unknown as PlacedPerson[];
    const written = await deps.database.asActor(actor, {}, (tx) => ticketStatements(tx, deps, due, people, deps.clock.now()) as unknown as readonly [ReturnType<typeof openTickets>]);
    if (!written.ok) throw new Error(`alert tickets: ${written.problem.kind}`);
    effects.push(...openedEffects(written.value.rows[0].rows as unknown as OpenedTicket[]));
    if (due.length < DUE_MAX) break;
  }
  return effects;
}
