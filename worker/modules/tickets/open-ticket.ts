// A new ticket from the portal or from a program. Two round trips: read what the decision needs, write everything at once.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, invalidField, notFound, refused, type Effect, type Result } from '../../platform/problem.ts';
import { fieldChanges, fieldFaults, missingAtOpening } from '../fields/rules.ts';
import { fieldsOfCategory, putValues } from '../fields/store.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import { isStaffRole } from '../users/values.ts';
import type { NewTicket, TicketRow } from './contract.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { lifecycleOf } from './rules.ts';
import { filesFault, storeFiles, type UploadedFile } from './store-files.ts';
import {
  assignmentFacts, attachmentRowsFor, insertActivities, insertAttachments, insertTicket, lifecycleSettings, machineOfNewTicket, peopleOfPlace, placeOfNewTicket, storeAnswer, storedAnswer, ticketRow,
} from './store.ts';

interface Place {
  site_id: string;
  client_id: string;
  is_active: boolean;
}

interface Facts {
  category_is_active: boolean | null;
  assignee_is_staff: boolean;
  default_assignee: string | null;
  general_category: string;
}

export const ticketEffect = (row: Pick<TicketRow, 'ticket_id' | 'ticket_number' | 'client_id' | 'site_id' | 'created_by' | 'version'>, kind: string, internal = false): Effect => ({
  type: 'ticket', ticket_id: row.ticket_id, ticket_number: row.ticket_number, client_id: row.client_id, site_id: row.site_id, created_by: row.created_by,
  version: row.version, kind, internal,
});

/**
 * Opens a ticket. `idempotencyKey`: a repeat with the same body answers the first ticket, with another body 409.
 * Client users open tickets in their own client and, as `solicitante`, at their own sites.
 */
export async function openTicket(
  deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'attachments'>, actor: UserActor, input: NewTicket, files: UploadedFile[], idempotencyKey?: string,
): Promise<Result<TicketRow>> {
  const fault = filesFault(files);
  if (fault) return refused(fault);
  const requestHash = await sha256Hex(JSON.stringify([input, await Promise.all(files.map((file) => sha256Hex(file.bytes)))]));
  const read = await deps.database.asActor(actor, {}, (tx) => [
    placeOfNewTicket(tx, input.client_id, input.site_id),
    assignmentFacts(tx, input.category_id, input.assigned_to),
    peopleOfPlace(tx, input.client_id, input.site_id, input.assigned_to ?? null),
    lifecycleSettings(tx),
    storedAnswer(tx, actor.userId, idempotencyKey ?? ''),
    machineOfNewTicket(tx, input.asset_id),
    fieldsOfCategory(tx, input.category_id),
  ]);
  if (!read.ok) return read;
  const { me, rows: [places, factRows, people, settings, [answered], machines, fields] } = read.value;
  if (answered) {
    if (answered.request_hash !== requestHash) return conflict('idempotency_key_reused', 'this Idempotency-Key was used for another request');
    return repeatAnswer(deps, actor, answered.result_id);
  }
  const facts = factRows.rows[0] as unknown as Facts;
  const decided = decide(me, input, places.rows[0] as unknown as Place | undefined, facts);
  if (!decided.ok) return decided;
  const { place, assignee } = decided.value;
  if (input.asset_id && (machines.rows[0] as { client_id: string } | undefined)?.client_id !== place.client_id) return invalidField('asset_id', 'unknown_machine', "no such machine of the ticket's client");
  const given = input.custom_fields ?? {};
  const faults = [...fieldFaults(fields, given), ...(input.category_id ? missingAtOpening(fields, given) : [])];
  if (faults.length > 0) return invalid(...faults);
  const now = deps.clock.now();
  const stored = await storeFiles(deps, place.client_id, files);
  if (!stored.ok) return stored;
  const ticketId = deps.ids.next();
  const activity = { activity_id: deps.ids.next(), ticket_id: ticketId, client_id: place.client_id, actor_id: me.user_id, actor_name: me.name, action: 'created', created_at: now };
  const { client_id: _c, site_id: _s, assigned_to: _a, channel, custom_fields: _f, ...details } = input;
  const values = fieldChanges(fields.map((field) => ({ ...field, value: null })), given).put;
  const ticket = { ticket_id: ticketId, client_id: place.client_id, notification_email: input.notification_email ?? null, additional_emails: input.additional_emails ?? [] };
  const informed = people.map((person) => ({ ...person, is_assignee: person.user_id === assignee }));
  const written = await deps.database.asActor(actor, {
    taken: { idempotency_keys_user_id_key_pk: { field: 'Idempotency-Key', code: 'idempotency_race', message: 'the same request is being answered' } },
  }, (tx) => [
    ticketRowAfter(tx, ticketId, [
      insertTicket(tx, {
        ...details, ticket_id: ticketId, client_id: place.client_id, site_id: place.site_id, created_by: me.user_id, category_id: input.category_id ?? facts.general_category,
        channel: isStaffRole(me.role) ? (channel ?? 'portal') : 'portal', assigned_to: assignee, assigned_at: assignee ? now : null, status: assignee ? 'asignado' : 'nuevo',
        created_at: now, updated_at: now,
      }),
      ...(values.length ? [putValues(tx, { ticket_id: ticketId, client_id: place.client_id, updated_at: now }, values)] : []),
      insertActivities(tx, [activity]),
      ...(stored.value.length ? [insertAttachments(tx, attachmentRowsFor(stored.value, { ticket_id: ticketId, client_id: place.client_id, comment_id: null, visibility: 'public', uploaded_by: me.user_id }))] : []),
      ...noticeStatements(tx, { event: 'ticket_created', ticket, people: informed, actor: { user_id: me.user_id }, cause_id: activity.activity_id, vars: { actor_name: me.name } }),
      ...(idempotencyKey ? [storeAnswer(tx, { user_id: me.user_id, key: idempotencyKey, request_hash: requestHash, result_id: ticketId })] : []),
    ]),
  ].flat() as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) {
    const race = written.problem.kind === 'conflict' && written.problem.code === 'idempotency_race';
    return race ? openTicket(deps, actor, input, files, idempotencyKey) : written;
  }
  const row = (written.value.rows as unknown as StoredTicket[][]).at(-1)![0]!;
  return done(ticketForCaller(row, me, now, lifecycleOf(settings)), [ticketEffect(row, 'created'), { type: 'mail' }]);
}

