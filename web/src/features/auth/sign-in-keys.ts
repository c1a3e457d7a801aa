// What the sign-in page says: the build puts these sentences of both languages into the page.
export const signInKeys = [
  'auth.sign_in', 'auth.sign_in_about', 'auth.email', 'auth.password', 'auth.refused', 'auth.forgot', 'auth.password_set',
  'shell.theme', 'shell.theme_system', 'shell.theme_light', 'shell.theme_dark', 'shell.language',
  'problem.network', 'problem.too_many', 'problem.server', 'problem.unexpected',
] as const;
export type SignInKey = (typeof signInKeys)[number];
