// The Linux collectors behind the common interface.
import type { Platform, Tools } from '../collect/collector.ts';
import { clip } from '../collect/hostile-value.ts';
import { watchJournal } from '../collect/linux/events.ts';
import { collectHardware } from '../collect/linux/hardware.ts';
import { collectNetwork, macAddresses } from '../collect/linux/network.ts';
import { collectOperatingSystem } from '../collect/linux/operating-system.ts';
import { linuxSampler } from '../collect/linux/sample.ts';
import { collectSecurity } from '../collect/linux/security.ts';
import { collectServices, controlLinuxService } from '../collect/linux/services.ts';
import { collectSoftware } from '../collect/linux/software.ts';
import { collectVolumes } from '../collect/linux/volumes.ts';
import { linuxNeighbours } from '../collect/neighbours.ts';
import { outcomeOf } from '../collect/outcome.ts';

export function linuxPlatform(tools: Tools): Platform {
  return {
    name: 'linux',
    inventory: {
      hardware: () => collectHardware(tools), os: () => collectOperatingSystem(tools), software: () => collectSoftware(tools), services: () => collectServices(tools), network: () => collectNetwork(tools),
      security: () => collectSecurity(tools), volumes: () => collectVolumes(tools), neighbours: () => linuxNeighbours(tools),
    },
    sample: linuxSampler(tools),
    watchEvents: (onEntries) => watchJournal(tools, onEntries),
    controlService: (name, action) => controlLinuxService(tools, name, action),
    async reboot(delayS, message) {
      // `shutdown` counts in minutes; the text is one argument and starts with no dash.
      const minutes = Math.max(0, Math.min(1440, Math.ceil(delayS / 60)));
      const said = outcomeOf(await tools.run('shutdown', ['-r', minutes === 0 ? 'now' : `+${minutes}`, `Restart: ${clip(message, 300) ?? ''}`.trim()]));
      return said.ok ? { ok: true, message: minutes === 0 ? 'restarting now' : `restarting in ${minutes} min` } : said;
    },
    async enrolmentFacts() {
      const [hardware, system, addresses] = await Promise.all([collectHardware(tools), collectOperatingSystem(tools), macAddresses(tools)]);
      return { hostname: system.hostname, platform: 'linux', serial: hardware.serial, uuid: hardware.uuid, manufacturer: hardware.manufacturer, model: hardware.model, mac_addresses: addresses };
    },
  };
}
