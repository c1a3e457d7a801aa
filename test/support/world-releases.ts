// A release of the test world that nobody is offered, and what a machine of each place said of it.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

export const released = { release: id(0x92, 1) } as const;

interface Given {
  client: Record<'a' | 'b', string>;
  asset: Record<'a1' | 'a2' | 'b1', string>;
  who: { superadmin: { user_id: string } };
}

export function releaseStatements({ client, asset, who }: Given): string[] {
  return [
    `insert into agent_releases (release_id, version, channel, manifest, key_id, signature, files, registered_by, created_at) values
      ('${released.release}', '0.0.9', 'stable', '{}', '0123456789abcdef', 'none', '[]', '${who.superadmin.user_id}', now())`,
    `insert into asset_updates (release_id, asset_id, client_id, state, reason, from_version) values
      ('${released.release}', '${asset.a1}', '${client.a}', 'updated', null, '0.0.8'), ('${released.release}', '${asset.a2}', '${client.a}', 'failed', 'hang', '0.0.8'),
      ('${released.release}', '${asset.b1}', '${client.b}', 'taken', null, '0.0.8')`,
  ];
}
