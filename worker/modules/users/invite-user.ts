// An invitation is sent again to somebody who has not signed in yet.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound } from '../../platform/problem.ts';
import { MANAGING_ROLES, mayManage } from './rules.ts';
import { insertInviteTokens, queueInvitations, userById, userUnchanged } from './store.ts';
import { writeInvitation } from './write-invitation.ts';

export async function inviteUser(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox'>, actor: UserActor, userId: string) {
  const read = await deps.database.asActor(actor, { roles: MANAGING_ROLES }, (tx) => [userById(tx, userId)]);
  if (!read.ok) return read;
  const { me, rows: [[person]] } = read.value;
  if (!person) return notFound('user');
  if (!mayManage(me.role, person.role)) return forbidden();
  if (!person.is_active) return conflict('user_inactive', 'the person is not active');
  if (person.last_login) return conflict('already_signed_in', 'the person has signed in already and can reset the password');
  const invitation = [await writeInvitation(deps, actor, person)];
  const written = await deps.database.asActor(actor, { roles: MANAGING_ROLES }, (tx) => [
    userUnchanged(tx, userId, person.updated_at), insertInviteTokens(tx, invitation), queueInvitations(tx, invitation),
  ]);
  return written.ok ? done({ user: person }, [{ type: 'mail' }]) : written;
}
