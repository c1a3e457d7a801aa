// The life of a ticket, pair by pair and role by role (T-TK-9), and what a client's message does to it.
import { describe, expect, test } from 'vitest';
import {
  allowedStatuses, assignmentPatch, changesOf, clientCommentOutcome, eventOfStatus, lifecycleOf, statusPatch, transitionFault, undoSecondsOf, type TicketState,
} from '../../worker/modules/tickets/rules.ts';
import { TICKET_STATUSES, type TicketStatus } from '../../worker/modules/tickets/values.ts';
import { USER_ROLES, type UserRole } from '../../worker/modules/users/values.ts';

const now = new Date('2026-03-02T12:00:00Z');
const days = (n: number) => new Date(now.getTime() - n * 86_400_000);
const lifecycle = { reopenWindowDays: 14, closesAtOnce: false };
const ticket = (status: TicketStatus, more: Partial<TicketState> = {}): TicketState => ({ status, assigned_to: 'someone', first_response_at: null, closed_at: null, ...more });

/** 2-domain §4, written again by hand: the table of the code has to agree with the table of the paper. */
const paper: Record<TicketStatus, { staff: string; client: string; client_admin?: string }> = {
  nuevo: { staff: 'asignado en_proceso espera_cliente pendiente_aprobacion resuelto cancelado', client: 'cancelado' },
  asignado: { staff: 'en_proceso espera_cliente pendiente_aprobacion resuelto cancelado', client: 'cerrado' },
  en_proceso: { staff: 'asignado espera_cliente pendiente_aprobacion resuelto cancelado', client: 'cerrado' },
  espera_cliente: { staff: 'en_proceso resuelto cancelado', client: 'cerrado' },
  pendiente_aprobacion: { staff: 'en_proceso cancelado', client: '', client_admin: 'en_proceso cancelado' },
  resuelto: { staff: 'cerrado reabierto', client: 'cerrado reabierto' },
  cerrado: { staff: 'reabierto', client: 'reabierto' },
  reabierto: { staff: 'asignado en_proceso espera_cliente pendiente_aprobacion resuelto cancelado', client: 'cerrado' },
  cancelado: { staff: 'reabierto', client: '' },
};
const onPaper = (from: TicketStatus, role: UserRole): string[] => {
  const { staff, client, client_admin } = paper[from];
  const text = role === 'solicitante' ? client : role === 'client_admin' ? (client_admin ?? client) : staff;
  return text.split(' ').filter(Boolean).sort();
};

describe('transitions', () => {
  for (const role of USER_ROLES) {
    for (const from of TICKET_STATUSES) {
      test(`${role} may set from ${from} what the table says and nothing else`, () => {
        expect([...allowedStatuses(ticket(from), role, now, lifecycle)].sort()).toEqual(onPaper(from, role));
        for (const to of TICKET_STATUSES) {
          const fault = transitionFault(ticket(from), to, role, { resolution_notes: 'done', reason: 'again' }, now, lifecycle);
          expect([to, fault === null]).toEqual([to, onPaper(from, role).includes(to)]);
          if (fault) expect(fault).toMatchObject({ kind: 'forbidden_transition' });
        }
      });
    }
  }

  test('resolving needs notes, reopening by a client user needs a reason, assigning needs a person', () => {
    expect(transitionFault(ticket('en_proceso'), 'resuelto', 'technician', { resolution_notes: '  ' }, now, lifecycle)).toMatchObject({ field: 'resolution_notes' });
    expect(transitionFault(ticket('resuelto'), 'reabierto', 'solicitante', {}, now, lifecycle)).toMatchObject({ field: 'reason' });
    expect(transitionFault(ticket('resuelto'), 'reabierto', 'technician', {}, now, lifecycle)).toBeNull();
    expect(transitionFault(ticket('nuevo', { assigned_to: null }), 'asignado', 'technician', {}, now, lifecycle)).toMatchObject({ field: 'assigned_to' });
  });

  test('a client user reopens a closed ticket inside the window only; the staff always', () => {
    const closed = (n: number) => ticket('cerrado', { closed_at: days(n) });
    expect(allowedStatuses(closed(14), 'solicitante', now, lifecycle)).toEqual(['reabierto']);
    expect(allowedStatuses(closed(15), 'solicitante', now, lifecycle)).toEqual([]);
    expect(allowedStatuses(closed(400), 'technician', now, lifecycle)).toEqual(['reabierto']);
  });
});

