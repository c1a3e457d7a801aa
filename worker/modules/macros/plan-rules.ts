// What a macro would do to one ticket, and every part of it that is refused. Pure: the preview shows it, applying writes it.
import type { FieldError } from '../contract.ts';
import { gateFactsOf, type GateFacts } from '../tickets/gate-rules.ts';
import type { StoredTicket } from '../tickets/read-ticket.ts';
import { assignmentPatch, changesOf, transitionFault, type Change, type Lifecycle } from '../tickets/rules.ts';
import type { CommentVisibility, TicketPriority, TicketStatus } from '../tickets/values.ts';
import type { UserRole } from '../users/values.ts';
import type { MacroEffect, MacroRow } from './contract.ts';
import type { MacroVariable } from './values.ts';
import { fillVariables, localeOf, macroValues, ticketUrl, variablesLeft, type MacroSubject } from './variable-rules.ts';

/** What the ids in a macro's changes stand for now. */
export interface MacroFacts {
  category_is_active: boolean | null;
  category_name: string | null;
  category_is_protected: boolean | null;
  /** The close gates that hold in the new category. */
  category_gates: unknown;
  assignee_id: string | null;
  assignee_is_staff: boolean;
  assignee_name: string | null;
  checklist_name: string | null;
  checklist_is_active: boolean | null;
  checklist_items: { text: string; is_required: boolean }[] | null;
}

export interface PlanContext {
  macro: MacroRow;
  facts: MacroFacts;
  me: { user_id: string; name: string; email: string; role: UserRole };
  lifecycle: Lifecycle;
  origin: string;
  now: Date;
}

/** Of one ticket. `given`: what the person wrote over the macro's own texts. */
export interface PlanTarget {
  ticket: StoredTicket;
  subject: MacroSubject;
  gates: GateFacts;
  given: { body_text?: string | undefined; resolution_notes?: string | undefined };
}

export interface MacroPlan {
  /** Fields of the ticket, and the same as entries of its history. */
  patch: { priority?: TicketPriority; category_id?: string; tags?: string[] };
  changes: Change[];
  assign: { to: string | null; name: string | null } | null;
  status: TicketStatus | null;
  resolution_notes: string | undefined;
  reply: { body_text: string; visibility: CommentVisibility } | null;
  checklist: { checklist_template_id: string; name: string; items: { text: string; is_required: boolean }[] } | null;
  locale: 'es' | 'en';
  empty: MacroVariable[];
  effects: MacroEffect[];
  refused: FieldError[];
  /** Statuses the ticket may take, when its change is what is refused. */
  allowed: TicketStatus[] | null;
}

const TAGS_MAX = 20;

function tagsAfter(tags: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): string[] {
  const gone = new Set(remove.map((tag) => tag.toLowerCase()));
  const kept = tags.filter((tag) => !gone.has(tag.toLowerCase()));
  const there = new Set(kept.map((tag) => tag.toLowerCase()));
  return [...kept, ...add.filter((tag) => !there.has(tag.toLowerCase()))];
}

