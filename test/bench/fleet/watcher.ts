// A browser that watches one machine: every message with the moment it came.
import { createHash } from 'node:crypto';
import { WebSocket } from 'ws';
import type { ViewerMessage } from '../../../durable-objects/protocol/fleet.ts';
import type { Api } from './json-api.ts';

/** Output as one viewer received it. */
export interface Received {
  firstAt: number | null;
  lastAt: number | null;
  bytes: number;
  sha256: string;
}

export class Watcher {
  readonly assetId: string;
  /** When the end of each execution was seen. */
  readonly ended = new Map<string, number>();
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, () => void>();
  #onMessage: ((message: ViewerMessage) => void) | null = null;

  private constructor(assetId: string, socket: WebSocket) {
    this.assetId = assetId;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as ViewerMessage));
    socket.on('error', () => undefined);
  }

  static async open(url: string, api: Api, assetId: string): Promise<Watcher> {
    const { data } = await api.send('POST', `/api/assets/${assetId}/live`, undefined, 201);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/assets/${assetId}/live?ticket=${encodeURIComponent(data.ticket)}`, { perMessageDeflate: false });
    const watcher = new Watcher(assetId, socket);
    await new Promise<void>((resolve, reject) => void socket.once('open', resolve).once('error', reject));
    return watcher;
  }

  /** Resolves with the moment at which the end of the execution was seen. */
  async untilEnd(executionId: string): Promise<number> {
    if (!this.ended.has(executionId)) await new Promise<void>((resolve) => this.#waiting.set(executionId, resolve));
    return this.ended.get(executionId)!;
  }

  /** Follows the output from its beginning; resolves at its end. `whenFollowing` is called once the wish is sent. */
  follow(executionId: string, whenFollowing: () => void): Promise<Received> {
    return new Promise((resolve, reject) => {
      const hash = createHash('sha256');
      const received: Received = { firstAt: null, lastAt: null, bytes: 0, sha256: '' };
      this.#onMessage = (message) => {
        if (message.type === 'output.more' && message.execution_id === executionId) this.#say({ type: 'follow', execution_id: executionId, offset: message.next_offset });
        if (message.type === 'output' && message.execution_id === executionId) {
          if (message.offset !== received.bytes) return reject(new Error(`a piece from ${message.offset} after ${received.bytes} bytes`));
          received.firstAt ??= performance.now();
          received.lastAt = performance.now();
          const bytes = Buffer.from(message.data, 'base64');
          hash.update(bytes);
          received.bytes += bytes.byteLength;
        }
        if (message.type === 'output.end' && message.execution_id === executionId) {
          this.#onMessage = null;
          resolve({ ...received, sha256: hash.digest('hex') });
        }
      };
      this.#socket.once('close', (code) => reject(new Error(`the viewer's socket closed with ${code}`)));
      this.#say({ type: 'follow', execution_id: executionId, offset: 0 });
      whenFollowing();
    });
  }

  close(): void {
    this.#socket.close();
  }

  #say(frame: unknown): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #hear(message: ViewerMessage): void {
    if (message.type === 'execution' && ['completed', 'failed', 'refused', 'timeout', 'cancelled', 'expired', 'interrupted'].includes(message.state)) {
      this.ended.set(message.execution_id, performance.now());
      this.#waiting.get(message.execution_id)?.();
    }
    this.#onMessage?.(message);
  }
}
