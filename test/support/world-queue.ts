// The queue of the test world: views of every scope, and a pin and a run of each person of the staff.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

interface Owner {
  user_id: string;
}

export const arranged = {
  ticket_view: {
    /** For everyone, by the technician. */
    everyone: id(0x7a, 1),
    /** For everyone, by the other administrator. */
    everyone_of_admin2: id(0x7a, 2),
    /** By the other technician, shared with the technician. */
    team: id(0x7a, 3),
    personal: (of: Owner): string => of.user_id.replace('-8003-', '-807b-'),
  },
  ticket_run: (of: Owner): string => of.user_id.replace('-8003-', '-807c-'),
} as const;

export function queueStatements({ client, ticket, who }: {
  client: Record<'a' | 'b', string>; ticket: Record<'a1', string>;
  who: Record<'superadmin' | 'superadmin2' | 'admin' | 'admin2' | 'technician' | 'technician2', Owner>;
}): string[] {
  const staff = [who.superadmin, who.superadmin2, who.admin, who.admin2, who.technician, who.technician2];
  const rest = `'{"match":"all","of":[{"field":"open","op":"is"}]}', 'sla_due', '{"columns":null,"group":null,"density":"comfortable"}'`;
  return [
    `insert into ticket_views (view_id, owner_id, scope, member_ids, name, filter, sort, layout) values
      ('${arranged.ticket_view.everyone}', '${who.technician.user_id}', 'everyone', '{}', 'Para todos', ${rest}),
      ('${arranged.ticket_view.everyone_of_admin2}', '${who.admin2.user_id}', 'everyone', '{}', 'De dirección', ${rest}),
      ('${arranged.ticket_view.team}', '${who.technician2.user_id}', 'team', '{${who.technician.user_id}}', 'De dos', ${rest}),
      ${staff.map((one) => `('${arranged.ticket_view.personal(one)}', '${one.user_id}', 'personal', '{}', 'Mía', ${rest})`).join(',\n')}`,
    `insert into ticket_pins (user_id, ticket_id, client_id) values ${staff.map((one) => `('${one.user_id}', '${ticket.a1}', '${client.a}')`).join(', ')}`,
    `insert into ticket_runs (run_id, user_id, action, action_data, total) values ${staff.map((one) => `('${arranged.ticket_run(one)}', '${one.user_id}', 'priority', '{"priority":"alta"}', 1)`).join(', ')}`,
    `insert into ticket_run_items (run_id, ticket_id, client_id, position) values ${staff.map((one) => `('${arranged.ticket_run(one)}', '${ticket.a1}', '${client.a}', 1)`).join(', ')}`,
  ];
}
