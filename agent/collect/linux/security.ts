// Protection of a Linux machine: antivirus, firewall and pending updates, from what is cached here; nothing goes to the network.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitInventory } from '../fit.ts';
import { isoOf, jsonOf, rowOf, rowsOf } from '../hostile-value.ts';

type Security = InventoryContent<'security'>;
type Pending = { pending: number | null; security_pending: number | null };
const UNKNOWN: Pending = { pending: null, security_pending: null };

/** `apt-get -s dist-upgrade`: lines `Inst name [old] (new Origin:suite, …)`. */
export function parseAptSimulation(text: string): Pending {
  const lines = text.split('\n').filter((line) => /^Inst \S+ \[/.test(line));
  return { pending: Math.min(lines.length, 100_000), security_pending: Math.min(lines.filter((line) => /\([^)]*(-security|Debian-Security|UbuntuESM)/i.test(line.slice(0, 4096))).length, 100_000) };
}

/** `dnf -C check-update`: `name.arch  version  repository`; what comes after "Obsoleting" is said twice. */
export function parseDnfUpdates(text: string): number {
  const lines = text.split(/^Obsoleting /m)[0]!.split('\n');
  return Math.min(new Set(lines.filter((line) => /^\S+\.\w+\s+\S+\s+\S+\s*$/.test(line.slice(0, 1000))).map((line) => line.split(/\s/)[0])).size, 100_000);
}

/** `dnf -C updateinfo list --security`: `ADVISORY severity package`. Counts packages. */
export const parseDnfSecurity = (text: string): number =>
  Math.min(new Set(text.split('\n').flatMap((line) => /^\S+\s+\S*(?:\/Sec\.|security\S*|Critical|Important|Moderate|Low)\s+(?:\S+\s+)?(\S+-\S+)/i.exec(line.slice(0, 1000))?.[1] ?? [])).size, 100_000);

/** Lines that name a pending package: zypper (`v | …`), pacman (`name 1 -> 2`), apk (`name-1 < 2`). */
export const countUpdates = (text: string): number => Math.min(text.split('\n').filter((line) => line.startsWith('v |') || /^\S+ \S+ -> \S+/.test(line) || /^\S+\s+<\s+\S+/.test(line)).length, 100_000);

/** `ufw status`. */
export const parseUfw = (text: string): boolean | null => (/^Status: active/m.test(text) ? true : /^Status: inactive/m.test(text) ? false : null);

/** `nft --json list ruleset`: active when something arriving is judged: a rule in a chain at `input`, or one that drops by itself. */
export function parseNftables(text: string): boolean | null {
  const items = rowOf(jsonOf(text))['nftables'];
  if (!Array.isArray(items)) return null;
  const rows = rowsOf(items, 200_000);
  const chainKey = (row: Record<string, unknown>, name: unknown): string => [row['family'], row['table'], name].map(String).join(' ');
  const input = new Set<string>();
  for (const row of rows) {
    const chain = rowOf(row['chain']);
    if (chain['hook'] !== 'input') continue;
    if (chain['policy'] === 'drop') return true;
    input.add(chainKey(chain, chain['name']));
  }
  return rows.some((row) => 'rule' in row && input.has(chainKey(rowOf(row['rule']), rowOf(row['rule'])['chain'])));
}

/** `iptables-save`: active with a rule in INPUT or a policy that drops. */
export const parseIptables = (text: string): boolean | null => (/^\*filter/m.test(text) ? /^-A INPUT /m.test(text) || /^:INPUT (DROP|REJECT)/m.test(text) : null);

/** `mdatp health --output json`. */
export function parseDefender(text: string): Security['antivirus'] {
  const health = rowOf(jsonOf(text));
  const realTime = health['realTimeProtectionEnabled'];
  const value = typeof realTime === 'boolean' ? realTime : rowOf(realTime)['value'];
  const status = rowOf(health['definitionsStatus'])['$type'] ?? health['definitionsStatus'];
  return Object.keys(health).length === 0 ? [] : [{ name: 'Microsoft Defender', is_active: typeof value === 'boolean' ? value : null, is_up_to_date: typeof status === 'string' ? /uptodate|up_to_date/i.test(status) : null }];
}

/** Programs that protect, by the name the kernel keeps (15 characters), and where they live when they do not run. */
const PROTECTORS: readonly { name: string; process: string; folder: string }[] = [
  { name: 'CrowdStrike Falcon', process: 'falcon-sensor', folder: '/opt/CrowdStrike' }, { name: 'SentinelOne', process: 's1-agent', folder: '/opt/sentinelone' },
  { name: 'ESET', process: 'oaeventd', folder: '/opt/eset' }, { name: 'Sophos', process: 'sophos_managem', folder: '/opt/sophos-spl' },
  { name: 'Bitdefender', process: 'bdsecd', folder: '/opt/bitdefender-security-tools' }, { name: 'Trend Micro', process: 'ds_agent', folder: '/opt/ds_agent' },
  { name: 'Kaspersky', process: 'kesl', folder: '/opt/kaspersky/kesl' },
];
const SIGNATURE_DAYS_MAX = 7;

/** Names of running programs. */
async function running(tools: Tools): Promise<Set<string>> {
  const names = new Set<string>();
  for (const id of (await tools.list('/proc')).filter((name) => /^\d+$/.test(name)).slice(0, 20_000)) names.add((await tools.readText(`/proc/${id}/comm`, { bytesMax: 64 }))?.trim() ?? '');
  return names;
}

async function antivirus(tools: Tools, processes: ReadonlySet<string>): Promise<Security['antivirus']> {
  const exists = async (path: string): Promise<boolean> => (await tools.modifiedAt(path)) !== null;
  const found: Security['antivirus'] = parseDefender((await tools.run('mdatp', ['health', '--output', 'json'])).stdout);
  if (processes.has('clamd') || (await exists('/usr/sbin/clamd')) || (await exists('/usr/bin/clamscan'))) {
    const ages = (await Promise.all(['daily.cld', 'daily.cvd'].map((file) => tools.modifiedAt(`/var/lib/clamav/${file}`)))).filter((at) => at !== null);
    found.push({ name: 'ClamAV', is_active: processes.has('clamd'), is_up_to_date: ages.length === 0 ? null : tools.now().getTime() - Math.max(...ages) < SIGNATURE_DAYS_MAX * 86_400_000 });
  }
  for (const { name, process, folder } of PROTECTORS) if (processes.has(process) || (await exists(folder))) found.push({ name, is_active: processes.has(process), is_up_to_date: null });
  return found;
}

async function firewall(tools: Tools): Promise<Security['firewall']> {
  const found: Security['firewall'] = [];
  const [ufw, firewalld, nft, iptables] = await Promise.all([tools.run('ufw', ['status']), tools.run('firewall-cmd', ['--state']), tools.run('nft', ['--json', 'list', 'ruleset']), tools.run('iptables-save', ['-t', 'filter'])]);
  if (ufw.state !== 'missing') found.push({ name: 'ufw', is_active: parseUfw(ufw.stdout) });
  // 252 is firewalld's own code for "not running".
  if (firewalld.state !== 'missing') found.push({ name: 'firewalld', is_active: firewalld.state === 'ok' ? true : firewalld.exit_code === 252 ? false : null });
  if (nft.state !== 'missing') found.push({ name: 'nftables', is_active: nft.state === 'ok' ? parseNftables(nft.stdout) : null });
  // Where nft speaks, iptables says the same again.
  else if (iptables.state !== 'missing') found.push({ name: 'iptables', is_active: iptables.state === 'ok' ? parseIptables(iptables.stdout) : null });
  return found;
}

/** The simulation takes seconds of CPU; while lists and installed packages stay, so does its answer. */
const aptAnswers = new WeakMap<Tools, { key: string; pending: Pending }>();

const SLOW = { timeoutMs: 120_000, isBackground: true };

async function pendingUpdates(tools: Tools): Promise<Pending> {
  const aptLists = (await tools.list('/var/lib/apt/lists')).some((file) => /_Packages(\.\w+)?$/.test(file));
  if (aptLists) {
    const key = (await Promise.all(['/var/lib/apt/lists', '/var/lib/dpkg/status', '/etc/apt/sources.list.d'].map((path) => tools.modifiedAt(path)))).join();
    const known = aptAnswers.get(tools);
    if (known?.key === key) return known.pending;
    const apt = await tools.run('apt-get', ['-s', '-q', '-o', 'Debug::NoLocking=true', '-o', 'APT::Get::Show-User-Simulation-Note=false', 'dist-upgrade'], SLOW);
    if (apt.state !== 'ok') return UNKNOWN;
    const pending = parseAptSimulation(apt.stdout);
    aptAnswers.set(tools, { key, pending });
    return pending;
  }
  const dnf = await tools.run('dnf', ['-C', '-q', 'check-update'], SLOW);
  // 100 is dnf's code for "there are updates".
  if (dnf.state === 'ok' || dnf.exit_code === 100) {
    const security = await tools.run('dnf', ['-C', '-q', 'updateinfo', 'list', '--security'], SLOW);
    return { pending: parseDnfUpdates(dnf.stdout), security_pending: security.state === 'ok' ? parseDnfSecurity(security.stdout) : null };
  }
  const zypper = await tools.run('zypper', ['--non-interactive', '--no-refresh', '--quiet', 'list-updates'], SLOW);
  if (zypper.state === 'ok') return { pending: countUpdates(zypper.stdout), security_pending: null };
  const pacman = await tools.run('pacman', ['-Qu']);
  // Code 1 and silence: nothing to do.
  if (pacman.state === 'ok' || (pacman.exit_code === 1 && pacman.stderr === '')) return { pending: countUpdates(pacman.stdout), security_pending: null };
  const apk = await tools.run('apk', ['version', '--no-network', '-l', '<']);
  return apk.state === 'ok' ? { pending: countUpdates(apk.stdout), security_pending: null } : UNKNOWN;
}

/** Restart needed? By the mark Debian leaves, by Red Hat's own tool, else unknown. */
async function needsRestart(tools: Tools): Promise<boolean | null> {
  if ((await tools.modifiedAt('/run/reboot-required')) !== null) return true;
  // Without this hook nobody would have left the mark.
  if ((await tools.modifiedAt('/usr/share/update-notifier/notify-reboot-required')) !== null) return false;
  const tool = await tools.run('needs-restarting', ['-r'], SLOW);
  return tool.state === 'ok' ? false : tool.exit_code === 1 ? true : null;
}

/** The last line of dpkg's log that upgraded something; its times are local. */
export const parseDpkgLog = (text: string): string | null => isoOf([...text.matchAll(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) upgrade /gm)].map((found) => `${found[1]}T${found[2]}`).at(-1) ?? null);
/** Newest install time of `rpm -qa --qf '%{INSTALLTIME}\n'`, seconds. */
export const parseRpmTimes = (text: string): string | null => isoOf(text.split('\n').reduce((newest, line) => (/^\d{1,11}$/.test(line) ? Math.max(newest, Number(line)) : newest), 0) * 1000);

async function lastInstalled(tools: Tools): Promise<string | null> {
  for (const file of ['/var/log/dpkg.log', '/var/log/dpkg.log.1']) {
    const at = parseDpkgLog((await tools.readText(file, { fromEnd: true })) ?? '');
    if (at !== null) return at;
  }
  return parseRpmTimes((await tools.run('rpm', ['-qa', '--qf', '%{INSTALLTIME}\\n'])).stdout);
}

export async function collectSecurity(tools: Tools): Promise<Security> {
  const processes = await running(tools);
  const [protectors, walls, pending, restart, last] = await Promise.all([antivirus(tools, processes), firewall(tools), pendingUpdates(tools), needsRestart(tools), lastInstalled(tools)]);
  const isKnown = pending.pending !== null || restart !== null || last !== null;
  return fitInventory('security', { antivirus: protectors, firewall: walls, updates: isKnown ? { ...pending, needs_restart: restart, last_installed_at: last } : null });
}
