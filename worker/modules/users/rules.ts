// Who may manage whom: one table, pure.
import type { FieldError } from '../contract.ts';
import type { UpdateUser } from './contract.ts';
import { CLIENT_ROLES, type UserRole } from './values.ts';

/** Roles that each role may give to a person, and of which it may change people. Nobody reaches above their own. */
const MANAGEABLE: Record<UserRole, readonly UserRole[]> = {
  superadmin: ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'],
  admin: ['admin', 'technician', 'client_admin', 'solicitante'],
  technician: ['solicitante'],
  client_admin: ['client_admin', 'solicitante'],
  solicitante: [],
};

/** Roles that manage anybody at all. */
export const MANAGING_ROLES = ['superadmin', 'admin', 'technician', 'client_admin'] as const satisfies readonly UserRole[];

export const mayManage = (mine: UserRole, theirs: UserRole): boolean => MANAGEABLE[mine].includes(theirs);

const belongsToClient = (role: UserRole): boolean => (CLIENT_ROLES as readonly UserRole[]).includes(role);

/** A role of a client needs one, the staff has none. */
export function clientFault(role: UserRole, clientId: string | null | undefined): FieldError | null {
  if (belongsToClient(role) && !clientId) return { field: 'client_id', code: 'client_required', message: `a ${role} belongs to a client` };
  if (!belongsToClient(role) && clientId) return { field: 'client_id', code: 'client_forbidden', message: 'staff belong to no client' };
  return null;
}

/**
 * What people may change about themselves: how they are called and reached. The address decides whose mail theirs is,
 * so only administrators change their own.
 * @returns the first field that is not theirs to change, or null.
 */
export function ownFieldFault(role: UserRole, me: { role: UserRole; client_id: string | null }, change: UpdateUser): string | null {
  if (change.role !== undefined && change.role !== me.role) return 'role';
  if (change.client_id !== undefined && change.client_id !== me.client_id) return 'client_id';
  if (change.is_active === false) return 'is_active';
  if (change.email !== undefined && role !== 'superadmin' && role !== 'admin') return 'email';
  return null;
}

/** Sites of a person: all of the person's own client, none twice. `known` are the sites the caller can see. */
export function sitesFault(clientId: string | null, siteIds: readonly string[], known: readonly { site_id: string; client_id: string }[]): FieldError[] | 'unseen' {
  if (siteIds.some((id) => !known.some((site) => site.site_id === id))) return 'unseen';
  if (siteIds.length > 0 && !clientId) return [{ field: 'site_ids', code: 'sites_of_staff', message: 'staff have no sites' }];
  return siteIds.flatMap((id, index): FieldError[] =>
    known.some((site) => site.site_id === id && site.client_id === clientId)
      ? [] : [{ field: `site_ids.${index}`, code: 'site_of_another_client', message: 'is a site of another client' }]);
}

/** True when open sockets of the person have to be closed: what they may see has changed. */
export const losesAuthority = (before: { role: UserRole; client_id: string | null; is_active: boolean }, after: { role: UserRole; client_id: string | null; is_active: boolean }): boolean =>
  before.role !== after.role || before.client_id !== after.client_id || (before.is_active && !after.is_active);
