// What stands in the menu, for whom. A new feature adds its entry here and its routes in router.tsx.
import { Inbox } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Role } from '@/api/session-store.ts';
import type { TextKey } from '@/text/es-MX.ts';

export interface NavItem {
  to: string;
  label: TextKey;
  icon: LucideIcon;
  roles: readonly Role[];
  /** Key sequence that goes there. */
  keys?: string;
  /** Entries of the second block are for keeping the desk in order. */
  group: 'work' | 'desk';
}

const staff: readonly Role[] = ['superadmin', 'admin', 'technician'];
const clientRoles: readonly Role[] = ['client_admin', 'solicitante'];

export const navItems: readonly NavItem[] = [
  { to: '/tickets', label: 'nav.tickets', icon: Inbox, roles: staff, keys: 'g t', group: 'work' },
  { to: '/requests', label: 'nav.requests', icon: Inbox, roles: clientRoles, group: 'work' },
];
