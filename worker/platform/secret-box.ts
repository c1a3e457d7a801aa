// AES-256-GCM with a key id: secrets at rest that only the worker can open.
import { base64url } from 'jose';

export interface SecretBox {
  /** @param context bound as additional data: a box moved to another row does not open. */
  seal(text: string, context: string): Promise<{ key_id: string; box: string }>;
  /** @throws when the key is unknown or the box was altered. */
  open(sealed: { key_id: string; box: string }, context: string): Promise<string>;
}

export function makeSecretBox(keys: { id: string; key: string }[]): SecretBox {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const load = async (id: string) => {
    const found = keys.find((key) => key.id === id);
    if (!found) throw new Error('unknown secret key id');
    return crypto.subtle.importKey('raw', base64url.decode(found.key.replace(/=+$/, '')) as BufferSource, 'AES-GCM', false, ['encrypt', 'decrypt']);
  };
  return {
    async seal(text, context) {
      const id = keys[0]!.id;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(context) }, await load(id), bytes(text));
      const box = new Uint8Array(12 + sealed.byteLength);
      box.set(iv);
      box.set(new Uint8Array(sealed), 12);
      return { key_id: id, box: base64url.encode(box) };
    },
    async open({ key_id, box }, context) {
      const all = base64url.decode(box);
      const plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: all.slice(0, 12), additionalData: bytes(context) }, await load(key_id), all.slice(12) as BufferSource);
      return new TextDecoder().decode(plain);
    },
  };
}
