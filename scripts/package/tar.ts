// Writes tar (ustar) and ar archives as bytes: the same entries give the same bytes, whoever builds them and when.

export interface ArchiveEntry {
  /** Relative, with `/`; a folder's ends with `/`. */
  path: string;
  mode: number;
  /** Empty for a folder. */
  data: Uint8Array;
}

const BLOCK = 512;

/** Owned by root, dated `epoch` (seconds), in the order given. @throws when a name does not fit into a header. */
export function tar(entries: ArchiveEntry[], epoch: number): Buffer {
  const parts: Uint8Array[] = [];
  for (const { path, mode, data } of entries) {
    parts.push(header(path, mode, data.length, epoch), data);
    if (data.length % BLOCK !== 0) parts.push(Buffer.alloc(BLOCK - (data.length % BLOCK)));
  }
  parts.push(Buffer.alloc(BLOCK * 2));
  return Buffer.concat(parts);
}

function header(path: string, mode: number, size: number, epoch: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for the archive`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void => void block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'ascii');
  block.write(path, 0, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(epoch, 136, 12);
  block.write('        ', 148, 'ascii');
  block.write(path.endsWith('/') ? '5' : '0', 156, 'ascii');
  block.write('ustar\u000000', 257, 'latin1');
  block.write('root', 265, 'ascii');
  block.write('root', 297, 'ascii');
  block.write(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return block;
}

/** The outer archive of a Debian package. */
export function ar(members: { name: string; data: Uint8Array }[], epoch: number): Buffer {
  const parts: Uint8Array[] = [Buffer.from('!<arch>\n')];
  for (const { name, data } of members) {
    const line = name.padEnd(16) + String(epoch).padEnd(12) + '0'.padEnd(6) + '0'.padEnd(6) + '100644'.padEnd(8) + String(data.length).padEnd(10);
    parts.push(Buffer.from(`${line}\`\n`, 'ascii'), data);
    if (data.length % 2 === 1) parts.push(Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}
