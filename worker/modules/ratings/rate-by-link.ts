// Ratings from the signed link of a mail: looking changes nothing, so that a scanner which follows links rates nothing.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound, type Result } from '../../platform/problem.ts';
import { readRatingLink, type RatingLink } from '../../platform/rating-links.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import type { LinkAnswer, LinkRating } from './contract.ts';
import { mayChange } from './rules.ts';
import { rateByLink, ratingOfLink, type RatedTicket } from './store.ts';

type LinkDeps = Pick<Deps, 'database' | 'clock' | 'config'>;
const jobActor = (requestId: string): Actor => ({ kind: 'job', job: 'mail_in', requestId });

async function open(deps: LinkDeps, token: string): Promise<Result<RatingLink>> {
  const link = await readRatingLink(deps.config.jwtKeys, token, deps.clock.now());
  if (link === null) return forbidden('the link is not valid', 'link_invalid');
  return link === 'expired' ? forbidden('the link has expired', 'link_expired') : done(link);
}

function answerOf(deps: LinkDeps, rows: readonly Record<string, unknown>[]): Result<LinkAnswer> {
  const row = rows[0] as (Omit<LinkAnswer, 'may_change'> & { rated_at: string | null }) | undefined;
  if (!row) return notFound('ticket');
  const may = row.is_enabled && mayChange(row.rated_at === null ? null : new Date(row.rated_at), deps.clock.now());
  return done({ ticket_number: row.ticket_number, subject: row.subject, client_name: row.client_name, is_enabled: row.is_enabled, may_change: may, score: row.score, comment: row.comment ?? '' });
}

export async function lookAtLink(deps: LinkDeps, requestId: string, token: string): Promise<Result<LinkAnswer>> {
  const link = await open(deps, token);
  if (!link.ok) return link;
  const read = await deps.database.asActor(jobActor(requestId), {}, (tx) => [ratingOfLink(tx, link.value)]);
  return read.ok ? answerOf(deps, read.value.rows[0].rows) : read;
}

export async function rateWithLink(deps: LinkDeps, requestId: string, { token, score, comment }: LinkRating): Promise<Result<LinkAnswer>> {
  const link = await open(deps, token);
  if (!link.ok) return link;
  const written = await deps.database.asActor(jobActor(requestId), {}, (tx) => [rateByLink(tx, link.value, score, comment), ratingOfLink(tx, link.value)]);
  if (!written.ok) return written.problem.kind === 'conflict' && written.problem.message.includes('no longer') ? conflict('rating_final', written.problem.message) : written;
  const [rated, shown] = written.value.rows;
  const given = answerOf(deps, shown.rows);
  return given.ok ? done(given.value, [ticketEffect(rated.rows[0] as unknown as RatedTicket, 'rating', true)]) : given;
}
