// Two people changed the same ticket: what each of them wants of every field, and what was there before. Pure.
import type { Ticket, TicketAct } from '@/api/ticket.ts';

/** A field in dispute. Values are as the ticket holds them. */
export interface Dispute {
  field: string;
  before: unknown;
  mine: unknown;
  theirs: unknown;
  /** Whether the other one changed this very field; otherwise both changes can stand. */
  isContested: boolean;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What one's own act wants, field by field. */
export function wantedBy(act: TicketAct): Record<string, unknown> {
  if (act.kind === 'status') return { status: act.status };
  if (act.kind === 'assign') return { assigned_to: act.assigned_to };
  const { custom_fields, ...fields } = act.change;
  return { ...fields, ...Object.fromEntries(Object.entries(custom_fields ?? {}).map(([id, value]) => [`custom:${id}`, value])) };
}

export function valueOf(ticket: Ticket, field: string): unknown {
  if (field.startsWith('custom:')) return ticket.custom_fields.find((one) => `custom:${one.field_id}` === field)?.value ?? null;
  return (ticket as unknown as Record<string, unknown>)[field];
}

/** One line for each field that one wanted to change. */
export function disputesOf(act: TicketAct, seen: Ticket, current: Ticket): Dispute[] {
  return Object.entries(wantedBy(act)).map(([field, mine]) => {
    const [before, theirs] = [valueOf(seen, field), valueOf(current, field)];
    return { field, before, mine, theirs, isContested: !same(before, theirs) && !same(mine, theirs) };
  });
}

const watched = ['status', 'priority', 'assigned_to', 'category_id', 'site_id', 'subject', 'description', 'tags', 'asset_id', 'affected_person', 'notification_email', 'additional_emails'];

/** Other fields that changed meanwhile; they stay as they are now. */
export function alsoChanged(act: TicketAct, seen: Ticket, current: Ticket): string[] {
  const mine = wantedBy(act);
  return watched.filter((field) => !(field in mine) && !same(valueOf(seen, field), valueOf(current, field)));
}

/** One's own act, of it only the fields that one insists on. Null: nothing is left. */
export function insistingOn(act: TicketAct, fields: ReadonlySet<string>): TicketAct | null {
  if (act.kind === 'status') return fields.has('status') ? act : null;
  if (act.kind === 'assign') return fields.has('assigned_to') ? act : null;
  const { custom_fields, ...change } = act.change;
  const kept = Object.fromEntries(Object.entries(change).filter(([field]) => fields.has(field)));
  const custom = Object.fromEntries(Object.entries(custom_fields ?? {}).filter(([id]) => fields.has(`custom:${id}`)));
  if (Object.keys(kept).length === 0 && Object.keys(custom).length === 0) return null;
  return { kind: 'change', change: { ...kept, ...(Object.keys(custom).length > 0 ? { custom_fields: custom } : {}) } };
}
