// The person's own page.
import type { TextEntry } from '../entry.ts';
import type { profile as spanish } from '../es-MX/profile.ts';

export const profile: Record<keyof typeof spanish, TextEntry> = {
  'profile.about_you': 'About you',
  'profile.about_you_hint': 'How people see you in tickets.',
  'profile.name': 'Name',
  'profile.phone': 'Phone',
  'profile.email_hint': 'Only an administrator can change it.',
  'profile.locale_hint': 'For the portal and the mail you receive.',
  'profile.saved': 'Profile saved',
  'profile.password': 'Password',
  'profile.password_about': 'Changing it ends your other sessions.',
  'profile.current_password': 'Current password',
  'profile.change_password': 'Change password',
  'profile.password_changed': 'Password changed',
  'profile.keyboard': 'Keyboard',
  'profile.shortcuts': 'Single-key shortcuts',
  'profile.shortcuts_hint': 'Turn them off if you use dictation or a screen reader. Ctrl K keeps working.',
  'profile.notices': 'Notifications',
  'profile.notices_about': 'What you hear of, where and when.',
  'profile.notices_open': 'Notification settings',
  'profile.sessions': 'Sessions',
  'profile.sessions_about': 'The browsers in which your account is open.',
  'profile.this_session': 'This session',
  'profile.end_session': 'End',
  'profile.unknown_device': 'Unknown device',
};
