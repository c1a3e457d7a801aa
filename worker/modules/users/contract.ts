// The wire of people: what routes accept, what they answer.
import * as z from 'zod';
import { emailAddress, flag, line, newPassword, pageQuery, searchText, uuid } from '../contract.ts';
import { LOCALES, USER_ROLES, type Locale, type UserRole } from './values.ts';

/** Loose on purpose: digits with the usual separators, a plus sign, an extension. '' means none. */
export const phone = z.string().trim().max(40)
  .refine((text) => text === '' || /^\+?[0-9 ().\-/]{7,25}( ?(ext|x)\.? ?[0-9]{1,6})?$/i.test(text), 'is not a phone number')
  .transform((text) => (text === '' ? null : text)).nullable().optional();

const siteIds = z.array(uuid).max(200);

/** Without `password` an invitation is sent, unless `invite` is false. */
export const CreateUser = z.strictObject({
  name: line(200),
  email: emailAddress,
  role: z.enum(USER_ROLES),
  client_id: uuid.nullable().optional(),
  site_ids: siteIds.optional(),
  phone,
  locale: z.enum(LOCALES).optional(),
  password: newPassword.optional(),
  invite: z.boolean().optional(),
});
export type CreateUser = z.infer<typeof CreateUser>;

/** Only what is to change. A change of client takes the sites of the person away. */
export const UpdateUser = z.strictObject({
  name: line(200).optional(),
  email: emailAddress.optional(),
  role: z.enum(USER_ROLES).optional(),
  client_id: uuid.nullable().optional(),
  phone,
  locale: z.enum(LOCALES).optional(),
  /** Their own alone. */
  has_shortcuts: z.boolean().optional(),
  is_active: z.boolean().optional(),
});
export type UpdateUser = z.infer<typeof UpdateUser>;

export const ReplaceSites = z.strictObject({ site_ids: siteIds });
export const Invite = z.strictObject({});

export const UserListQuery = z.strictObject({
  ...pageQuery,
  role: z.enum(USER_ROLES).optional(),
  client_id: uuid.optional(),
  site_id: uuid.optional(),
  is_active: flag.optional(),
  q: searchText,
});
export type UserListQuery = z.infer<typeof UserListQuery>;

/** One person. Instants are ISO-8601. */
export interface UserRow {
  user_id: string;
  client_id: string | null;
  client_name: string | null;
  name: string;
  email: string;
  role: UserRole;
  phone: string | null;
  locale: Locale;
  is_active: boolean;
  email_verified_at: string | null;
  last_login: string | null;
  created_at: string;
  updated_at: string;
  /** Assigned sites, by name. */
  sites: { site_id: string; name: string }[];
}
