// What the binary frames of a tunnel hold: connections of one technician's computer to one port of the machine, side by side. Both ends read it; the object between them counts bytes.

import * as z from 'zod';

/** What the command on the technician's computer speaks: frames as they are here. */
export const TUNNEL_SUBPROTOCOL = 'lanet.tunnel.1';

const until = z.iso.datetime();
/** What the command hears beside bytes; an unknown one is passed over. */
export const ToCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('waiting'), until, port: z.number().int(), asset_id: z.uuid() }), z.object({ type: z.literal('open'), until }),
  z.object({ type: z.literal('ack'), bytes: z.number().int().min(0) }), z.object({ type: z.literal('over'), reason: z.string().max(64) }),
]);
export type ToCommand = z.infer<typeof ToCommand>;

export const TUNNEL_LIMITS = {
  /** Connections of one session at a time. */
  streams: 16,
  /** Bytes of one data frame: small, so that a copy does not hold up what is typed beside it. */
  dataBytes: 16 * 1024,
  /** What either side sends on one connection ahead of the other's credit, so that one which is not read holds up no other. */
  windowBytes: 256 * 1024,
  /** Credit is given at the latest after so many bytes. */
  creditBytes: 64 * 1024,
} as const;

/** `open`: the technician's side alone, numbers rise. `end`: nothing more comes from this side. `reset`: the connection is gone, and why. `credit`: so many bytes more may come. */
export type TunnelFrame =
  | { kind: 'open' | 'end'; stream: number }
  | { kind: 'data'; stream: number; bytes: Uint8Array }
  | { kind: 'reset'; stream: number; reason: string }
  | { kind: 'credit'; stream: number; bytes: number };

const KINDS = ['open', 'data', 'end', 'reset', 'credit'] as const;
/** One byte says the kind, four the connection's number (big endian); what follows is the kind's own. */
const HEAD = 5;
const REASON = /^[a-z_]{1,32}$/;

export function encodeTunnel(frame: TunnelFrame): Uint8Array<ArrayBuffer> {
  const rest = frame.kind === 'data' ? frame.bytes : frame.kind === 'reset' ? new TextEncoder().encode(frame.reason) : new Uint8Array(frame.kind === 'credit' ? 4 : 0);
  const bytes = new Uint8Array(HEAD + rest.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, KINDS.indexOf(frame.kind));
  view.setUint32(1, frame.stream);
  bytes.set(rest, HEAD);
  if (frame.kind === 'credit') view.setUint32(HEAD, frame.bytes);
  return bytes;
}

/** Whether a frame carries bytes of a service, by its first byte: all that somebody between the ends has to know. */
export const carriesData = (bytes: Uint8Array): boolean => bytes.byteLength > HEAD && bytes[0] === KINDS.indexOf('data');

/** Null: not a frame of a tunnel. */
export function decodeTunnel(bytes: Uint8Array): TunnelFrame | null {
  if (bytes.byteLength < HEAD) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = KINDS[view.getUint8(0)];
  const stream = view.getUint32(1);
  const rest = bytes.subarray(HEAD);
  if (kind === undefined || stream === 0) return null;
  switch (kind) {
    case 'open': case 'end': return rest.byteLength === 0 ? { kind, stream } : null;
    case 'data': return rest.byteLength >= 1 && rest.byteLength <= TUNNEL_LIMITS.dataBytes ? { kind, stream, bytes: rest } : null;
    case 'credit': return rest.byteLength === 4 && view.getUint32(HEAD) > 0 ? { kind, stream, bytes: view.getUint32(HEAD) } : null;
    case 'reset': {
      const reason = String.fromCharCode(...rest.subarray(0, 33));
      return REASON.test(reason) ? { kind, stream, reason } : null;
    }
  }
}
