// Recovery keys of the test world: one box of the machine of each place; no key opens it.
const id = (n: number): string => `00000000-0000-4000-8097-${n.toString(16).padStart(12, '0')}`;

export const recovery = {
  recovery_key: { a1: id(1), a2: id(2), b1: id(3) },
} as const;

export const VOLUME_ID = '\\\\?\\Volume{4c1b02c1-d990-11dc-99ae-806e6f6e6963}\\';
export const BOX = 'Q'.repeat(155);
export const protectorOf = (n: number): string => `1B5A1C2D-0000-4E3F-8A4B-${n.toString(16).toUpperCase().padStart(12, '0')}`;

export function recoveryStatements({ client, asset }: { client: Record<'a' | 'b', string>; asset: Record<'a1' | 'a2' | 'b1', string> }): string[] {
  return [
    `insert into bitlocker_keys (bitlocker_key_id, asset_id, client_id, volume_id, mount, protector_id, escrow_key_id, sealed, first_seen_at, last_seen_at) values
      ${(['a1', 'a2', 'b1'] as const).map((name, n) => `('${recovery.recovery_key[name]}', '${asset[name]}', '${name.startsWith('a') ? client.a : client.b}', '${VOLUME_ID}', 'C:', '${protectorOf(n + 1)}', 'world', '${BOX}', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')`).join(',\n')}`,
  ];
}
