// The demo's machines: what an office has, what it reports, and a small script library. The machine that runs `npm start` joins them for real.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../durable-objects/protocol/inventory.ts';
import type { AssetType, Platform } from '../../worker/modules/assets/values.ts';
import { approvalOf } from '../../worker/modules/scripts/approval.ts';
import type { ClientKey, PersonKey, SiteKey } from './companies.ts';
import { demoId } from './demo-id.ts';
import { demoScripts } from './fleet-scripts.ts';

type Insert = (table: string, rows: Record<string, unknown>[]) => Promise<void>;

interface DemoMachine {
  name: string;
  client: ClientKey;
  site: SiteKey;
  type: AssetType;
  platform: Platform | null;
  /** Windows build or distribution; null without an agent. */
  os: [name: string, version: string] | null;
  maker: string;
  model: string;
  cpu: string | null;
  memoryGiB: number | null;
  diskGiB: number | null;
  user: string | null;
  /** Hours since it was last heard; null: it has no agent. */
  silentHours: number | null;
  warranty: string | null;
}

const win = (version: string): [string, string] => ['Microsoft Windows 11 Pro', version];
const machines: DemoMachine[] = [
  { name: 'ALCON-CAJA-01', client: 'alcon', site: 'matriz', type: 'desktop', platform: 'windows', os: win('10.0.26200'), maker: 'Dell Inc.', model: 'OptiPlex 7010', cpu: 'Intel Core i5-13500', memoryGiB: 16, diskGiB: 512, user: 'ALCON\\lupita', silentHours: 14, warranty: '2027-03-31' },
  { name: 'ALCON-CAJA-02', client: 'alcon', site: 'matriz', type: 'desktop', platform: 'windows', os: win('10.0.26200'), maker: 'Dell Inc.', model: 'OptiPlex 7010', cpu: 'Intel Core i5-13500', memoryGiB: 8, diskGiB: 256, user: 'ALCON\\caja2', silentHours: 14, warranty: '2027-03-31' },
  { name: 'ALCON-SRV-01', client: 'alcon', site: 'matriz', type: 'server', platform: 'windows', os: ['Microsoft Windows Server 2025 Standard', '10.0.26100'], maker: 'HPE', model: 'ProLiant ML30 Gen11', cpu: 'Intel Xeon E-2434', memoryGiB: 32, diskGiB: 2048, user: null, silentHours: 2, warranty: '2028-06-30' },
  { name: 'ALCON-BODEGA-01', client: 'alcon', site: 'bodega', type: 'laptop', platform: 'windows', os: win('10.0.26100'), maker: 'LENOVO', model: 'ThinkPad E14 Gen 6', cpu: 'AMD Ryzen 5 7535U', memoryGiB: 16, diskGiB: 512, user: 'ALCON\\beto', silentHours: 40, warranty: '2026-12-15' },
  { name: 'Impresora mostrador', client: 'alcon', site: 'matriz', type: 'printer', platform: null, os: null, maker: 'Brother', model: 'HL-L6210DW', cpu: null, memoryGiB: null, diskGiB: null, user: null, silentHours: null, warranty: null },
  { name: 'PF-RECEPCION', client: 'penaflor', site: 'consultorios', type: 'desktop', platform: 'windows', os: win('10.0.26200'), maker: 'HP', model: 'Elite Mini 800 G9', cpu: 'Intel Core i5-14500T', memoryGiB: 16, diskGiB: 512, user: 'PF\\araceli', silentHours: 13, warranty: '2027-09-30' },
  { name: 'pf-lab-nas', client: 'penaflor', site: 'laboratorio', type: 'server', platform: 'linux', os: ['Debian GNU/Linux', '12'], maker: 'Supermicro', model: 'SYS-5019', cpu: 'Intel Xeon D-2123IT', memoryGiB: 64, diskGiB: 8192, user: null, silentHours: 1, warranty: '2026-11-30' },
  { name: 'PF-DR-JULIAN', client: 'penaflor', site: 'laboratorio', type: 'laptop', platform: 'macos', os: ['macOS', '26.1'], maker: 'Apple', model: 'MacBook Air (M4)', cpu: 'Apple M4', memoryGiB: 16, diskGiB: 512, user: 'julian', silentHours: 20, warranty: null },
  { name: 'Switch laboratorio', client: 'penaflor', site: 'laboratorio', type: 'network_device', platform: null, os: null, maker: 'MikroTik', model: 'CRS326-24G', cpu: null, memoryGiB: null, diskGiB: null, user: null, silentHours: null, warranty: null },
  { name: 'MUNOZ-MER-01', client: 'munoz', site: 'merida', type: 'laptop', platform: 'windows', os: win('10.0.26200'), maker: 'LENOVO', model: 'ThinkBook 14 G7', cpu: 'Intel Core Ultra 5 125U', memoryGiB: 16, diskGiB: 512, user: 'MUNOZ\\renata', silentHours: 15, warranty: '2027-05-31' },
  { name: 'MUNOZ-CAM-01', client: 'munoz', site: 'campeche', type: 'desktop', platform: 'windows', os: win('10.0.22631'), maker: 'ASUS', model: 'ExpertCenter D5', cpu: 'Intel Core i3-12100', memoryGiB: 8, diskGiB: 256, user: 'MUNOZ\\oscar', silentHours: 63, warranty: '2026-08-31' },
];

