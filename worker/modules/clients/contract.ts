// The wire of clients and of the wizard that makes one with its sites and people.
import * as z from 'zod';
import { emailAddress, flag, line, newPassword, optionalEmail, pageQuery, searchText } from '../contract.ts';
import { newSiteFields, placeFields, SiteListQuery } from '../sites/contract.ts';
import { phone, UserListQuery } from '../users/contract.ts';
import { LOCALES, type Locale } from '../users/values.ts';
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';
import { isRfc, isTimezone } from './values.ts';

const rfc = z.string().trim().max(13).transform((text) => (text === '' ? null : text.toUpperCase()))
  .refine((text) => text === null || isRfc(text), 'is not an RFC').nullable().optional();

const clientFields = {
  rfc,
  email: optionalEmail,
  phone,
  /** Domains whose mail opens tickets of this client. */
  authorized_domains: z.array(z.string().max(255)).max(100).optional(),
  /** Domains and addresses mixed; domains go to the client, addresses to its primary site. */
  allowed_emails: z.array(z.string().max(255)).max(100).optional(),
  ...placeFields,
  timezone: z.string().max(64).refine(isTimezone, 'is not an IANA time zone').optional(),
  locale: z.enum(LOCALES).optional(),
  /** Addresses or networks (CIDR) from which the client's machines may connect; empty: from anywhere. */
  agent_networks: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'is no address or network')).max(100).optional(),
};

export const CreateClient = z.strictObject({ name: line(200), ...clientFields });
export type CreateClient = z.infer<typeof CreateClient>;

/** Only what is to change. */
export const UpdateClient = z.strictObject({ name: line(200).optional(), ...clientFields, is_active: z.boolean().optional() });
export type UpdateClient = z.infer<typeof UpdateClient>;

const wizardPerson = {
  name: line(200),
  email: emailAddress,
  phone,
  locale: z.enum(LOCALES).optional(),
  /** Without one an invitation is sent, unless `invite` is false. */
  password: newPassword.optional(),
  invite: z.boolean().optional(),
};
const siteKey = z.string().trim().min(1).max(60);

export const Wizard = z.strictObject({
  client: CreateClient,
  admin_user: z.strictObject({ ...wizardPerson, role: z.literal('client_admin').optional() }),
  sites: z.array(z.strictObject({ key: siteKey, ...newSiteFields })).min(1).max(50),
  additional_users: z.array(z.strictObject({
    ...wizardPerson, role: z.literal('solicitante').optional(), site_keys: z.array(siteKey).min(1).max(50),
  })).max(50).default([]),
});
export type Wizard = z.infer<typeof Wizard>;

/** What the wizard made, ids in the order of the request. */
export interface WizardAnswer {
  client_id: string;
  admin_user_id: string;
  site_ids: string[];
  additional_user_ids: string[];
}

export const ClientListQuery = z.strictObject({
  ...pageQuery,
  is_active: flag.optional(),
  q: searchText,
});
export type ClientListQuery = z.infer<typeof ClientListQuery>;

/** Lists of one client; the path says which. */
export const ClientSitesQuery = SiteListQuery.omit({ client_id: true });
export const ClientUsersQuery = UserListQuery.omit({ client_id: true });

/** One client. Instants are ISO-8601. */
export interface ClientRow {
  client_id: string;
  name: string;
  rfc: string | null;
  email: string | null;
  phone: string | null;
  /** Null for a role that may not read them. */
  authorized_domains: string[] | null;
  /** From where its machines may connect; empty: anywhere. Null for a role that may not read them. */
  agent_networks: string[] | null;
  address: string | null;
  city: string | null;
  state: string | null;
  country: string | null;
  postal_code: string | null;
  timezone: string;
  locale: Locale;
  is_active: boolean;
  /** Counts as the caller sees them. */
  total_sites: number;
  total_users: number;
  open_tickets: number;
  created_at: string;
  updated_at: string;
}

export interface ClientStats {
  active_sites: number;
  active_users: number;
  total_tickets: number;
  open_tickets: number;
  tickets_last_30_days: number;
  by_status: Record<TicketStatus, number>;
  /** Of open tickets. */
  by_priority: Record<TicketPriority, number>;
}
