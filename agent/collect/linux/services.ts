// Services of a Linux machine: systemd, else OpenRC or the scripts of /etc/init.d, none of which is run to be asked.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import type { Outcome, Tools } from '../collector.ts';
import { fitInventory } from '../fit.ts';
import { clip } from '../hostile-value.ts';
import { outcomeOf } from '../outcome.ts';

type Services = InventoryContent<'services'>;
type Service = Services[number];

/** The folder systemd makes when it is the first process; a container may hold systemctl without it. */
export const hasSystemd = async (tools: Tools): Promise<boolean> => (await tools.modifiedAt('/run/systemd/system')) !== null;

/** `disabled` and `masked` are disabled, `static` starts when something asks for it. */
function startOf(state: string): Service['start'] {
  if (/^(enabled|enabled-runtime|alias|generated)$/.test(state)) return 'automatic';
  if (/^(static|indirect|transient|linked|linked-runtime)$/.test(state)) return 'manual';
  return /^(disabled|masked|masked-runtime)$/.test(state) ? 'disabled' : 'other';
}

/** Services of one person's session are there only while they are signed in. */
const isOfSession = (name: string): boolean => /^(user|user-runtime-dir)@/.test(name);

/** `systemctl show` of all services (blocks of Key=value) and `list-unit-files` for those that are not in memory. */
export function parseSystemd(show: string, files: string): Service[] {
  const found = new Map<string, Service>();
  for (const block of show.split(/\n\s*\n/).slice(0, 10_000)) {
    const at = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    const name = clip(at.get('Id'), 300)?.replace(/\.service$/, '');
    if (name === undefined || !(at.get('Id') ?? '').endsWith('.service') || at.get('LoadState') === 'not-found' || isOfSession(name)) continue;
    const active = at.get('ActiveState') ?? '';
    // A task that ran to its end is active without running.
    const state = active === 'active' ? (at.get('SubState') === 'exited' ? 'other' : 'running') : active === 'reloading' ? 'running' : active === 'failed' ? 'failed' : active === 'inactive' ? 'stopped' : 'other';
    found.set(name, { name, label: clip(at.get('Description'), 300), state, start: startOf(at.get('UnitFileState') ?? '') });
  }
  for (const line of files.split('\n').slice(0, 10_000)) {
    const [, name, state = ''] = /^(\S{1,290})\.service\s+(\S+)/.exec(line.slice(0, 1000)) ?? [];
    const shown = clip(name, 300);
    if (shown !== null && !shown.endsWith('@') && state !== 'alias' && !found.has(shown)) found.set(shown, { name: shown, label: null, state: 'stopped', start: startOf(state) });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** How a script of /etc/init.d starts, by the links of the run levels (Debian, older Red Hat) or of OpenRC. */
export function startOfScript(name: string, links: readonly string[], runlevels: readonly string[]): Service['start'] {
  if (runlevels.includes(name)) return 'automatic';
  const own = links.filter((link) => link.replace(/^[SK]\d+/, '') === name);
  if (own.some((link) => link.startsWith('S'))) return 'automatic';
  return own.length > 0 ? 'disabled' : 'manual';
}

const NO_SERVICE = /^(README|skeleton|rc|rcS|functions|halt|killall|single|reboot|sendsigs|umount.*|.*\.sh|\..*|.*\.dpkg-.*)$/;

async function initScripts(tools: Tools): Promise<Service[]> {
  const [scripts, two, three, standard, boot, started, run, processes] = await Promise.all([
    tools.list('/etc/init.d'), tools.list('/etc/rc2.d'), tools.list('/etc/rc3.d'), tools.list('/etc/runlevels/default'), tools.list('/etc/runlevels/boot'), tools.list('/run/openrc/started'), tools.list('/run'), tools.list('/proc'),
  ]);
  const names = new Set<string>();
  for (const id of processes.filter((name) => /^\d+$/.test(name)).slice(0, 20_000)) names.add((await tools.readText(`/proc/${id}/comm`, { bytesMax: 64 }))?.trim() ?? '');
  const isOpenRc = (await tools.modifiedAt('/run/openrc/started')) !== null;
  const services: Service[] = [];
  for (const name of scripts.filter((script) => !NO_SERVICE.test(script)).slice(0, 3000)) {
    // The kernel keeps 15 characters of a program's name.
    const isSeen = started.includes(name) || names.has(name.slice(0, 15)) || names.has(`${name}d`.slice(0, 15)) || (run.includes(`${name}.pid`) && (await isAlive(tools, `/run/${name}.pid`)));
    const shown = clip(name, 300);
    if (shown !== null) services.push({ name: shown, label: null, state: isSeen ? 'running' : isOpenRc ? 'stopped' : 'other', start: startOfScript(name, [...two, ...three], [...standard, ...boot]) });
  }
  return services;
}

async function isAlive(tools: Tools, pidFile: string): Promise<boolean> {
  const id = /^\s*(\d{1,9})\s*$/.exec((await tools.readText(pidFile, { bytesMax: 64 })) ?? '')?.[1];
  return id !== undefined && (await tools.modifiedAt(`/proc/${id}`)) !== null;
}

export async function collectServices(tools: Tools): Promise<Services> {
  if (!(await hasSystemd(tools))) return fitInventory('services', await initScripts(tools));
  const [show, files] = await Promise.all([
    tools.run('systemctl', ['show', '--all', '--no-pager', '--property=Id,Description,LoadState,ActiveState,SubState,UnitFileState', '*.service']),
    tools.run('systemctl', ['list-unit-files', '--type=service', '--no-legend', '--no-pager', '--plain', '--full']),
  ]);
  return fitInventory('services', parseSystemd(show.stdout, files.stdout));
}

const ACTION_MS_MAX = 60_000;

export async function controlLinuxService(tools: Tools, name: string, action: 'start' | 'stop' | 'restart'): Promise<Outcome> {
  if (!/^[A-Za-z0-9_@][A-Za-z0-9_@:.\\-]{0,250}$/.test(name)) return { ok: false, message: 'not a name of a service' };
  if (await hasSystemd(tools)) return outcomeOf(await tools.run('systemctl', [action, '--no-ask-password', '--', `${name.replace(/\.service$/, '')}.service`], { timeoutMs: ACTION_MS_MAX }));
  if (!(await tools.list('/etc/init.d')).includes(name)) return { ok: false, message: `no such service: ${name}` };
  const openRc = await tools.run('rc-service', [name, action], { timeoutMs: ACTION_MS_MAX });
  return outcomeOf(openRc.state === 'missing' ? await tools.run('service', [name, action], { timeoutMs: ACTION_MS_MAX }) : openRc);
}
