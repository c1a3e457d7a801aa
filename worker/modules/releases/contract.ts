// The wire of releases: what staff sees and decides, what machines say and fetch.
import * as z from 'zod';
import { line } from '../contract.ts';
import type { Objection, UpdateCounts } from './rules.ts';
import { INSTALLER_KINDS, UPDATE_STATES, type InstallerKind, type ReleaseState, type ScanFault, type UpdateState } from './values.ts';

const version = z.string().regex(/^\d{1,3}\.\d{1,3}\.\d{1,5}$/, 'is not a version like 1.2.3');
export const VersionParam = z.strictObject({ version });
export const InstallerParam = z.strictObject({ kind: z.enum(INSTALLER_KINDS) });

/** A machine's word about a release. */
export const UpdateReportBody = z.strictObject({ type: z.enum(UPDATE_STATES), version, from_version: z.string().max(40).nullable().default(null), reason: z.string().max(200).nullable().default(null) });
export type UpdateReport = z.infer<typeof UpdateReportBody>;

export const PromoteBody = z.strictObject({
  /** Although something speaks against it. */
  is_forced: z.boolean().default(false), spread_s: z.number().int().min(0).max(86_400).default(600),
});
export type PromoteBody = z.infer<typeof PromoteBody>;
export const StopBody = z.strictObject({ reason: line(300) });
export type StopBody = z.infer<typeof StopBody>;
export const MachineQuery = z.strictObject({ state: z.enum(UPDATE_STATES).optional() });
export type MachineQuery = z.infer<typeof MachineQuery>;

export interface ReleaseFileView {
  kind: InstallerKind | 'code';
  name: string;
  size: number;
  sha256: string;
}
export interface ReleaseRow {
  release_id: string;
  version: string;
  channel: string;
  key_id: string;
  state: ReleaseState;
  ring: number;
  ring_since: string | null;
  spread_s: number;
  reason: string | null;
  files: ReleaseFileView[];
  counts: UpdateCounts;
  created_at: string;
  registered_at: string;
}
export interface ReleaseView extends ReleaseRow {
  /** What speaks against the next ring. */
  objections: Objection[];
}
/** Machines with an agent that take part, by the first ring that reaches them. */
export type RingMembers = Record<'1' | '2' | '3', number>;
export interface UpdateClient {
  client_id: string;
  name: string;
  machines: number;
  /** Of them, those that take part. */
  taking_part: number;
}
export interface Releases {
  releases: ReleaseView[];
  members: RingMembers;
  /** Of all machines with an agent; null: it never said. */
  versions: { version: string | null; machines: number }[];
  clients: UpdateClient[];
}
export interface UpdateMachine {
  asset_id: string;
  name: string;
  client_name: string;
  agent_version: string | null;
  state: UpdateState;
  reason: string | null;
  from_version: string | null;
  attempts: number;
  updated_at: string;
}
export interface Installers {
  version: string | null;
  installers: { kind: InstallerKind; name: string; size: number; sha256: string }[];
}
/** What a look into storage found. */
export interface Scanned {
  registered: string[];
  /** Folders that hold no whole release. */
  passed_over: { version: string; why: ScanFault }[];
}
