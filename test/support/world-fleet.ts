// The machines of the test world and everything that hangs on them: one row of each kind at site a1, at a2 and at client B.
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

const id = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A machine's Ed25519 key pair, the same in every run. Private: PKCS#8, public: 32 raw bytes, both base64url. */
const keyPair = (n: number): { private_key: string; public_key: string } => {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, n)]);
  const { x } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' });
  return { private_key: der.toString('base64url'), public_key: x! };
};

export const fleet = {
  /** At site a1: enrolled and online, waiting for approval, without an agent, sent away. At a2 and b1: enrolled. */
  asset: { a1: id(0x20, 1), a1_held: id(0x20, 2), a1_plain: id(0x20, 3), a1_revoked: id(0x20, 4), a2: id(0x20, 5), b1: id(0x20, 6) },
  machine_key: { a1: keyPair(1), a1_held: keyPair(2), a1_revoked: keyPair(4), a2: keyPair(5), b1: keyPair(6) },
  machine_name: { a1: 'ALFA-RECEPCION', a1_held: 'ALFA-NUEVA', a1_plain: 'ALFA-IMPRESORA', a1_revoked: 'ALFA-PERDIDA', a2: 'ALFA-BODEGA', b1: 'BETA-DIBUJO' },
  inventory: { a1: id(0x21, 1), a1_before: id(0x21, 2), a2: id(0x21, 3), b1: id(0x21, 4) },
  enrolment_token: { a1: id(0x22, 1), a2: id(0x22, 2), b1: id(0x22, 3), a1_holds: id(0x22, 4) },
  /** What the installer of the token carries; the row holds its SHA-256. */
  enrolment_secret: (name: string): string => `enrolment-token-of-${name}-0000000000`,
  attempt: { a1: id(0x23, 1), a2: id(0x23, 2), b1: id(0x23, 3), unknown: id(0x23, 4) },
  script: { global: id(0x24, 1), a: id(0x24, 2), b: id(0x24, 3) },
  /** Written by the technician; the approved ones decided by the admin. */
  version: { global: id(0x25, 1), global_submitted: id(0x25, 2), global_draft: id(0x25, 3), a: id(0x25, 4), b: id(0x25, 5) },
  run: { technician: id(0x26, 1), admin: id(0x26, 2) },
  /** `a1`: done, of the ticket; `a1_queued`, `a2`: of the technician's run; `b1`: of client B. */
  execution: { a1: id(0x27, 1), a1_queued: id(0x27, 2), a2: id(0x27, 3), b1: id(0x27, 4) },
  rule: { global: id(0x28, 1), a: id(0x28, 2), b: id(0x28, 3) },
  alert: { a1: id(0x29, 1), a2: id(0x29, 2), b1: id(0x29, 3) },
  window: { a: id(0x2a, 1), b: id(0x2a, 2) },
} as const;

/** A script that writes one line; staff alone reads it. */
const content = (canary: string): string => `# ${canary}\necho listo\n`;

interface Given {
  client: Record<'a' | 'b', string>;
  site: Record<'a1' | 'a2' | 'b1', string>;
  ticket: Record<'a1' | 'a2' | 'b1', string>;
  staff: Record<'technician' | 'admin', { user_id: string; name: string }>;
  canary: string;
}
type Value = string | number | boolean | null;
const q = (value: Value): string => (value === null ? 'null' : typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value));
const insert = (table: string, rows: readonly Record<string, Value>[]): string =>
  `insert into ${table} (${Object.keys(rows[0]!).join(', ')}) values ${rows.map((row) => `(${Object.values(row).map(q).join(', ')})`).join(',\n')}`;
const limits = JSON.stringify({ timeout_s: 60, output_bytes: 1_048_576, memory_bytes: null, processes: null });

/** Machines come before the tickets that name them. */
export function machineStatements({ client, site }: Pick<Given, 'client' | 'site'>): string[] {
  return [insert('assets', Object.entries(fleet.asset).map(([name, asset_id]) => {
    const hasAgent = name !== 'a1_plain';
    const enrolment = !hasAgent ? 'none' : name.endsWith('held') ? 'held' : name.endsWith('revoked') ? 'revoked' : 'active';
    return {
      asset_id, client_id: name.startsWith('a') ? client.a : client.b, site_id: site[name.slice(0, 2) as 'a1'], name: fleet.machine_name[name as 'a1'],
      asset_type: hasAgent ? 'desktop' : 'printer', enrolment, agent_status: !hasAgent ? null : enrolment === 'revoked' ? 'offline' : 'online',
      last_seen_at: hasAgent ? new Date().toISOString() : null, platform: hasAgent ? 'linux' : null, hostname: hasAgent ? fleet.machine_name[name as 'a1'].toLowerCase() : null,
      agent_version: hasAgent ? '1.0.0' : null, public_key: hasAgent ? fleet.machine_key[name as 'a1'].public_key : null, serial: `SERIE-${name}`, notes: `Junto a la puerta ${name}`,
      enrolled_at: hasAgent ? '2026-01-01T00:00:00Z' : null,
    };
  }))];
}

