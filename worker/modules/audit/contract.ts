// The wire of the audit trail: who did what to what, newest first.
import * as z from 'zod';
import { isOurTime, pageQuery, uuid } from '../contract.ts';

const instant = z.iso.datetime({ offset: true }).refine(isOurTime, 'is out of range');
const word = z.string().regex(/^[a-z_]{1,60}$/);
const filters = {
  /** A person or a machine. */
  actor_id: uuid.optional(),
  /** `user`, `agent`, `job` or `system`. */
  actor_kind: z.enum(['user', 'agent', 'job', 'system']).optional(),
  action: word.optional(),
  /** The kind of thing: the name of its table. */
  entity: word.optional(),
  entity_id: z.string().regex(/^[\w.@:+-]{1,200}$/).optional(),
  client_id: uuid.optional(),
  from: instant.optional(),
  to: instant.optional(),
};

export const AuditQuery = z.strictObject({ ...filters, ...pageQuery });
export type AuditQuery = z.infer<typeof AuditQuery>;
export const AuditExportQuery = z.strictObject({ ...filters, locale: z.enum(['es', 'en']).default('es') });
export type AuditFilters = Omit<AuditQuery, 'limit' | 'cursor'>;
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

export interface AuditRow {
  audit_id: number;
  occurred_at: Date;
  actor_kind: 'user' | 'agent' | 'job' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  client_id: string | null;
  client_name: string | null;
  action: string;
  entity: string;
  entity_id: string | null;
  /** What the thing is called now, or was called when it went; null: it has no name. */
  entity_name: string | null;
  /** Of a change: column to [before, after]; otherwise facts of the act. */
  details: Record<string, unknown>;
  request_id: string | null;
}
