// SQL of remote sessions. A session is written with its command; its end is the command's end or the machine's word, whichever comes first.
import { eq, sql } from 'drizzle-orm';
import { remoteSessions } from '../../../drizzle/schema/index.ts';
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Tx } from '../../platform/database.ts';
import type { Machine } from '../scripts/order-rules.ts';
import type { RemoteKind } from './values.ts';

const ofCommand = (column: string) => sql.raw(`(select e.${column} from script_executions e where e.execution_id = "remote_sessions"."session_id")`);
const sessionColumns = {
  session_id: remoteSessions.session_id, client_id: remoteSessions.client_id, asset_id: remoteSessions.asset_id,
  asset_name: sql<string>`(select a.name from assets a where a.asset_id = "remote_sessions"."asset_id")`,
  kind: remoteSessions.kind, port: remoteSessions.port, reason: remoteSessions.reason, consent: remoteSessions.consent, minutes_max: remoteSessions.minutes_max,
  requested_by: remoteSessions.requested_by, requested_by_name: sql<string>`${ofCommand('requested_by_name')}`, status: sql<'queued'>`${ofCommand('status')}`,
  created_at: remoteSessions.created_at, opened_at: remoteSessions.opened_at, ended_at: remoteSessions.ended_at, end_reason: remoteSessions.end_reason, banner: remoteSessions.banner,
  bytes_up: remoteSessions.bytes_up, bytes_down: remoteSessions.bytes_down, transcript_bytes: sql<number>`${ofCommand('output_bytes')}`.mapWith(Number),
};

export const sessionRow = (tx: Tx, sessionId: string) => tx.select(sessionColumns).from(remoteSessions).where(eq(remoteSessions.session_id, sessionId));
/** Newest first. */
export const sessionsOf = (tx: Tx, assetId: string, limit: number) =>
  tx.select(sessionColumns).from(remoteSessions).where(eq(remoteSessions.asset_id, assetId)).orderBy(sql`${remoteSessions.created_at} desc`, remoteSessions.session_id).limit(limit);

/** What is looked at before a session is asked for; none: there is no such machine for the caller. */
export interface SessionFacts {
  machine: Machine;
  locale: string;
  is_frozen: boolean;
  ticket_client: string | null;
}
export const sessionFacts = (tx: Tx, assetId: string, ticketId: string | null) => tx.execute(sql`
  select jsonb_build_object('asset_id', a.asset_id, 'client_id', a.client_id, 'site_id', a.site_id, 'name', a.name, 'enrolment', a.enrolment, 'lifecycle', a.lifecycle, 'platform', a.platform,
           'agent_status', a.agent_status, 'client_is_active', c.is_active and c.deleted_at is null, 'client_is_frozen', c.remote_frozen_at is not null) as machine,
         c.locale, coalesce((select s.value from settings s where s.name = 'remote_freeze'), 'null'::jsonb) not in ('null'::jsonb, 'false'::jsonb) as is_frozen,
         (select t.client_id from tickets t where t.ticket_id = ${ticketId}::uuid and t.deleted_at is null) as ticket_client
    from assets a join clients c on c.client_id = a.client_id where a.asset_id = ${assetId}::uuid and a.deleted_at is null`);

export interface NewSession {
  session_id: string;
  kind: RemoteKind;
  port: number | null;
  reason: string;
  consent: string;
  minutes_max: number;
}
/** After its command, in the same transaction: place and person are the command's. The reason stands in the audit trail, too. */
export const insertSession = (tx: Tx, session: NewSession) => tx.execute(sql`
  with made as (
    insert into remote_sessions (session_id, client_id, site_id, asset_id, kind, port, reason, consent, minutes_max, requested_by)
    select e.execution_id, e.client_id, e.site_id, e.asset_id, ${session.kind}, ${session.port}::integer, ${session.reason}, ${session.consent}, ${session.minutes_max}::integer, e.requested_by
      from script_executions e where e.execution_id = ${session.session_id}::uuid returning session_id, client_id, asset_id)
  select app.audit('remote', 'remote_sessions', session_id::text, client_id, jsonb_build_object('asset_id', asset_id, 'kind', ${session.kind}::text, 'port', ${session.port}::integer, 'reason', ${session.reason}::text, 'consent', ${session.consent}::text)) from made`);

/** For everybody who may see the machine; LN404 otherwise. */
export const remoteNow = (tx: Tx, assetId: string) => tx.execute(sql`select * from app.remote_now(${assetId}::uuid)`);

type Word = Extract<FleetChange, { type: 'remote' }>;
/** As the job `fleet`. Words may come twice and in any order: what was once said stays, the last count is the largest. */
export const takeWords = (tx: Tx, words: Omit<Word, 'type' | 'at'>[]) => tx.execute(sql`
  with x as (select * from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as x(client_id uuid, asset_id uuid, session_id uuid, opened_at timestamptz, ended_at timestamptz, reason text, banner text, bytes_up bigint, bytes_down bigint))
  update remote_sessions s set opened_at = coalesce(s.opened_at, x.opened_at), banner = coalesce(s.banner, x.banner), ended_at = coalesce(x.ended_at, s.ended_at), end_reason = coalesce(x.reason, s.end_reason),
         bytes_up = greatest(s.bytes_up, x.bytes_up), bytes_down = greatest(s.bytes_down, x.bytes_down)
    from x where s.session_id = x.session_id and s.client_id = x.client_id and s.asset_id = x.asset_id
  returning s.asset_id, s.client_id, s.site_id`);

/** As the job `fleet`: what these people have open. */
export const openSessionsOf = (tx: Tx, userIds: string) => tx.execute(sql`
  select s.session_id, s.client_id, s.asset_id from remote_sessions s where s.ended_at is null and s.requested_by = any(${userIds}::uuid[])`);
