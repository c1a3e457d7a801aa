// What the objects say of conditions: openings become alerts and tickets, recoveries end them. At least once, in any order.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { lifecycleOf } from '../tickets/rules.ts';
import { lifecycleSettings, peopleOfTickets } from '../tickets/store.ts';
import { endedEffects, endStatements, type TicketPerson } from './end-alerts.ts';
import { foldSites } from './fold-sites.ts';
import { fleetJob, openedEffects, ticketStatements, type PlacedPerson } from './open-due-tickets.ts';
import { dueAlerts, endingAlerts, insertConditions, peopleOfDue, ticketsOfEnding, type ConditionWord, type DueAlert, type EndingAlert, type OpenedTicket, type openTickets } from './raise-store.ts';
import { OFFLINE_WAIT_SECONDS } from './rules.ts';

type Message = Extract<FleetChange, { type: 'alert' }>;
const RACES_MAX = 4;
const DUE_MAX = 100;

/** @throws on outages, and when others kept changing the same tickets: the messages come back. */
export async function takeAlerts(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, messages: Message[]): Promise<Effect[]> {
  const words = messages.map(({ type: _type, ...word }): ConditionWord => ({ ...word, alert_id: deps.ids.next(), opening: text(word.opening), target: word.target === null ? null : text(word.target) }));
  for (let race = 1; ; race++) {
    const taken = await attempt(deps, words);
    if (taken) return [...taken.effects, ...(taken.hasOffline ? await foldSites(deps) : [])];
    if (race === RACES_MAX) throw new Error('alerts: the tickets kept changing');
  }
}

/** What cannot be stored as text becomes a space. */
const text = (value: string): string => value.replace(/[\u0000-\u001f\u007f\p{Cs}]+/gu, ' ');

/** Null when a ticket changed between reading and writing. */
async function attempt(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, words: ConditionWord[]): Promise<{ effects: Effect[]; hasOffline: boolean } | null> {
  const actor = fleetJob(deps, 'alerts');
  const machines = [...new Set(words.map((word) => word.asset_id))];
  const read = await deps.database.asActor(actor, {}, (tx) => [
    insertConditions(tx, words, OFFLINE_WAIT_SECONDS), endingAlerts(tx, { words }), peopleOfTickets(tx, ticketsOfEnding({ words })), dueAlerts(tx, machines, DUE_MAX), peopleOfDue(tx, machines), lifecycleSettings(tx),
  ]);
  if (!read.ok) throw new Error(`alerts: ${read.problem.kind}`);
  const [fresh, endings, ticketPeople, dues, people, settings] = read.value.rows;
  const ending = endings.rows as unknown as EndingAlert[];
  // What ends in the same batch needs no ticket any more.
  const due = (dues.rows as unknown as DueAlert[]).filter((alert) => !ending.some((ended) => ended.alert_id === alert.alert_id));
  const changed = fresh.rows as { asset_id: string; client_id: string; site_id: string; is_offline: boolean }[];
  const hints = changed.map(({ is_offline: _is, ...place }): Effect => ({ type: 'asset', ...place, kind: 'alert' }));
  const hasOffline = ending.some((alert) => alert.kind === 'offline') || changed.some((place) => place.is_offline);
  if (ending.length === 0 && due.length === 0) return { effects: hints, hasOffline };
  const now = deps.clock.now();
  const endOf = (alert: EndingAlert): string => words.find((word) => word.state === 'recovered' && word.asset_id === alert.asset_id && word.rule_id === alert.rule_id && word.opening === alert.opening)?.at ?? now.toISOString();
  const written = await deps.database.asActor(actor, {}, (tx) => [
    ...ticketStatements(tx, deps, due, people.rows as unknown as PlacedPerson[], now), ...endStatements(tx, deps, ending, endOf, ticketPeople as unknown as TicketPerson[], now, lifecycleOf(settings)),
  ] as unknown as readonly [ReturnType<typeof openTickets>]);
  if (!written.ok) {
    if (written.problem.kind === 'conflict') return null;
    throw new Error(`alerts: ${written.problem.kind}`);
  }
  const opened = due.length > 0 ? (written.value.rows[0].rows as unknown as OpenedTicket[]) : [];
  return { effects: [...hints, ...openedEffects(opened), ...endedEffects(ending)], hasOffline };
}
