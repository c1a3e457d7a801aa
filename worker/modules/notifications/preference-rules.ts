// Which events can reach a role at all, and what holds for who has chosen nothing. Pure.
import { isStaffRole, type UserRole } from '../users/values.ts';
import { CHOSEN_EVENTS, type ChosenEvent } from './values.ts';

const ofEverybody: readonly ChosenEvent[] = ['ticket_assigned', 'ticket_commented', 'ticket_status_changed', 'ticket_resolved', 'ticket_closed', 'ticket_reopened', 'sla_escalation'];
const ofAdministrators: readonly ChosenEvent[] = [...ofEverybody, 'ticket_created', 'asset_alert', 'asset_offline'];

/** In the order they are shown. Deadlines are the staff's, except for a level of escalation that tells the client. */
export function reachableEvents(role: UserRole): ChosenEvent[] {
  if (isStaffRole(role)) return CHOSEN_EVENTS.filter((event) => role !== 'admin' || !['ticket_created', 'asset_alert', 'asset_offline'].includes(event));
  const reachable = role === 'client_admin' ? ofAdministrators : ofEverybody;
  return CHOSEN_EVENTS.filter((event) => reachable.includes(event));
}

/** Yes for what concerns the person, no for the queue of everybody. */
export const defaultChoice = (role: UserRole, event: ChosenEvent): boolean => !(isStaffRole(role) && event === 'ticket_created');
