// SQL of licences: what was bought beside what is installed.
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { softwareLicences } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { LicenceRow } from './contract.ts';

const columns = {
  licence_id: softwareLicences.licence_id, client_id: softwareLicences.client_id, name: softwareLicences.name, pattern: softwareLicences.pattern, seats: softwareLicences.seats,
  installed: sql<number>`app.installed_count("software_licences"."client_id", "software_licences"."pattern")`, expires_on: softwareLicences.expires_on, notes: softwareLicences.notes, version: softwareLicences.version,
} satisfies Record<keyof LicenceRow, unknown>;
const ofClient = (clientId: string) => and(eq(softwareLicences.client_id, clientId), isNull(softwareLicences.deleted_at));

export const licenceRows = (tx: Tx, clientId: string, after: readonly [string, string] | null, limit: number) =>
  tx.select(columns).from(softwareLicences).where(and(ofClient(clientId), after ? sql`(${softwareLicences.name}, ${softwareLicences.licence_id}) > (${after[0]}, ${after[1]}::uuid)` : undefined))
    .orderBy(asc(softwareLicences.name), asc(softwareLicences.licence_id)).limit(limit);
export const countLicences = (tx: Tx, clientId: string, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(softwareLicences).where(ofClient(clientId)).limit(cap).as('counted'));
export const licenceById = (tx: Tx, licenceId: string) => tx.select(columns).from(softwareLicences).where(and(eq(softwareLicences.licence_id, licenceId), isNull(softwareLicences.deleted_at)));
export const clientExists = (tx: Tx, clientId: string) => tx.execute(sql`select 1 from clients where client_id = ${clientId}::uuid and deleted_at is null`);

type Row = typeof softwareLicences.$inferInsert;
export const insertLicence = (tx: Tx, row: Row) => tx.insert(softwareLicences).values(row);
/** Version and time rise by trigger; no row when somebody was faster. */
export const updateLicence = (tx: Tx, licenceId: string, version: number, change: Partial<Row>) =>
  tx.update(softwareLicences).set(change).where(and(eq(softwareLicences.licence_id, licenceId), eq(softwareLicences.version, version), isNull(softwareLicences.deleted_at))).returning({ licence_id: softwareLicences.licence_id });
