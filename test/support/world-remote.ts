// Remote help of the test world: one terminal of each place that is over, and one tunnel of each rank of the staff at a1 that waits for its sides.
const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

export const remote = {
  /** The ids are those of their commands. */
  remote_session: { a1: id(0x9c, 1), a2: id(0x9c, 2), b1: id(0x9c, 3) },
} as const;

/** What a person of the staff has open at a1. */
export const sessionOf = (person: { user_id: string }): string => `00000000-0000-4000-809d-${person.user_id.slice(-12)}`;

interface Person {
  user_id: string;
  name: string;
}

interface Given {
  client: Record<'a' | 'b', string>;
  site: Record<'a1' | 'a2' | 'b1', string>;
  asset: Record<'a1' | 'a2' | 'b1', string>;
  who: Record<'superadmin' | 'admin' | 'technician', Person>;
}

export function remoteStatements({ client, site, asset, who }: Given): string[] {
  const rows = [
    ...(['a1', 'a2', 'b1'] as const).map((name) => ({ id: remote.remote_session[name], name, by: who.technician, isOpen: false })),
    ...[who.superadmin, who.admin, who.technician].map((by) => ({ id: sessionOf(by), name: 'a1' as const, by, isOpen: true })),
  ].map((row) => ({ ...row, place: `'${row.name.startsWith('a') ? client.a : client.b}', '${site[row.name]}', '${asset[row.name]}'` }));
  return [
    `insert into script_executions (execution_id, client_id, site_id, asset_id, kind, lane, title, run_as, limits, status, revision, requested_by, requested_by_name, created_at, dispatched_at, finished_at, expires_at) values
      ${rows.map((row) => `('${row.id}', ${row.place}, 'remote', 'remote', '${row.isOpen ? 'Túnel (puerto 22)' : 'Terminal remota'}', 'system', '{"timeout_s": 3600, "output_bytes": 1024, "memory_bytes": null, "processes": null}', '${row.isOpen ? 'running' : 'completed'}', 3,
        '${row.by.user_id}', '${row.by.name}', '2026-01-04T00:00:00Z', '2026-01-04T00:00:00Z', ${row.isOpen ? 'null' : "'2026-01-04T00:10:00Z'"}, '2026-01-04T00:01:30Z')`).join(',\n')}`,
    `insert into remote_sessions (session_id, client_id, site_id, asset_id, kind, port, reason, consent, minutes_max, requested_by, created_at, ended_at, end_reason) values
      ${rows.map((row) => `('${row.id}', ${row.place}, ${row.isOpen ? "'tunnel', 22" : "'terminal', null"}, 'No abre el sistema', 'notify', 60, '${row.by.user_id}', '2026-01-04T00:00:00Z', ${row.isOpen ? 'null, null' : "'2026-01-04T00:10:00Z', 'left'"})`).join(',\n')}`,
  ];
}
