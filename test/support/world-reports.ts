// Reports and schedules of the test world: one of each client that its people see, and one that the staff made for itself.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

interface Someone {
  user_id: string;
}

export const filed = {
  report: { a: id(0x60, 1), a_of_staff: id(0x60, 2), b: id(0x60, 3) },
  schedule: { a: id(0x61, 1), b: id(0x61, 2) },
} as const;

export function reportStatements({ client, who }: { client: Record<'a' | 'b', string>; who: Record<'technician' | 'client_admin' | 'client_admin_b', Someone> }): string[] {
  const when = `'America/Mexico_City', '2026-01-01', '2026-02-01'`;
  return [
    `insert into report_schedules (schedule_id, client_id, name, kind, format, timezone, frequency, day_of_month, time_of_day, is_for_client, is_active, owner_id) values
      ('${filed.schedule.a}', '${client.a}', 'Mensual a', 'monthly', 'xlsx', 'America/Mexico_City', 'monthly', 1, '06:00', true, false, '${who.client_admin.user_id}'),
      ('${filed.schedule.b}', '${client.b}', 'Mensual b', 'monthly', 'xlsx', 'America/Mexico_City', 'monthly', 1, '06:00', true, false, '${who.client_admin_b.user_id}')`,
    `insert into reports (report_id, client_id, kind, format, timezone, from_at, to_at, is_for_client, asked_by, status, file_name) values
      ('${filed.report.a}', '${client.a}', 'tickets', 'csv', ${when}, true, '${who.client_admin.user_id}', 'expired', 'Reporte a.csv'),
      ('${filed.report.a_of_staff}', '${client.a}', 'technicians', 'csv', ${when}, false, '${who.technician.user_id}', 'expired', 'Reporte interno.csv'),
      ('${filed.report.b}', '${client.b}', 'tickets', 'csv', ${when}, true, '${who.client_admin_b.user_id}', 'expired', 'Reporte b.csv')`,
    // So that who may read a lease shows.
    `update reports set lease_token = gen_random_uuid() where report_id = '${filed.report.a}'`,
  ];
}
