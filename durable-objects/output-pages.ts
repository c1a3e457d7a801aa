// Output read and written across the two places it lies in: rows beside the ledger, parts in R2.
import { isOpen, nextOffset } from './command-row.ts';
import type { CommandLedger } from './command-ledger.ts';
import { decodePieces, type OutputStore, type Piece } from './output-store.ts';
import type { OutputPage } from './protocol/fleet.ts';

/** The little of R2 that is needed. */
export interface PartBucket {
  put(key: string, body: Uint8Array): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
}

/** Pieces from `offset` on, at most about `bytesMax`; null: unknown execution. A part that R2 lost is skipped. */
export async function readPage(ledger: CommandLedger, store: OutputStore, bucket: PartBucket, executionId: string, offset: number, bytesMax: number): Promise<OutputPage | null> {
  if (!ledger.find(executionId)) return null;
  const chunks: Piece[] = [];
  let next = offset;
  while (next - offset < bytesMax) {
    const place = store.at(executionId, next, bytesMax - (next - offset));
    const pieces = 'pieces' in place ? place.pieces : await fromPart(bucket, place.part, next, bytesMax - (next - offset));
    if ('part' in place && pieces.length === 0) next = place.part.upto;
    if ('pieces' in place && pieces.length === 0) break;
    chunks.push(...pieces);
    const last = pieces.at(-1);
    if (last) next = last.offset + last.data.byteLength;
  }
  const row = ledger.find(executionId);
  if (!row) return null;
  // What came beyond the limit was counted for the agent and never kept.
  return { chunks, next_offset: next, total: row.received_bytes, state: row.state, is_final: !isOpen(row) && (row.is_settled || row.final_by === 'server' || nextOffset(row) >= (row.claimed_bytes ?? 0)) };
}

async function fromPart(bucket: PartBucket, part: { key: string; from: number }, offset: number, bytesMax: number): Promise<Piece[]> {
  const found = await bucket.get(part.key);
  return found ? decodePieces(new Uint8Array(await found.arrayBuffer()), part.from, offset, bytesMax) : [];
}

/** Moves what is due to R2, part by part; the rows go when their part is safe. @throws what the bucket throws: the rows stay. */
export async function spill(store: OutputStore, bucket: PartBucket, executionId: string, clientId: string): Promise<void> {
  for (let part = store.due(executionId, clientId); part; part = store.due(executionId, clientId)) {
    await bucket.put(part.key, part.body);
    store.spilled(part);
  }
}
