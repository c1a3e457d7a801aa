// Who follows a ticket, and who wants to hear nothing of it.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, forbidden, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { ticketIs } from '../tickets/store.ts';
import { isStaffRole, STAFF_ROLES } from '../users/values.ts';
import type { Watcher, Watchers } from './contract.ts';
import { addWatchers, candidatesOf, mute, placeOf, removeWatcher, unmute, watchersOf } from './store.ts';

type WatchDeps = Pick<Deps, 'database'>;

const shown = (me: { user_id: string }, watchers: Watcher[], isMuted: boolean): Watchers => ({
  watchers, is_watching: watchers.some((watcher) => watcher.user_id === me.user_id), is_muted: isMuted,
});

export async function listWatchers(deps: WatchDeps, actor: UserActor, idOrNumber: string): Promise<Result<Watchers>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [placeOf(tx, ticketIs(idOrNumber)), watchersOf(tx, ticketIs(idOrNumber))]);
  if (!read.ok) return read;
  const { me, rows: [[place], watchers] } = read.value;
  return place ? done(shown(me, watchers, place.is_muted)) : notFound('ticket');
}

/** Whom the staff may add, and name in a note. */
export async function listCandidates(deps: WatchDeps, actor: UserActor, idOrNumber: string): Promise<Result<{ people: Watcher[] }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [placeOf(tx, ticketIs(idOrNumber)), candidatesOf(tx, ticketIs(idOrNumber))]);
  if (!read.ok) return read;
  const [[place], people] = read.value.rows;
  return place ? done({ people: people.rows as unknown as Watcher[] }) : notFound('ticket');
}

/** Oneself by anybody who sees the ticket; others by the staff, if they may see it too. */
export async function changeWatcher(deps: WatchDeps, actor: UserActor, idOrNumber: string, act: 'add' | 'remove', who: string | undefined): Promise<Result<Watchers>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [placeOf(tx, ticketIs(idOrNumber))]);
  if (!read.ok) return read;
  const { me, rows: [[place]] } = read.value;
  if (!place) return notFound('ticket');
  const userId = who ?? me.user_id;
  if (userId !== me.user_id && !isStaffRole(me.role)) return forbidden('you may follow a ticket yourself, not ask others to');
  const written = await deps.database.asActor(actor, {}, (tx) => [
    act === 'add' ? addWatchers(tx, place, [userId]) : removeWatcher(tx, place.ticket_id, userId), watchersOf(tx, ticketIs(idOrNumber)),
  ] as unknown as readonly [ReturnType<typeof addWatchers>, ReturnType<typeof watchersOf>]);
  if (!written.ok) return written.problem.kind === 'invalid' ? invalidField('user_id', 'may_not_see', 'no such person who may see this ticket') : written;
  return done(shown(me, written.value.rows[1], place.is_muted));
}

export async function muteTicket(deps: WatchDeps, actor: UserActor, idOrNumber: string, isMuted: boolean): Promise<Result<Watchers>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [placeOf(tx, ticketIs(idOrNumber)), watchersOf(tx, ticketIs(idOrNumber))]);
  if (!read.ok) return read;
  const { me, rows: [[place], watchers] } = read.value;
  if (!place) return notFound('ticket');
  const written = await deps.database.asActor(actor, {}, (tx) => [isMuted ? mute(tx, place, me.user_id) : unmute(tx, place.ticket_id)] as unknown as readonly [ReturnType<typeof mute>]);
  return written.ok ? done(shown(me, watchers, isMuted)) : written;
}
