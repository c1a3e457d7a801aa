// A ZIP archive written as it is made: nothing of it is kept but the directory. Sizes follow each entry in a descriptor.
import type { ByteSink } from './report-table.ts';

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as ZIP wants it; give the last answer to go on. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let index = 0; index < bytes.length; index++) crc = TABLE[(crc ^ bytes[index]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Deflated, with a descriptor, name in UTF-8. */
const VERSION = 20;
const FLAGS = 0x0808;
const DEFLATE = 8;
/** The first day a ZIP can name: the archive says nothing about when it was packed. */
const DOS_DATE = 0x0021;
const PIECE = 65_536;

interface Entry {
  name: Uint8Array;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

function fields(values: [size: 2 | 4, value: number][]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

export interface ZipText {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

export interface ZipStream {
  /** Begins an entry; the one before must be closed. */
  open(name: string): Promise<ZipText>;
  /** Writes the directory. Archives stay below 4 GiB and 65,535 entries. */
  finish(): Promise<void>;
}

export function zipStream(sink: ByteSink): ZipStream {
  const entries: Entry[] = [];
  let position = 0;
  const put = async (bytes: Uint8Array): Promise<void> => {
    position += bytes.length;
    await sink(bytes);
  };
  return {
    async open(name) {
      const entry: Entry = { name: new TextEncoder().encode(name), crc: 0, packed: 0, size: 0, offset: position };
      await put(fields([[4, 0x04034b50], [2, VERSION], [2, FLAGS], [2, DEFLATE], [2, 0], [2, DOS_DATE], [4, 0], [4, 0], [4, 0], [2, entry.name.length], [2, 0]]));
      await put(entry.name);
      const deflate = new CompressionStream('deflate-raw');
      const writer = deflate.writable.getWriter();
      const reader = (deflate.readable as ReadableStream<Uint8Array>).getReader();
      const pump = (async () => {
        try {
          for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
            entry.packed += piece.value.length;
            await put(piece.value);
          }
        } catch (fault) {
          // Whoever writes must not wait for a reader that is gone.
          await reader.cancel(fault).catch(() => undefined);
          throw fault;
        }
      })();
      pump.catch(() => undefined);
      const encoder = new TextEncoder();
      let waiting = '';
      const flush = async (): Promise<void> => {
        if (waiting === '') return;
        const bytes = encoder.encode(waiting);
        waiting = '';
        entry.crc = crc32(bytes, entry.crc);
        entry.size += bytes.length;
        await Promise.race([writer.write(bytes as Uint8Array<ArrayBuffer>), pump]);
      };
      return {
        async write(text) {
          waiting += text;
          if (waiting.length >= PIECE) await flush();
        },
        async close() {
          await flush();
          await Promise.all([writer.close(), pump]);
          await put(fields([[4, 0x08074b50], [4, entry.crc], [4, entry.packed], [4, entry.size]]));
          entries.push(entry);
        },
      };
    },
    async finish() {
      const start = position;
      for (const { name, crc, packed, size, offset } of entries) {
        await put(fields([[4, 0x02014b50], [2, VERSION], [2, VERSION], [2, FLAGS], [2, DEFLATE], [2, 0], [2, DOS_DATE], [4, crc], [4, packed], [4, size], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]));
        await put(name);
      }
      await put(fields([[4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, position - start], [4, start], [2, 0]]));
    },
  };
}
