// What people of the test world are writing, and the fields their tickets have: a draft each, a field for everybody and one of the staff's.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

interface Writer {
  user_id: string;
  client_id: string | null;
}

export const written = {
  field: { everybody: id(0x90, 1), staff: id(0x90, 2), empty: id(0x90, 3) },
  tag: 'urgente',
} as const;

/** The file in the draft of a person. */
export const draftFileOf = (person: { user_id: string }): string => `00000000-0000-4000-8091-${person.user_id.slice(-12)}`;

export function writingStatements({ client, ticket, who, category, canary }: {
  client: Record<'a' | 'b', string>; ticket: Record<'a1' | 'a2' | 'b1', string>; category: Record<'root' | 'leaf', string>; canary: string;
  who: Record<'superadmin' | 'superadmin2' | 'admin' | 'admin2' | 'technician' | 'technician2' | 'client_admin' | 'client_admin2' | 'solicitante' | 'solicitante2' | 'solicitante_b', Writer>;
}): string[] {
  const { field } = written;
  const people = [who.superadmin, who.superadmin2, who.admin, who.admin2, who.technician, who.technician2, who.client_admin, who.client_admin2, who.solicitante, who.solicitante2, who.solicitante_b];
  const placed = (one: Writer) => (one === who.solicitante_b ? [ticket.b1, client.b] : one === who.solicitante2 ? [ticket.a2, client.a] : [ticket.a1, client.a]) as [string, string];
  const places = [[ticket.a1, client.a], [ticket.a2, client.a], [ticket.b1, client.b]] as const;
  // Nobody of a client may read the word of the desk, not even in what is their own.
  const wordOf = (one: Writer): string => ([who.client_admin, who.client_admin2, who.solicitante, who.solicitante2, who.solicitante_b].includes(one) ? 'Propio' : canary);
  return [
    `insert into ticket_drafts (user_id, ticket_id, client_id, visibility, body_text) values
      ${people.map((one) => `('${one.user_id}', '${placed(one)[0]}', '${placed(one)[1]}', 'public', '${wordOf(one)} a medias')`).join(',\n')}`,
    `insert into ticket_draft_files (file_id, user_id, ticket_id, client_id, visibility, name, mime_type, size, sha256, r2_key) values
      ${people.map((one) => `('${draftFileOf(one)}', '${one.user_id}', '${placed(one)[0]}', '${placed(one)[1]}', 'public', '${wordOf(one)}.png', 'image/png', 10, '${'0'.repeat(64)}', 'client/${placed(one)[1]}/${'0'.repeat(64)}')`).join(',\n')}`,
    `insert into category_fields (field_id, category_id, label, field_type, visibility) values
      ('${field.everybody}', '${category.leaf}', 'Número de serie', 'text', 'public'), ('${field.staff}', '${category.root}', '${canary} costo', 'number', 'internal'), ('${field.empty}', '${category.leaf}', 'Piso', 'text', 'public')`,
    `insert into ticket_field_values (ticket_id, client_id, field_id, value) values
      ${places.flatMap(([one, of]) => [`('${one}', '${of}', '${field.everybody}', '"SN-1"')`, `('${one}', '${of}', '${field.staff}', '12')`]).join(', ')}`,
    `insert into tag_names (name) values ('${written.tag}')`,
  ];
}
