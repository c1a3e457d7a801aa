// The wire of signing in.
import * as z from 'zod';
import type { Locale, UserRole } from '../users/values.ts';
import { emailAddress, newPassword, uuid } from '../contract.ts';

export const LoginBody = z.strictObject({ email: emailAddress, password: z.string().min(1).max(200) });
/** The portal sends `{}` and its cookie; other programs send the token. */
export const RefreshBody = z.strictObject({ refresh_token: z.string().min(10).max(200).optional() });
export const ForgotPasswordBody = z.strictObject({ email: emailAddress });
export const ResetPasswordBody = z.strictObject({ token: z.string().min(20).max(200), password: newPassword });
export const ChangePasswordBody = z.strictObject({ current_password: z.string().min(1).max(200), new_password: newPassword });
export const SessionParam = z.strictObject({ id: uuid });

export interface SignedInUser {
  user_id: string;
  name: string;
  email: string;
  role: UserRole;
  client_id: string | null;
  site_ids: string[];
  locale: Locale;
  /** Single-letter shortcuts of the portal. */
  has_shortcuts: boolean;
}

export interface SignIn {
  access_token: string;
  /** Null when the caller asked to keep it in the cookie alone (`X-Refresh-Token: cookie`). */
  refresh_token: string | null;
  user: SignedInUser;
}

export interface MeRow extends SignedInUser {
  phone: string | null;
  client_name: string | null;
  last_login: Date | null;
  sites: { site_id: string; name: string }[];
}

export interface SessionRow {
  session_id: string;
  created_at: Date;
  last_used_at: Date;
  ip: string | null;
  user_agent: string | null;
  is_current: boolean;
}
