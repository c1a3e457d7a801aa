// What the test world asked to have approved: one of each place, which was refused.
const id = (n: number): string => `00000000-0000-4000-8091-${n.toString(16).padStart(12, '0')}`;

export const asked = { approval: { a1: id(1), a2: id(2), b1: id(3) } } as const;

export function approvalStatements({ client, ticket, who }: { client: Record<'a' | 'b', string>; ticket: Record<'a1' | 'a2' | 'b1', string>; who: { technician: { user_id: string; name: string } } }): string[] {
  const { user_id, name: by } = who.technician;
  return [
    `insert into ticket_approvals (approval_id, ticket_id, client_id, approver_email, what, cost, asked_by, asked_by_name, expires_at, state, settled_at, settled_by_name, settled_via) values
      ${(['a1', 'a2', 'b1'] as const).map((name) => `('${asked.approval[name]}', '${ticket[name]}', '${client[name[0] as 'a' | 'b']}', 'compras@${name}.example', 'Compra ${name}', '$ 900', '${user_id}', '${by}', '2999-01-01T00:00:00Z', 'refused', now(), 'Compras', 'mail')`).join(',\n')}`,
  ];
}
