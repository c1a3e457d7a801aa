// Sign-in, forgotten passwords, invitations.
import type { TextEntry } from '../entry.ts';
import type { auth as spanish } from '../es-MX/auth.ts';

export const auth: Record<keyof typeof spanish, TextEntry> = {
  'auth.sign_in': 'Sign in',
  'auth.sign_in_about': 'Use your mail address and password.',
  'auth.email': 'Mail address',
  'auth.password': 'Password',
  'auth.refused': 'The mail address or the password is not right.',
  'auth.forgot': 'Forgot your password?',
  'auth.forgot_title': 'Recover your password',
  'auth.forgot_about': 'We will send you a link to choose a new one. It lasts 30 minutes.',
  'auth.forgot_send': 'Send the link',
  'auth.forgot_sent': 'If the account exists, the link is on its way. Look in the spam folder too.',
  'auth.back_to_sign_in': 'Back to sign in',
  'auth.reset_title': 'Choose a new password',
  'auth.reset_about': 'Saving it ends all your open sessions.',
  'auth.invite_title': 'Activate your account',
  'auth.invite_about': 'Choose a password to enter the support portal.',
  'auth.new_password': 'New password',
  'auth.repeat_password': 'Repeat the password',
  'auth.password_hint': 'At least {length} characters. A long phrase beats odd symbols.',
  'auth.passwords_differ': 'The two passwords are not the same.',
  'auth.set_password': 'Save password',
  'auth.password_set': 'Password saved. You can sign in now.',
  'auth.link_over': 'The link was used or has expired. Ask for a new one.',
  'auth.link_incomplete': 'The link is incomplete. Open it again from the mail.',
  'auth.ask_new_link': 'Ask for a new link',
};
