// Connections that share one line, at either end of a tunnel: each with a credit of its own, so that one which is not read holds up no other.
import type { Socket } from 'node:net';
import { decodeTunnel, encodeTunnel, TUNNEL_LIMITS, type TunnelFrame } from '../../durable-objects/protocol/tunnel.ts';

export interface Around {
  /** @returns false when the line takes no data for now: `room` says when it does. */
  send(frame: Uint8Array): boolean;
  /** The far end opened a connection: what it reaches. Absent: this end opens them. */
  connect?(): Socket;
  /** The far end breaks the rules: the line is not worth keeping. */
  onFault(): void;
}

interface Stream {
  socket: Socket;
  /** Bytes that may still be sent. */
  credit: number;
  /** Bytes that came and are not credited yet, and those of them that were dealt with. */
  held: number;
  taken: number;
  hasSentEnd: boolean;
  hasHeardEnd: boolean;
}

export class TunnelStreams {
  readonly #around: Around;
  /** Who sent last stands last, so that each gets its turn. */
  readonly #streams = new Map<number, Stream>();
  #last = 0;
  #hasRoom = true;
  #isClosed = false;
  constructor(around: Around) {
    this.#around = around;
  }

  /** Connections so far. */
  get opened(): number {
    return this.#last;
  }

  /** A connection that somebody made to this end. @returns false when there are too many. */
  open(socket: Socket): boolean {
    if (this.#isClosed || this.#streams.size >= TUNNEL_LIMITS.streams) return false;
    this.#last += 1;
    this.#say({ kind: 'open', stream: this.#last });
    this.#add(this.#last, socket);
    return true;
  }

  /** One binary frame of the line. */
  heard(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    const frame = decodeTunnel(bytes);
    if (!frame || !this.#take(frame)) this.#around.onFault();
  }

  /** The line takes data again. */
  room(): void {
    this.#hasRoom = true;
    for (let isMoving = true; isMoving && this.#hasRoom;) {
      isMoving = false;
      // Who sends is put last: the order is that of the beginning of a round.
      const round = [...this.#streams.keys()];
      for (const id of round) isMoving = this.#sendOne(id) || isMoving;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { socket } of this.#streams.values()) socket.destroy();
    this.#streams.clear();
  }

  /** @returns false for what no honest end says. */
  #take(frame: TunnelFrame): boolean {
    const { stream: id } = frame;
    if (frame.kind === 'open') {
      if (!this.#around.connect || id <= this.#last) return false;
      this.#last = id;
      if (this.#streams.size >= TUNNEL_LIMITS.streams) this.#say({ kind: 'reset', stream: id, reason: 'too_many' });
      else this.#add(id, this.#around.connect());
      return true;
    }
    if (id > this.#last) return false;
    const stream = this.#streams.get(id);
    // It ended here before the far end knew.
    if (!stream) return true;
    switch (frame.kind) {
      case 'data': {
        stream.held += frame.bytes.byteLength;
        if (stream.held > TUNNEL_LIMITS.windowBytes || stream.hasHeardEnd) return false;
        stream.socket.write(frame.bytes, () => this.#took(id, stream, frame.bytes.byteLength));
        return true;
      }
      case 'credit':
        stream.credit += frame.bytes;
        if (stream.credit > TUNNEL_LIMITS.windowBytes) return false;
        while (this.#sendOne(id));
        return true;
      case 'end':
        stream.hasHeardEnd = true;
        stream.socket.end();
        return true;
      case 'reset':
        this.#streams.delete(id);
        // Whoever speaks through it sees that it broke, not that it ended.
        stream.socket.resetAndDestroy();
        return true;
    }
  }

  #add(id: number, socket: Socket): void {
    const stream: Stream = { socket, credit: TUNNEL_LIMITS.windowBytes, held: 0, taken: 0, hasSentEnd: false, hasHeardEnd: false };
    this.#streams.set(id, stream);
    let reason = 'lost';
    // Read piece by piece, as far as the credit goes; the rest waits with the system, which slows its sender down.
    socket.on('readable', () => { while (this.#sendOne(id)); });
    socket.on('end', () => {
      stream.hasSentEnd = true;
      if (this.#streams.get(id) === stream) this.#say({ kind: 'end', stream: id });
    });
    socket.on('error', (fault: Error & { code?: string }) => { if (fault.code === 'ECONNREFUSED') reason = 'refused'; });
    socket.on('close', () => {
      if (this.#streams.get(id) !== stream) return;
      this.#streams.delete(id);
      if (!stream.hasSentEnd || !stream.hasHeardEnd) this.#say({ kind: 'reset', stream: id, reason });
    });
  }

  /** @returns whether a piece went out. */
  #sendOne(id: number): boolean {
    const stream = this.#streams.get(id);
    if (!stream) return false;
    const { socket } = stream;
    // Nothing there: reading nothing is how the end of a stream is found.
    if (socket.readableLength === 0) socket.read(0);
    const bytes = this.#hasRoom && stream.credit > 0 && socket.readableLength > 0 ? (socket.read(Math.min(socket.readableLength, stream.credit, TUNNEL_LIMITS.dataBytes)) as Buffer | null) : null;
    if (bytes === null) return false;
    stream.credit -= bytes.byteLength;
    this.#streams.delete(id);
    this.#streams.set(id, stream);
    this.#hasRoom = this.#around.send(encodeTunnel({ kind: 'data', stream: id, bytes }));
    return true;
  }

  #took(id: number, stream: Stream, bytes: number): void {
    stream.taken += bytes;
    if (stream.taken < TUNNEL_LIMITS.creditBytes || this.#streams.get(id) !== stream) return;
    stream.held -= stream.taken;
    this.#say({ kind: 'credit', stream: id, bytes: stream.taken });
    stream.taken = 0;
  }

  /** Words about connections are few and small: they wait for no room. */
  #say(frame: TunnelFrame): void {
    if (!this.#isClosed) this.#around.send(encodeTunnel(frame));
  }
}
