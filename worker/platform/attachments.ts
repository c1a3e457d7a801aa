// Files in R2: content by its hash below its client, never by a name somebody chose.

export interface Attachments {
  /** Stores bytes; the same content twice is one object. */
  put(key: string, bytes: Uint8Array, mimeType: string): Promise<void>;
  get(key: string): Promise<{ body: ReadableStream; size: number } | null>;
  bytes(key: string): Promise<Uint8Array | null>;
  /** For what was only carried through; what a row names is kept. */
  remove(key: string): Promise<void>;
}

export const attachmentKey = (clientId: string, sha256: string): string => `client/${clientId}/${sha256}`;
export const rawMailKey = (sha256: string): string => `mail/raw/${sha256}`;

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
  };
}
