// Output of commands: pieces by offset beside the ledger, and word of the parts that went to R2. No I/O of its own.
import type { Stream } from './protocol/agent-frames.ts';
import { OUTPUT_CHUNK_BYTES_MAX, OUTPUT_INLINE_BYTES_MAX } from './protocol/limits.ts';
import type { Sql } from './sql.ts';

export interface Piece {
  offset: number;
  stream: Stream;
  data: Uint8Array;
}
/** Pieces that have to be put under `key` before they may leave the object. */
export interface Part {
  execution_id: string;
  part: number;
  key: string;
  from: number;
  upto: number;
  body: Uint8Array;
}

/** A piece of a few bytes joins the row before it: a script that prints byte by byte must not make a row for each. */
const ROW_JOIN_BYTES = 16 * 1024;
/** In a part each piece is: 1 byte stream (0 stdout, 1 stderr), 4 bytes length (big endian), the bytes. */
const PIECE_HEAD_BYTES = 5;

export class OutputStore {
  readonly #sql: Sql;
  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The caller has checked that `offset` follows what is there. */
  append(executionId: string, { offset, stream, data }: Piece): void {
    const last = this.#sql.exec('select at, stream, length(data) as size from output_rows where execution_id = ? order by at desc limit 1', executionId)[0];
    const size = Number(last?.size ?? 0);
    if (last && last.stream === stream && size < ROW_JOIN_BYTES && size + data.byteLength <= OUTPUT_CHUNK_BYTES_MAX) {
      const before = this.#sql.exec('select data from output_rows where execution_id = ? and at = ?', executionId, last.at!)[0]!.data as Uint8Array;
      const both = new Uint8Array(before.byteLength + data.byteLength);
      both.set(before);
      both.set(data, before.byteLength);
      this.#sql.exec('update output_rows set data = ? where execution_id = ? and at = ?', both, executionId, last.at!);
    } else {
      this.#insert(executionId, { offset, stream, data });
    }
  }