export function planMacro({ macro, facts, me, lifecycle, origin, now }: PlanContext, { ticket, subject, gates, given }: PlanTarget): MacroPlan {
  const wanted = macro.changes;
  const refused: FieldError[] = [];
  const refuse = (field: string, code: string, message: string): void => void refused.push({ field, code, message });

  if (!macro.is_active) refuse('macro_id', 'inactive', 'this macro is switched off');
  if (macro.client_id && macro.client_id !== ticket.client_id) refuse('macro_id', 'other_client', 'this macro is for tickets of another client');
  if (wanted.category_id && facts.category_is_active !== true) refuse('changes.category_id', 'unknown_category', 'no such active category');
  if (wanted.assigned_to && wanted.assigned_to !== 'nobody' && !facts.assignee_is_staff) refuse('changes.assigned_to', 'not_staff', 'tickets are assigned to active staff');
  if (wanted.checklist_template_id && !facts.checklist_is_active) refuse('changes.checklist_template_id', 'unknown_template', 'no such active checklist');
  const tags = tagsAfter(ticket.tags, wanted.add_tags, wanted.remove_tags);
  if (tags.length > TAGS_MAX) refuse('changes.add_tags', 'too_many', `a ticket has at most ${TAGS_MAX} tags`);

  // Fields first, then the assignee, then the status: each on the ticket as the one before leaves it.
  const patch = {
    ...(wanted.priority ? { priority: wanted.priority } : {}), ...(wanted.category_id ? { category_id: wanted.category_id } : {}),
    ...(wanted.add_tags?.length || wanted.remove_tags?.length ? { tags } : {}),
  };
  const changes = changesOf(ticket as unknown as Record<string, unknown>, patch)
    .map((change) => (change.field === 'category_id' ? { ...change, old_value: ticket.category_name, new_value: facts.category_name } : change));
  const assignee = wanted.assigned_to === 'nobody' ? null : facts.assignee_id;
  const assign = wanted.assigned_to && assignee !== ticket.assigned_to ? { to: assignee, name: assignee ? facts.assignee_name : null } : null;
  const assigned = assign ? { ...assignmentPatch(ticket, assign.to, now), assigned_to_name: assign.name } : {};
  const moved: StoredTicket = { ...ticket, ...patch, ...(wanted.category_id ? { category_name: facts.category_name } : {}), ...assigned };
  const status = wanted.status && wanted.status !== moved.status ? wanted.status : null;

  const locale = localeOf(subject);
  const values = macroValues({ ...moved, status: status ?? moved.status }, subject, me, locale, ticketUrl(origin, ticket.ticket_number, macro.visibility === 'internal'), now);
  const written = (locale === 'en' ? (macro.body_en ?? macro.body_es) : (macro.body_es ?? macro.body_en)) ?? '';
  const body = given.body_text ?? fillVariables(written, values).text;
  const notes = status === 'resuelto' ? (given.resolution_notes ?? fillVariables(wanted.resolution_notes ?? '', values).text) : undefined;
  const [emptyInBody, emptyInNotes] = [variablesLeft(body, values), variablesLeft(notes ?? '', values)];
  const empty = [...new Set([...emptyInBody, ...emptyInNotes])];
  for (const name of emptyInBody) refuse('body_text', 'empty_variable', `{{${name}}} has no value on this ticket`);
  for (const name of emptyInNotes) refuse('resolution_notes', 'empty_variable', `{{${name}}} has no value on this ticket`);

  const checklist = wanted.checklist_template_id && facts.checklist_items
    ? { checklist_template_id: wanted.checklist_template_id, name: facts.checklist_name ?? '', items: facts.checklist_items } : null;
  const after: GateFacts = {
    ...gates, ...(wanted.category_id ? { ...gateFactsOf({ ...gates, gates: facts.category_gates }), has_category: facts.category_is_protected === false, minutes: gates.minutes } : {}),
    open_steps: gates.open_steps + (checklist?.items.filter((step) => step.is_required).length ?? 0),
  };
  const fault = status ? transitionFault(moved, status, me.role, { resolution_notes: notes, reason: body }, now, lifecycle, after) : null;
  if (fault?.kind === 'forbidden_transition') refuse('changes.status', 'forbidden_transition', `${moved.status} can't become ${status}`);
  if (fault?.kind === 'missing') refuse(fault.field, 'required', fault.message);
  if (fault?.kind === 'gates') refused.push(...fault.missing);

  const effects: MacroEffect[] = [
    ...changes.map((change) => ({ ...change, field: change.field as MacroEffect['field'] })),
    ...(assign ? [{ field: 'assigned_to' as const, old_value: ticket.assigned_to_name, new_value: assign.name }] : []),
    ...(checklist ? [{ field: 'checklist' as const, old_value: null, new_value: checklist.name }] : []),
    ...((status ?? moved.status) === ticket.status ? [] : [{ field: 'status' as const, old_value: ticket.status, new_value: status ?? moved.status }]),
  ];
  return {
    patch, changes, assign, status, resolution_notes: notes, reply: body.trim() === '' ? null : { body_text: body, visibility: macro.visibility }, checklist,
    locale, empty, effects, refused, allowed: fault?.kind === 'forbidden_transition' ? fault.allowed : null,
  };
}

/** Nothing would come of it. */
export const isIdle = (plan: MacroPlan): boolean => !plan.reply && !plan.status && !plan.assign && !plan.checklist && plan.changes.length === 0;
