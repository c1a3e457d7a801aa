// Bytes towards a machine: in frames, and no more ahead of its word than it has room for. Pure.

const frameBytes = 64 * 1024;
const windowBytes = 256 * 1024;

/** What waits and what is on its way, towards the machine. */
export class Outgoing {
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #sent = 0;
  #acked = 0;
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  add(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.byteLength; at += frameBytes) this.#waiting.push(bytes.subarray(at, at + frameBytes));
    this.#pump();
  }

  acked(total: number): void {
    this.#acked = Math.max(this.#acked, total);
    this.#pump();
  }

  #pump(): void {
    while (this.#waiting.length > 0 && this.#sent - this.#acked < windowBytes) {
      const next = this.#waiting.shift()!;
      this.#sent += next.byteLength;
      this.#send(next);
    }
  }
}
