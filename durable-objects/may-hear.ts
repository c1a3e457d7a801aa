// Which hint may reach which viewer: the same rule as row security, on ids alone. Pure.
import type { Hint, LiveMessage, Viewer } from './protocol/live.ts';

const isStaff = (viewer: Viewer): boolean => viewer.role === 'superadmin' || viewer.role === 'admin' || viewer.role === 'technician';

export function mayHear(viewer: Viewer, hint: Hint): boolean {
  if (hint.type === 'authority') return false;
  if (hint.type === 'notification') return hint.user_id === viewer.user_id;
  if (isStaff(viewer)) return true;
  // A solicitante sees of a machine its name, type and status alone.
  if (hint.type === 'asset') {
    if (hint.client_id !== viewer.client_id) return false;
    return viewer.role === 'client_admin' || (viewer.site_ids.includes(hint.site_id) && (hint.kind === 'presence' || hint.kind === 'changed'));
  }
  if (hint.type !== 'ticket' || hint.internal || hint.client_id !== viewer.client_id) return false;
  return viewer.role === 'client_admin' || viewer.site_ids.includes(hint.site_id) || hint.created_by === viewer.user_id;
}

/** What the browser gets of a hint; nothing about others. */
export function messageOf(hint: Hint, at: string): LiveMessage | null {
  if (hint.type === 'ticket') {
    const { ticket_id, ticket_number, client_id, kind, version } = hint;
    return { type: 'ticket', ticket_id, ticket_number, client_id, kind, version, at };
  }
  if (hint.type === 'asset') return { type: 'asset', asset_id: hint.asset_id, client_id: hint.client_id, kind: hint.kind, at };
  if (hint.type === 'notification') return { type: 'notification', at };
  return hint.type === 'inbound' ? { type: 'inbound', inbound_id: hint.inbound_id, at } : null;
}
