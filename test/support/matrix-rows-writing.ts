// Probes of the lines of drafts, fields and tags.
import { equals, place, q, somebody } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { draftFileOf } from './world-writing.ts';
import { world } from './world.ts';

const { ticket, client, who } = world;
const home = (scope: Scope, me: Me): { ticket_id: string; client_id: string } => {
  const one = somebody(scope, me);
  return one === who.solicitante_b ? { ticket_id: ticket.b1, client_id: client.b } : one === who.solicitante2 ? { ticket_id: ticket.a2, client_id: client.a } : { ticket_id: ticket.a1, client_id: client.a };
};
const zeros = '0'.repeat(64);
const newDraft = (of: { ticket_id: string; client_id: string }, user_id: string, visibility = 'public'): Record<string, string> => ({
  user_id: q(user_id), ticket_id: q(of.ticket_id), client_id: q(of.client_id), visibility: q(visibility), body_text: "'Hola'",
});
const newFile = (of: { ticket_id: string; client_id: string }, user_id: string, folder = of.client_id): Record<string, string> => ({
  user_id: q(user_id), ticket_id: q(of.ticket_id), client_id: q(of.client_id), visibility: "'public'", name: "'a.txt'", mime_type: "'text/plain'", size: '1', sha256: q(zeros), r2_key: q(`client/${folder}/${zeros}`),
});
const said = (field_id: string): Probe => ({
  where: (scope) => `${equals('ticket_id', place(scope).ticket_id)} and ${equals('field_id', field_id)}`,
  insert: (scope) => ({ ticket_id: q(place(scope).ticket_id), client_id: q(place(scope).client_id), field_id: q(world.field.empty), value: "'\"3\"'::jsonb" }),
  change: () => "value = '\"otro\"'::jsonb",
});

export const WRITING_PROBES: Record<string, Probe> = {
  ticket_drafts: {
    where: (scope, me) => equals('user_id', somebody(scope, me).user_id),
    insert: (scope, me) => newDraft(home(scope, me), somebody(scope, me).user_id),
    isTaken: true,
    change: () => "body_text = 'Otra', revision = revision + 1",
  },
  'ticket_drafts: a note': { insert: (scope, me) => newDraft(home(scope, me), me.person.user_id, 'internal') },
  'ticket_drafts: of a ticket of client B': { insert: (_scope, me) => newDraft({ ticket_id: ticket.b1, client_id: client.b }, me.person.user_id) },
  ticket_draft_files: {
    where: (scope, me) => equals('file_id', draftFileOf(somebody(scope, me))),
    insert: (scope, me) => newFile(home(scope, me), somebody(scope, me).user_id),
    change: () => "name = 'otro.txt'",
  },
  "ticket_draft_files: bytes of another client's folder": { insert: (scope, me) => newFile(home(scope, me), me.person.user_id, client.b), isConstraint: true },
  category_fields: {
    where: () => equals('field_id', world.field.everybody),
    insert: () => ({ category_id: q(world.category.leaf), label: "'Otro'", field_type: "'text'", visibility: "'public'" }),
    change: () => "label = 'Otro'",
  },
  "category_fields: the staff's": { where: () => equals('field_id', world.field.staff) },
  ticket_field_values: said(world.field.everybody),
  "ticket_field_values: the staff's": said(world.field.staff),
  tag_names: { where: () => equals('name', world.tag), insert: () => ({ name: "'otra'" }), change: () => "name = 'otra'" },
};
