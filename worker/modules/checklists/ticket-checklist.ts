// The steps of one ticket: read with what still stands before its end, added, ticked, put in order, taken away.
import type { Deps } from '../../deps.ts';
import type { Tx, UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { closeGateFaults, gateFactsOf, type GateStatus } from '../tickets/gate-rules.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import type { StoredTicket } from '../tickets/read-ticket.ts';
import { lifecycleOf } from '../tickets/rules.ts';
import { gateRows, insertActivities, lifecycleSettings, ticketIs, ticketRow } from '../tickets/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { ChecklistItemChange, ChecklistItemRow, ChecklistOrder, NewChecklistItems, TicketChecklist } from './contract.ts';
import { deleteItem, insertItems, itemById, itemsOf, orderItems, templateById, updateItem } from './store.ts';

const NEEDS = { roles: STAFF_ROLES };
const STEPS_OF_TICKET_MAX = 500;
const ENDS: GateStatus[] = ['resuelto', 'cerrado'];

export async function readChecklist(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<TicketChecklist>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [ticketRow(tx, idOrNumber), itemsOf(tx, ticketIs(idOrNumber)), gateRows(tx, ticketIs(idOrNumber)), lifecycleSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], items, [row], settings] } = read.value;
  if (!ticket) return notFound('ticket');
  const facts = gateFactsOf(row!);
  const { closesAtOnce } = lifecycleOf(settings);
  const missing = ENDS.flatMap((at) => closeGateFaults(at, me.role, facts, ticket.resolution_notes, closesAtOnce)
    // The resolution is written in the act of resolving itself.
    .filter(({ gate }) => at === 'cerrado' || gate !== 'resolution_text')
    .map(({ code, field, message }) => ({ at, code, field, message })));
  return done({ items, closing: { gates: facts.gates, missing, minutes: facts.minutes } });
}

type Items = { items: ChecklistItemRow[] };
type WriteDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;

/** Writes, and answers all steps as they are then. The ticket's version stays: nobody's reply collides with a tick. */
async function write(deps: WriteDeps, actor: UserActor, ticket: StoredTicket, act: (tx: Tx) => readonly unknown[]): Promise<Result<Items>> {
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [...act(tx), itemsOf(tx, ticketIs(ticket.ticket_id))] as unknown as [ReturnType<typeof itemsOf>]);
  if (!written.ok) return written;
  return done({ items: (written.value.rows as unknown as ChecklistItemRow[][]).at(-1)! }, [ticketEffect(ticket, 'checklist', true)]);
}

/** What happened to the list as a whole stands in the ticket's history, for staff; single ticks stand on the steps. */
const activity = (tx: Tx, deps: WriteDeps, ticket: StoredTicket, me: { user_id: string; name: string }, action: string, new_value: string) => insertActivities(tx, [{
  activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, action, new_value, visibility: 'internal', created_at: deps.clock.now(),
}]);

export async function addItems(deps: WriteDeps, actor: UserActor, idOrNumber: string, input: NewChecklistItems): Promise<Result<Items>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [ticketRow(tx, idOrNumber), itemsOf(tx, ticketIs(idOrNumber)), templateById(tx, input.checklist_template_id)]);
  if (!read.ok) return read;
  const { me, rows: [[found], items, [template]] } = read.value;
  if (!found) return notFound('ticket');
  if (input.checklist_template_id && !template?.is_active) return invalidField('checklist_template_id', 'unknown_template', 'no such active checklist');
  const count = input.items.length + (template?.items.length ?? 0);
  if (items.length + count > STEPS_OF_TICKET_MAX) return invalidField('items', 'too_many', `a ticket has at most ${STEPS_OF_TICKET_MAX} steps`);
  const ticket = found as StoredTicket;
  const of = { ticket_id: ticket.ticket_id, client_id: ticket.client_id, created_by: me.user_id, now: deps.clock.now() };
  return write(deps, actor, ticket, (tx) => [
    ...(template ? [insertItems(tx, { ...of, checklist_template_id: template.checklist_template_id, checklist_name: template.name }, template.items)] : []),
    ...(input.items.length > 0 ? [insertItems(tx, { ...of, checklist_template_id: null, checklist_name: null }, input.items)] : []),
    activity(tx, deps, ticket, me, 'checklist_added', template?.name ?? input.items.map((step) => step.text).join(', ').slice(0, 300)),
  ]);
}

export async function changeItem(deps: WriteDeps, actor: UserActor, idOrNumber: string, itemId: string, input: ChecklistItemChange): Promise<Result<Items>> {
  const read = await readItem(deps, actor, idOrNumber, itemId);
  if (!read.ok) return read;
  const { me, ticket, items, item } = read.value;
  const { is_done, ...rest } = input;
  const now = deps.clock.now();
  const ticks = is_done !== undefined && is_done !== (item.done_at !== null);
  const tick = !ticks ? {} : is_done ? { done_at: now, done_by: me.user_id, done_by_name: me.name } : { done_at: null, done_by: null, done_by_name: null };
  if (Object.keys({ ...rest, ...tick }).length === 0) return done({ items });
  return write(deps, actor, ticket, (tx) => [
    updateItem(tx, itemId, { ...rest, ...tick, updated_at: now }),
    // Who took a tick back would otherwise be known to nobody.
    ...(ticks && !is_done ? [activity(tx, deps, ticket, me, 'checklist_unticked', item.text)] : []),
  ]);
}

export async function removeItem(deps: WriteDeps, actor: UserActor, idOrNumber: string, itemId: string): Promise<Result<Items>> {
  const read = await readItem(deps, actor, idOrNumber, itemId);
  if (!read.ok) return read;
  const { me, ticket, item } = read.value;
  return write(deps, actor, ticket, (tx) => [deleteItem(tx, itemId), activity(tx, deps, ticket, me, 'checklist_removed', item.text)]);
}

export async function reorderItems(deps: WriteDeps, actor: UserActor, idOrNumber: string, input: ChecklistOrder): Promise<Result<Items>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [ticketRow(tx, idOrNumber), itemsOf(tx, ticketIs(idOrNumber))]);
  if (!read.ok) return read;
  const [[found], items] = read.value.rows;
  if (!found) return notFound('ticket');
  const isSame = new Set(input.item_ids).size === items.length && input.item_ids.length === items.length && items.every((item) => input.item_ids.includes(item.item_id));
  if (!isSame) return invalidField('item_ids', 'other_steps', 'name every step of the ticket once');
  return write(deps, actor, found as StoredTicket, (tx) => [orderItems(tx, found.ticket_id, input.item_ids, deps.clock.now())]);
}

async function readItem(deps: WriteDeps, actor: UserActor, idOrNumber: string, itemId: string) {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [ticketRow(tx, idOrNumber), itemsOf(tx, ticketIs(idOrNumber)), itemById(tx, itemId)]);
  if (!read.ok) return read;
  const { me, rows: [[found], items, [item]] } = read.value;
  if (!found) return notFound('ticket');
  if (!item || item.ticket_id !== found.ticket_id) return notFound('step');
  return done({ me, ticket: found as StoredTicket, items, item });
}
