// The macOS collectors behind the common interface.
import os from 'node:os';
import type { Platform, Tools } from '../collect/collector.ts';
import { fitInventory } from '../collect/fit.ts';
import { clip, clipped, jsonOf, macOf, rowOf } from '../collect/hostile-value.ts';
import { watchMacosEvents } from '../collect/macos/events.ts';
import { parseHardware, parseMounts, parseOperatingSystem, parseVolumes, SYSCTL_KEYS } from '../collect/macos/parse-machine.ts';
import { parseApplications, parseInfoPlist, parseLaunchctl, parseNetwork, parseSecurity } from '../collect/macos/parse-programs.ts';
import { macosSampler } from '../collect/macos/sample.ts';
import { macosNeighbours } from '../collect/neighbours.ts';
import { outcomeOf } from '../collect/outcome.ts';

/** A list of programs may take this long on a full disk. */
const PROFILER_MS_MAX = 120_000;
const FOLDERS_MAX = 300;

export function macosPlatform(tools: Tools): Platform {
  const said = async (tool: string, args: readonly string[], timeoutMs?: number): Promise<string> => (await tools.run(tool, args, timeoutMs === undefined ? {} : { timeoutMs, isBackground: true })).stdout;

  const hardware = async (): ReturnType<Platform['inventory']['hardware']> =>
    fitInventory('hardware', parseHardware(await said('system_profiler', ['-json', 'SPHardwareDataType', 'SPMemoryDataType', 'SPDisplaysDataType', 'SPNVMeDataType', 'SPSerialATADataType'], PROFILER_MS_MAX), await said('sysctl', SYSCTL_KEYS)));

  async function network(): ReturnType<Platform['inventory']['network']> {
    const [ifconfig, ports, netstat, dns] = await Promise.all([said('ifconfig', ['-a']), said('networksetup', ['-listallhardwareports']), said('netstat', ['-rn', '-f', 'inet']), said('scutil', ['--dns'])]);
    return fitInventory('network', parseNetwork({ ifconfig, ports, netstat, dns }));
  }
  async function system(): ReturnType<Platform['inventory']['os']> {
    const [swVers, sysctl, who, directory] = await Promise.all([said('sw_vers', []), said('sysctl', SYSCTL_KEYS), said('who', []), said('dsconfigad', ['-show'])]);
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;
    return fitInventory('os', parseOperatingSystem({ swVers, sysctl, who, directory }, { hostname: os.hostname(), kernel: os.release(), architecture: os.machine(), timezone }));
  }
  async function software(): ReturnType<Platform['inventory']['software']> {
    const listed = parseApplications(await said('system_profiler', ['-json', 'SPApplicationsDataType'], PROFILER_MS_MAX));
    if (listed.length > 0) return fitInventory('software', listed);
    const programs = [];
    for (const folder of (await tools.list('/Applications')).filter((name) => name.endsWith('.app')).slice(0, FOLDERS_MAX)) {
      const program = parseInfoPlist(await said('plutil', ['-convert', 'json', '-o', '-', `/Applications/${folder}/Contents/Info.plist`]), folder);
      if (program !== null) programs.push(program);
    }
    return fitInventory('software', programs);
  }
  async function services(): ReturnType<Platform['inventory']['services']> {
    const automatic = new Set<string>();
    for (const file of (await tools.list('/Library/LaunchDaemons')).filter((name) => name.endsWith('.plist')).slice(0, FOLDERS_MAX)) {
      const job = rowOf(jsonOf(await said('plutil', ['-convert', 'json', '-o', '-', `/Library/LaunchDaemons/${file}`])));
      const label = clip(job['Label'], 300);
      if (label !== null && (job['RunAtLoad'] === true || job['KeepAlive'] === true)) automatic.add(label);
    }
    return fitInventory('services', parseLaunchctl(await said('launchctl', ['list']), await said('launchctl', ['print-disabled', 'system']), automatic));
  }
  async function security(): ReturnType<Platform['inventory']['security']> {
    const [firewall, processes, updates, lastInstalled] = await Promise.all([
      said('socketfilterfw', ['--getglobalstate']), said('ps', ['-axco', 'command']), said('defaults', ['read', '/Library/Preferences/com.apple.SoftwareUpdate', 'LastUpdatesAvailable']), tools.modifiedAt('/Library/Receipts/InstallHistory.plist'),
    ]);
    return fitInventory('security', parseSecurity({ firewall, processes, updates }, lastInstalled));
  }
  async function volumes(): ReturnType<Platform['inventory']['volumes']> {
    const [mount, vault] = await Promise.all([said('mount', []), said('fdesetup', ['status'])]);
    const sizes = new Map<string, number>();
    for (const one of parseMounts(mount)) {
      const space = await tools.spaceOf(one.mount);
      if (space !== null) sizes.set(one.mount, space.size);
    }
    return fitInventory('volumes', parseVolumes(mount, vault, sizes));
  }

  return {
    name: 'macos',
    inventory: { hardware, os: system, software, services, network, security, volumes, neighbours: () => macosNeighbours(tools) },
    sample: macosSampler(tools),
    watchEvents: (onEntries) => watchMacosEvents(tools, onEntries),
    async controlService(name, action) {
      if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,250}$/.test(name)) return { ok: false, message: 'not a name of a service' };
      // A job that is kept alive starts again by itself after a stop.
      return outcomeOf(await tools.run('launchctl', { start: ['kickstart', `system/${name}`], restart: ['kickstart', '-k', `system/${name}`], stop: ['kill', 'SIGTERM', `system/${name}`] }[action], { timeoutMs: 60_000 }));
    },
    async reboot(delayS, message) {
      const minutes = Math.max(0, Math.min(1440, Math.ceil(delayS / 60)));
      const done = outcomeOf(await tools.run('shutdown', ['-r', minutes === 0 ? 'now' : `+${minutes}`, `Restart: ${clip(message, 300) ?? ''}`.trim()]));
      return done.ok ? { ok: true, message: minutes === 0 ? 'restarting now' : `restarting in ${minutes} min` } : done;
    },
    async enrolmentFacts() {
      const [machine, adapters] = await Promise.all([hardware(), network()]);
      const real = adapters.filter((one) => one.kind === 'ethernet' || one.kind === 'wifi');
      return { hostname: os.hostname(), platform: 'macos', serial: machine.serial, uuid: machine.uuid, manufacturer: machine.manufacturer, model: machine.model, mac_addresses: clipped(real.map((one) => macOf(one.mac)), 17, 16).sort() };
    },
  };
}
