// Variables of canned replies, what a macro plans, and the gates before closing.
import { expect, test } from 'vitest';
import type { MacroRow } from '../../worker/modules/macros/contract.ts';
import { isIdle, planMacro, type MacroFacts, type PlanTarget } from '../../worker/modules/macros/plan-rules.ts';
import { fillVariables, macroValues, unknownVariables, variablesIn, type MacroSubject } from '../../worker/modules/macros/variable-rules.ts';
import { MACRO_VARIABLES, type MacroChanges } from '../../worker/modules/macros/values.ts';
import { closeGateFaults, closeGatesOf, noGates, type GateFacts } from '../../worker/modules/tickets/gate-rules.ts';
import type { StoredTicket } from '../../worker/modules/tickets/read-ticket.ts';
import { transitionFault } from '../../worker/modules/tickets/rules.ts';

const now = new Date('2026-03-02T03:00:00Z');
const ticket = {
  ticket_id: 't', ticket_number: 'TKT-000007', client_id: 'c', client_name: 'Alfa', site_name: 'Matriz', subject: 'Sin red', status: 'nuevo', priority: 'media', category_id: 'general', category_name: 'General',
  assigned_to: null, assigned_to_name: null, affected_person: 'Rosa Díaz', from_name: null, from_email: 'rosa@alfa.example', tags: ['VPN'], version: 1, first_response_at: null, closed_at: null, resolution_notes: null,
} as unknown as StoredTicket;
const subject: MacroSubject = { ticket_id: 't', client_locale: 'es', client_timezone: 'America/Mexico_City', requester_name: null, requester_email: null, requester_locale: null, asset_name: null, desk_name: 'Mesa' };
const me = { user_id: 'me', name: 'Tomás Peña', email: 'tomas@msp.example', role: 'technician' as const };
const facts: MacroFacts = { category_is_active: null, category_name: null, category_is_protected: null, category_gates: null, assignee_id: null, assignee_is_staff: false, assignee_name: null, checklist_name: null, checklist_is_active: null, checklist_items: null };
const gates: GateFacts = { gates: noGates(), has_category: false, minutes: 0, open_steps: 0 };
const macro = (changes: MacroChanges, more: Partial<MacroRow> = {}): MacroRow => ({
  macro_id: 'm', name: 'M', description: null, scope: 'team', owner_id: 'me', owner_name: null, client_id: null, client_name: null, body_es: null, body_en: null, visibility: 'public', changes,
  is_active: true, version: 1, uses: 0, my_uses: 0, last_used_at: null, updated_at: now, may_edit: true, ...more,
});
const plan = (one: MacroRow, change: { facts?: Partial<MacroFacts>; target?: Partial<PlanTarget> } = {}) =>
  planMacro({ macro: one, facts: { ...facts, ...change.facts }, me, lifecycle: { reopenWindowDays: 14, closesAtOnce: false }, origin: 'https://desk.example', now }, { ticket, subject, gates, given: {}, ...change.target });

test('every name that is no variable is found, and a brace that is never closed', () => {
  expect(unknownVariables('{{ ticket.number }} {{me.name}} {{requester.nombre}} {{}} {{requester.nombre}}')).toEqual(['requester.nombre', '']);
  expect(unknownVariables('{{me.name}')).toEqual(['{{']);
  expect(MACRO_VARIABLES.flatMap((name) => unknownVariables(`{{${name}}}`))).toEqual([]);
});

test('a value is put in as it is, never read again as a variable, and one without a value stays visible', () => {
  const values = { ...macroValues(ticket, subject, me, 'es', 'u', now), 'ticket.subject': '{{me.email}} $& $1' };
  expect(fillVariables('{{ ticket.subject }}', values)).toEqual({ text: '{{me.email}} $& $1', empty: [] });
  expect(fillVariables('{{asset.name}}: {{ asset.name }}', values)).toEqual({ text: '{{asset.name}}: {{asset.name}}', empty: ['asset.name'] });
  expect(variablesIn('{{asset.name}} {{nada}}')).toEqual(['asset.name']);
});

test('the requester is the person with an account, else who the ticket is about; the day is that of the client', () => {
  const words = macroValues(ticket, subject, me, 'es', 'u', now);
  expect([words['requester.name'], words['requester.first_name'], words['requester.email'], words.today, words['ticket.status']]).toEqual(['Rosa Díaz', 'Rosa', 'rosa@alfa.example', '1 de marzo de 2026', 'Nuevo']);
  expect(macroValues(ticket, { ...subject, requester_name: 'Ana Paz' }, me, 'en', 'u', now)['requester.first_name']).toBe('Ana');
});

