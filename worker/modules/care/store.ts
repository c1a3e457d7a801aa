// SQL of an asset's care: plans, fields, merges and what is due.
import { asc, eq, sql } from 'drizzle-orm';
import { assetCare, assetFields } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { AssetCare, AssetFieldBody, AssetFieldRow, LikelyTwin } from './contract.ts';
import type { ReminderKind } from './values.ts';

const TWINS_MAX = 200;
const REMINDERS_SHOWN = 10;

/** One asset and everything that its care shows; `candidates` are looked at for whether they are the same machine. */
export interface CareFacts extends Pick<AssetCare, 'reminders' | 'merged' | 'merged_into'> {
  asset_id: string;
  client_id: string;
  asset_type: string;
  lifecycle: string;
  serial: string | null;
  hardware_uuid: string | null;
  hostname: string | null;
  mac_addresses: string[];
  care: { warranty_notice_days: number; maintenance_every_months: number | null; maintenance_next_on: string | null; fields: Record<string, string | number | boolean> } | null;
  candidates: (Omit<LikelyTwin, 'same'> & { serial: string | null; hardware_uuid: string | null; hostname: string | null; mac_addresses: string[] })[];
}

export const careFacts = (tx: Tx, assetId: string) => tx.execute(sql`
  select a.asset_id, a.client_id, a.asset_type, a.lifecycle, a.serial, a.hardware_uuid, a.hostname, to_json(a.mac_addresses) as mac_addresses,
    (select json_build_object('warranty_notice_days', c.warranty_notice_days, 'maintenance_every_months', c.maintenance_every_months, 'maintenance_next_on', c.maintenance_next_on, 'fields', c.fields) from asset_care c where c.asset_id = a.asset_id) as care,
    coalesce((select json_agg(json_build_object('kind', r.kind, 'due_on', r.due_on, 'ticket_id', t.ticket_id, 'ticket_number', t.ticket_number, 'status', t.status) order by r.created_at desc)
      from (select * from asset_reminders r where r.asset_id = a.asset_id order by r.created_at desc limit ${REMINDERS_SHOWN}) r join tickets t on t.ticket_id = r.ticket_id and t.deleted_at is null), '[]'::json) as reminders,
    coalesce((select json_agg(json_build_object('asset_id', o.asset_id, 'name', o.name, 'merged_at', m.created_at, 'merged_by_name', m.merged_by_name, 'tickets', m.tickets) order by m.created_at desc)
      from asset_merges m join assets o on o.asset_id = m.source_id where m.target_id = a.asset_id), '[]'::json) as merged,
    (select json_build_object('asset_id', o.asset_id, 'name', o.name) from asset_merges m join assets o on o.asset_id = m.target_id where m.source_id = a.asset_id) as merged_into,
    case when a.lifecycle = 'retired' then '[]'::json else coalesce((select json_agg(x) from (
      select o.asset_id, o.name, o.agent_status, o.lifecycle, o.last_seen_at, o.platform, o.serial, o.hardware_uuid, o.hostname, to_json(o.mac_addresses) as mac_addresses
        from assets o where o.client_id = a.client_id and o.asset_id <> a.asset_id and o.deleted_at is null and not exists (select 1 from asset_merges m where m.source_id = o.asset_id)
         and (lower(o.serial) = lower(a.serial) or lower(o.hardware_uuid) = lower(a.hardware_uuid) or lower(o.hostname) = lower(a.hostname) or o.mac_addresses && a.mac_addresses)
       order by o.name limit ${TWINS_MAX}) x), '[]'::json) end as candidates
    from assets a where a.asset_id = ${assetId}::uuid and a.deleted_at is null`);

/** What a merge decides on. */
export interface MergeFacts {
  asset_id: string;
  client_id: string;
  site_id: string;
  name: string;
  lifecycle: string;
  enrolment: string;
  agent_status: string | null;
  updated_at: string;
  is_merged: boolean;
}
export const mergeFacts = (tx: Tx, assetId: string) => tx.execute(sql`
  select a.asset_id, a.client_id, a.site_id, a.name, a.lifecycle, a.enrolment, a.agent_status, a.updated_at::text as updated_at, exists (select 1 from asset_merges m where m.source_id = a.asset_id) as is_merged
    from assets a where a.asset_id = ${assetId}::uuid and a.deleted_at is null`);
export const mergeAssets = (tx: Tx, mergeId: string, source: MergeFacts, target: MergeFacts) =>
  tx.execute(sql`select app.merge_assets(${mergeId}::uuid, ${source.asset_id}::uuid, ${source.updated_at}::timestamptz, ${target.asset_id}::uuid, ${target.updated_at}::timestamptz) as tickets`);

const fieldColumns = {
  field_id: assetFields.field_id, label: assetFields.label, asset_types: sql<AssetFieldRow['asset_types']>`to_json(${assetFields.asset_types})`, field_type: assetFields.field_type, options: sql<string[]>`to_json(${assetFields.options})`,
  sort_order: assetFields.sort_order, is_active: assetFields.is_active,
};
export const listFields = (tx: Tx) => tx.select(fieldColumns).from(assetFields).orderBy(asc(assetFields.sort_order), asc(assetFields.label));
export const fieldById = (tx: Tx, fieldId: string) => tx.select(fieldColumns).from(assetFields).where(eq(assetFields.field_id, fieldId));
export const insertField = (tx: Tx, row: AssetFieldBody & { field_id: string }) => tx.insert(assetFields).values(row);
export const updateField = (tx: Tx, fieldId: string, change: AssetFieldBody) => tx.update(assetFields).set({ ...change, updated_at: sql`now()` }).where(eq(assetFields.field_id, fieldId));

