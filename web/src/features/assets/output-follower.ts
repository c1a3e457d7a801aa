// Gets the output of one command in order and without holes: pushed over the machine's channel, read by pages where that is closed or the end is known.
import type { ViewerMessage } from '../../../../durable-objects/protocol/fleet.ts';
import type { ChannelListener } from '../../api/asset-channel.ts';
import { TerminalText } from '../../ui/terminal-text.ts';
import type { TerminalStream } from '../../ui/terminal-text.ts';

/** What one page of stored output holds; `data` is base64. */
export interface OutputPageData {
  chunks: { offset: number; stream: TerminalStream; data: string }[];
  next_offset: number;
  total: number;
  is_final: boolean;
}

export interface OutputSource {
  join: (listener: ChannelListener) => () => void;
  tell: (frame: { type: 'follow'; execution_id: string; offset: number } | { type: 'unfollow'; execution_id: string }) => void;
  page: (offset: number) => Promise<OutputPageData>;
}

export const keptLinesMax = 5000;
/** A stored output larger than this is shown from near its end; all of it can be downloaded. */
const wholeBytesMax = 8 * 1024 * 1024;
const tailBytes = 1024 * 1024;
const pollMs = 2_000;
const tellMs = 60;

export function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export class OutputFollower {
  readonly text = new TerminalText(keptLinesMax);
  /** Bytes left out before the first shown one. */
  readonly skippedBytes: number;
  /** Everything there will be is here. */
  isEnded = false;
  /** The last page that could not be read. */
  problem: unknown = null;
  /** Rises with everything that is worth drawing. */
  version = 0;

  readonly #executionId: string;
  readonly #source: OutputSource;
  readonly #decoders: Record<TerminalStream, TextDecoder> = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #listeners = new Set<() => void>();
  #next: number;
  #isFinal: boolean;
  #leave: (() => void) | null = null;
  #isReading = false;
  #isStopped = true;
  #pollTimer: ReturnType<typeof setTimeout> | undefined;
  #tellTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(executionId: string, source: OutputSource, known: { isFinal: boolean; outputBytes: number }) {
    this.#executionId = executionId;
    this.#source = source;
    this.#isFinal = known.isFinal;
    this.skippedBytes = known.isFinal && known.outputBytes > wholeBytesMax ? known.outputBytes - tailBytes : 0;
    this.#next = this.skippedBytes;
  }

  /** Bytes seen so far, those left out included. */
  get nextOffset(): number {
    return this.#next;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#isStopped = false;
    if (this.#isFinal) void this.#read();
    else this.#follow();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#pollTimer);
    clearTimeout(this.#tellTimer);
    this.#tellTimer = undefined;
    this.#unfollow();
  }

  /** What the execution's row says now. A result may come late: then there is more to read. */
  rowSays(isFinal: boolean, outputBytes: number): void {
    const wasFinal = this.#isFinal;
    this.#isFinal = isFinal;
    if (this.#isStopped) return;
    if (isFinal && (!this.isEnded || outputBytes > this.#next)) void this.#read();
    if (!isFinal && wasFinal) {
      this.isEnded = false;
      this.#follow();
    }
  }

  retry(): void {
    this.problem = null;
    void this.#read();
  }

  #follow(): void {
    this.#leave ??= this.#source.join({
      onState: (state) => {
        clearTimeout(this.#pollTimer);
        if (state === 'live') this.#ask();
        if (state === 'down') this.#poll();
      },
      onMessage: (message) => this.#hear(message),
    });
  }

  #unfollow(): void {
    if (!this.#leave) return;
    this.#source.tell({ type: 'unfollow', execution_id: this.#executionId });
    this.#leave();
    this.#leave = null;
  }

  #ask(): void {
    this.#source.tell({ type: 'follow', execution_id: this.#executionId, offset: this.#next });
  }

  #hear(message: ViewerMessage): void {
    if (!('execution_id' in message) || message.execution_id !== this.#executionId) return;
    if (message.type === 'output') {
      // A hole means that something was lost on the way: asked for again from where we are.
      if (!this.#take(message.offset, message.stream, bytesOf(message.data))) this.#ask();
    } else if (message.type === 'output.more') this.#ask();
    else if (message.type === 'output.end' && this.#next >= message.total) this.#end();
    else if (message.type === 'output.end') this.#ask();
  }

  /** False: there is a hole before these bytes. */
  #take(offset: number, stream: TerminalStream, bytes: Uint8Array): boolean {
    if (offset > this.#next) return false;
    const known = this.#next - offset;
    if (known >= bytes.length) return true;
    this.text.push(this.#decoders[stream].decode(bytes.subarray(known), { stream: true }), stream);
    this.#next = offset + bytes.length;
    this.#changed();
    return true;
  }

  #end(): void {
    if (this.isEnded) return;
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#decoders[stream].decode();
      if (rest !== '') this.text.push(rest, stream);
    }
    this.isEnded = true;
    this.#unfollow();
    this.#changed();
  }

  #poll(): void {
    clearTimeout(this.#pollTimer);
    this.#pollTimer = setTimeout(() => {
      void this.#read().then(() => {
        if (!this.isEnded && !this.#isStopped && this.problem === null) this.#poll();
      });
    }, pollMs);
  }

  async #read(): Promise<void> {
    if (this.#isReading || this.#isStopped) return;
    this.#isReading = true;
    try {
      for (;;) {
        const before = this.#next;
        const page = await this.#source.page(before);
        if (this.#isStopped) return;
        this.problem = null;
        for (const chunk of page.chunks) this.#take(chunk.offset, chunk.stream, bytesOf(chunk.data));
        if (this.#next >= page.total) {
          if (page.is_final) this.#end();
          return;
        }
        // A page without progress would be asked for for ever.
        if (this.#next === before) return;
      }
    } catch (error) {
      this.problem = error;
      this.#changed();
    } finally {
      this.#isReading = false;
    }
  }

  /** Drawn a few times a second, however fast the machine prints. */
  #changed(): void {
    this.#tellTimer ??= setTimeout(() => {
      this.#tellTimer = undefined;
      this.version += 1;
      for (const listener of this.#listeners) listener();
    }, tellMs);
  }
}