test('the reply is in the language of the requester, else in the one it was written in', () => {
  const both = macro({}, { body_es: 'Hola', body_en: 'Hello' });
  expect(plan(both).reply?.body_text).toBe('Hola');
  expect(plan(both, { target: { subject: { ...subject, requester_locale: 'en' } } }).reply?.body_text).toBe('Hello');
  expect(plan(macro({}, { body_es: 'Hola' }), { target: { subject: { ...subject, client_locale: 'en' } } }).reply?.body_text).toBe('Hola');
});

test('what is already so is no change', () => {
  expect(isIdle(plan(macro({ priority: 'media', assigned_to: 'nobody', status: 'nuevo', add_tags: ['vpn'], remove_tags: ['otra'] })))).toBe(true);
  expect(plan(macro({ add_tags: ['red'], remove_tags: ['vpn'] })).patch).toEqual({ tags: ['red'] });
});

test('the status is judged on the ticket as the assignment leaves it', () => {
  const assigned = { assignee_id: 'me', assignee_is_staff: true, assignee_name: me.name };
  expect(plan(macro({ assigned_to: 'me', status: 'asignado' }), { facts: assigned })).toMatchObject({ status: null, refused: [], assign: { to: 'me' } });
  expect(plan(macro({ status: 'asignado' })).refused).toMatchObject([{ field: 'assigned_to', code: 'required' }]);
  expect(plan(macro({ status: 'cerrado', assigned_to: 'me' }), { facts: assigned })).toMatchObject({ refused: [{ field: 'changes.status', code: 'forbidden_transition' }], allowed: expect.arrayContaining(['resuelto']) });
});

test('steps that a macro adds stand in its own way, and a category it sets opens the gate of the category', () => {
  const shut: GateFacts = { ...gates, gates: { ...noGates(), checklist_done: { at: ['resuelto'] }, category_required: { at: ['resuelto'] } } };
  const resolving = macro({ status: 'resuelto', resolution_notes: 'Listo', category_id: 'k', checklist_template_id: 'l' });
  const known = { category_is_active: true, category_name: 'Redes', category_is_protected: false, category_gates: shut.gates, checklist_is_active: true, checklist_name: 'L', checklist_items: [{ text: 'Uno', is_required: true }] };
  expect(plan(resolving, { facts: known, target: { gates: shut } }).refused).toMatchObject([{ field: 'checklist', code: 'gate_checklist' }]);
  expect(plan(resolving, { facts: { ...known, checklist_items: [{ text: 'Uno', is_required: false }] }, target: { gates: shut } }).refused).toEqual([]);
});

test('a gate stands before the statuses it names, for staff alone; closing at once passes both', () => {
  const shutAtEnd: GateFacts = { ...gates, gates: { ...noGates(), time_logged: { at: ['cerrado'], minutes: 5 } } };
  expect(closeGateFaults('resuelto', 'technician', shutAtEnd, 'x', false)).toEqual([]);
  expect(closeGateFaults('resuelto', 'technician', shutAtEnd, 'x', true)).toMatchObject([{ gate: 'time_logged', field: 'time' }]);
  expect(closeGateFaults('cerrado', 'admin', shutAtEnd, 'x', false)).toHaveLength(1);
  expect(closeGateFaults('cerrado', 'client_admin', shutAtEnd, 'x', false)).toEqual([]);
  expect(closeGateFaults('cancelado', 'admin', shutAtEnd, 'x', false)).toEqual([]);
  expect(closeGateFaults('cerrado', 'admin', { ...shutAtEnd, minutes: 5 }, 'x', false)).toEqual([]);
});

test('the length of a resolution is counted in characters, and everything missing is told at once', () => {
  const long: GateFacts = { ...gates, gates: { ...noGates(), resolution_text: { at: ['resuelto'], min_length: 3 }, category_required: { at: ['resuelto'] } } };
  const fault = (notes: string | undefined) => transitionFault({ status: 'en_proceso', assigned_to: null, first_response_at: null, closed_at: null }, 'resuelto', 'technician', { resolution_notes: notes }, now, { reopenWindowDays: 14, closesAtOnce: false }, long);
  expect(fault(undefined)).toMatchObject({ kind: 'gates', missing: [{ field: 'resolution_notes', code: 'required' }, { field: 'category_id' }] });
  expect(fault(' 😀é ')).toMatchObject({ missing: [{ code: 'gate_resolution_text' }, { code: 'gate_category' }] });
  expect(fault('😀éa')).toMatchObject({ missing: [{ code: 'gate_category' }] });
});

test('a setting that is missing or odd closes nothing', () => {
  for (const odd of [null, undefined, 7, [], { checklist_done: 'yes' }, { time_logged: { at: ['nuevo', 3], minutes: -1 } }]) expect(closeGatesOf(odd)).toEqual(noGates());
});
