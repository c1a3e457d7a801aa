// Macros and checklists of the test world: two of the team, one of each person of the staff, steps on a ticket of each place.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

interface Owner {
  user_id: string;
}

export const desk = {
  macro: {
    /** Written by the technician. */
    team: id(0x40, 1),
    /** Written by the administrator. */
    team_of_admin: id(0x40, 2),
    /** For tickets of client B alone. */
    team_b: id(0x40, 3),
    personal: (of: Owner): string => of.user_id.replace('-8003-', '-8041-'),
  },
  checklist_template: id(0x42, 1),
  checklist_item: { a1: id(0x43, 1), a2: id(0x43, 2), b1: id(0x43, 3) },
} as const;

export function macroStatements({ client, ticket, who, canary }: {
  client: Record<'a' | 'b', string>; ticket: Record<'a1' | 'a2' | 'b1', string>; canary: string;
  who: Record<'superadmin' | 'superadmin2' | 'admin' | 'admin2' | 'technician' | 'technician2', Owner>;
}): string[] {
  const staff = [who.superadmin, who.superadmin2, who.admin, who.admin2, who.technician, who.technician2];
  return [
    `insert into macros (macro_id, scope, owner_id, client_id, name, body_es, body_en, changes) values
      ('${desk.macro.team}', 'team', '${who.technician.user_id}', null, 'Pedir una foto', 'Hola, {{requester.name}}: ¿puede enviar una foto?', 'Hello {{requester.name}}, could you send a photo?', '{}'),
      ('${desk.macro.team_of_admin}', 'team', '${who.admin.user_id}', null, 'Tomarlo', null, null, '{"assigned_to": "me"}'),
      ('${desk.macro.team_b}', 'team', '${who.admin.user_id}', '${client.b}', 'Saludo de Beta', 'Buen día.', null, '{}'),
      ${staff.map((one) => `('${desk.macro.personal(one)}', 'personal', '${one.user_id}', null, 'Mi nota', '${canary} personal', null, '{}')`).join(',\n')}`,
    `insert into macro_uses (macro_id, user_id) values ${staff.map((one) => `('${desk.macro.team}', '${one.user_id}')`).join(', ')}`,
    `insert into checklist_templates (checklist_template_id, name, items) values
      ('${desk.checklist_template}', 'Alta de equipo', '[{"text": "Anotar la serie", "is_required": true}, {"text": "Pegar la etiqueta", "is_required": false}]')`,
    `insert into ticket_checklist_items (item_id, ticket_id, client_id, text, sort_order) values
      ${(['a1', 'a2', 'b1'] as const).map((name) => `('${desk.checklist_item[name]}', '${ticket[name]}', '${name.startsWith('a') ? client.a : client.b}', '${canary} paso', 1)`).join(', ')}`,
  ];
}
