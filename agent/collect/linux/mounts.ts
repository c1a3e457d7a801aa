// File systems of a Linux machine that hold its own data: no network shares, no memory, no packages mounted as files.

export interface Mount {
  /** `major:minor` of the device. */
  device: string;
  mount: string;
  filesystem: string;
  source: string;
}

const KEPT = /^(ext[234]|xfs|btrfs|zfs|vfat|exfat|ntfs3?|fuseblk|f2fs|jfs|reiserfs|bcachefs|ufs|hfsplus|apfs)$/;
/** The kernel writes blanks, tabs and backslashes of a path as octal numbers. */
const unescaped = (text: string): string => text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));

/** /proc/self/mountinfo: one entry per device, the shortest mount point of each; overlay only as the root of a container. */
export function parseMountinfo(text: string): Mount[] {
  const byDevice = new Map<string, Mount>();
  for (const line of text.split('\n').slice(0, 20_000)) {
    const [left = '', right = ''] = line.slice(0, 8192).split(' - ', 2);
    const [, , device, , point] = left.split(' ');
    const [filesystem, source = ''] = right.split(' ');
    if (device === undefined || point === undefined || filesystem === undefined) continue;
    const mount = unescaped(point);
    // Kubernetes, Docker and snaps mount folders and files (/etc/hosts) of the same disks again.
    if (!(KEPT.test(filesystem) || (filesystem === 'overlay' && mount === '/')) || mount.includes('\0') || /^\/(snap|var\/lib\/(docker|containers|kubelet|snapd)|run|proc|sys|dev|etc)(\/|$)/.test(mount)) continue;
    const known = byDevice.get(device);
    if (known === undefined || mount.length < known.mount.length) byDevice.set(device, { device, mount, filesystem, source: unescaped(source) });
  }
  return [...byDevice.values()].sort((a, b) => (a.mount < b.mount ? -1 : 1)).slice(0, 128);
}