const software = [
  ['7-Zip 25.01 (x64)', '25.01', 'Igor Pavlov'], ['Google Chrome', '142.0.7444.60', 'Google LLC'], ['LibreOffice 25.8', '25.8.2.2', 'The Document Foundation'],
  ['Microsoft Visual C++ 2015-2022 Redistributable (x64)', '14.44.35211', 'Microsoft Corporation'], ['Aspel SAE 9.0', '9.0.12', 'Aspel'], ['TeamViewer Host', '15.71.4', 'TeamViewer'],
] as const;

const sha = (content: unknown): string => createHash('sha256').update(canonicalJson(content)).digest('hex');

/** Writes machines, what they said of themselves, a month of hourly readings and the script library. */
export async function insertFleet(insert: Insert, now: Date): Promise<void> {
  const ago = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();
  const idOf = (machine: DemoMachine): string => demoId(`asset:${machine.name}`);
  await insert('assets', machines.map((machine) => ({
    asset_id: idOf(machine), client_id: demoId(`client:${machine.client}`), site_id: demoId(`site:${machine.site}`), name: machine.name, asset_type: machine.type, lifecycle: 'active',
    enrolment: machine.silentHours === null ? 'none' : 'active', agent_status: machine.silentHours === null ? null : 'offline', presence_revision: 0,
    last_seen_at: machine.silentHours === null ? null : ago(machine.silentHours), offline_since: machine.silentHours === null ? null : ago(machine.silentHours),
    platform: machine.platform, hostname: machine.platform === null ? null : machine.name, agent_version: machine.silentHours === null ? null : '0.1.0',
    public_key: machine.silentHours === null ? null : createHash('sha256').update(`key of ${machine.name}`).digest('base64url'),
    serial: createHash('sha256').update(machine.name).digest('hex').slice(0, 8).toUpperCase(), manufacturer: machine.maker, model: machine.model, os_name: machine.os?.[0] ?? null, os_version: machine.os?.[1] ?? null,
    cpu_name: machine.cpu, memory_bytes: machine.memoryGiB === null ? null : machine.memoryGiB * 2 ** 30, disk_bytes: machine.diskGiB === null ? null : machine.diskGiB * 2 ** 30, mac_addresses: [], tags: [],
    logged_in_user: machine.user, warranty_until: machine.warranty, config_revision: 1, enrolled_at: machine.silentHours === null ? null : ago(24 * 60), created_at: ago(24 * 60), updated_at: ago(machine.silentHours ?? 24),
  })));
  const withAgent = machines.filter((machine) => machine.silentHours !== null);
  const said = (machine: DemoMachine, kind: string, content: unknown, hours: number, is_current = true) => ({
    inventory_id: demoId(`inventory:${machine.name}:${kind}:${hours}`), asset_id: idOf(machine), client_id: demoId(`client:${machine.client}`), class: kind, sha256: sha(content), content,
    is_current, collected_at: ago(hours), created_at: ago(hours),
  });
  await insert('asset_inventory', withAgent.flatMap((machine) => {
    const list = software.map(([name, version, publisher]) => ({ name, version, publisher, installed_on: null, source: machine.platform === 'windows' ? 'registry' : 'dpkg' }));
    const older = list.slice(0, -1).map((one) => (one.name === 'Google Chrome' ? { ...one, version: '141.0.7390.122' } : one));
    return [said(machine, 'software', older, 24 * 20, false), said(machine, 'software', list, (machine.silentHours ?? 0) + 24)];
  }));
  await insert('agent_metrics', withAgent.flatMap((machine, index) => Array.from({ length: 24 * 14 }, (_, back) => {
    const at = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000 - ((machine.silentHours ?? 0) + 1 + back) * 3_600_000);
    const hour = (at.getUTCHours() + 18) % 24;
    const busy = machine.type === 'server' ? 18 : hour >= 9 && hour <= 18 ? 32 : 4;
    const wave = Math.sin((back + index * 3) / 2.7);
    return {
      asset_id: idOf(machine), client_id: demoId(`client:${machine.client}`), hour: at.toISOString(), samples: 12, cpu_avg: round(busy + 6 * wave), cpu_max: round(Math.min(100, busy * 2 + 12 * Math.abs(wave))),
      memory_avg: round(48 + index * 3 + 4 * wave), memory_max: round(56 + index * 3 + 4 * wave), disks: [{ mount: machine.platform === 'windows' ? 'C:' : '/', used: round(61 + index * 2 - back / 60) }],
      rx_avg: Math.round(40_000 + 30_000 * Math.abs(wave)), tx_avg: Math.round(9_000 + 6_000 * Math.abs(wave)),
    };
  })));
  await insertLibrary(insert, ago);
}

