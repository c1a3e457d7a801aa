// What stands in the menu, for whom. A new feature adds its entry here and its routes in router.tsx.
import { BellRing, BookOpen, Building2, CalendarClock, ChartNoAxesColumn, Clock, FileSpreadsheet, FlaskConical, FolderTree, Inbox, LayoutTemplate, MailOpen, MapPinned, MessageSquarePlus, Monitor, MonitorUp, ScrollText, Send, Settings2, SquareTerminal, Timer, UsersRound, Zap } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Role } from '@/api/session-store.ts';
import type { TextKey } from '@/text/es-MX.ts';

export interface NavItem {
  to: string;
  label: TextKey;
  icon: LucideIcon;
  roles: readonly Role[];
  /** Marked as current on this very address only, not on the ones below it. */
  exact?: boolean;
  /** Shown only where the server has it. */
  needs?: 'dev_mailbox';
  /** Key sequence that goes there. */
  keys?: string;
  /** Entries of the second block are for keeping the desk in order. */
  group: 'work' | 'desk';
}

const staff: readonly Role[] = ['superadmin', 'admin', 'technician'];
const clientRoles: readonly Role[] = ['client_admin', 'solicitante'];

export const navItems: readonly NavItem[] = [
  { to: '/dashboard', label: 'nav.dashboard', icon: ChartNoAxesColumn, roles: [...staff, 'client_admin'], keys: 'g d', group: 'work' },
  { to: '/tickets', label: 'nav.tickets', icon: Inbox, roles: staff, keys: 'g t', group: 'work' },
  { to: '/requests', label: 'nav.requests', icon: Inbox, roles: clientRoles, keys: 'g t', group: 'work', exact: true },
  { to: '/requests/new', label: 'nav.new_request', icon: MessageSquarePlus, roles: clientRoles, keys: 'c', group: 'work' },
  { to: '/machines', label: 'nav.assets', icon: Monitor, roles: [...staff, ...clientRoles], keys: 'g e', group: 'work' },
  { to: '/knowledge', label: 'nav.knowledge', icon: BookOpen, roles: [...staff, ...clientRoles], keys: 'g h', group: 'work' },
  { to: '/alerts', label: 'nav.alerts', icon: BellRing, roles: [...staff, 'client_admin'], keys: 'g a', group: 'work' },
  { to: '/reports', label: 'nav.reports', icon: FileSpreadsheet, roles: [...staff, 'client_admin'], keys: 'g r', group: 'work' },
  { to: '/scripts', label: 'nav.scripts', icon: SquareTerminal, roles: staff, keys: 'g s', group: 'work' },
  { to: '/remote-actions', label: 'nav.remote_actions', icon: ScrollText, roles: ['client_admin'], group: 'work' },
  { to: '/company', label: 'nav.company', icon: Building2, roles: ['client_admin'], group: 'work' },
  { to: '/people', label: 'nav.people', icon: UsersRound, roles: ['client_admin'], group: 'work' },
  { to: '/time', label: 'nav.time', icon: Clock, roles: staff, keys: 'g w', group: 'work' },
  { to: '/inbound', label: 'nav.inbound', icon: MailOpen, roles: staff, keys: 'g i', group: 'work' },
  { to: '/mail-queue', label: 'nav.mail_queue', icon: Send, roles: staff, keys: 'g o', group: 'work' },
  { to: '/clients', label: 'nav.clients', icon: Building2, roles: staff, keys: 'g c', group: 'desk' },
  { to: '/sites', label: 'nav.sites', icon: MapPinned, roles: staff, group: 'desk' },
  { to: '/users', label: 'nav.users', icon: UsersRound, roles: staff, keys: 'g u', group: 'desk' },
  { to: '/enrolment', label: 'nav.enrolment', icon: MonitorUp, roles: staff, keys: 'g m', group: 'desk' },
  { to: '/categories', label: 'nav.categories', icon: FolderTree, roles: staff, group: 'desk' },
  { to: '/service-levels', label: 'nav.service_levels', icon: Timer, roles: staff, keys: 'g l', group: 'desk' },
  { to: '/schedules', label: 'nav.schedules', icon: CalendarClock, roles: staff, group: 'desk' },
  { to: '/macros', label: 'nav.macros', icon: Zap, roles: staff, keys: 'g k', group: 'desk' },
  { to: '/templates', label: 'nav.templates', icon: LayoutTemplate, roles: staff, group: 'desk' },
  { to: '/settings', label: 'nav.settings', icon: Settings2, roles: staff, keys: 'g y', group: 'desk' },
  { to: '/dev-mailbox', label: 'nav.dev_mailbox', icon: FlaskConical, roles: staff, group: 'desk', needs: 'dev_mailbox' },
];
