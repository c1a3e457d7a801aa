// The Windows collectors behind the common interface.
import os from 'node:os';
import type { Platform, Tools } from '../collect/collector.ts';
import { clip, clipLines, clipped, jsonOf, macOf, rowOf } from '../collect/hostile-value.ts';
import { watchWindowsEvents } from '../collect/windows/events.ts';
import { parseHardware, parseOperatingSystem, parseVolumes } from '../collect/windows/parse-machine.ts';
import { parseNetwork, parseSecurity, parseServices, parseSoftware } from '../collect/windows/parse-programs.ts';
import { windowsNeighbours } from '../collect/neighbours.ts';
import { outcomeOf } from '../collect/outcome.ts';
import { askPowershell, quoted } from '../collect/windows/powershell.ts';
import { HARDWARE, NETWORK, OPERATING_SYSTEM, SECURITY, serviceAction, SERVICES, SOFTWARE, UPDATES, VOLUMES } from '../collect/windows/questions.ts';
import { windowsRecovery } from '../collect/windows/recovery-keys.ts';
import { windowsSampler } from '../collect/windows/sample.ts';

/** A search for updates may take this long on an old machine. */
const UPDATES_MS_MAX = 240_000;
const ACTION_MS_MAX = 90_000;

export function windowsPlatform(tools: Tools): Platform {
  const hardware = async (): ReturnType<Platform['inventory']['hardware']> => parseHardware(await askPowershell(tools, HARDWARE));
  const network = async (): ReturnType<Platform['inventory']['network']> => parseNetwork(await askPowershell(tools, NETWORK));
  const system = async (): ReturnType<Platform['inventory']['os']> => parseOperatingSystem(await askPowershell(tools, OPERATING_SYSTEM), { hostname: os.hostname(), timezone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null });
  return {
    name: 'windows',
    inventory: {
      hardware, network, os: system,
      software: async () => parseSoftware(await askPowershell(tools, SOFTWARE)),
      services: async () => parseServices(await askPowershell(tools, SERVICES)),
      volumes: async () => parseVolumes(await askPowershell(tools, VOLUMES)),
      neighbours: () => windowsNeighbours(tools),
      security: async () => parseSecurity(await askPowershell(tools, SECURITY), await askPowershell(tools, UPDATES, UPDATES_MS_MAX)),
    },
    sample: windowsSampler(tools),
    recovery: windowsRecovery(tools),
    watchEvents: (onEntries) => watchWindowsEvents(tools, onEntries),
    async controlService(name, action) {
      if (name.length === 0 || name.length > 256 || /[\u0000-\u001f/\\]/.test(name)) return { ok: false, message: 'not a name of a service' };
      const answer = rowOf(jsonOf(await askPowershell(tools, serviceAction(quoted(name), action), ACTION_MS_MAX)));
      return { ok: answer['ok'] === true, message: clipLines(answer['message'], 1000) ?? (answer['ok'] === true ? 'done' : 'no answer from the system') };
    },
    async reboot(delayS, message) {
      const seconds = Math.max(0, Math.min(86_400, Math.ceil(delayS)));
      const done = await tools.run('shutdown.exe', ['/r', '/t', String(seconds), '/d', 'p:0:0', '/c', clip(message, 300)?.replaceAll('"', "'") ?? 'Restart']);
      return done.state === 'ok' ? { ok: true, message: seconds === 0 ? 'restarting now' : `restarting in ${seconds} s` } : outcomeOf(done);
    },
    async enrolmentFacts() {
      const [machine, adapters] = await Promise.all([hardware(), network()]);
      const real = adapters.filter((one) => one.kind !== 'virtual' && one.kind !== 'bluetooth');
      return { hostname: os.hostname(), platform: 'windows', serial: machine.serial, uuid: machine.uuid, manufacturer: machine.manufacturer, model: machine.model, mac_addresses: clipped(real.map((one) => macOf(one.mac)), 17, 16).sort() };
    },
  };
}
