// Licences of a client's programs: listed with what is installed, made, changed and ended.
import type { Deps } from '../../deps.ts';
import { decodeNameCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { LicenceChange, LicenceQuery, LicenceRow, NewLicence } from './contract.ts';
import { clientExists, countLicences, insertLicence, licenceById, licenceRows, updateLicence } from './licence-store.ts';

const STAFF = { roles: STAFF_ROLES };

export async function listLicences(deps: Pick<Deps, 'database'>, actor: UserActor, query: LicenceQuery): Promise<Result<{ licences: LicenceRow[]; pagination: Pagination }>> {
  const after = decodeNameCursor(query.cursor);
  if (!after.ok) return after;
  const read = await deps.database.asActor(actor, STAFF, (tx) => [licenceRows(tx, query.client_id, after.value, query.limit + 1), countLicences(tx, query.client_id, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const shown = page(rows, query.limit, count?.total ?? 0, (row) => [row.name, row.licence_id]);
  return done({ licences: shown.rows, pagination: shown.pagination });
}

export async function createLicence(deps: Pick<Deps, 'database' | 'ids'>, actor: UserActor, body: NewLicence): Promise<Result<{ licence: LicenceRow }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [clientExists(tx, body.client_id)]);
  if (!read.ok) return read;
  if (read.value.rows[0].rows.length === 0) return invalidField('client_id', 'unknown', 'no such client');
  const licence_id = deps.ids.next();
  const written = await deps.database.asActor(actor, STAFF, (tx) => [insertLicence(tx, { ...body, licence_id, created_by: actor.userId }), licenceById(tx, licence_id)]);
  return written.ok ? done({ licence: written.value.rows[1][0]! }) : written;
}

const changedMeanwhile = (licence: LicenceRow) => conflict('version_conflict', 'the licence changed meanwhile', { licence }, 'version');

export async function changeLicence(deps: Pick<Deps, 'database'>, actor: UserActor, licenceId: string, { version, ...change }: LicenceChange): Promise<Result<{ licence: LicenceRow }>> {
  const written = await deps.database.asActor(actor, STAFF, (tx) => [updateLicence(tx, licenceId, version, change), licenceById(tx, licenceId)]);
  if (!written.ok) return written;
  const [changed, [licence]] = written.value.rows;
  if (!licence) return notFound('licence');
  return changed.length > 0 ? done({ licence }) : changedMeanwhile(licence);
}

export async function deleteLicence(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, licenceId: string): Promise<Result<null>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [licenceById(tx, licenceId)]);
  if (!read.ok) return read;
  const [licence] = read.value.rows[0];
  if (!licence) return notFound('licence');
  const written = await deps.database.asActor(actor, STAFF, (tx) => [updateLicence(tx, licenceId, licence.version, { deleted_at: deps.clock.now() })]);
  if (!written.ok) return written;
  return written.value.rows[0].length > 0 ? done(null) : changedMeanwhile(licence);
}
