// What is asked of the clocks of tickets.
import { sql, type SQL } from 'drizzle-orm';
import { tickets } from '../../../drizzle/schema/index.ts';
import { DUE_SOON_HOURS, type TicketClock, type TicketDue } from './values.ts';

/** @param where over `c` (sla_compliance) */
export const ofClocks = (where: SQL): SQL => sql`${tickets.ticket_id} in (select c.ticket_id from sla_compliance c where ${where})`;

/** Over `c` (sla_compliance), whose `due_at` is the next due time of an open ticket. */
export const dueIs = (due: TicketDue): SQL => (due === 'overdue'
  ? sql`c.due_at is not null and c.due_at <= now()`
  : sql`c.due_at is not null and c.due_at > now() and c.due_at <= now() + ${DUE_SOON_HOURS} * interval '1 hour'`);

/** A due time that has passed counts before the keeper writes it down. */
export function clockIs(clock: TicketClock): SQL {
  const [target, isMet] = clock.startsWith('first_response') ? ['first_response', clock.endsWith('met')] : ['resolution', clock.endsWith('met')];
  const of = (column: string): SQL => sql.raw(`c.${target}_${column}`);
  const breached = sql`(${of('breached_at')} is not null or (${of('state')} = 'pending' and ${of('due_at')} <= now()))`;
  return sql`${of('target')} is not null and ${isMet ? sql`${of('state')} = 'met' and ${of('breached_at')} is null` : breached}`;
}

/** @param range business minutes, from and below: `60-120`, `480-` */
export function took(target: 'first_response' | 'resolution', range: string): SQL {
  const [from, below] = range.split('-').map((text) => (text === '' ? null : Number(text) * 60));
  const used = sql.raw(`c.${target}_used_s`);
  return sql`${used} >= ${from} ${below === null ? sql`` : sql`and ${used} < ${below}`}`;
}

/** Put aside, or not. Few at a time: found by a partial index, once a statement. */
export const isAsleep = (is: boolean): SQL => sql`${tickets.ticket_id} ${sql.raw(is ? 'in' : 'not in')} (select z.ticket_id from ticket_snoozes z where z.woken_at is null)`;
