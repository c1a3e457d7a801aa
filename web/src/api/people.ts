// Who tickets can be assigned to, and whom they can be about.
import { useQuery } from '@tanstack/react-query';
import type { UserRow } from '../../../worker/modules/users/contract.ts';
import { requestAll } from './pagination.ts';
import type { Role } from './session-store.ts';

const minuteMs = 60_000;
const staffRoles: Role[] = ['technician', 'admin', 'superadmin'];

/** The MSP's active people, by name. */
export function useStaff() {
  return useQuery({
    queryKey: ['users', 'staff'],
    queryFn: async () => {
      const groups = await Promise.all(
        staffRoles.map((role) => requestAll<UserRow>('/users', 'users', { is_active: true, role })),
      );
      return groups.flat().sort((a, b) => a.name.localeCompare(b.name));
    },
    staleTime: minuteMs,
  });
}

/** The active people of one client. */
export function useClientPeople(clientId: string | null) {
  return useQuery({
    queryKey: ['users', 'of-client', clientId],
    queryFn: () => requestAll<UserRow>('/users', 'users', { is_active: true, client_id: clientId }),
    enabled: clientId !== null,
    staleTime: minuteMs,
  });
}
