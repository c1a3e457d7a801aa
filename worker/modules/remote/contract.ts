// The wire of remote help: sessions, who may take part, and how they ended.
import * as z from 'zod';
import { line, uuid } from '../contract.ts';
import type { RemoteConsent } from '../policies/values.ts';
import type { ExecutionState } from '../scripts/values.ts';
import { REMOTE_KINDS, TUNNEL_SERVICES, type RemoteBanner, type RemoteKind } from './values.ts';

/** Where a VNC server listens unless told otherwise. */
export const VNC_PORT = 5900;

export const NewRemoteSession = z.strictObject({
  kind: z.enum(REMOTE_KINDS),
  /** Why; the client reads it in its log of remote actions. */
  reason: line(500).pipe(z.string().min(3)),
  /** On the machine itself: of its VNC server, or what a tunnel reaches (22 or 3389). A terminal has none. */
  port: z.number().int().min(1).max(65_535).optional(),
  ticket_id: uuid.nullable().default(null),
}).refine(({ kind, port }) => kind !== 'tunnel' || Object.values<number | undefined>(TUNNEL_SERVICES).includes(port), { path: ['port'], message: 'a tunnel reaches port 22 or 3389' });
export type NewRemoteSession = z.infer<typeof NewRemoteSession>;

export const RemoteConnectQuery = z.strictObject({ ticket: z.string().min(20).max(4096) });
export const RemoteSessionQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) });

/** One session. `status` is that of its command; `opened_at`: when both sides were there; bytes towards the machine and from it. */
export interface RemoteSessionRow {
  session_id: string;
  client_id: string;
  asset_id: string;
  asset_name: string;
  kind: RemoteKind;
  port: number | null;
  reason: string;
  consent: RemoteConsent;
  minutes_max: number;
  requested_by: string;
  requested_by_name: string;
  status: ExecutionState;
  created_at: Date;
  opened_at: Date | null;
  ended_at: Date | null;
  end_reason: string | null;
  banner: RemoteBanner | null;
  bytes_up: number;
  bytes_down: number;
  /** Of a terminal: what it showed, as output of the command with the same id. */
  transcript_bytes: number;
}

/** Who is at a machine right now, for everybody who may see the machine. */
export interface RemoteNow {
  session_id: string;
  kind: RemoteKind;
  requested_by: string;
  requested_by_name: string;
  created_at: Date;
  opened_at: Date | null;
}
