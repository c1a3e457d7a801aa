// A tree of conditions as SQL. Values travel as parameters alone; what the caller may see is the database's business.
import { and, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import { tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral } from '../../platform/database.ts';
import type { FilterCondition, FilterGroup } from './contract.ts';
import { dueIs, isAsleep, ofClocks } from './clock-store.ts';
import { matchesWords } from './words-store.ts';
import { OPEN_STATUSES } from './values.ts';

/** @returns undefined for a tree that holds for every ticket. */
export function treeCondition(group: FilterGroup): SQL | undefined {
  const parts = group.of.map((part) => ('of' in part ? treeCondition(part) : conditionSql(part)));
  return group.match === 'all' ? and(...parts) : or(...parts);
}

const uuids = (values: readonly string[]): SQL => sql`any(${arrayLiteral(values)}::uuid[])`;
const idColumns = { client_id: tickets.client_id, site_id: tickets.site_id, category_id: tickets.category_id, asset_id: tickets.asset_id, assigned_to: tickets.assigned_to } as const;

/** Ids, `me` and `none` of one column, any of them. */
function isOneOf(column: (typeof idColumns)[keyof typeof idColumns], values: readonly string[]): SQL {
  const ids = values.filter((value) => value !== 'me' && value !== 'none');
  return or(
    ids.length > 0 ? sql`${column} = ${uuids(ids)}` : undefined,
    values.includes('me') ? sql`${column} = (select app.user_id())` : undefined,
    values.includes('none') ? isNull(column) : undefined,
  )!;
}

/** What is not known is not it: `is not Ana` holds for a ticket of nobody. */
const unless = (isNegated: boolean, condition: SQL): SQL => (isNegated ? sql`not coalesce((${condition}), false)` : condition);
const ago = (hours: number): SQL => sql`now() - ${hours} * interval '1 hour'`;

function conditionSql(condition: FilterCondition): SQL {
  switch (condition.field) {
    case 'status': return unless(condition.op === 'is_not', inArray(tickets.status, condition.values));
    case 'priority': return unless(condition.op === 'is_not', inArray(tickets.priority, condition.values));
    case 'channel': return unless(condition.op === 'is_not', inArray(tickets.channel, condition.values));
    case 'assigned_to': case 'client_id': case 'site_id': case 'category_id': case 'asset_id':
      return unless(condition.op === 'is_not', isOneOf(idColumns[condition.field], condition.values));
    case 'tags': return unless(condition.op === 'is_not', sql`((select app.is_staff()) and ${tickets.tags} && ${arrayLiteral(condition.values)}::text[])`);
    case 'open': return condition.op === 'is' ? inArray(tickets.status, [...OPEN_STATUSES]) : sql`${tickets.status} in ('resuelto', 'cerrado', 'cancelado')`;
    case 'snoozed': return isAsleep(condition.op === 'is');
    case 'created_at': case 'updated_at': {
      const column = condition.field === 'created_at' ? tickets.created_at : tickets.updated_at;
      return condition.op === 'within' ? sql`${column} >= ${ago(condition.hours)}` : sql`${column} < ${ago(condition.hours)}`;
    }
    case 'due':
      if (condition.op !== 'within') return condition.op === 'overdue' ? ofClocks(dueIs('overdue')) : sql`not ${ofClocks(sql`c.due_at is not null`)}`;
      return ofClocks(sql`c.due_at is not null and c.due_at > now() and c.due_at <= now() + ${condition.hours} * interval '1 hour'`);
    case 'waiting':
      return sql`(case when ${tickets.status} = 'espera_cliente' then coalesce((select max(a.created_at) from ticket_activities a
        where a.ticket_id = ${tickets.ticket_id} and a.action = 'status' and a.new_value = 'espera_cliente'), ${tickets.updated_at}) end) <= ${ago(condition.hours)}`;
    case 'text': return unless(condition.op === 'has_not', matchesWords(condition.value));
  }
}
