// The wire of sites.
import * as z from 'zod';
import { flag, line, optionalLine, pageQuery, searchText, uuid } from '../contract.ts';

/** Where something is; '' means none. The postal code is checked against the country in rules.ts. */
export const placeFields = {
  address: optionalLine(300),
  city: optionalLine(120),
  state: optionalLine(120),
  country: optionalLine(80),
  postal_code: optionalLine(16),
};

const siteFields = {
  ...placeFields,
  latitude: z.number().min(-90).max(90).nullable().optional(),
  longitude: z.number().min(-180).max(180).nullable().optional(),
  /** Addresses whose mail opens tickets of this site. */
  authorized_emails: z.array(z.string().max(254)).max(200).optional(),
  is_primary: z.boolean().optional(),
};

/** A site without its client, as the wizard takes it. */
export const newSiteFields = { name: line(200), ...siteFields };
export const CreateSite = z.strictObject({ client_id: uuid, ...newSiteFields });
export type CreateSite = z.infer<typeof CreateSite>;

export const UpdateSite = z.strictObject({ name: line(200).optional(), ...siteFields, is_active: z.boolean().optional() });
export type UpdateSite = z.infer<typeof UpdateSite>;

export const SiteListQuery = z.strictObject({
  ...pageQuery,
  client_id: uuid.optional(),
  is_active: flag.optional(),
  q: searchText,
});
export type SiteListQuery = z.infer<typeof SiteListQuery>;

/** One site. Instants are ISO-8601. */
export interface SiteRow {
  site_id: string;
  client_id: string;
  client_name: string;
  name: string;
  address: string | null;
  city: string | null;
  state: string | null;
  country: string | null;
  postal_code: string | null;
  latitude: number | null;
  longitude: number | null;
  /** Null for a role that may not read them. */
  authorized_emails: string[] | null;
  is_primary: boolean;
  is_active: boolean;
  /** As the caller sees them. */
  open_tickets: number;
  created_at: string;
  updated_at: string;
}
