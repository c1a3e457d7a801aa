// One conversation with the server, over whichever channel: hello, what was missed, acknowledgements, and nothing sent faster than it is taken.
import type { AgentFrame, Data, Hello, ServerFrame, Welcome } from '../durable-objects/protocol/agent-frames.ts';
import type { InventoryClass } from '../durable-objects/protocol/inventory.ts';
import { OUTPUT_WINDOW_CHUNKS, SPOOL_WINDOW } from '../durable-objects/protocol/limits.ts';
import type { Escrow } from '../durable-objects/protocol/recovery-keys.ts';
import type { Channel } from './channel.ts';
import type { CommandDesk } from './command-desk.ts';
import type { Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import { OutputReader, outputFileOf } from './output-store.ts';
import type { Spool } from './spool.ts';

export interface LinkParts {
  stateDir: string;
  log: Log;
  spool: Spool;
  ledger: Ledger;
  desk: CommandDesk;
  hello: (protocol: number) => Omit<Hello, 'type' | 'spool_id' | 'last_sequence' | 'commands'>;
  onWelcome: (welcome: Welcome) => void;
  onAck: () => void;
  onConfig: (config: Welcome['config']) => void;
  onWant: (classes: InventoryClass[]) => void;
  onLive: (everyS: number, forS: number) => void;
  onEscrow: (frame: Escrow) => void;
}

/** Data frames in one minute; the server counts all frames and closes a connection that says more than 1200. */
const DATA_PER_MINUTE = 600;
/** A repeated acknowledgement of the same byte asks for that byte again, at most this often. */
const REWIND_MS = 5_000;

interface Sending {
  sent: number;
  acked: number;
  /** Ends of the pieces on their way. */
  pieces: number[];
  reader: OutputReader | null;
  isEndSent: boolean;
  rewoundAt: number;
}

export class Link {
  isWelcome = false;
  #isClosed = false;
  #sending = new Map<string, Sending>();
  #dataSent = 0;
  #dataOut: number[] = [];
  #minute = { startedAt: 0, frames: 0 };
  #timer: NodeJS.Timeout | null = null;
  readonly #channel: Channel;
  readonly #parts: LinkParts;

  constructor(channel: Channel, parts: LinkParts) {
    this.#channel = channel;
    this.#parts = parts;
  }

  open(): void {
    const { ledger, spool } = this.#parts;
    this.#say({
      type: 'hello', ...this.#parts.hello(this.#channel.protocol), spool_id: spool.id, last_sequence: ledger.lastSequence,
      commands: ledger.open().slice(0, 200).map((record) => ({ execution_id: record.execution_id, sequence: record.sequence, state: record.state, output_bytes: this.#outputBytes(record.execution_id) })),
    });
  }

  /** A frame of the server; before its welcome nothing else counts. */
  hear(frame: ServerFrame): void {
    if (this.#isClosed) return;
    const { spool, ledger, desk, log } = this.#parts;
    if (frame.type === 'welcome') {
      this.#welcome(frame);
      return;
    }
    if (!this.isWelcome) {
      log.warn('frame_before_welcome', { frame: frame.type });
      return;
    }
    switch (frame.type) {
      case 'ack':
        spool.ack(frame.n);
        this.#dataOut = this.#dataOut.filter((n) => n > frame.n);
        this.#parts.onAck();
        this.pumpData();
        return;
      case 'output.ack':
        this.#outputAcked(frame.execution_id, frame.next_offset);
        return;
      case 'command.ack':
        this.#forget(frame.execution_id);
        ledger.ack(frame.execution_id);
        this.#parts.onAck();
        return;
      case 'command': void desk.take(frame); return;
      case 'cancel': void desk.cancel(frame.execution_id); return;
      case 'config': this.#parts.onConfig(frame.config); return;
      case 'want': this.#parts.onWant(frame.classes); return;
      case 'live': this.#parts.onLive(frame.every_s, frame.for_s); return;
      case 'escrow': this.#parts.onEscrow(frame);
    }
  }

  /** Said when it happens; what is lost with a connection stands in the next hello. */
  tell(frame: AgentFrame): void {
    if (this.isWelcome) this.#say(frame);
  }

  /** Even before a welcome. */
  goodbye(reason: 'stop' | 'restart' | 'shutdown' | 'uninstall'): void {
    this.#say({ type: 'goodbye', reason });
  }

  closed(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const id of this.#sending.keys()) this.#forget(id);
  }

  /** Spooled records, as many as may be on their way. */
  pumpData(): void {
    if (!this.isWelcome || this.#isClosed) return;
    const room = Math.min(SPOOL_WINDOW - this.#dataOut.length, this.#allowance());
    if (room <= 0) return;
    for (const frame of this.#parts.spool.after(this.#dataSent, room)) {
      this.#minute.frames++;
      this.#dataSent = frame.n;
      this.#dataOut.push(frame.n);
      this.#say(frame satisfies Data);
    }
  }

  /** Output and end of one command, as far as the window lets. */
  pumpCommand(executionId: string): void {
    if (!this.isWelcome || this.#isClosed) return;
    const record = this.#parts.ledger.get(executionId);
    if (!record || record.is_acked || record.state === 'received') return;
    const sending = this.#sendingOf(executionId);
    while (sending.pieces.length < OUTPUT_WINDOW_CHUNKS) {
      const piece = this.#pieceAt(executionId, sending);
      if (!piece) break;
      this.#channel.sendOutput({ execution_id: executionId, offset: sending.sent, stream: piece.stream, data: piece.data });
      sending.sent += piece.data.byteLength;
      sending.pieces.push(sending.sent);
    }
    if (record.finished && !sending.isEndSent && sending.sent >= record.finished.output_bytes) {
      sending.isEndSent = true;
      this.#say(record.finished);
    }
  }

  /** The server asks for an end again: what it has is said once more. */
  repeatEnd(executionId: string): void {
    const sending = this.#sending.get(executionId);
    if (sending) sending.isEndSent = false;
    const record = this.#parts.ledger.get(executionId);
    if (record?.is_acked && record.finished) this.tell(record.finished);
    else this.pumpCommand(executionId);
  }

  #welcome(frame: Welcome): void {
    const { spool, ledger } = this.#parts;
    spool.ack(frame.acked);
    this.isWelcome = true;
    this.#dataSent = spool.acked;
    this.#dataOut = [];
    this.#parts.onWelcome(frame);
    const known = new Map(frame.commands.map((command) => [command.execution_id, command]));
    for (const record of ledger.open()) {
      const there = known.get(record.execution_id);
      const sending = this.#sendingOf(record.execution_id);
      sending.sent = sending.acked = there?.next_offset ?? 0;
      // An end the server already holds is said again all the same: it may have been its own guess, and the answer to it lets us forget.
      this.pumpCommand(record.execution_id);
      if (there && !there.is_known && record.finished) ledger.ack(record.execution_id);
    }
    this.pumpData();
  }

  #outputAcked(executionId: string, next: number): void {
    const sending = this.#sending.get(executionId);
    if (!sending) return;
    const hasMoved = next > sending.acked;
    sending.acked = Math.max(sending.acked, next);
    sending.pieces = sending.pieces.filter((end) => end > next);
    if (next > sending.sent) sending.sent = next;
    // The same byte named twice with pieces on their way: the server misses it.
    if (!hasMoved && next < sending.sent && Date.now() - sending.rewoundAt > REWIND_MS) {
      sending.rewoundAt = Date.now();
      sending.sent = sending.acked = next;
      sending.pieces = [];
      sending.isEndSent = false;
    }
    this.#parts.onAck();
    this.pumpCommand(executionId);
  }

  #sendingOf(executionId: string): Sending {
    let sending = this.#sending.get(executionId);
    if (!sending) this.#sending.set(executionId, sending = { sent: 0, acked: 0, pieces: [], reader: null, isEndSent: false, rewoundAt: 0 });
    return sending;
  }

  #pieceAt(executionId: string, sending: Sending): ReturnType<OutputReader['at']> {
    try {
      sending.reader ??= new OutputReader(outputFileOf(this.#parts.stateDir, executionId));
      return sending.reader.at(sending.sent);
    } catch {
      return null;
    }
  }

  #forget(executionId: string): void {
    this.#sending.get(executionId)?.reader?.close();
    this.#sending.delete(executionId);
  }

  #outputBytes(executionId: string): number {
    return this.#parts.ledger.get(executionId)?.finished?.output_bytes ?? this.#parts.desk.outputBytes(executionId);
  }

  /** Data frames that may still go this minute; when none, the pump is called again at its end. */
  #allowance(): number {
    const now = Date.now();
    if (now - this.#minute.startedAt >= 60_000 || now < this.#minute.startedAt) this.#minute = { startedAt: now, frames: 0 };
    const left = DATA_PER_MINUTE - this.#minute.frames;
    if (left <= 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        this.pumpData();
      }, this.#minute.startedAt + 60_000 - now);
    }
    return left;
  }

  #say(frame: AgentFrame): void {
    if (!this.#isClosed) this.#channel.send(frame);
  }
}