/** Everything else of the fleet. */
export function fleetStatements({ client, site, ticket, staff, canary }: Given): string[] {
  const place = (name: string) => ({ client_id: name.startsWith('a') ? client.a : client.b, site_id: site[name.slice(0, 2) as 'a1'] });
  const machine = (name: string) => ({ asset_id: fleet.asset[name.slice(0, 2) as 'a1'], client_id: place(name).client_id });
  const { technician, admin } = staff;
  const script = content(canary);
  const approved = { script_sha256: sha256(script), approval_sha256: sha256(`approval of ${script}`) };
  return [
    insert('asset_inventory', Object.entries(fleet.inventory).map(([name, inventory_id]) => ({
      inventory_id, ...machine(name), class: 'software', sha256: sha256(name), content: JSON.stringify([{ name: `Programa ${name}`, version: '1.0', publisher: null, installed_on: null, source: 'dpkg' }]),
      is_current: !name.endsWith('before'), collected_at: name.endsWith('before') ? '2026-01-01T00:00:00Z' : '2026-01-02T00:00:00Z',
    }))),
    ...['a1', 'a2', 'b1'].map((name) =>
      `insert into agent_metrics (asset_id, client_id, hour, samples, cpu_avg, cpu_max, memory_avg, memory_max) values (${q(machine(name).asset_id)}, ${q(machine(name).client_id)}, date_trunc('hour', now()), 12, 10, 20, 30, 40)`),
    insert('agent_enrollment_tokens', Object.entries(fleet.enrolment_token).map(([name, token_id]) => ({
      token_id, ...place(name), name: `Instalador ${name}`, token_hash: sha256(fleet.enrolment_secret(name)), token_hint: '0000', holds: name.endsWith('holds'), max_uses: 10, uses: 1,
      expires_at: '2099-01-01T00:00:00Z', created_by: technician.user_id,
    }))),
    insert('enrollment_attempts', Object.entries(fleet.attempt).map(([name, attempt_id]) => (name === 'unknown'
      ? { attempt_id, token_id: null, client_id: null, asset_id: null, outcome: 'unknown_token', address: '192.0.2.9', hostname: 'desconocida' }
      : { attempt_id, token_id: fleet.enrolment_token[name as 'a1'], client_id: place(name).client_id, asset_id: machine(name).asset_id, outcome: 'enrolled', address: '192.0.2.1', hostname: fleet.machine_name[name as 'a1'] }))),
    insert('agent_scripts', Object.entries(fleet.script).map(([name, script_id]) => ({
      script_id, client_id: name === 'global' ? null : client[name as 'a'], name: `Limpieza ${name}`, description: `${canary} descripción`, script_type: 'bash', created_by: technician.user_id,
    }))),
    insert('agent_script_versions', Object.entries(fleet.version).map(([name, version_id]) => {
      const state = name.endsWith('submitted') ? 'submitted' : name.endsWith('draft') ? 'draft' : 'approved';
      return {
        version_id, script_id: fleet.script[name.split('_')[0] as 'global'], version: { approved: 1, submitted: 2, draft: 3 }[state], content: script, sha256: sha256(script), limits, state,
        approval_sha256: state === 'draft' ? null : approved.approval_sha256, created_by: technician.user_id, submitted_at: state === 'draft' ? null : '2026-01-01T00:00:00Z',
        decided_by: state === 'approved' ? admin.user_id : null, decided_at: state === 'approved' ? '2026-01-02T00:00:00Z' : null, decision_note: state === 'approved' ? `${canary} revisado` : null,
      };
    })),
    insert('script_runs', Object.entries(fleet.run).map(([name, run_id]) => ({
      run_id, script_id: fleet.script.global, version_id: fleet.version.global, title: 'Limpieza global', machines: 2, waves: '[1, 1]', requested_by: staff[name as 'admin'].user_id,
    }))),
    insert('script_executions', Object.entries(fleet.execution).map(([name, execution_id]) => {
      const isDone = name === 'a1';
      const isOfRun = name === 'a1_queued' || name === 'a2';
      return {
        execution_id, ...machine(name), site_id: place(name).site_id, run_id: isOfRun ? fleet.run.technician : null, wave: name === 'a2' ? 1 : 0, kind: 'script', title: 'Limpieza global',
        script_id: fleet.script.global, version_id: fleet.version.global, ...approved, arguments: JSON.stringify({ args: [`${canary} argumento`], env: {} }),
        secret_arguments: JSON.stringify({ CLAVE: { kid: 'k', box: `${canary} sellado` } }), limits, status: isDone ? 'completed' : 'queued', revision: isDone ? 3 : 0,
        ticket_id: isDone ? ticket.a1 : null, requested_by: technician.user_id, requested_by_name: technician.name, approved_by: admin.user_id, approved_by_name: admin.name,
        exit_code: isDone ? 0 : null, duration_ms: isDone ? 1200 : null, output_bytes: isDone ? 6 : 0, output_tail: isDone ? `${canary} salida` : '',
        dispatched_at: isDone ? '2026-01-03T00:00:00Z' : null, finished_at: isDone ? '2026-01-03T00:00:02Z' : null, expires_at: '2099-01-01T00:00:00Z',
      };
    })),
    insert('alert_rules', Object.entries(fleet.rule).map(([name, rule_id]) => ({
      rule_id, client_id: name === 'global' ? null : client[name as 'a'], name: `Procesador ${name}`, metric: 'cpu', threshold: 99, created_by: admin.user_id,
    }))),
    insert('alerts', Object.entries(fleet.alert).map(([name, alert_id]) => ({
      alert_id, ...machine(name), site_id: place(name).site_id, rule_id: fleet.rule.global, opening: `world-${name}`, metric: 'cpu', value: 99.5, threshold: 99,
      status: 'open', ticket_id: name === 'a1' ? ticket.a1 : null, opened_at: '2026-01-03T00:00:00Z',
    }))),
    insert('maintenance_windows', Object.entries(fleet.window).map(([name, window_id]) => ({
      window_id, client_id: client[name as 'a'], name: `Mantenimiento ${name}`, starts_at: '2098-01-01T00:00:00Z', ends_at: '2098-01-01T02:00:00Z', created_by: technician.user_id,
    }))),
  ];
}
