// What machines of the test world obey, scripts that run on them by themselves, and what the desk plans for assets.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

export const planned = {
  /** Of clients A and B; the desk says nothing. */
  fleet_policy: { a: id(0xa0, 1), b: id(0xa0, 2) },
  /** Each day of the far future; `global` for every client. */
  script_schedule: { a: id(0xa1, 1), b: id(0xa1, 2), global: id(0xa1, 3) },
  script_turn: { a1: id(0xa2, 1), a2: id(0xa2, 2), b1: id(0xa2, 3) },
  asset_reminder: { a1: id(0xa3, 1), a2: id(0xa3, 2), b1: id(0xa3, 3) },
  asset_field: id(0xa4, 1),
  /** The machine that was sent away was the one at the desk of a1. */
  asset_merge: id(0xa5, 1),
  licence: { a: id(0xa6, 1), b: id(0xa6, 2) },
} as const;

interface Given {
  client: Record<'a' | 'b', string>;
  asset: Record<'a1' | 'a2' | 'b1' | 'a1_revoked', string>;
  ticket: Record<'a1' | 'a2' | 'b1', string>;
  script: Record<'global', string>;
  who: Record<'technician' | 'admin', { user_id: string; name: string }>;
}

export function policyStatements({ client, asset, ticket, script, who }: Given): string[] {
  const clients = (['a', 'b'] as const).map((name) => ({ name, client_id: client[name] }));
  const machines = (['a1', 'a2', 'b1'] as const).map((name) => ({ name, asset_id: asset[name], ticket_id: ticket[name], client_id: client[name.slice(0, 1) as 'a'], of: name.slice(0, 1) as 'a' | 'b' }));
  const rows = (list: string[]): string => list.join(',\n');
  const [technician, admin] = [who.technician.user_id, who.admin.user_id];
  return [
    `insert into fleet_policies (policy_id, client_id, remote_consent, updated_by) values ${rows(clients.map((one) => `('${planned.fleet_policy[one.name]}', '${one.client_id}', 'notify', '${admin}')`))}`,
    `insert into script_schedules (schedule_id, client_id, name, script_id, trigger, frequency, starts_on, time_of_day, timezone, next_run_at, owner_id) values ${rows(
      [...clients, { name: 'global' as const, client_id: null }].map((one) => `('${planned.script_schedule[one.name]}', ${one.client_id === null ? 'null' : `'${one.client_id}'`}, 'Limpieza diaria ${one.name}', '${script.global}', 'calendar', 'daily', '2099-01-01', '09:00', 'UTC', '2099-01-01T09:00:00Z', '${one.client_id === null ? admin : technician}')`))}`,
    `insert into script_schedule_turns (turn_id, schedule_id, turn_key, client_id, asset_id, due_at, outcome, reason) values ${rows(machines.map((one) => `('${planned.script_turn[one.name]}', '${planned.script_schedule[one.of]}', 'machine:${one.asset_id}', '${one.client_id}', '${one.asset_id}', '2026-01-01T09:00:00Z', 'skipped', 'frozen')`))}`,
    `insert into asset_fields (field_id, label, field_type) values ('${planned.asset_field}', 'Etiqueta de inventario', 'text')`,
    `insert into asset_care (asset_id, client_id, fields, updated_by) values ${rows(machines.map((one) => `('${one.asset_id}', '${one.client_id}', '{"${planned.asset_field}": "Estante ${one.name}"}', '${technician}')`))}`,
    `insert into asset_reminders (reminder_id, asset_id, client_id, kind, due_on, ticket_id) values ${rows(machines.map((one) => `('${planned.asset_reminder[one.name]}', '${one.asset_id}', '${one.client_id}', 'maintenance', '2026-01-01', '${one.ticket_id}')`))}`,
    `insert into asset_merges (merge_id, client_id, source_id, target_id, tickets, merged_by, merged_by_name) values ('${planned.asset_merge}', '${client.a}', '${asset.a1_revoked}', '${asset.a1}', 0, '${technician}', '${who.technician.name}')`,
    `insert into ignored_devices (client_id, mac, ignored_by) values ${rows(clients.map((one) => `('${one.client_id}', '02:00:00:00:00:0${one.name}', '${technician}')`))}`,
    `insert into software_licences (licence_id, client_id, name, pattern, seats, created_by) values ${rows(clients.map((one) => `('${planned.licence[one.name]}', '${one.client_id}', 'Licencia ${one.name}', 'programa*', 1, '${technician}')`))}`,
  ];
}