async function insertLibrary(insert: Insert, ago: (hours: number) => string): Promise<void> {
  const author = (key: PersonKey): string => demoId(`user:${key}`);
  await insert('agent_scripts', demoScripts.map((script) => ({
    script_id: demoId(`script:${script.key}`), client_id: null, name: script.name, description: script.description, script_type: script.type, tags: script.tags, is_active: true,
    created_by: author('paola'), created_at: ago(24 * 40), updated_at: ago(24 * 30),
  })));
  const approvals = await Promise.all(demoScripts.map((script) => approvalOf({
    script_id: demoId(`script:${script.key}`), client_id: null, script_type: script.type, content: script.content, parameters: script.parameters, requires_admin: script.requiresAdmin, limits: script.limits,
  })));
  await insert('agent_script_versions', demoScripts.map((script, index) => ({
    version_id: demoId(`version:${script.key}`), script_id: demoId(`script:${script.key}`), version: 1, content: script.content, sha256: createHash('sha256').update(script.content).digest('hex'),
    parameters: script.parameters, requires_admin: script.requiresAdmin, limits: script.limits, state: script.isApproved ? 'approved' : 'submitted', approval_sha256: script.isApproved ? approvals[index] : null,
    created_by: author('paola'), created_at: ago(24 * 40), submitted_at: ago(24 * 39), decided_by: script.isApproved ? author('ximena') : null, decided_at: script.isApproved ? ago(24 * 38) : null,
  })));
}

const round = (value: number): number => Math.round(value * 10) / 10;
