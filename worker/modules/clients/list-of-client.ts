// What hangs on one client: 404 for a client the caller can't see, instead of an empty list.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import type { SiteListQuery } from '../sites/contract.ts';
import { listSites } from '../sites/list-sites.ts';
import type { UserListQuery } from '../users/contract.ts';
import { listUsers } from '../users/list-users.ts';

export const listClientSites = (deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, query: Omit<SiteListQuery, 'client_id'>) =>
  listSites(deps, actor, query, clientId);

export const listClientUsers = (deps: Pick<Deps, 'database'>, actor: UserActor, clientId: string, query: Omit<UserListQuery, 'client_id'>) =>
  listUsers(deps, actor, query, clientId);
