// Releases of the agent as they lie in R2: put there by whoever makes them, read by us, and by machines in ranges.

export interface ReleaseRange {
  body: ReadableStream;
  /** Of the whole file. */
  size: number;
  offset: number;
  length: number;
}

export interface ReleaseFiles {
  /** Names of folders below `releases/`, at most a thousand. */
  versions(): Promise<string[]>;
  /** Null when it is missing or longer than `bytesMax`. */
  text(key: string, bytesMax: number): Promise<string | null>;
  /** Bytes of a file; null when there is none. */
  size(key: string): Promise<number | null>;
  /** From `offset` on; null when the file is missing or shorter. */
  open(key: string, offset: number): Promise<ReleaseRange | null>;
}

export function r2ReleaseFiles(bucket: R2Bucket): ReleaseFiles {
  return {
    async versions() {
      const { delimitedPrefixes } = await bucket.list({ prefix: 'releases/', delimiter: '/' });
      return delimitedPrefixes.map((prefix) => prefix.slice('releases/'.length, -1));
    },
    async text(key, bytesMax) {
      const object = await bucket.get(key);
      return object && object.size <= bytesMax ? object.text() : null;
    },
    async size(key) {
      return (await bucket.head(key))?.size ?? null;
    },
    async open(key, offset) {
      // R2 answers a range beyond the end with an error: the size is asked for first.
      const size = (await bucket.head(key))?.size;
      if (size === undefined || offset >= size) return null;
      const object = await bucket.get(key, offset > 0 ? { range: { offset } } : {});
      return object ? { body: object.body, size, offset, length: size - offset } : null;
    },
  };
}
