// Turns what two pipes say into pieces worth sending: full ones at once, small ones gathered for a moment, order kept.
import type { Stream } from '../../durable-objects/protocol/agent-frames.ts';
import { OUTPUT_CHUNK_BYTES_MAX } from '../../durable-objects/protocol/limits.ts';

const GATHER_MS = 100;

export interface Gatherer {
  add(stream: Stream, data: Uint8Array): void;
  /** What still waits goes out now. */
  flush(): void;
}

/** `onPieces` hears of at most one batch per 100 ms, unless a whole piece is full. The first bytes of a run are not held back. */
export function gatherOutput(onPieces: (pieces: { stream: Stream; data: Uint8Array }[]) => void, gatherMs = GATHER_MS): Gatherer {
  let waiting: { stream: Stream; parts: Uint8Array[]; bytes: number }[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | null = null;
  let lastAt = 0;
  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    lastAt = Date.now();
    if (waiting.length === 0) return;
    const pieces = waiting.map((run) => ({ stream: run.stream, data: run.parts.length === 1 ? run.parts[0]! : Buffer.concat(run.parts) }));
    waiting = [];
    bytes = 0;
    onPieces(pieces);
  };
  return {
    add(stream, data) {
      const last = waiting.at(-1);
      if (last?.stream === stream) {
        last.parts.push(data);
        last.bytes += data.byteLength;
      } else waiting.push({ stream, parts: [data], bytes: data.byteLength });
      bytes += data.byteLength;
      if (bytes >= OUTPUT_CHUNK_BYTES_MAX) flush();
      else timer ??= setTimeout(flush, Math.max(0, lastAt + gatherMs - Date.now()));
    },
    flush,
  };
}
