// SQL of contracts and what is used of them.
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { clientContracts } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { ContractRow, NewContract } from './contract.ts';

const columns = {
  contract_id: clientContracts.contract_id, client_id: clientContracts.client_id, client_name: sql<string>`(select c.name::text from clients c where c.client_id = "client_contracts"."client_id")`,
  name: clientContracts.name, minutes_per_month: clientContracts.minutes_per_month, starts_on: clientContracts.starts_on, ends_on: clientContracts.ends_on, rolls_over: clientContracts.rolls_over,
  warn_percent: clientContracts.warn_percent, notes: sql<string | null>`case when app.is_staff() then "client_contracts"."notes" end`, version: clientContracts.version,
} satisfies Record<keyof ContractRow, unknown>;

const isThere = isNull(clientContracts.deleted_at);
export const contractRows = (tx: Tx, clientId: string | undefined) =>
  tx.select(columns).from(clientContracts).where(and(isThere, clientId ? eq(clientContracts.client_id, clientId) : undefined))
    .orderBy(asc(sql`3`), desc(clientContracts.starts_on)).limit(500);
export const contractById = (tx: Tx, contractId: string) => tx.select(columns).from(clientContracts).where(and(eq(clientContracts.contract_id, contractId), isThere));
/** No row when the client is not there. */
export const insertContract = (tx: Tx, contractId: string, row: NewContract) => tx.execute(sql`
  insert into client_contracts (contract_id, client_id, name, minutes_per_month, starts_on, ends_on, rolls_over, warn_percent, notes)
  select ${contractId}::uuid, c.client_id, ${row.name}, ${row.minutes_per_month}::integer, ${row.starts_on}::date, ${row.ends_on}::date, ${row.rolls_over}::boolean, ${row.warn_percent}::integer, ${row.notes}
    from clients c where c.client_id = ${row.client_id}::uuid and c.deleted_at is null`);
export const contractUnchanged = (tx: Tx, contractId: string, version: number) => tx.execute(sql`
  select app.must(exists (select 1 from client_contracts where contract_id = ${contractId}::uuid and version = ${version}::integer and deleted_at is null for update), 'LN409', 'the contract changed meanwhile')`);
export const updateContract = (tx: Tx, contractId: string, change: Partial<typeof clientContracts.$inferInsert>) =>
  tx.update(clientContracts).set(change).where(eq(clientContracts.contract_id, contractId));

const monthOf = (month: string | undefined) => sql`coalesce(${month === undefined ? null : `${month}-01`}::date, date_trunc('month', now() at time zone c.timezone)::date)`;
/** The client and the month that is asked for: the running one in its zone. */
export const usageFrame = (tx: Tx, clientId: string, month: string | undefined) => tx.execute(sql`
  select c.client_id, c.timezone, to_char(m.month, 'YYYY-MM') as month, app.time_rounding() as rounding_minutes, app.is_time_closed(c.client_id, app.client_midnight(c.client_id, m.month)) as is_closed
    from clients c cross join lateral (select ${monthOf(month)} as month) m where c.client_id = ${clientId}::uuid and c.deleted_at is null`);

/** The contract of a month; of two that share it, the later one. */
const contractOf = (clientId: string, month: string | undefined) => sql`
  select k.*, m.month from clients c cross join lateral (select ${monthOf(month)} as month) m
    join client_contracts k on k.client_id = c.client_id and k.deleted_at is null and k.starts_on < m.month + interval '1 month' and (k.ends_on is null or k.ends_on >= m.month)
   where c.client_id = ${clientId}::uuid order by k.starts_on desc limit 1`;
export const contractOfMonth = (tx: Tx, clientId: string, month: string | undefined) =>
  tx.select(columns).from(clientContracts).where(sql`${clientContracts.contract_id} = (select x.contract_id from (${contractOf(clientId, month)}) x)`);
export const contractMinutes = (tx: Tx, clientId: string, month: string | undefined) => tx.execute(sql`
  select to_char(u.month, 'YYYY-MM-DD') as month, u.user_id, u.user_name, u.minutes::int as minutes, u.entries::int as entries
    from (${contractOf(clientId, month)}) k cross join lateral app.contract_minutes(k.contract_id, k.month) u`);
/** Minutes of the month whether or not there is a contract. */
export const monthTotals = (tx: Tx, clientId: string, month: string | undefined) => tx.execute(sql`
  select u.user_id, u.user_name, u.rounded::int as minutes, u.entries::int as entries
    from clients c cross join lateral (select ${monthOf(month)} as month) m
    cross join lateral app.client_time_totals(c.client_id, app.client_midnight(c.client_id, m.month), app.client_midnight(c.client_id, (m.month + interval '1 month')::date)) u
   where c.client_id = ${clientId}::uuid`);
