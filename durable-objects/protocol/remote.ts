// The wire of a remote session: a second socket of the machine and one of a browser, which the machine's object puts together. Binary frames are bytes as they are, text frames one JSON object.
import * as z from 'zod';

/** What a hello names when its program takes orders of kind `remote`. */
export const REMOTE_FEATURE = 'remote' as const;
/** What an order of kind `remote` says. `port`: of the VNC server on the machine's loopback. `minutes`: the session's whole length. */
export const RemoteCall = z.object({
  session: z.enum(['terminal', 'desktop']), port: z.number().int().min(1).max(65_535).nullable(), consent: z.enum(['none', 'notify', 'ask']), minutes: z.number().int().min(1).max(720),
  /** Of what somebody at the machine reads. */
  locale: z.enum(['es', 'en']).default('es'),
});
export type RemoteCall = z.infer<typeof RemoteCall>;

/** Subprotocol of the machine's second socket. */
export const REMOTE_SUBPROTOCOL = 'lanet.remote.1';

export const REMOTE_LIMITS = {
  /** Sessions of one machine at the same time. */
  sessions: 4,
  /** Bytes of one binary frame. */
  frameBytes: 64 * 1024,
  /** Characters of one text frame. */
  textChars: 512,
  /** What either side sends ahead of the other's word that it took it. */
  windowBytes: 256 * 1024,
  /** What the object passes on ahead of that word, before it takes the sender for one that keeps no window. */
  aheadBytes: 1024 * 1024,
  /** A receiver says what it took at the latest after so many bytes. */
  ackBytes: 32 * 1024,
  /** Both directions together, in one session. */
  sessionBytes: 4 * 2 ** 30,
  /** Text frames of one side in a minute. */
  textsPerMinute: 3000,
  /** How long somebody at the machine is asked. */
  consentSeconds: 60,
  /** From the order until both sides are there. */
  meetSeconds: 120,
  /** Without a byte from the browser. */
  idleSeconds: 15 * 60,
} as const;

/** Why the object ends a session, in the reason of the close frame. */
export const CLOSE_REMOTE_OVER = 4020;

const cells = z.number().int().min(1).max(1000);
const total = z.number().int().min(0).max(2 ** 53 - 1);
const Ack = z.strictObject({ type: z.literal('ack'), bytes: total });
const Size = z.strictObject({ type: z.literal('size'), cols: cells, rows: cells });

/** What the machine says beside bytes. `hello` comes first; `banner`: whether somebody there can see that it is looked at. */
export const MachineRemoteFrame = z.discriminatedUnion('type', [z.strictObject({ type: z.literal('hello'), banner: z.enum(['shown', 'none']) }), Ack]);
/** What the browser says beside bytes. */
export const PersonRemoteFrame = z.discriminatedUnion('type', [Size, Ack, z.strictObject({ type: z.literal('end') })]);
/** What the machine hears beside bytes; `go`: both sides are there. An unknown one is passed over. */
export const ToMachine = z.discriminatedUnion('type', [z.object({ type: z.literal('go'), cols: cells, rows: cells }), Size, Ack]);
export type ToMachine = z.infer<typeof ToMachine>;
/** What the browser hears beside bytes. Instants are ISO-8601. */
export type ToPerson =
  | { type: 'waiting'; until: string }
  | { type: 'open'; until: string }
  | { type: 'ack'; bytes: number }
  | { type: 'over'; reason: string };

/** Whose browser it is; the worker has checked the ticket. */
export const RemoteViewer = z.strictObject({ user_id: z.uuid(), client_id: z.uuid(), asset_id: z.uuid(), session_id: z.uuid() });
export type RemoteViewer = z.infer<typeof RemoteViewer>;
