// The wire of an asset's care: what is planned for it, the desk's own fields, machines that are one, licences. Staff alone.
import * as z from 'zod';
import { ASSET_TYPES, type AgentStatus, type AssetType, type Lifecycle } from '../assets/values.ts';
import { line, pageQuery, prose, uuid } from '../contract.ts';
import { FIELD_TYPES, type FieldType } from '../fields/values.ts';
import { version } from '../tickets/contract.ts';
import type { ReminderKind } from './values.ts';

const value = z.union([z.string().max(2000), z.number(), z.boolean()]);
export const CareBody = z.strictObject({
  /** A ticket so many days before the warranty ends; 0: none. */
  warranty_notice_days: z.number().int().min(0).max(365).default(30),
  maintenance_every_months: z.number().int().min(1).max(60).nullable().default(null),
  /** The day of the next maintenance; that day a ticket opens. */
  maintenance_next_on: z.iso.date().nullable().default(null),
  /** By the id of the field; null takes a value away, what is not named stays. */
  fields: z.record(uuid, value.nullable()).default({}),
}).refine((care) => care.maintenance_every_months === null || care.maintenance_next_on !== null, { path: ['maintenance_next_on'], message: 'say when it is due next' });
export type CareBody = z.infer<typeof CareBody>;

/** The other asset that is this machine; it is retired. */
export const MergeBody = z.strictObject({ source_id: uuid });
export type MergeBody = z.infer<typeof MergeBody>;

const field = {
  label: line(80), asset_types: z.array(z.enum(ASSET_TYPES)).max(ASSET_TYPES.length).transform((list) => [...new Set(list)]).default([]), field_type: z.enum(FIELD_TYPES),
  options: z.array(line(80)).max(50).transform((list) => [...new Set(list)]).default([]), sort_order: z.number().int().min(0).max(1000).default(0), is_active: z.boolean().default(true),
};
const hasOptions = (one: { field_type: FieldType; options: string[] }): boolean => (one.field_type === 'choice') === (one.options.length > 0);
export const AssetFieldBody = z.strictObject(field).refine(hasOptions, { path: ['options'], message: 'a choice, and nothing else, has values' });
export type AssetFieldBody = z.infer<typeof AssetFieldBody>;

export interface AssetFieldRow {
  field_id: string;
  label: string;
  /** Empty: of every kind. */
  asset_types: AssetType[];
  field_type: FieldType;
  options: string[];
  sort_order: number;
  is_active: boolean;
}

/** Another asset of the same client that could be this one, and by what. */
export interface LikelyTwin {
  asset_id: string;
  name: string;
  agent_status: AgentStatus | null;
  lifecycle: Lifecycle;
  last_seen_at: string | null;
  /** Null: it has no agent. */
  platform: string | null;
  same: ('serial' | 'hardware_uuid' | 'mac' | 'hostname')[];
}

export interface AssetCare {
  warranty_notice_days: number;
  maintenance_every_months: number | null;
  maintenance_next_on: string | null;
  /** By the id of the field. */
  values: Record<string, string | number | boolean>;
  /** The fields of this kind of asset. */
  fields: AssetFieldRow[];
  reminders: { kind: ReminderKind; due_on: string; ticket_id: string; ticket_number: string; status: string }[];
  /** Assets that turned out to be this one. */
  merged: { asset_id: string; name: string; merged_at: string; merged_by_name: string; tickets: number }[];
  /** The asset that this one turned out to be. */
  merged_into: { asset_id: string; name: string } | null;
  twins: LikelyTwin[];
}

export const LicenceQuery = z.strictObject({ ...pageQuery, client_id: uuid });
export type LicenceQuery = z.infer<typeof LicenceQuery>;
const licence = {
  name: line(200),
  /** The name of the program, `*` for anything. */
  pattern: line(200).refine((text) => text.replaceAll('*', '').trim().length >= 2, 'needs at least two letters beside the stars'),
  seats: z.number().int().min(0).max(1_000_000), expires_on: z.iso.date().nullable().default(null), notes: prose(2000).nullable().default(null),
};
export const NewLicence = z.strictObject({ client_id: uuid, ...licence });
export type NewLicence = z.infer<typeof NewLicence>;
export const LicenceChange = z.strictObject({ ...licence, version });
export type LicenceChange = z.infer<typeof LicenceChange>;

export interface LicenceRow {
  licence_id: string;
  client_id: string;
  name: string;
  pattern: string;
  seats: number;
  /** Machines that have such a program now. */
  installed: number;
  expires_on: string | null;
  notes: string | null;
  version: number;
}
