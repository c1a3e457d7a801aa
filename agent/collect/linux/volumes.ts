// Volumes of a Linux machine and whether LUKS lies under them; no key is ever asked for.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitInventory } from '../fit.ts';
import { clip, jsonOf, listOf, rowOf, rowsOf, whole, type Row } from '../hostile-value.ts';
import { parseMountinfo, type Mount } from './mounts.ts';

type Volumes = InventoryContent<'volumes'>;
type Volume = Volumes[number];

interface Block {
  number: string | null;
  path: string | null;
  label: string | null;
  size: number | null;
  filesystem: string | null;
  isEncrypted: boolean;
  isOpen: boolean;
  mounts: unknown[];
}

/** `lsblk --json` as a flat list; a device below a `crypt` layer is encrypted. Bounded in depth, for a tree made by nobody. */
export function parseBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  const walk = (rows: Row[], isEncrypted: boolean, depth: number): void => {
    for (const row of rows) {
      if (blocks.length >= 4096) return;
      const children = depth < 12 ? rowsOf(row['children']) : [];
      const isCrypt = isEncrypted || row['type'] === 'crypt';
      blocks.push({
        number: clip(row['maj:min']), path: clip(row['path'], 255), label: clip(row['label']), size: whole(row['size']), filesystem: clip(row['fstype']), isEncrypted: isCrypt, isOpen: children.length > 0,
        mounts: listOf(row['mountpoints'] ?? row['mountpoint']),
      });
      walk(children, isCrypt, depth + 1);
    }
  };
  walk(rowsOf(rowOf(jsonOf(text))['blockdevices']), false, 0);
  return blocks;
}

/** Mounted volumes, then locked LUKS devices, which have no mount point and stand with their device. */
export function volumesOf(mounts: readonly Mount[], blocks: readonly Block[], sizes: ReadonlyMap<string, number>): Volume[] {
  const mounted = mounts.flatMap(({ device, mount, filesystem, source }): Volume[] => {
    // btrfs gives its mounts a device number of its own: the source tells.
    const block = blocks.find((one) => one.number === device) ?? blocks.find((one) => one.path !== null && one.path === source) ?? blocks.find((one) => one.mounts.includes(mount));
    const shown = clip(mount, 255);
    if (shown === null) return [];
    // ZFS and btrfs over several devices may encrypt elsewhere than in a layer lsblk sees.
    const encryption = block === undefined ? 'unknown' : block.isEncrypted ? 'luks' : filesystem === 'zfs' || filesystem === 'bcachefs' ? 'unknown' : 'none';
    return [{
      mount: shown, label: block?.label ?? null, filesystem: clip(filesystem === 'fuseblk' ? (block?.filesystem ?? filesystem) : filesystem), size_bytes: block?.size ?? whole(sizes.get(mount)), encryption,
      protection: encryption === 'luks' ? 'on' : encryption === 'none' ? 'off' : 'unknown', method: encryption === 'luks' ? 'LUKS' : null, percent: encryption === 'luks' ? 100 : encryption === 'none' ? 0 : null,
    }];
  });
  const locked = blocks.filter((block) => block.filesystem === 'crypto_LUKS' && !block.isOpen && block.path !== null)
    .map((block): Volume => ({ mount: block.path!, label: block.label, filesystem: 'crypto_LUKS', size_bytes: block.size, encryption: 'luks', protection: 'on', method: 'LUKS', percent: 100 }));
  return [...mounted, ...locked];
}

export async function collectVolumes(tools: Tools): Promise<Volumes> {
  const [mountinfo, lsblk] = await Promise.all([tools.readText('/proc/self/mountinfo'), tools.run('lsblk', ['--json', '--bytes', '--output', 'NAME,PATH,MAJ:MIN,TYPE,SIZE,FSTYPE,LABEL,MOUNTPOINT'])]);
  const mounts = parseMountinfo(mountinfo ?? '');
  const sizes = new Map<string, number>();
  for (const { mount } of mounts) {
    const space = await tools.spaceOf(mount);
    if (space !== null) sizes.set(mount, space.size);
  }
  return fitInventory('volumes', volumesOf(mounts, parseBlocks(lsblk.stdout), sizes));
}