  #insert(executionId: string, { offset, stream, data }: Piece): void {
    this.#sql.exec('insert into output_rows (execution_id, at, stream, data) values (?, ?, ?, ?)', executionId, offset, stream, data);
  }

  /** A part that is due: more than OUTPUT_INLINE_BYTES_MAX lies here. The rows stay until `spilled`. */
  due(executionId: string, clientId: string): Part | null {
    const from = this.#sql.exec('select at from output_rows where execution_id = ? order by at limit 1', executionId)[0]?.at;
    const last = this.#sql.exec('select at + length(data) as upto from output_rows where execution_id = ? order by at desc limit 1', executionId)[0]?.upto;
    if (typeof from !== 'number' || Number(last) - from <= OUTPUT_INLINE_BYTES_MAX) return null;
    const pieces = this.#rows(executionId, from, OUTPUT_INLINE_BYTES_MAX);
    const part = Number(this.#sql.exec('select coalesce(max(part), -1) + 1 as part from output_parts where execution_id = ?', executionId)[0]?.part);
    const end = pieces.at(-1)!;
    return { execution_id: executionId, part, key: `executions/${clientId}/${executionId}/${part}`, from, upto: end.offset + end.data.byteLength, body: encodePieces(pieces) };
  }

  /** The part is safe in R2. Rows that grew meanwhile keep what is beyond it. */
  spilled(part: Omit<Part, 'body'>): void {
    this.#sql.exec('insert into output_parts (execution_id, part, at, upto, r2_key) values (?, ?, ?, ?, ?) on conflict do nothing', part.execution_id, part.part, part.from, part.upto, part.key);
    const grown = this.#sql.exec('select at, stream, data from output_rows where execution_id = ? and at < ? and at + length(data) > ?', part.execution_id, part.upto, part.upto)[0];
    this.#sql.exec('delete from output_rows where execution_id = ? and at < ?', part.execution_id, part.upto);
    if (grown) this.#insert(part.execution_id, { offset: part.upto, stream: grown.stream as Stream, data: (grown.data as Uint8Array).slice(part.upto - Number(grown.at)) });
  }

  /** Where `offset` lies: a part to fetch, or the pieces themselves (none when there is nothing yet). */
  at(executionId: string, offset: number, bytesMax: number): { part: { key: string; from: number; upto: number } } | { pieces: Piece[] } {
    const part = this.#sql.exec('select r2_key, at, upto from output_parts where execution_id = ? and at <= ? and upto > ?', executionId, offset, offset)[0];
    return part ? { part: { key: String(part.r2_key), from: Number(part.at), upto: Number(part.upto) } } : { pieces: this.#rows(executionId, offset, bytesMax) };
  }

  /** The last bytes that still lie here, both streams, oldest first. */
  tail(executionId: string, bytesMax: number): Uint8Array {
    const found: Uint8Array[] = [];
    let size = 0;
    for (let before = Number.MAX_SAFE_INTEGER; size < bytesMax; ) {
      const row = this.#sql.exec('select at, data from output_rows where execution_id = ? and at < ? order by at desc limit 1', executionId, before)[0];
      if (!row) break;
      const data = row.data as Uint8Array;
      const piece = data.subarray(Math.max(0, data.byteLength - (bytesMax - size)));
      found.unshift(piece);
      size += piece.byteLength;
      before = Number(row.at);
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const piece of found) {
      whole.set(piece, at);
      at += piece.byteLength;
    }
    return whole;
  }

  /** Forgets rows and parts; what lies in R2 goes by the bucket's own retention. */
  forget(executionId: string): void {
    this.#sql.exec('delete from output_rows where execution_id = ?', executionId);
    this.#sql.exec('delete from output_parts where execution_id = ?', executionId);
  }

  #rows(executionId: string, offset: number, bytesMax: number): Piece[] {
    const found: Piece[] = [];
    let next = offset;
    while (next - offset < bytesMax) {
      const row = this.#sql.exec('select at, stream, data from output_rows where execution_id = ? and at <= ? order by at desc limit 1', executionId, next)[0];
      if (!row || Number(row.at) + (row.data as Uint8Array).byteLength <= next) break;
      const data = (row.data as Uint8Array).subarray(next - Number(row.at)).subarray(0, bytesMax - (next - offset));
      found.push({ offset: next, stream: row.stream as Stream, data });
      next += data.byteLength;
    }
    return found;
  }
}

export function encodePieces(pieces: Piece[]): Uint8Array {
  const body = new Uint8Array(pieces.reduce((sum, { data }) => sum + PIECE_HEAD_BYTES + data.byteLength, 0));
  let at = 0;
  for (const { stream, data } of pieces) {
    body[at] = stream === 'stderr' ? 1 : 0;
    new DataView(body.buffer).setUint32(at + 1, data.byteLength);
    body.set(data, at + PIECE_HEAD_BYTES);
    at += PIECE_HEAD_BYTES + data.byteLength;
  }
  return body;
}

/** The pieces of a part that begins at byte `from`, from `offset` on, at most `bytesMax` bytes. */
export function decodePieces(body: Uint8Array, from: number, offset: number, bytesMax: number): Piece[] {
  const found: Piece[] = [];
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let left = bytesMax;
  for (let at = 0, start = from; at < body.byteLength && left > 0; ) {
    const size = view.getUint32(at + 1);
    const data = body.subarray(at + PIECE_HEAD_BYTES, at + PIECE_HEAD_BYTES + size);
    if (start + size > offset) {
      const skip = Math.max(0, offset - start);
      const cut = data.subarray(skip, skip + left);
      found.push({ offset: start + skip, stream: body[at] === 1 ? 'stderr' : 'stdout', data: cut });
      left -= cut.byteLength;
    }
    at += PIECE_HEAD_BYTES + size;
    start += size;
  }
  return found;
}
