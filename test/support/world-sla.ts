// Calendars and policies of the test world: one of each client beside those every deployment begins with.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

export const levels = {
  calendar: { standard: '00000000-0000-4000-a001-000000000001', a: id(0x30, 1), b: id(0x30, 2) },
  policy: { standard: '00000000-0000-4000-a002-000000000003', a: id(0x31, 1), b: id(0x31, 2) },
} as const;

/** Of one category, so that the tickets of other tests keep the policies of their priority. */
export function slaStatements({ client, category }: { client: Record<'a' | 'b', string>; category: { leaf: string } }): string[] {
  return (['a', 'b'] as const).flatMap((name) => [
    `insert into business_calendars (calendar_id, client_id, name, timezone, business_hours) values
      ('${levels.calendar[name]}', '${client[name]}', 'Horario ${name}', 'America/Mexico_City', '{"mon": [["09:00", "18:00"]]}')`,
    `insert into calendar_holidays (calendar_id, day, name) values ('${levels.calendar[name]}', '2027-12-12', 'Aniversario ${name}')`,
    `insert into slas (sla_id, client_id, category_id, name, calendar_id, resolution_minutes) values
      ('${levels.policy[name]}', '${client[name]}', '${category.leaf}', 'Acuerdo ${name}', '${levels.calendar[name]}', 600)`,
  ]);
}
