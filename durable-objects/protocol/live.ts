// The wire between the worker, the live boards and browsers. Ids and kinds only, never content: a browser refetches under its own rights.
import * as z from 'zod';

const id = z.uuid();

export const TicketHint = z.strictObject({
  type: z.literal('ticket'), ticket_id: id, ticket_number: z.string().max(30), client_id: id, site_id: id, created_by: id.nullable(),
  kind: z.string().max(30), version: z.number().int(), internal: z.boolean(),
});
export const InboundHint = z.strictObject({ type: z.literal('inbound'), inbound_id: id });
export const AssetHint = z.strictObject({ type: z.literal('asset'), asset_id: id, client_id: id, site_id: id, kind: z.enum(['presence', 'alert', 'execution', 'inventory', 'changed']) });
/** For one person: their list of notifications is not what it was. */
export const NotificationHint = z.strictObject({ type: z.literal('notification'), user_id: id, client_id: id.nullable() });
/** The rights of a person changed: their sockets close and ask anew. */
export const AuthorityHint = z.strictObject({ type: z.literal('authority'), user_id: id, client_id: id.nullable() });

export const Hint = z.discriminatedUnion('type', [TicketHint, InboundHint, AssetHint, NotificationHint, AuthorityHint]);
export type Hint = z.infer<typeof Hint>;
export const Hints = z.array(Hint).max(200);

/** Who holds a socket, as the database knew them when the ticket of the socket was signed (at most 30 s before). */
export const Viewer = z.strictObject({
  user_id: id, role: z.enum(['superadmin', 'admin', 'technician', 'client_admin', 'solicitante']), client_id: id.nullable(), site_ids: z.array(id).max(500),
});
export type Viewer = z.infer<typeof Viewer>;

/** What somebody does at a ticket. */
export const DOINGS = ['looking', 'replying', 'noting'] as const;
export type Doing = (typeof DOINGS)[number];

/** What a browser of the staff says of itself; `ticket_id: null`: it looks at no ticket. From people of a client it is not listened to. */
export const Whereabouts = z.strictObject({ type: z.literal('at'), ticket_id: id.nullable(), doing: z.enum(DOINGS) });
export type Whereabouts = z.infer<typeof Whereabouts>;

/** What a browser receives. `presence`: everybody at the ticket, once each, for those who are there too. */
export type LiveMessage =
  | { type: 'hello'; at: string }
  | { type: 'ticket'; ticket_id: string; ticket_number: string; client_id: string; kind: string; version: number; at: string }
  | { type: 'asset'; asset_id: string; client_id: string; kind: string; at: string }
  | { type: 'inbound'; inbound_id: string; at: string }
  | { type: 'presence'; ticket_id: string; people: { user_id: string; doing: Doing }[] }
  | { type: 'notification'; at: string };

/** Private close codes: ask for a new ticket and come back. */
export const CLOSE_AUTHORITY_CHANGED = 4001;
/** Frames a browser may send: the text `ping`, answered `pong` without waking the object, and whereabouts. Anything longer closes the socket. */
export const FRAME_BYTES_MAX = 256;
export const CLOSE_BAD_FRAME = 4002;
