// What a run prints, on disk in the order it came: read again from any byte until the server has the end.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { STREAMS, type Stream } from '../durable-objects/protocol/agent-frames.ts';
import { OUTPUT_CHUNK_BYTES_MAX } from '../durable-objects/protocol/limits.ts';
import { FILE_MODE } from './state-dir.ts';

/** Before each piece: one byte stream, four bytes length. Offsets of the wire count the pieces' bytes only. */
const HEAD_BYTES = 5;
export const outputDirIn = (stateDir: string): string => join(stateDir, 'output');
export const outputFileOf = (stateDir: string, executionId: string): string => join(outputDirIn(stateDir), `${executionId}.out`);
export const removeOutput = (stateDir: string, executionId: string): void => rmSync(outputFileOf(stateDir, executionId), { force: true });

export class OutputWriter {
  bytes = 0;
  isTruncated = false;
  #file: number;
  readonly #bytesMax: number;
  readonly #hash = createHash('sha256');

  /** A new file; `bytesMax` is where the rest is left out. @throws when the disk refuses. */
  constructor(path: string, bytesMax: number) {
    this.#file = openSync(path, 'w', FILE_MODE);
    this.#bytesMax = bytesMax;
  }

  /** Never throws: what does not fit, or the disk refuses, is left out, and the output counts as cut from there on. */
  append(stream: Stream, data: Uint8Array): void {
    const kept = data.subarray(0, this.isTruncated ? 0 : this.#bytesMax - this.bytes);
    if (kept.byteLength < data.byteLength) this.isTruncated = true;
    for (let from = 0; from < kept.byteLength; from += OUTPUT_CHUNK_BYTES_MAX) {
      const piece = kept.subarray(from, from + OUTPUT_CHUNK_BYTES_MAX);
      const head = Buffer.alloc(HEAD_BYTES);
      head[0] = STREAMS.indexOf(stream);
      head.writeUInt32BE(piece.byteLength, 1);
      try {
        writeWhole(this.#file, Buffer.concat([head, piece]));
      } catch {
        this.isTruncated = true;
        return;
      }
      this.#hash.update(piece);
      this.bytes += piece.byteLength;
    }
  }

  /** Flushed and closed. */
  end(): { output_bytes: number; output_sha256: string; is_truncated: boolean } {
    try {
      fsyncSync(this.#file);
    } catch {
      // What the disk holds is what there is.
    }
    closeSync(this.#file);
    return { output_bytes: this.bytes, output_sha256: this.#hash.digest('hex'), is_truncated: this.isTruncated };
  }
}

/** Reads pieces in order; going back starts again at the beginning of the file. */
export class OutputReader {
  #file: number;
  #offset = 0;
  #position = 0;

  /** @throws when there is no such file. */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  /** The piece at `offset`, or what is left of it; null when nothing whole is there (yet). */
  at(offset: number): { stream: Stream; data: Uint8Array } | null {
    if (offset < this.#offset) this.#offset = this.#position = 0;
    const head = Buffer.alloc(HEAD_BYTES);
    for (;;) {
      if (readSync(this.#file, head, 0, HEAD_BYTES, this.#position) < HEAD_BYTES) return null;
      const stream = STREAMS[head[0]!];
      const length = head.readUInt32BE(1);
      if (!stream || length === 0 || length > OUTPUT_CHUNK_BYTES_MAX) return null;
      if (offset < this.#offset + length) {
        const data = Buffer.allocUnsafe(length);
        if (readSync(this.#file, data, 0, length, this.#position + HEAD_BYTES) < length) return null;
        return { stream, data: data.subarray(offset - this.#offset) };
      }
      this.#offset += length;
      this.#position += HEAD_BYTES + length;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What a file holds whose writer is gone; half a piece at its end does not count. */
export function measureOutput(path: string): { output_bytes: number; output_sha256: string; is_truncated: boolean } {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const reader = new OutputReader(path);
    for (let piece = reader.at(0); piece; piece = reader.at(bytes)) {
      hash.update(piece.data);
      bytes += piece.data.byteLength;
    }
    reader.close();
  } catch {
    // No file: nothing was printed.
  }
  return { output_bytes: bytes, output_sha256: hash.digest('hex'), is_truncated: false };
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
