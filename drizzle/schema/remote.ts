// Remote help: who looked into which machine, why, when and how long. What was typed is the output of the session's command.
import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { REMOTE_CONSENTS, type RemoteConsent } from '../../worker/modules/policies/values.ts';
import { REMOTE_BANNERS, REMOTE_KINDS, type RemoteBanner, type RemoteKind } from '../../worker/modules/remote/values.ts';
import { forJobs, forUsers, isStaff } from '../policies.ts';
import { assets } from './assets.ts';
import { sites } from './clients.ts';
import { createdAt, instant, oneOf } from './columns.ts';
import { scriptExecutions } from './scripts.ts';
import { users } from './users.ts';

/** Beside the command that opens it: a person writes it once, what becomes of it is the machine's word and the end of its command (drizzle/sql/3-remote.sql). */
export const remoteSessions = pgTable('remote_sessions', {
  /** The id of its command. */
  session_id: uuid().primaryKey().references(() => scriptExecutions.execution_id),
  client_id: uuid().notNull(),
  site_id: uuid().notNull(),
  asset_id: uuid().notNull(),
  kind: text().notNull().$type<RemoteKind>(),
  /** On the machine's loopback: of its VNC server, or what the tunnel reaches. */
  port: integer(),
  reason: text().notNull(),
  /** As the policy of the machine said when it was asked for. */
  consent: text().notNull().$type<RemoteConsent>(),
  minutes_max: integer().notNull(),
  requested_by: uuid().notNull().references(() => users.user_id),
  created_at: createdAt(),
  /** Both sides are there. */
  opened_at: instant(),
  ended_at: instant(),
  end_reason: text(),
  banner: text().$type<RemoteBanner>(),
  /** Bytes towards the machine and from it. */
  bytes_up: bigint({ mode: 'number' }).notNull().default(0),
  bytes_down: bigint({ mode: 'number' }).notNull().default(0),
}, (t) => [
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'remote_sessions_asset_fk' }),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'remote_sessions_site_fk' }),
  index('remote_sessions_asset_idx').on(t.asset_id, t.created_at.desc().nullsFirst(), t.session_id),
  index('remote_sessions_client_idx').on(t.client_id, t.created_at.desc().nullsFirst(), t.session_id),
  index('remote_sessions_person_idx').on(t.requested_by, t.created_at),
  index('remote_sessions_open_idx').on(t.requested_by).where(sql`ended_at is null`),
  oneOf('remote_sessions_kind', t.kind, REMOTE_KINDS),
  oneOf('remote_sessions_consent', t.consent, REMOTE_CONSENTS),
  oneOf('remote_sessions_banner', t.banner, REMOTE_BANNERS),
  check('remote_sessions_port', sql`(${t.kind} <> 'terminal') = (${t.port} is not null) and ${t.port} between 1 and 65535 and (${t.kind} <> 'tunnel' or ${t.port} in (22, 3389))`),
  check('remote_sessions_reason', sql`length(${t.reason}) between 3 and 500`),
  check('remote_sessions_minutes', sql`${t.minutes_max} between 1 and 720`),
  check('remote_sessions_end', sql`(${t.ended_at} is null) = (${t.end_reason} is null) and length(${t.end_reason}) <= 64`),
  forUsers('remote_sessions', 'select', isStaff),
  forUsers('remote_sessions', 'insert', sql`${isStaff} and requested_by = (select app.user_id()) and opened_at is null and ended_at is null`),
  ...forJobs('remote_sessions', { select: ['fleet'], update: ['fleet'] }),
]).enableRLS();
