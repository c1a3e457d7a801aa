// Somebody asks for a report: what it is about, of which period, in whose zone. It is made after the answer.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, forbidden, invalidField, notFound, refused, type Result } from '../../platform/problem.ts';
import { isTimezone } from '../sla/zone-rules.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { NewReport, ReportRow } from './contract.ts';
import { spanBetween, spanOfMonth, spanOfPeriod, type Span } from './period-rules.ts';
import { shownReport } from './read-reports.ts';
import * as store from './store.ts';
import type { PlaceFacts } from './store.ts';

export const REPORTERS = [...STAFF_ROLES, 'client_admin'] as const;

/** Five years. */
const SPAN_MAX_MS = (5 * 366 + 1) * 86_400_000;
/** Of one person at a time. */
const WAITING_MAX = 20;

function spanOf(body: NewReport, timezone: string, now: number): Span {
  if (body.month !== undefined) return spanOfMonth(timezone, body.month);
  if (body.from !== undefined && body.to !== undefined) return spanBetween(timezone, body.from, body.to);
  return spanOfPeriod(timezone, body.period ?? (body.kind === 'monthly' ? 'last_month' : 'this_month'), now);
}

export async function askReport(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, body: NewReport): Promise<Result<{ report: ReportRow }>> {
  const wanted = body.client_id ?? null;
  const read = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [store.placeFacts(tx, wanted)]);
  if (!read.ok) return read;
  const { me } = read.value;
  const { client, timezone: house } = read.value.rows[0].rows[0] as unknown as PlaceFacts;
  const isClientUser = me.client_id !== null;
  if (wanted !== null && !client) return notFound('client');
  if (isClientUser && !client) return forbidden();
  if (body.is_for_client && !client) return invalidField('is_for_client', 'needs_client', 'a report on every client is for the staff');
  const timezone = client?.timezone ?? body.timezone ?? house;
  if (!isTimezone(timezone)) return invalidField('timezone', 'unknown_timezone', 'is no time zone');
  const span = spanOf(body, timezone, deps.clock.now().getTime());
  if (!(span.from < span.to)) return invalidField('to', 'empty_period', 'the period ends before it begins');
  if (span.to - span.from > SPAN_MAX_MS) return invalidField('to', 'period_too_long', 'a report covers five years at most');
  const reportId = deps.ids.next();
  const written = await deps.database.asActor(actor, { roles: REPORTERS }, (tx) => [
    store.inTurn(tx, 'reports'),
    store.fewWait(tx, WAITING_MAX),
    store.insertReport(tx, {
      report_id: reportId, client_id: client?.client_id ?? null, kind: body.kind, format: body.format, group_by: body.kind === 'sla' ? (body.group_by ?? null) : null, locale: body.locale ?? me.locale, timezone,
      from_at: new Date(span.from), to_at: new Date(span.to), is_for_client: isClientUser || (body.is_for_client ?? false), asked_by: me.user_id,
    }),
    store.reportById(tx, reportId),
  ]);
  if (!written.ok) return written;
  const [row] = written.value.rows[3];
  if (!row) return refused({ kind: 'not_found', message: 'report not found' });
  const { figures: _figures, ...shown } = shownReport(row);
  return done({ report: shown }, [{ type: 'report', report_id: reportId }]);
}
