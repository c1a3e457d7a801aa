// Files in R2: content by its hash below its client, never by a name somebody chose.

export interface Attachments {
  /** Stores bytes; the same content twice is one object. */
  put(key: string, bytes: Uint8Array, mimeType: string): Promise<void>;
  get(key: string): Promise<{ body: ReadableStream; size: number } | null>;
  bytes(key: string): Promise<Uint8Array | null>;
  /** For what was only carried through; what a row names is kept. */
  remove(key: string): Promise<void>;
  /** For what is longer than memory: bytes in order, stored in parts. Nothing is there before `finish`, or after `abort`. */
  write(key: string, mimeType: string): PieceWriter;
}

export interface PieceWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** @returns bytes stored. */
  finish(): Promise<number>;
  abort(): Promise<void>;
}

/** The least R2 takes as a part; all but the last are of one size. */
const PART_BYTES = 5 * 1024 * 1024;

export const attachmentKey = (clientId: string, sha256: string): string => `client/${clientId}/${sha256}`;
export const rawMailKey = (sha256: string): string => `mail/raw/${sha256}`;
const POLLED = 'mail/polled/';
/** Of a mail that was fetched out of a mailbox. The key says so for good, also when the mail is taken up again later: nobody stamped it. */
export const polledMailKey = (sha256: string): string => `${POLLED}${sha256}`;
export const isPolledMail = (rawKey: string): boolean => rawKey.startsWith(POLLED);

export function r2Attachments(bucket: R2Bucket): Attachments {
  return {
    async put(key, bytes, mimeType) {
      await bucket.put(key, bytes, { httpMetadata: { contentType: mimeType } });
    },
    async get(key) {
      const object = await bucket.get(key);
      return object ? { body: object.body, size: object.size } : null;
    },
    async bytes(key) {
      const object = await bucket.get(key);
      return object ? new Uint8Array(await object.arrayBuffer()) : null;
    },
    async remove(key) {
      await bucket.delete(key);
    },
    write: (key, mimeType) => pieceWriter(bucket, key, { httpMetadata: { contentType: mimeType } }),
  };
}

function pieceWriter(bucket: R2Bucket, key: string, options: { httpMetadata: { contentType: string } }): PieceWriter {
  const part = new Uint8Array(PART_BYTES);
  let filled = 0;
  let size = 0;
  let upload: R2MultipartUpload | null = null;
  const parts: R2UploadedPart[] = [];
  const send = async (): Promise<void> => {
    upload ??= await bucket.createMultipartUpload(key, options);
    parts.push(await upload.uploadPart(parts.length + 1, part.subarray(0, filled)));
    filled = 0;
  };
  return {
    async write(bytes) {
      size += bytes.length;
      for (let at = 0; at < bytes.length;) {
        const taken = bytes.subarray(at, at + PART_BYTES - filled);
        part.set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled === PART_BYTES) await send();
      }
    },
    async finish() {
      if (!upload) await bucket.put(key, part.subarray(0, filled), options);
      else {
        if (filled > 0) await send();
        await upload.complete(parts);
      }
      return size;
    },
    async abort() {
      await upload?.abort();
    },
  };
}
