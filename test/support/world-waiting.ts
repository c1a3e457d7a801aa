// What waits in the test world: a ticket of each place that was put aside and taken up again, and a reminder of a technician's.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

export const asleep = {
  snooze: { a1: id(0x78, 1), a2: id(0x78, 2), b1: id(0x78, 3) },
} as const;

/** The reminder of a person at ticket a1. */
export const reminderOf = (person: { user_id: string }): string => `00000000-0000-4000-8079-${person.user_id.slice(-12)}`;

type Staff = 'superadmin' | 'superadmin2' | 'admin' | 'admin2' | 'technician' | 'technician2';

export function waitingStatements({ client, ticket, who }: { client: Record<'a' | 'b', string>; ticket: Record<'a1' | 'a2' | 'b1', string>; who: Record<Staff, { user_id: string; name: string }> }): string[] {
  const { user_id, name: by } = who.technician;
  const places = (['a1', 'a2', 'b1'] as const).map((name) => ({ name, ticket_id: ticket[name], client_id: name.startsWith('a') ? client.a : client.b }));
  const staff = [who.superadmin, who.superadmin2, who.admin, who.admin2, who.technician, who.technician2];
  return [
    `insert into ticket_snoozes (snooze_id, ticket_id, client_id, reason, snoozed_by, snoozed_by_name, woken_at, woken_by) values
      ${places.map((one) => `('${asleep.snooze[one.name]}', '${one.ticket_id}', '${one.client_id}', 'Llega la pieza', '${user_id}', '${by}', now(), 'person')`).join(',\n')}`,
    `insert into ticket_reminders (reminder_id, ticket_id, client_id, user_id, remind_at, note) values
      ${staff.map((one) => `('${reminderOf(one)}', '${ticket.a1}', '${client.a}', '${one.user_id}', '2999-01-01T15:00:00Z', 'Llamar')`).join(',\n')}`,
  ];
}
