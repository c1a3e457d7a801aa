// SQL of the notification list, of preferences, devices and followers.
import { and, desc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { notifications, notificationPreferences, notificationSettings, pushSubscriptions, ticketMutes, tickets, ticketWatchers, users } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { MarkRead, NotificationRow, PreferencesChange, Watcher } from './contract.ts';
import type { ChosenEvent, NoticeChannel } from './values.ts';

/** Counting stops here: a badge says "99+". */
export const UNREAD_CAP = 100;

// One's own, and of tickets that are still visible: the sub-select is answered under the reader's rights.
const shown = sql`${notifications.user_id} = (select app.user_id()) and (${notifications.ticket_id} is null or exists (select 1 from tickets v where v.ticket_id = ${notifications.ticket_id} and v.deleted_at is null))`;

export const listNotifications = (tx: Tx, isUnread: boolean, after: { at: string; key: string } | null, limit: number) =>
  tx.select({
    notification_id: notifications.notification_id, event: notifications.event, ticket_id: notifications.ticket_id, ticket_number: sql<string | null>`${tickets.ticket_number}`,
    subject: tickets.subject, client_name: sql<string | null>`app.client_name(${notifications.client_id})`, comment_id: notifications.comment_id, asset_id: notifications.asset_id,
    vars: sql<NotificationRow['vars']>`${notifications.vars}`, read_at: notifications.read_at, created_at: notifications.created_at,
  }).from(notifications).leftJoin(tickets, eq(tickets.ticket_id, notifications.ticket_id))
    .where(and(shown, isUnread ? isNull(notifications.read_at) : undefined,
      after ? sql`(${notifications.created_at}, ${notifications.notification_id}) < (${after.at}::timestamptz, ${after.key}::uuid)` : undefined))
    .orderBy(desc(notifications.created_at), desc(notifications.notification_id)).limit(limit);

const counted = (where: SQL, cap: number) => sql<number>`(select count(*)::int from (select 1 from notifications where ${where} limit ${cap}::int) c)`;
/** `unread` and, for the list, `total`; both counted up to a limit. */
export const countNotifications = (tx: Tx, isUnread: boolean, cap: number) =>
  tx.execute(sql`select ${counted(sql`${shown} and ${notifications.read_at} is null`, UNREAD_CAP)} as unread, ${counted(isUnread ? sql`${shown} and ${notifications.read_at} is null` : shown, cap)} as total`);

export const markRead = (tx: Tx, which: MarkRead, now: Date) =>
  tx.update(notifications).set({ read_at: now }).where(and(eq(notifications.user_id, sql`(select app.user_id())`), isNull(notifications.read_at),
    which.notification_ids ? sql`${notifications.notification_id} = any(${arrayLiteral(which.notification_ids)}::uuid[])`
      : which.ticket_id ? eq(notifications.ticket_id, which.ticket_id) : undefined));

export const ownChoices = (tx: Tx) =>
  tx.select({ event: notificationPreferences.event, channel: notificationPreferences.channel, is_on: notificationPreferences.is_on }).from(notificationPreferences)
    .where(eq(notificationPreferences.user_id, sql`(select app.user_id())`));

export const ownSettings = (tx: Tx) => tx.select().from(notificationSettings).where(eq(notificationSettings.user_id, sql`(select app.user_id())`));

/** The zone a person without settings is assumed to live in: the client's; the staff's is the default of the table. */
export const homeZone = (tx: Tx) => tx.execute(sql`select (select timezone from clients where client_id = app.client_id()) as timezone`);

export const ownDevices = (tx: Tx) =>
  tx.select({
    subscription_id: pushSubscriptions.subscription_id, device: pushSubscriptions.device, endpoint: pushSubscriptions.endpoint,
    last_sent_at: pushSubscriptions.last_sent_at, created_at: pushSubscriptions.created_at,
  }).from(pushSubscriptions).where(eq(pushSubscriptions.user_id, sql`(select app.user_id())`)).orderBy(desc(pushSubscriptions.created_at));

export const ownMutes = (tx: Tx) =>
  tx.select({ ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, subject: tickets.subject }).from(ticketMutes)
    .innerJoin(tickets, and(eq(tickets.ticket_id, ticketMutes.ticket_id), isNull(tickets.deleted_at))).where(eq(ticketMutes.user_id, sql`(select app.user_id())`))
    .orderBy(desc(ticketMutes.created_at)).limit(50);

export const heldCount = (tx: Tx) => tx.execute(sql`select app.held_for_me() as held`);

export interface Choice {
  event: ChosenEvent;
  channel: NoticeChannel;
  is_on: boolean;
}

export const keepChoices = (tx: Tx, userId: string, choices: Choice[]) =>
  tx.insert(notificationPreferences).values(choices.map((choice) => ({ ...choice, user_id: userId })))
    .onConflictDoUpdate({ target: [notificationPreferences.user_id, notificationPreferences.event, notificationPreferences.channel], set: { is_on: sql`excluded.is_on` } });

export const keepSettings = (tx: Tx, userId: string, change: Pick<PreferencesChange, 'timezone' | 'quiet' | 'digest'>, zone: string, now: Date) => {
  const set = {
    ...(change.timezone ? { timezone: change.timezone } : {}),
    ...(change.quiet ? { quiet_is_on: change.quiet.is_on, quiet_from: change.quiet.from, quiet_to: change.quiet.to, quiet_days: [...new Set(change.quiet.days)].toSorted((a, b) => a - b), urgent_breaks_quiet: change.quiet.urgent_breaks } : {}),
    ...(change.digest ? { digest: change.digest.mode, ...(change.digest.at ? { digest_at: change.digest.at } : {}) } : {}),
  };
  return tx.insert(notificationSettings).values({ timezone: zone, ...set, user_id: userId }).onConflictDoUpdate({ target: notificationSettings.user_id, set: { ...set, updated_at: now } });
};

/** Fails when this server does not know the zone: a zone only the browser knows must not be stored. */
export const zoneIsKnown = (tx: Tx, zone: string) => tx.execute(sql`select app.must(exists (select 1 from pg_timezone_names where name = ${zone}), 'LN422', 'this time zone is not known')`);
/** What waits for the person waits by the new times, or leaves. */
export const holdAgain = (tx: Tx) => tx.execute(sql`select app.hold_again()`);

export const keepDevice = (tx: Tx, device: { endpoint: string; p256dh: string; auth: string; server_key: string; device: string }) =>
  tx.execute(sql`select app.keep_push_device(${device.endpoint}, ${device.p256dh}, ${device.auth}, ${device.server_key}, ${device.device}) as subscription_id`);
export const forgetDevice = (tx: Tx, which: { subscription_id: string } | { endpoint: string }) =>
  tx.delete(pushSubscriptions).where(and(eq(pushSubscriptions.user_id, sql`(select app.user_id())`),
    'endpoint' in which ? eq(pushSubscriptions.endpoint, which.endpoint) : eq(pushSubscriptions.subscription_id, which.subscription_id))).returning({ subscription_id: pushSubscriptions.subscription_id });

/** The followers of visible tickets whom the caller may know. */
export const watchersOf = (tx: Tx, where: SQL) =>
  tx.select({ user_id: users.user_id, name: users.name, role: sql<Watcher['role']>`${users.role}` }).from(tickets)
    .innerJoin(ticketWatchers, eq(ticketWatchers.ticket_id, tickets.ticket_id)).innerJoin(users, and(eq(users.user_id, ticketWatchers.user_id), isNull(users.deleted_at)))
    .where(where).orderBy(users.name, users.user_id).limit(200);

export const placeOf = (tx: Tx, where: SQL) => tx.select({
  ticket_id: tickets.ticket_id, client_id: tickets.client_id,
  is_muted: sql<boolean>`exists (select 1 from ticket_mutes m where m.ticket_id = "tickets"."ticket_id" and m.user_id = (select app.user_id()))`,
}).from(tickets).where(where);

/** Who could be asked to follow, or named in a note: staff, and people of the client who may see it. For the staff. */
export const candidatesOf = (tx: Tx, where: SQL) => tx.execute(sql`
  select u.user_id, u.name, u.role::text as role from ${tickets}, users u
   where ${where} and u.is_active and u.deleted_at is null and (u.client_id is null or (u.client_id = ${tickets.client_id} and app.may_see(u.user_id, ${tickets.ticket_id})))
   order by u.client_id is not null, u.name, u.user_id limit 300`);

export const addWatchers = (tx: Tx, place: { ticket_id: string; client_id: string }, userIds: readonly string[]) =>
  tx.insert(ticketWatchers).values(userIds.map((user_id) => ({ ticket_id: place.ticket_id, client_id: place.client_id, user_id }))).onConflictDoNothing();
export const removeWatcher = (tx: Tx, ticketId: string, userId: string) => tx.delete(ticketWatchers).where(and(eq(ticketWatchers.ticket_id, ticketId), eq(ticketWatchers.user_id, userId)));

export const mute = (tx: Tx, place: { ticket_id: string; client_id: string }, userId: string) =>
  tx.insert(ticketMutes).values({ ticket_id: place.ticket_id, client_id: place.client_id, user_id: userId }).onConflictDoNothing();
export const unmute = (tx: Tx, ticketId: string) => tx.delete(ticketMutes).where(and(eq(ticketMutes.ticket_id, ticketId), eq(ticketMutes.user_id, sql`(select app.user_id())`)));
