// Writing on a ticket: which draft wins, what a conflict is about, how a history reads, where "next" leads.
import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, test } from 'vitest';
import type { Ticket, TicketAct } from '../../web/src/api/ticket.ts';
import { alsoChanged, disputesOf, insistingOn } from '../../web/src/features/tickets/conflict.ts';
import { noDraft, reconciled } from '../../web/src/features/tickets/draft.ts';
import type { Draft } from '../../web/src/features/tickets/draft.ts';
import { nextOf, rememberTrail, stepOn } from '../../web/src/features/tickets/next-ticket.ts';

const stored = (visibility: 'public' | 'internal', body_text: string) => ({ visibility, body_text, revision: 1, updated_at: '2026-11-23T10:00:00.000Z' });

test('words the server has not seen win over its own; everything else is the server’s, and what was written elsewhere is shown', () => {
  const local: Draft = { public: { text: 'aquí', isKept: false }, internal: { text: 'vieja', isKept: true }, kind: 'public' };
  expect(reconciled(local, [stored('public', 'allá'), stored('internal', 'nueva')])).toEqual({ public: { text: 'aquí', isKept: false }, internal: { text: 'nueva', isKept: true }, kind: 'public' });
  expect(reconciled({ ...local, public: { text: 'enviado en otro equipo', isKept: true } }, []).public).toEqual({ text: '', isKept: true });
  expect(reconciled(noDraft, [stored('internal', 'desde el teléfono')])).toMatchObject({ kind: 'internal', internal: { text: 'desde el teléfono' } });
});

const ticket = (more: Partial<Ticket>): Ticket => ({ subject: 'a', priority: 'media', tags: [], status: 'nuevo', assigned_to: null, custom_fields: [], ...more }) as unknown as Ticket;

test('a conflict says field by field what was before, mine and theirs, and what else changed', () => {
  const act: TicketAct = { kind: 'change', change: { subject: 'mío', priority: 'alta' } };
  const [seen, current] = [ticket({}), ticket({ subject: 'suyo', status: 'en_proceso' })];
  expect(disputesOf(act, seen, current)).toEqual([
    { field: 'subject', before: 'a', mine: 'mío', theirs: 'suyo', isContested: true }, { field: 'priority', before: 'media', mine: 'alta', theirs: 'media', isContested: false },
  ]);
  expect(alsoChanged(act, seen, current)).toEqual(['status']);
  expect(insistingOn(act, new Set(['priority']))).toEqual({ kind: 'change', change: { priority: 'alta' } });
  expect(insistingOn(act, new Set())).toBeNull();
});

test('a field of the category is in dispute by itself', () => {
  const field = (value: string | null) => ({ field_id: 'f1', label: 'Serie', value }) as unknown as Ticket['custom_fields'][number];
  const act: TicketAct = { kind: 'change', change: { custom_fields: { f1: 'B' } } };
  expect(disputesOf(act, ticket({ custom_fields: [field(null)] }), ticket({ custom_fields: [field('A')] }))).toEqual([{ field: 'custom:f1', before: null, mine: 'B', theirs: 'A', isContested: true }]);
  expect(insistingOn(act, new Set(['custom:f1']))).toEqual({ kind: 'change', change: { custom_fields: { f1: 'B' } } });
});

test('a status or an assignee that both changed is insisted on or dropped whole', () => {
  const act: TicketAct = { kind: 'assign', assigned_to: 'yo', assigned_to_name: 'Yo' };
  expect(disputesOf(act, ticket({}), ticket({ assigned_to: 'ella' }))).toEqual([{ field: 'assigned_to', before: null, mine: 'yo', theirs: 'ella', isContested: true }]);
  expect([insistingOn(act, new Set(['assigned_to'])), insistingOn(act, new Set())]).toEqual([act, null]);
});

let client: QueryClient;
const list = (name: string, ...numbers: string[]) =>
  client.setQueryData(['tickets', name], { pages: [{ tickets: numbers.map((ticket_number) => ({ ticket_number })) }], pageParams: [null] }, { updatedAt: name === 'new' ? 2 : 1 });
beforeEach(() => {
  client = new QueryClient();
});

test('"next" follows the list one came from, even when it shrinks on the way', () => {
  list('old', 'TKT-1', 'TKT-9');
  list('new', 'TKT-1', 'TKT-2', 'TKT-3');
  rememberTrail(client, 'TKT-1');
  expect(nextOf('TKT-1')).toBe('TKT-2');
  list('new', 'TKT-3');
  stepOn();
  rememberTrail(client, 'TKT-2');
  expect([nextOf('TKT-2'), nextOf('TKT-3')]).toEqual(['TKT-3', null]);
  rememberTrail(client, 'TKT-77');
  expect(nextOf('TKT-77')).toBeNull();
});
