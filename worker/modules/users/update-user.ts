// A person changes: by those who may manage them, or, in part, by themselves.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, invalid, notFound, type Effect } from '../../platform/problem.ts';
import type { UpdateUser } from './contract.ts';
import { TAKEN } from './create-user.ts';
import { clientFault, losesAuthority, mayManage, ownFieldFault } from './rules.ts';
import { clearSites, clientOfUser, updateUser as updateUserStatement, userById, userUnchanged } from './store.ts';

export async function updateUser(deps: Pick<Deps, 'database'>, actor: UserActor, userId: string, change: UpdateUser) {
  const read = await deps.database.asActor(actor, {}, (tx) => [userById(tx, userId), clientOfUser(tx, change.client_id)]);
  if (!read.ok) return read;
  const { me, rows: [[before], [newClient]] } = read.value;
  if (!before) return notFound('user');
  if (before.user_id === me.user_id) {
    const field = ownFieldFault(me.role, before, change);
    if (field) return forbidden(`nobody changes ${field} of their own account`, `own_${field}`);
  } else {
    if (!mayManage(me.role, before.role)) return forbidden();
    if (change.has_shortcuts !== undefined) return forbidden('everybody chooses their own keyboard', 'own_keyboard');
    if (change.role !== undefined && !mayManage(me.role, change.role)) return forbidden(`your role may not make somebody a ${change.role}`);
  }
  const after = {
    role: change.role ?? before.role,
    client_id: change.client_id === undefined ? before.client_id : change.client_id,
    is_active: change.is_active ?? before.is_active,
  };
  const movesClient = after.client_id !== before.client_id;
  if (movesClient && me.role !== 'superadmin' && me.role !== 'admin') {
    return after.client_id && !newClient ? notFound('client') : forbidden('only administrators move people between clients');
  }
  const wrongClient = clientFault(after.role, after.client_id);
  if (wrongClient) return invalid(wrongClient);
  if (movesClient && after.client_id && !newClient) return notFound('client');
  if (movesClient && newClient && !newClient.is_active) return conflict('client_inactive', 'the client is not active', undefined, 'client_id');

  const written = await deps.database.asActor(actor, { taken: TAKEN }, (tx) => [
    userUnchanged(tx, userId, before.updated_at),
    ...(movesClient ? [clearSites(tx, userId)] : []),
    updateUserStatement(tx, userId, change),
    userById(tx, userId),
  ] as const);
  if (!written.ok) return written;
  const [user] = written.value.rows.at(-1) as typeof read.value.rows[0];
  const effects: Effect[] = losesAuthority(before, after) ? [{ type: 'authority', user_id: userId, client_id: before.client_id }] : [];
  return done({ user: user! }, effects);
}
