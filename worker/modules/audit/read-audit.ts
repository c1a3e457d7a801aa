// The audit trail for a superadmin: pages of it, and a file of a period.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { BOM, csvLine } from '../time/csv-rules.ts';
import type { AuditExportQuery, AuditQuery, AuditRow } from './contract.ts';
import { auditCount, auditRows } from './store.ts';

const SUPERADMIN = { roles: ['superadmin'] as const };
/** More is a matter for the database's own tools. */
const ROWS_MAX = 20_000;

export async function listAudit(deps: Pick<Deps, 'database'>, actor: UserActor, { limit, cursor, ...filters }: AuditQuery): Promise<Result<{ entries: AuditRow[]; pagination: Pagination }>> {
  const decoded = decodeCursor(cursor, 1);
  if (!decoded.ok) return decoded;
  const before = decoded.value?.[0] ?? null;
  if (before !== null && (typeof before !== 'number' || !Number.isSafeInteger(before) || before < 1)) return invalidField('cursor', 'invalid_cursor', 'is not a cursor of this list');
  const read = await deps.database.asActor(actor, SUPERADMIN, (tx) => [auditRows(tx, filters, limit + 1, before), auditCount(tx, filters)]);
  if (!read.ok) return read;
  const { rows, pagination } = page(read.value.rows[0].rows as unknown as AuditRow[], limit, Number(read.value.rows[1].rows[0]?.total ?? 0), (row) => [row.audit_id]);
  // A statement of our own answers instants in Postgres' words.
  return done({ entries: rows.map((row) => ({ ...row, occurred_at: new Date(row.occurred_at) })), pagination });
}

const HEAD = {
  es: ['Fecha y hora (UTC)', 'Quién', 'Clase', 'Acto', 'Objeto', 'Nombre', 'Id del objeto', 'Cliente', 'Detalle', 'Solicitud'],
  en: ['Time (UTC)', 'Who', 'Kind', 'Act', 'Object', 'Name', 'Id of the object', 'Client', 'Details', 'Request'],
};

export async function exportAudit(deps: Pick<Deps, 'database'>, actor: UserActor, { locale, ...filters }: AuditExportQuery): Promise<Result<{ name: string; text: string }>> {
  const read = await deps.database.asActor(actor, SUPERADMIN, (tx) => [auditRows(tx, filters, ROWS_MAX + 1, null)]);
  if (!read.ok) return read;
  const rows = read.value.rows[0].rows as unknown as AuditRow[];
  if (rows.length > ROWS_MAX) return invalidField('from', 'too_many', `more than ${ROWS_MAX} entries: choose a shorter period`);
  const lines = rows.map((row) => csvLine([
    new Date(row.occurred_at).toISOString(), row.actor_name ?? '', row.actor_kind, row.action, row.entity, row.entity_name ?? '', row.entity_id ?? '', row.client_name ?? '', JSON.stringify(row.details), row.request_id ?? '',
  ]));
  return done({ name: locale === 'es' ? 'bitacora.csv' : 'audit.csv', text: BOM + csvLine(HEAD[locale]) + lines.join('') });
}
