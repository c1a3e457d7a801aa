// What came from an agent, made of known shape or told apart: nothing an agent sends may throw beyond this. Pure.
import { AgentFrame, decodeOutput, type OutputChunk } from './protocol/agent-frames.ts';
import { CLOSE, FRAME_BYTES_MAX, OUTPUT_CHUNK_BYTES_MAX } from './protocol/limits.ts';

export type Incoming =
  | { kind: 'frame'; frame: AgentFrame }
  | { kind: 'output'; chunk: OutputChunk }
  /** A record that cannot be kept, but has its number: refused and acknowledged, or it would come back for ever. */
  | { kind: 'lost_record'; n: number; reason: string; path: string }
  | { kind: 'bad'; code: number; reason: string };

const bad = (reason: string): Incoming => ({ kind: 'bad', code: CLOSE.badFrame, reason });

/** A text or binary message of a socket. Binary ones exist from version 2 on. */
export function readMessage(message: string | ArrayBuffer, protocol: number): Incoming {
  if (typeof message === 'string') {
    const isTooLarge = message.length > FRAME_BYTES_MAX || (message.length * 3 > FRAME_BYTES_MAX && new TextEncoder().encode(message).byteLength > FRAME_BYTES_MAX);
    return isTooLarge ? { kind: 'bad', code: CLOSE.tooLarge, reason: 'frame too large' } : readText(message);
  }
  if (protocol < 2) return bad('binary frame');
  if (message.byteLength > OUTPUT_CHUNK_BYTES_MAX + 64) return { kind: 'bad', code: CLOSE.tooLarge, reason: 'piece too large' };
  const chunk = decodeOutput(new Uint8Array(message));
  return chunk ? { kind: 'output', chunk } : bad('binary frame');
}

function readText(text: string): Incoming {
  try {
    // Postgres takes neither NUL nor half a surrogate pair, in text or in JSON: they end here.
    const isOdd = /\\u(0000|[dD][89a-fA-F])/.test(text);
    return readFrame(isOdd ? JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value)) : JSON.parse(text));
  } catch {
    return bad('not JSON');
  }
}

/** One frame as JSON made it. */
export function readFrame(value: unknown): Incoming {
  const parsed = AgentFrame.safeParse(value);
  if (!parsed.success) {
    const { type, n } = (value ?? {}) as { type?: unknown; n?: unknown };
    const issue = parsed.error.issues[0];
    const path = issue?.path.join('.').slice(0, 200) ?? '';
    if (type === 'data' && typeof n === 'number' && Number.isSafeInteger(n) && n > 0) return { kind: 'lost_record', n, reason: issue?.code ?? 'invalid', path };
    return bad(`${typeof type === 'string' ? type.slice(0, 32) : 'frame'}: ${issue?.code ?? 'invalid'} ${path}`.slice(0, 100));
  }
  const frame = parsed.data;
  if (frame.type !== 'command.output') return { kind: 'frame', frame };
  const data = bytesOf(frame.data);
  if (!data || data.byteLength === 0 || data.byteLength > OUTPUT_CHUNK_BYTES_MAX) return bad('output piece');
  return { kind: 'output', chunk: { execution_id: frame.execution_id, offset: frame.offset, stream: frame.stream, data } };
}

function bytesOf(base64: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Base64 of bytes of any length. The runtime's own way costs next to nothing; by string pieces 64 KiB took 3 ms. */
export function base64Of(bytes: Uint8Array & { toBase64?: () => string }): string {
  if (bytes.toBase64) return bytes.toBase64();
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
