// Names of the places in the menu; the texts of the places themselves arrive with their pages.
import type { TextEntry } from '../entry.ts';
import type { nav as spanish } from '../es-MX/nav.ts';

export const nav: Record<keyof typeof spanish, TextEntry> = {
  'nav.new_request': 'New request',
  'nav.dashboard': 'Dashboard',
  'nav.company': 'My company',
  'nav.people': 'People',
  'nav.assets': 'Machines',
  'nav.knowledge': 'Help articles',
  'nav.alerts': 'Alerts',
  'nav.scripts': 'Scripts',
  'nav.remote_actions': 'Remote actions',
  'nav.enrolment': 'Add machines',
  'nav.machine_settings': 'Machine settings',
  'nav.reports': 'Reports',
  'nav.users': 'People',
  'nav.time': 'Time',
  'nav.clients': 'Clients',
  'nav.sites': 'Sites',
  'nav.categories': 'Categories',
  'nav.inbound': 'Incoming mail',
  'nav.mail_queue': 'Outgoing mail',
  'nav.service_levels': 'Service levels',
  'nav.schedules': 'Scheduled tickets',
  'nav.macros': 'Macros',
  'nav.templates': 'Templates',
  'nav.mail_settings': 'Mail configuration',
  'nav.settings': 'Settings',
  'nav.dev_mailbox': 'Development mailbox',
};