test('a resolved ticket keeps its notes and is closed at once where the setting says so (T-TK-11)', () => {
  expect(statusPatch(ticket('en_proceso'), 'resuelto', 'technician', now, ' cambiado ', lifecycle)).toEqual({ status: 'resuelto', resolution_notes: 'cambiado', resolved_at: now });
  expect(statusPatch(ticket('en_proceso'), 'resuelto', 'technician', now, 'x', { ...lifecycle, closesAtOnce: true }))
    .toEqual({ status: 'cerrado', resolution_notes: 'x', resolved_at: now, closed_at: now });
  expect(statusPatch(ticket('cerrado'), 'reabierto', 'technician', now, undefined, lifecycle)).toEqual({ status: 'reabierto', resolved_at: null, closed_at: null });
});

test('starting work stops the first-response clock once, and only for staff', () => {
  expect(statusPatch(ticket('nuevo'), 'en_proceso', 'technician', now, undefined, lifecycle)).toEqual({ status: 'en_proceso', first_response_at: now });
  expect(statusPatch(ticket('nuevo', { first_response_at: days(1) }), 'en_proceso', 'technician', now, undefined, lifecycle)).toEqual({ status: 'en_proceso' });
  expect(statusPatch(ticket('pendiente_aprobacion'), 'en_proceso', 'client_admin', now, undefined, lifecycle)).toEqual({ status: 'en_proceso' });
});

describe('a public message of a client user', () => {
  const cases: [TicketState, ReturnType<typeof clientCommentOutcome>][] = [
    [ticket('nuevo'), { kind: 'stays' }],
    [ticket('asignado'), { kind: 'stays' }],
    [ticket('en_proceso'), { kind: 'stays' }],
    [ticket('espera_cliente'), { kind: 'moves', to: 'en_proceso' }],
    [ticket('espera_cliente', { assigned_to: null }), { kind: 'moves', to: 'nuevo' }],
    [ticket('pendiente_aprobacion'), { kind: 'stays' }],
    [ticket('resuelto'), { kind: 'moves', to: 'reabierto' }],
    [ticket('cerrado', { closed_at: days(13) }), { kind: 'moves', to: 'reabierto' }],
    [ticket('cerrado', { closed_at: days(15) }), { kind: 'new_ticket' }],
    [ticket('reabierto'), { kind: 'stays' }],
    [ticket('cancelado'), { kind: 'stays' }],
  ];
  for (const [from, outcome] of cases) {
    test(`on ${from.status}${from.assigned_to ? '' : ' without assignee'}${from.closed_at ? ` closed ${from.closed_at.toISOString().slice(0, 10)}` : ''} → ${outcome.kind === 'moves' ? outcome.to : outcome.kind}`, () => {
      expect(clientCommentOutcome(from, now, lifecycle)).toEqual(outcome);
    });
  }
});

test('assigning starts a new ticket and taking everybody off puts it back', () => {
  expect(assignmentPatch(ticket('nuevo'), 'a', now)).toEqual({ assigned_to: 'a', assigned_at: now, status: 'asignado' });
  expect(assignmentPatch(ticket('asignado'), null, now)).toEqual({ assigned_to: null, assigned_at: null, status: 'nuevo' });
  expect(assignmentPatch(ticket('en_proceso'), 'b', now)).toEqual({ assigned_to: 'b', assigned_at: now });
});

test('odd settings mean the defaults', () => {
  expect(lifecycleOf([])).toEqual(lifecycle);
  expect(lifecycleOf([{ name: 'reopen_window_days', value: 'x' }, { name: 'auto_close', value: null }])).toEqual(lifecycle);
  expect(lifecycleOf([{ name: 'reopen_window_days', value: 3 }, { name: 'auto_close', value: { mode: 'at_once' } }])).toEqual({ reopenWindowDays: 3, closesAtOnce: true });
  expect([undoSecondsOf([]), undoSecondsOf([{ name: 'reply_undo_seconds', value: 0 }]), undoSecondsOf([{ name: 'reply_undo_seconds', value: 9999 }])]).toEqual([5, 0, 5]);
});

test('a change names the fields that really change', () => {
  expect(changesOf({ subject: 'a', tags: ['x'], priority: 'media' } as Record<string, unknown>, { subject: 'b', tags: ['x'], priority: undefined }))
    .toEqual([{ field: 'subject', old_value: 'a', new_value: 'b' }]);
});

test('each status tells its own event', () => {
  expect(TICKET_STATUSES.map(eventOfStatus)).toEqual([
    'ticket_status_changed', 'ticket_status_changed', 'ticket_status_changed', 'ticket_status_changed', 'ticket_status_changed',
    'ticket_resolved', 'ticket_closed', 'ticket_status_changed', 'ticket_reopened',
  ]);
});