type CareRow = Omit<typeof assetCare.$inferInsert, 'updated_at'>;
/** Two who write at once: the later one stands, and the trail has both. */
export const keepCare = (tx: Tx, { asset_id, client_id, ...plan }: CareRow) =>
  tx.insert(assetCare).values({ asset_id, client_id, ...plan }).onConflictDoUpdate({ target: assetCare.asset_id, set: { ...plan, updated_at: sql`now()` } });

/** Something that is due today or was before, by the calendar of its client, and no ticket tells of it yet. */
export interface DueReminder {
  asset_id: string;
  client_id: string;
  site_id: string;
  kind: ReminderKind;
  due_on: string;
  today: string;
  name: string;
  serial: string | null;
  every_months: number | null;
  category_id: string;
  default_assignee: string | null;
}
const DUE = sql`select d.*, k.category_id, app.default_assignee(k.category_id) as default_assignee from (
    select a.asset_id, a.client_id, a.site_id, a.name, a.serial, 'warranty' as kind, a.warranty_until::text as due_on, to_char(now() at time zone c.timezone, 'YYYY-MM-DD') as today, null::integer as every_months
      from assets a join clients c on c.client_id = a.client_id and c.is_active and c.deleted_at is null left join asset_care p on p.asset_id = a.asset_id
     where a.deleted_at is null and a.lifecycle <> 'retired' and a.warranty_until between current_date - 1 and current_date + 366
       and (now() at time zone c.timezone)::date between a.warranty_until - coalesce(p.warranty_notice_days, 30) and a.warranty_until and coalesce(p.warranty_notice_days, 30) > 0
    union all
    select a.asset_id, a.client_id, a.site_id, a.name, a.serial, 'maintenance', p.maintenance_next_on::text, to_char(now() at time zone c.timezone, 'YYYY-MM-DD'), p.maintenance_every_months
      from asset_care p join assets a on a.asset_id = p.asset_id and a.deleted_at is null and a.lifecycle <> 'retired' join clients c on c.client_id = a.client_id and c.is_active and c.deleted_at is null
     where p.maintenance_next_on <= current_date + 1 and p.maintenance_next_on <= (now() at time zone c.timezone)::date) d
  cross join lateral (select g.category_id from categories g where g.is_protected order by g.sort_order limit 1) k
 where exists (select 1 from sites s where s.site_id = d.site_id and s.is_active and s.deleted_at is null)
   and not exists (select 1 from asset_reminders r where r.asset_id = d.asset_id and r.kind = d.kind and r.due_on = d.due_on::date)`;
export const dueReminders = (tx: Tx, limit: number) => tx.execute(sql`${DUE} order by d.due_on, d.asset_id limit ${limit}`);
/** The people around what is due, one row an asset and person. */
export const peopleOfDue = (tx: Tx, limit: number) => tx.execute(sql`
  select d.asset_id, n.user_id, n.email, n.name, n.role, n.locale, n.is_creator, n.is_assignee, n.is_watcher, to_json(n.muted) as muted, n.choices
    from (${DUE} order by d.due_on, d.asset_id limit ${limit}) d, app.notice_people(d.client_id, d.site_id, null, d.default_assignee, null) n`);

export interface ReminderToOpen extends DueReminder {
  ticket_id: string;
  activity_id: string;
  subject: string;
  description: string;
  /** Null: the plan ends here. */
  next_on: string | null;
  author: string;
  now: string;
}

/** One reminder becomes a ticket and the plan moves on: all of it or nothing, once. Answers the ticket when it was this one. */
export const openReminder = (tx: Tx, due: ReminderToOpen) => tx.execute(sql`
  with held as (
    select a.asset_id, a.client_id, a.site_id from assets a where a.asset_id = ${due.asset_id}::uuid and a.deleted_at is null and a.lifecycle <> 'retired'
       and not exists (select 1 from asset_reminders r where r.asset_id = a.asset_id and r.kind = ${due.kind} and r.due_on = ${due.due_on}::date) for update of a
  ), opened as (
    insert into tickets (ticket_id, client_id, site_id, asset_id, category_id, subject, description, priority, channel, status, assigned_to, assigned_at, created_at, updated_at)
    select ${due.ticket_id}::uuid, h.client_id, h.site_id, h.asset_id, ${due.category_id}::uuid, ${due.subject}, ${due.description}, 'baja', 'portal', (case when ${due.default_assignee}::uuid is null then 'nuevo' else 'asignado' end)::ticket_status,
           ${due.default_assignee}::uuid, case when ${due.default_assignee}::uuid is not null then ${due.now}::timestamptz end, ${due.now}::timestamptz, ${due.now}::timestamptz from held h
    on conflict do nothing returning ticket_id, ticket_number, client_id, site_id, version
  ), said as (
    insert into ticket_activities (activity_id, ticket_id, client_id, actor_name, action, visibility, created_at)
    select ${due.activity_id}::uuid, o.ticket_id, o.client_id, ${due.author}, 'created', 'public', ${due.now}::timestamptz from opened o
  ), noted as (
    insert into asset_reminders (asset_id, client_id, kind, due_on, ticket_id) select ${due.asset_id}::uuid, o.client_id, ${due.kind}, ${due.due_on}::date, o.ticket_id from opened o
  ), moved as (
    update asset_care p set maintenance_next_on = ${due.next_on}::date from opened o where p.asset_id = ${due.asset_id}::uuid and ${due.kind} = 'maintenance' and p.maintenance_next_on = ${due.due_on}::date
  )
  select * from opened`);
