// People over HTTP, and who may manage whom (the server decides; this only hides what it would refuse).
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UserRow } from '../../../worker/modules/users/contract.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';
import type { Role } from './session-store.ts';

export type { UserRow };

const manageable: Record<Role, readonly Role[]> = {
  superadmin: ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'],
  admin: ['admin', 'technician', 'client_admin', 'solicitante'],
  technician: ['solicitante'],
  client_admin: ['client_admin', 'solicitante'],
  solicitante: [],
};

/** Roles that a role may give, and of whom it may change people. */
export const manageableRoles = (mine: Role): readonly Role[] => manageable[mine];

export const isClientRole = (role: Role): boolean => role === 'client_admin' || role === 'solicitante';

export function useUsers(filters: NonNullable<RequestOptions['query']>) {
  return useKeysetList<UserRow>('/users', 'users', 'user_id', filters);
}

export interface UserDraft {
  name: string;
  email: string;
  role: Role;
  client_id: string | null;
  phone: string;
  locale: 'es' | 'en';
  site_ids: string[];
}

/** Creates a person (who is invited by mail) or saves the differences of one. Throws ApiProblem. */
async function saveUser(draft: UserDraft, before: UserRow | null): Promise<UserRow> {
  const { site_ids, ...fields } = draft;
  const belongs = isClientRole(draft.role);
  const client_id = belongs ? draft.client_id : null;
  if (!before) {
    const body = { ...fields, client_id, ...(belongs ? { site_ids } : {}) };
    return (await request<{ user: UserRow }>('/users', { method: 'POST', body })).user;
  }
  const wanted: Record<string, unknown> = { ...fields, client_id };
  const known: Record<string, unknown> = { ...before, phone: before.phone ?? '' };
  const change = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== known[name]));
  let user = before;
  if (Object.keys(change).length > 0) user = (await request<{ user: UserRow }>(`/users/${before.user_id}`, { method: 'PUT', body: change })).user;
  const had = before.sites.map(({ site_id }) => site_id).toSorted().join();
  if (belongs && (site_ids.toSorted().join() !== had || 'client_id' in change))
    await request(`/users/${before.user_id}/sites`, { method: 'POST', body: { site_ids } });
  return user;
}

export function useSaveUser(before: UserRow | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: UserDraft) => saveUser(draft, before),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}

export type UserAct = 'activate' | 'deactivate' | 'invite' | 'delete';

export function useUserAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, user_id }: { act: UserAct; user_id: string }) =>
      act === 'invite'
        ? request(`/users/${user_id}/invite`, { method: 'POST', body: {} })
        : act === 'delete'
          ? request(`/users/${user_id}`, { method: 'DELETE' })
          : request(`/users/${user_id}`, { method: 'PUT', body: { is_active: act === 'activate' } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}
