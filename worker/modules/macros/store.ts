// SQL of macros: themselves, how often they are used, and what they look at on a ticket.
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { macros, macroUses, tickets } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { MacroQuery, MacroRow } from './contract.ts';
import type { MacroFacts } from './plan-rules.ts';
import type { MacroSubject } from './variable-rules.ts';

const uses = (what: SQL, where: SQL) => sql`(select ${what} from macro_uses u where u.macro_id = "macros"."macro_id" and ${where})`;
const mine = sql`u.user_id = app.user_id()`;

const macroColumns = {
  macro_id: macros.macro_id, name: macros.name, description: macros.description, scope: macros.scope, owner_id: macros.owner_id,
  owner_name: sql<string | null>`(select p.name from users p where p.user_id = "macros"."owner_id")`, client_id: macros.client_id,
  client_name: sql<string | null>`(select c.name::text from clients c where c.client_id = "macros"."client_id")`,
  body_es: macros.body_es, body_en: macros.body_en, visibility: macros.visibility, changes: macros.changes, is_active: macros.is_active, version: macros.version,
  uses: sql<number>`${uses(sql`coalesce(sum(u.uses), 0)::int`, sql`true`)}`, my_uses: sql<number>`${uses(sql`coalesce(sum(u.uses), 0)::int`, mine)}`,
  last_used_at: sql<Date | null>`${uses(sql`max(u.last_used_at)`, sql`true`)}`.mapWith((value: string) => new Date(value)), updated_at: macros.updated_at,
  may_edit: sql<boolean>`(owner_id = app.user_id() or (app.is_manager() and scope = 'team'))`,
} satisfies Record<keyof MacroRow, unknown>;

const LIST_MAX = 500;
const contains = (text: string): string => `%${text.replace(/[%_\\]/g, '\\$&')}%`;

/** What the caller uses most stands first. */
export const macroRows = (tx: Tx, query: MacroQuery) =>
  tx.select(macroColumns).from(macros).where(and(
    query.client_id ? sql`(${macros.client_id} is null or ${macros.client_id} = ${query.client_id}::uuid)` : undefined,
    query.scope ? eq(macros.scope, query.scope) : undefined,
    query.active === undefined ? undefined : eq(macros.is_active, query.active),
    query.q ? sql`(${macros.name} ilike ${contains(query.q)} or ${macros.description} ilike ${contains(query.q)} or ${macros.body_es} ilike ${contains(query.q)} or ${macros.body_en} ilike ${contains(query.q)})` : undefined,
  )).orderBy(sql`${uses(sql`coalesce(sum(u.uses), 0)`, mine)} desc`, sql`lower(${macros.name})`, macros.macro_id).limit(LIST_MAX);

export const macroById = (tx: Tx, macroId: string) => tx.select(macroColumns).from(macros).where(eq(macros.macro_id, macroId));
export const insertMacro = (tx: Tx, row: typeof macros.$inferInsert) => tx.insert(macros).values(row);
/** Version and time rise by trigger; no row when somebody was faster. */
export const updateMacro = (tx: Tx, macroId: string, version: number, change: Partial<typeof macros.$inferInsert>) =>
  tx.update(macros).set(change).where(and(eq(macros.macro_id, macroId), eq(macros.version, version))).returning({ macro_id: macros.macro_id });
export const deleteMacro = (tx: Tx, macroId: string) => tx.delete(macros).where(eq(macros.macro_id, macroId)).returning({ macro_id: macros.macro_id });

export const countUse = (tx: Tx, macroId: string, userId: string, times: number, now: Date) =>
  tx.insert(macroUses).values({ macro_id: macroId, user_id: userId, uses: times, last_used_at: now })
    .onConflictDoUpdate({ target: [macroUses.macro_id, macroUses.user_id], set: { uses: sql`${macroUses.uses} + ${times}`, last_used_at: now } });

export interface NamedIds {
  client_id: string | null;
  category_id?: string | undefined;
  /** A person; neither `me` nor `nobody`. */
  assignee_id?: string | undefined;
  checklist_template_id?: string | undefined;
}

/** Whether what a macro names is there. */
export const namedFacts = (tx: Tx, named: NamedIds) => tx.execute(sql`select
  ${named.client_id}::uuid is null or exists (select 1 from clients where client_id = ${named.client_id}::uuid and deleted_at is null) as has_client,
  ${named.category_id ?? null}::uuid is null or exists (select 1 from categories where category_id = ${named.category_id ?? null}::uuid and is_active) as has_category,
  ${named.assignee_id ?? null}::uuid is null or app.is_active_staff(${named.assignee_id ?? null}::uuid) as has_assignee,
  ${named.checklist_template_id ?? null}::uuid is null or exists (select 1 from checklist_templates where checklist_template_id = ${named.checklist_template_id ?? null}::uuid) as has_template`);

/** What the changes of a macro lead to now, whoever applies it. */
export const macroFacts = (tx: Tx, macroId: string) =>
  tx.select({
    category_is_active: sql<boolean | null>`c.is_active`, category_name: sql<string | null>`c.name`, category_is_protected: sql<boolean | null>`c.is_protected`,
    category_gates: sql<unknown>`coalesce(c.close_gates, (select s.value from settings s where s.name = 'close_gates'))`,
    assignee_id: sql<string | null>`a.user_id`, assignee_is_staff: sql<boolean>`app.is_active_staff(a.user_id)`, assignee_name: sql<string | null>`app.person_name(a.user_id)`,
    checklist_name: sql<string | null>`k.name`, checklist_is_active: sql<boolean | null>`k.is_active`, checklist_items: sql<MacroFacts['checklist_items']>`k.items`,
  } satisfies Record<keyof MacroFacts, unknown>)
    .from(sql`${macros} left join categories c on c.category_id = (${macros.changes} ->> 'category_id')::uuid
      left join checklist_templates k on k.checklist_template_id = (${macros.changes} ->> 'checklist_template_id')::uuid
      left join lateral (select case ${macros.changes} ->> 'assigned_to' when 'me' then app.user_id() when 'nobody' then null else (${macros.changes} ->> 'assigned_to')::uuid end as user_id) a on true`)
    .where(eq(macros.macro_id, macroId));

/** What the variables of a reply look at beside the ticket's row. */
export const subjectRows = (tx: Tx, where: SQL) =>
  tx.select({
    ticket_id: sql<string>`${tickets.ticket_id}`, client_locale: sql<'es' | 'en'>`c.locale`, client_timezone: sql<string>`c.timezone`,
    requester_name: sql<string | null>`p.name`, requester_email: sql<string | null>`p.email::text`, requester_locale: sql<'es' | 'en' | null>`p.locale`,
    asset_name: sql<string | null>`(select a.name from assets a where a.asset_id = "tickets"."asset_id")`,
    desk_name: sql<string | null>`(select e.from_name from email_config e where e.is_default order by e.created_at limit 1)`,
  } satisfies Record<keyof MacroSubject, unknown>)
    .from(sql`${tickets} join clients c on c.client_id = ${tickets.client_id} left join users p on p.user_id = ${tickets.created_by} and p.client_id is not null`)
    .where(where);
