// The wire of a remote session: a second socket of the machine and one of a browser, which the machine's object puts together. Binary frames are bytes as they are, text frames one JSON object.
import * as z from 'zod';

/** What a hello names when its program takes orders of kind `remote`. */
export const REMOTE_FEATURE = 'remote' as const;
/** What it names besides when it takes sessions of kind `tunnel`. */
export const TUNNEL_FEATURE = 'tunnel' as const;
/** The services a tunnel reaches: SSH and RDP, which ask for an account of the machine themselves. Everything else on a loopback trusts whoever gets there. */
export const TUNNEL_PORTS: readonly number[] = [22, 3389];
/** What an order of kind `remote` says. `port`: on the machine's loopback, of its VNC server or of what the tunnel reaches. `minutes`: the session's whole length. */
export const RemoteCall = z.object({
  session: z.enum(['terminal', 'desktop', 'tunnel']), port: z.number().int().min(1).max(65_535).nullable(), consent: z.enum(['none', 'notify', 'ask']), minutes: z.number().int().min(1).max(720),
  /** Of what somebody at the machine reads. */
  locale: z.enum(['es', 'en']).default('es'),
}).refine(({ session, port }) => session !== 'tunnel' || TUNNEL_PORTS.includes(port ?? 0), { path: ['port'], message: 'no port of a tunnel' });
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
  /** Text frames of one side in a minute; a word of `ackBytes` and more counts with its bytes alone. */
  textsPerMinute: 3000,
  /** How long somebody at the machine is asked. */
  consentSeconds: 60,
  /** From the order until both sides are there. */
  meetSeconds: 120,
  /** As much for a tunnel, whose command somebody copies first. */
  tunnelMeetSeconds: 300,
  /** Browsers that watch one tunnel. */
  watchers: 4,
  /** Without a byte from the browser; of a tunnel, in either direction. */
  idleSeconds: 15 * 60,
} as const;

export const meetSecondsOf = (session: RemoteCall['session']): number => (session === 'tunnel' ? REMOTE_LIMITS.tunnelMeetSeconds : REMOTE_LIMITS.meetSeconds);

/** Why the object ends a session, in the reason of the close frame. */
export const CLOSE_REMOTE_OVER = 4020;

const cells = z.number().int().min(1).max(1000);
const total = z.number().int().min(0).max(2 ** 53 - 1);
const Ack = z.strictObject({ type: z.literal('ack'), bytes: total });
const Size = z.strictObject({ type: z.literal('size'), cols: cells, rows: cells });

/** What the machine says beside bytes. `hello` comes first; `banner`: whether somebody there can see that it is looked at. */
export const MachineRemoteFrame = z.discriminatedUnion('type', [z.strictObject({ type: z.literal('hello'), banner: z.enum(['shown', 'none']) }), Ack]);
/** What the browser says beside bytes, and the command of a tunnel, which has no size. Who only watches says `end` alone. */
export const PersonRemoteFrame = z.discriminatedUnion('type', [Size, Ack, z.strictObject({ type: z.literal('end') })]);
/** What the machine hears beside bytes; `go`: both sides are there. An unknown one is passed over. */
export const ToMachine = z.discriminatedUnion('type', [z.object({ type: z.literal('go'), cols: cells, rows: cells }), Size, Ack]);
export type ToMachine = z.infer<typeof ToMachine>;
/** What the browser hears beside bytes. Instants are ISO-8601. Of a tunnel alone: `ready` (the machine is there, the command not yet), `bytes` so far (who watches), and in `waiting` what the command reaches. */
export type ToPerson =
  | { type: 'waiting'; until: string; port?: number; asset_id?: string }
  | { type: 'ready'; until: string }
  | { type: 'open'; until: string }
  | { type: 'bytes'; up: number; down: number }
  | { type: 'ack'; bytes: number }
  | { type: 'over'; reason: string };

/** Who it is: a browser by its ticket, or the command of a tunnel by the session's code; the worker has checked either. */
export const RemoteViewer = z.strictObject({ user_id: z.uuid(), client_id: z.uuid(), asset_id: z.uuid(), session_id: z.uuid(), by: z.enum(['ticket', 'code']) });
export type RemoteViewer = z.infer<typeof RemoteViewer>;
