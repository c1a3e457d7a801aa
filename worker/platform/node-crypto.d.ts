// The few names of node:crypto that the worker uses; @types/node would clash with the platform's own globals.
declare module 'node:crypto' {
  export function scrypt(
    password: string, salt: Uint8Array, keyLength: number, options: { N: number; r: number; p: number; maxmem?: number },
    callback: (fault: Error | null, key: Uint8Array) => void,
  ): void;
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}
