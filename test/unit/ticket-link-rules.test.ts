// Who can be merged into what, who follows, who leaves, whose a split ticket is, and whom a mail proposes.
import { expect, test } from 'vitest';
import { inOrder, isAnother, joining, leaving, mergeFault, undoUntil, without } from '../../worker/modules/tickets/merge-rules.ts';
import { placeOfAddress, proposedBy } from '../../worker/modules/tickets/participants-rules.ts';
import { requesterOfSplit } from '../../worker/modules/tickets/split-rules.ts';

const end = (n: number, more: object = {}) => ({ ticket_id: `t${n}`, client_id: 'c', status: 'nuevo' as const, ...more });
const nobody = { user_ids: [], emails: [] };

test('two tickets of one client can be merged, but no ticket into itself, into a cancelled one or out of sight of who asked', () => {
  expect(mergeFault(end(1), end(2), null)).toBeNull();
  expect(mergeFault(end(1), end(2, { status: 'cerrado' }), true)).toBeNull();
  expect(mergeFault(end(1), end(1), true)).toBe('same');
  expect(mergeFault(end(1), end(2, { client_id: 'd' }), true)).toBe('other_client');
  expect(mergeFault(end(1), end(2, { status: 'cancelado' }), true)).toBe('target_cancelled');
  expect(mergeFault(end(1), end(2), false)).toBe('requester_blind');
});

test('people who may see the target follow it, addresses join it, and nobody joins twice', () => {
  const source = { people: [{ user_id: 'u1', email: 'a@a.example', may_see_target: true }, { user_id: 'u2', email: 'b@a.example', may_see_target: false }, { user_id: 'u1', email: 'a@a.example', may_see_target: true }], emails: ['', ' Eco@A.example', 'eco@a.example', 'otra@a.example'] };
  const { add, record } = joining(source, { user_ids: ['u9'], emails: ['OTRA@a.example'] }, []);
  expect(add).toEqual({ user_ids: ['u1'], emails: ['eco@a.example'] });
  expect(record).toEqual(add);
});

test('whoever two merges brought stays until the second is taken back; who was there before stays for good', () => {
  const people = (emails: string[]) => ({ people: [{ user_id: 'u1', email: 'a@a.example', may_see_target: true }], emails });
  const first = joining(people(['eco@a.example']), { user_ids: [], emails: ['fijo@a.example'] }, []).record;
  const second = joining(people(['eco@a.example', 'fijo@a.example']), { user_ids: ['u1'], emails: ['fijo@a.example', 'eco@a.example'] }, [first]);
  expect(second.add).toEqual(nobody);
  expect(second.record).toEqual({ user_ids: ['u1'], emails: ['eco@a.example'] });
  expect(leaving(first, [second.record])).toEqual(nobody);
  expect(leaving(second.record, [])).toEqual({ user_ids: ['u1'], emails: ['eco@a.example'] });
  expect(without(['Fijo@a.example', 'ECO@a.example'], ['eco@a.example'])).toEqual(['Fijo@a.example']);
});

test('a merge can be taken back for thirty days; two tickets are held in one order whoever comes first', () => {
  expect(undoUntil(new Date('2026-03-01T10:00:00Z')).toISOString()).toBe('2026-03-31T10:00:00.000Z');
  expect(inOrder(end(2), end(1))).toEqual(inOrder(end(1), end(2)));
  expect(isAnother({ ticket_id: 'abc', ticket_number: 'TKT-000001' }, 'ABC')).toBe(false);
  expect(isAnother({ ticket_id: 'abc', ticket_number: 'TKT-000001' }, 'TKT-000002')).toBe(true);
});

test('E-C13: a mail proposes its other readers, not its writer, not us, not nonsense; one that reached us blind proposes nobody', () => {
  const isOwn = (email: string) => email.toLowerCase().endsWith('@mail.example.com');
  const person = (email: string, name: string | null = null) => ({ email, name });
  const mail = { from: 'Ana@a.example', to: [person('soporte@mail.example.com'), person('ANA@a.example')], cc: [person('Eva@A.example', ' Eva  '), person('eva@a.example'), person('undisclosed-recipients:;'), person('t+abc@mail.example.com')] };
  expect(proposedBy(mail, isOwn)).toEqual([{ email: 'eva@a.example', name: 'Eva' }]);
  expect(proposedBy({ ...mail, to: [person('otro@b.example')], cc: mail.cc.slice(0, 1) }, isOwn)).toEqual([]);
  const crowd = Array.from({ length: 60 }, (_, n) => person(`p${n}@a.example`));
  expect(proposedBy({ from: 'x@a.example', to: [person('soporte@mail.example.com')], cc: crowd }, isOwn)).toHaveLength(20);
});

test('people follow with their account, others are addresses, and nobody of another client or of ours joins', () => {
  const isOwn = (email: string) => email === 'soporte@mail.example.com';
  const facts = { email: 'x@a.example', user_id: null as string | null, may_see: false, is_staff: false, is_foreign: false };
  expect(placeOfAddress({ ...facts, user_id: 'u', may_see: true }, isOwn)).toBe('follower');
  expect(placeOfAddress({ ...facts, user_id: 'u' }, isOwn)).toBe('address');
  expect(placeOfAddress(facts, isOwn)).toBe('address');
  expect(placeOfAddress({ ...facts, user_id: 'u', is_foreign: true }, isOwn)).toBe('foreign');
  expect(placeOfAddress({ ...facts, email: 'soporte@mail.example.com' }, isOwn)).toBe('own');
});

test('a split ticket belongs to whoever said it; what the staff said belongs to who asked', () => {
  const origin = { created_by: 'u1', from_email: 'ana@a.example', from_name: 'Ana', from_verdict: 'verified', affected_person: 'Ana', affected_person_contact: null, affected_person_phone: '55' };
  const said = { author_id: 'u2', author_name: 'Eva', author_email: 'eva@a.example', author_is_staff: false, channel: 'email' as const, verdict: 'weak' };
  expect(requesterOfSplit(origin, said, true)).toMatchObject({ created_by: 'u2', from_email: 'eva@a.example', from_verdict: 'weak', is_email_originated: true, affected_person: 'Eva', affected_person_phone: null });
  // Somebody who is none of the client's people any more asks by address alone.
  expect(requesterOfSplit(origin, said, false)).toMatchObject({ created_by: null, from_email: 'eva@a.example' });
  expect(requesterOfSplit(origin, { ...said, channel: 'portal' }, true)).toMatchObject({ created_by: 'u2', from_email: null, is_email_originated: false });
  expect(requesterOfSplit(origin, { ...said, author_is_staff: true }, false)).toMatchObject({ created_by: 'u1', channel: 'portal', is_email_originated: false, affected_person_phone: '55' });
});
