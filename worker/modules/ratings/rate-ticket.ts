// Ratings from the portal: read with a ticket, given by people of the client.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import { CLIENT_ROLES, type UserRole } from '../users/values.ts';
import type { NewRating, TicketRatings } from './contract.ts';
import { mayRate } from './rules.ts';
import { rateAsPerson, ratingFrame, ratingsOf, type RatedTicket } from './store.ts';

type Rows = readonly [frames: Awaited<ReturnType<typeof ratingFrame>>, ratings: Awaited<ReturnType<typeof ratingsOf>>];

function answer([[frame], rows]: Rows, role: UserRole, now: Date): Result<TicketRatings> {
  if (!frame) return notFound('ticket');
  const current = rows.find((row) => row.is_own && row.resolution_number === frame.resolution_number) ?? null;
  const shown = rows.map(({ is_own: _isOwn, ...row }) => row);
  const own = current ? shown.find((row) => row.rating_id === current.rating_id)! : null;
  return done({
    is_enabled: frame.is_enabled, may_rate: mayRate(role, frame.status, own?.created_at ?? null, frame.is_enabled, now), resolution_number: frame.resolution_number, own, ratings: shown,
  });
}

export async function readRatings(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, idOrNumber: string): Promise<Result<TicketRatings>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ratingFrame(tx, idOrNumber), ratingsOf(tx, idOrNumber)]);
  return read.ok ? answer(read.value.rows, read.value.me.role, deps.clock.now()) : read;
}

/** The latest resolution; given again within some days it is changed. */
export async function rateTicket(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, idOrNumber: string, input: NewRating): Promise<Result<TicketRatings>> {
  const written = await deps.database.asActor(actor, { roles: CLIENT_ROLES }, (tx) => [rateAsPerson(tx, idOrNumber, input.score, input.comment), ratingFrame(tx, idOrNumber), ratingsOf(tx, idOrNumber)]);
  if (!written.ok) return written;
  const { me, rows: [rated, frames, ratings] } = written.value;
  const ticket = rated.rows[0] as unknown as RatedTicket;
  const given = answer([frames, ratings], me.role, deps.clock.now());
  return given.ok ? done(given.value, [ticketEffect(ticket, 'rating', true)]) : given;
}
