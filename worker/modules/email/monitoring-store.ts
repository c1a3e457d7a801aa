// SQL of the programs that a client lists: monitoring, backup, scanners.
import { and, asc, eq, sql } from 'drizzle-orm';
import { clients, monitoringSenders, sites, users } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { MonitoringSenderRow } from './contract.ts';

const senderColumns = {
  sender_id: monitoringSenders.sender_id,
  client_id: monitoringSenders.client_id,
  site_id: monitoringSenders.site_id,
  site_name: sql<string | null>`${sites.name}::text`,
  address: monitoringSenders.address,
  note: monitoringSenders.note,
  created_by_name: sql<string>`${users.name}`,
  created_at: monitoringSenders.created_at,
} satisfies Record<keyof MonitoringSenderRow, unknown>;

const senders = (tx: Tx) =>
  tx.select(senderColumns).from(monitoringSenders).innerJoin(users, eq(users.user_id, monitoringSenders.created_by))
    .leftJoin(sites, and(eq(sites.client_id, monitoringSenders.client_id), eq(sites.site_id, monitoringSenders.site_id)));

export const sendersOf = (tx: Tx, clientId: string) => senders(tx).where(eq(monitoringSenders.client_id, clientId)).orderBy(asc(monitoringSenders.address)).limit(500);
export const senderById = (tx: Tx, senderId: string) => senders(tx).where(eq(monitoringSenders.sender_id, senderId));
export const clientThere = (tx: Tx, clientId: string) => tx.select({ client_id: clients.client_id }).from(clients).where(and(eq(clients.client_id, clientId), sql`${clients.deleted_at} is null`));
export const siteOf = (tx: Tx, clientId: string, siteId: string | null | undefined) =>
  tx.select({ site_id: sites.site_id }).from(sites).where(and(sql`${sites.site_id} = ${siteId ?? null}::uuid`, eq(sites.client_id, clientId), sql`${sites.deleted_at} is null`));

export const insertSender = (tx: Tx, row: typeof monitoringSenders.$inferInsert) => tx.insert(monitoringSenders).values(row);
export const deleteSender = (tx: Tx, senderId: string) => tx.delete(monitoringSenders).where(eq(monitoringSenders.sender_id, senderId)).returning({ client_id: monitoringSenders.client_id, address: monitoringSenders.address });
/** The address is an administrator's word, no text of a mail. */
export const auditSender = (tx: Tx, action: 'list' | 'unlist', senderId: string, clientId: string, address: string) =>
  tx.execute(sql`select app.audit(${action}, 'monitoring_senders', ${senderId}, ${clientId}::uuid, ${JSON.stringify({ address })}::jsonb)`);
