// Fields of a ticket, and its deletion. Both are the staff's.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { fieldChanges, fieldFaults } from '../fields/rules.ts';
import { changeValues, fieldsOfTicket } from '../fields/store.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { TicketChange, TicketRow } from './contract.ts';
import { isAnother } from './merge-rules.ts';
import { ticketEffect } from './open-ticket.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { changesOf, lifecycleOf } from './rules.ts';
import { mergedElsewhere, versionConflict } from './set-status.ts';
import { assignmentFacts, changeTicket, insertActivities, lifecycleSettings, lockTicket, machinesOfChange, placeOfNewTicket, ticketIs, ticketRow } from './store.ts';

export async function editTicket(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, input: TicketChange): Promise<Result<TicketRow>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [
    ticketRow(tx, idOrNumber), lifecycleSettings(tx), assignmentFacts(tx, input.category_id, null), placeOfNewTicket(tx, undefined, input.site_id), machinesOfChange(tx, input.asset_id, idOrNumber), fieldsOfTicket(tx, ticketIs(idOrNumber), input.category_id),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[found], settings, factRows, places, machineRows, [fieldRow]] } = read.value;
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  const now = deps.clock.now();
  const lifecycle = lifecycleOf(settings);
  const facts = factRows.rows[0] as { category_is_active: boolean | null; category_name: string | null };
  const site = places.rows[0] as { client_id: string; is_active: boolean } | undefined;
  const { version, custom_fields: given = {}, ...wanted } = input;
  if (isAnother(ticket, idOrNumber)) return mergedElsewhere(ticket);
  if (ticket.version !== version) return versionConflict(ticketForCaller(ticket, me, now, lifecycle));
  if (input.category_id && facts.category_is_active !== true) return invalidField('category_id', 'unknown_category', 'no such active category');
  if (input.site_id && (!site?.is_active || site.client_id !== ticket.client_id)) return invalidField('site_id', 'other_client', "the site is not an active one of the ticket's client");
  const machines = machineRows.rows as { asset_id: string; client_id: string; name: string; is_there: boolean }[];
  const machineName = (id: string | null): string | null => machines.find((one) => one.asset_id === id)?.name ?? id;
  if (input.asset_id && !machines.some((one) => one.asset_id === input.asset_id && one.client_id === ticket.client_id && one.is_there)) {
    return invalidField('asset_id', 'unknown_machine', "no such machine of the ticket's client");
  }
  const fields = fieldRow?.fields ?? [];
  const faults = fieldFaults(fields, given);
  if (faults.length > 0) return invalid(...faults);
  const said = fieldChanges(fields, given);
  const changes = changesOf(ticket as unknown as Record<string, unknown>, wanted);
  if (changes.length === 0 && said.told.length === 0) return done(ticketForCaller(ticket, me, now, lifecycle));
  const named = [...changes.map((change) => (change.field === 'tags' ? { ...change, visibility: 'internal' as const } : change.field === 'category_id' ? { ...change, old_value: ticket.category_name, new_value: facts.category_name }
    : change.field === 'asset_id' ? { ...change, old_value: machineName(change.old_value), new_value: machineName(change.new_value) } : change)), ...said.told];
  const written = await deps.database.asActor(actor, {}, (tx) => [
    lockTicket(tx, ticket.ticket_id, version),
    changeTicket(tx, ticket.ticket_id, wanted, now),
    ...changeValues(tx, { ticket_id: ticket.ticket_id, client_id: ticket.client_id, updated_at: now }, said.put, said.drop),
    insertActivities(tx, named.map((change) => ({
      activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, action: 'changed', ...change, created_at: now,
    }))),
    ticketRow(tx, ticket.ticket_id),
  ] as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) return written;
  const row = (written.value.rows as unknown as StoredTicket[][]).at(-1)![0]!;
  return done(ticketForCaller(row, me, now, lifecycle), [ticketEffect(row, 'changed')]);
}

/** Soft: the ticket leaves every list, its history and audit row stay. */
export async function deleteTicket(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, idOrNumber: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [ticketRow(tx, idOrNumber)]);
  if (!read.ok) return read;
  const ticket = read.value.rows[0][0] as StoredTicket | undefined;
  if (!ticket) return notFound('ticket');
  if (isAnother(ticket, idOrNumber)) return mergedElsewhere(ticket);
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, { roles: MANAGER_ROLES }, (tx) => [
    lockTicket(tx, ticket.ticket_id, ticket.version), changeTicket(tx, ticket.ticket_id, { deleted_at: now }, now),
  ]);
  return written.ok ? done(null, [ticketEffect({ ...ticket, version: ticket.version + 1 }, 'deleted')]) : written;
}