/** The statements, and the row as they leave it. */
const ticketRowAfter = (tx: Parameters<typeof ticketRow>[0], ticketId: string, statements: unknown[]) => [...statements, ticketRow(tx, ticketId)];

async function repeatAnswer(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, ticketId: string): Promise<Result<TicketRow>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketRow(tx, ticketId), lifecycleSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[row], settings] } = read.value;
  return row ? done(ticketForCaller(row as StoredTicket, me, deps.clock.now(), lifecycleOf(settings))) : notFound('ticket');
}

function decide(me: Authority, input: NewTicket, place: Place | undefined, facts: Facts): Result<{ place: Place; assignee: string | null }> {
  const isStaff = isStaffRole(me.role);
  if (!isStaff && input.client_id && input.client_id !== me.client_id) return notFound('client');
  if (isStaff && !input.client_id && !input.site_id) return invalidField('client_id', 'required', 'name the client');
  if (!isStaff && input.tags?.length) return forbidden('only staff tags tickets');
  if (!isStaff && input.assigned_to) return forbidden('only staff assigns tickets');
  if (!place) return notFound(input.site_id ? 'site' : input.client_id ? 'client' : 'site');
  if (input.client_id && place.client_id !== input.client_id) return invalidField('site_id', 'other_client', 'the site is not of this client');
  if (!place.is_active) return invalidField('client_id', 'inactive', 'the client or its site is inactive');
  if (input.category_id && facts.category_is_active !== true) return invalidField('category_id', 'unknown_category', 'no such active category');
  if (input.assigned_to && !facts.assignee_is_staff) return invalidField('assigned_to', 'not_staff', 'tickets are assigned to active staff');
  return done({ place, assignee: input.assigned_to ?? facts.default_assignee });
}
