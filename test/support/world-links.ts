// What ties tickets of the test world together: a merge that was taken back, a link and a proposed participant of each place.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

type Name = 'a1' | 'a1_resolved' | 'a2' | 'a2_created_by_solicitante' | 'b1' | 'b2';
export const tied = {
  merge: { a1: id(0x70, 1), a2: id(0x70, 2), b1: id(0x70, 3) },
  link: { a1: id(0x71, 1), a2: id(0x71, 2), b1: id(0x71, 3) },
  /** The other ticket of each place. */
  other: { a1: 'a1_resolved', a2: 'a2_created_by_solicitante', b1: 'b2' },
  proposed: 'copia@fuera.example',
} as const;

export function linkStatements({ client, ticket, who }: { client: Record<'a' | 'b', string>; ticket: Record<Name, string>; who: { technician: { user_id: string; name: string } } }): string[] {
  const places = (['a1', 'a2', 'b1'] as const).map((name) => ({ name, here: ticket[name], there: ticket[tied.other[name]], client_id: name.startsWith('a') ? client.a : client.b }));
  const { user_id, name: by } = who.technician;
  return [
    `insert into ticket_merges (merge_id, client_id, source_id, target_id, source_before, source_version, people, merged_by, merged_by_name, undone_at, undone_by, undone_by_name, undone_version) values
      ${places.map(({ name, here, there, client_id }) => `('${tied.merge[name]}', '${client_id}', '${there}', '${here}', '{"status": "nuevo"}', 1, '{"user_ids": [], "emails": []}', '${user_id}', '${by}', now(), '${user_id}', '${by}', 1)`).join(',\n')}`,
    `insert into ticket_links (link_id, client_id, ticket_id, other_id, type, created_by, created_by_name) values
      ${places.map(({ name, here, there, client_id }) => `('${tied.link[name]}', '${client_id}', '${here}', '${there}', 'related', '${user_id}', '${by}')`).join(',\n')}`,
    `insert into ticket_participants (ticket_id, client_id, email) values ${places.map(({ here, client_id }) => `('${here}', '${client_id}', '${tied.proposed}')`).join(', ')}`,
  ];
}
