// Working time, contracts and ratings of the test world: one of each place.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

interface Owner {
  user_id: string;
  name: string;
  email: string;
}

export const worked = {
  /** Of the technician at a1, of the other one elsewhere. */
  entry: { a1: id(0x60, 1), a2: id(0x60, 2), b1: id(0x60, 3) },
  contract: { a: id(0x61, 1), b: id(0x61, 2) },
  /** Of the requester of each place. */
  rating: { a1: id(0x62, 1), a2: id(0x62, 2), b1: id(0x62, 3) },
} as const;

export function timeStatements({ client, ticket, who, canary }: {
  client: Record<'a' | 'b', string>; ticket: Record<'a1' | 'a2' | 'b1', string>; canary: string;
  who: Record<'technician' | 'technician2' | 'solicitante' | 'solicitante2' | 'solicitante_b', Owner>;
}): string[] {
  const places = ['a1', 'a2', 'b1'] as const;
  const clientOf = (name: string): string => (name.startsWith('a') ? client.a : client.b);
  const requesters = { a1: who.solicitante, a2: who.solicitante2, b1: who.solicitante_b };
  return [
    `insert into time_entries (entry_id, ticket_id, client_id, user_id, started_at, ended_at, minutes, note) values
      ${places.map((name) => `('${worked.entry[name]}', '${ticket[name]}', '${clientOf(name)}', '${(name === 'a1' ? who.technician : who.technician2).user_id}', '2026-01-05T16:00:00Z', '2026-01-05T16:45:00Z', 45, '${canary} trabajo')`).join(', ')}`,
    `insert into time_closings (client_id, month) values ('${client.a}', '2025-01-01'), ('${client.b}', '2025-01-01')`,
    `insert into client_contracts (contract_id, client_id, name, minutes_per_month, starts_on, notes) values
      ${(['a', 'b'] as const).map((name) => `('${worked.contract[name]}', '${client[name]}', 'Bolsa de horas ${name}', 600, '2025-01-01', '${canary} condiciones')`).join(', ')}`,
    `insert into ticket_ratings (rating_id, ticket_id, client_id, resolution_number, score, comment, rated_by, rated_by_id, rated_by_name, technician_id, source) values
      ${places.map((name) => `('${worked.rating[name]}', '${ticket[name]}', '${clientOf(name)}', 1, 'good', 'Opinión ${name}', '${requesters[name].email}', '${requesters[name].user_id}', '${requesters[name].name}', '${who.technician.user_id}', 'portal')`).join(', ')}`,
  ];
}
