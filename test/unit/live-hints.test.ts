// Who may hear a hint, as a table: the same rule as row security, on ids alone.
import { describe, expect, test } from 'vitest';
import { mayHear, messageOf } from '../../durable-objects/may-hear.ts';
import type { Hint, Viewer } from '../../durable-objects/protocol/live.ts';
import { hintsByBoard } from '../../worker/platform/live-hints.ts';

const [A, B, S1, S2, ME, OTHER, T] = Array.from({ length: 7 }, (_, n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string, string, string, string, string, string];
const viewer = (role: Viewer['role'], client_id: string | null = null, site_ids: string[] = []): Viewer => ({ user_id: ME, role, client_id, site_ids });
const hint = (more: object = {}): Hint => ({ type: 'ticket', ticket_id: T, ticket_number: 'TKT-000001', client_id: A, site_id: S1, created_by: OTHER, kind: 'created', version: 1, internal: false, ...more });

describe('a ticket hint reaches', () => {
  const cases: [string, Viewer, Hint, boolean][] = [
    ['the staff', viewer('technician'), hint(), true],
    ['the staff, also of an internal note', viewer('admin'), hint({ internal: true }), true],
    ['the client_admin of the client', viewer('client_admin', A), hint(), true],
    ['no client_admin of another client', viewer('client_admin', B), hint(), false],
    ['a solicitante of the site', viewer('solicitante', A, [S1]), hint(), true],
    ['no solicitante of another site', viewer('solicitante', A, [S2]), hint(), false],
    ['the solicitante who opened it elsewhere', viewer('solicitante', A, [S2]), hint({ created_by: ME }), true],
    ['no creator in another client', viewer('solicitante', B, [S1]), hint({ created_by: ME }), false],
    ['no client user of an internal note', viewer('client_admin', A), hint({ internal: true }), false],
    ['no client user of a mail', viewer('client_admin', A), { type: 'inbound', inbound_id: T }, false],
    ['the staff of a mail', viewer('technician'), { type: 'inbound', inbound_id: T }, true],
    ['nobody of a change of rights', viewer('superadmin'), { type: 'authority', user_id: ME, client_id: null }, false],
  ];
  for (const [name, who, what, hears] of cases) test(name, () => expect(mayHear(who, what)).toBe(hears));
});

test('internal hints never go to the board of a client', () => {
  const boards = hintsByBoard([hint({ internal: true }) as never, hint() as never, { type: 'inbound', inbound_id: T }, { type: 'mail' }]);
  expect([...boards.keys()].sort()).toEqual([`client:${A}`, 'staff']);
  expect(boards.get(`client:${A}`)).toHaveLength(1);
  expect(boards.get('staff')).toHaveLength(3);
});

test('a message tells ids and nothing of site or creator', () => {
  expect(messageOf(hint(), 'now')).toEqual({ type: 'ticket', ticket_id: T, ticket_number: 'TKT-000001', client_id: A, kind: 'created', version: 1, at: 'now' });
  expect(messageOf({ type: 'authority', user_id: ME, client_id: null }, 'now')).toBeNull();
});
