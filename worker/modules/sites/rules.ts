// Pure policy of places: postal codes, authorised addresses, the primary site.
import type { FieldError } from '../contract.ts';

const MEXICO = /^(mx|mex|m[eé]xico)$/i;

/** Mexican codes have five digits; without a country the place is in Mexico. */
export function postalCodeFault(place: { postal_code?: string | null; country?: string | null }): FieldError | null {
  const isMexican = !place.country || MEXICO.test(place.country.trim());
  if (!place.postal_code || !isMexican || /^[0-9]{5}$/.test(place.postal_code)) return null;
  return { field: 'postal_code', code: 'invalid_postal_code', message: 'a Mexican postal code has five digits' };
}

const ADDRESS = /^[^\s@"<>,;:\\()[\]\u0000-\u001f\u007f\p{Cs}]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/u;

/** @returns the addresses in lower case, none twice; one error for each that is none. */
export function sortAddresses(entries: readonly string[], field: string): { addresses: string[]; errors: FieldError[] } {
  const addresses = entries.map((entry) => entry.trim().toLowerCase());
  const errors = addresses.flatMap((address, index): FieldError[] =>
    ADDRESS.test(address) && address.length <= 254 ? [] : [{ field: `${field}.${index}`, code: 'invalid_email', message: 'is not a mail address' }]);
  return { addresses: [...new Set(addresses)], errors };
}

/** A client has exactly one primary site: another one is chosen, it is never just given up. */
export function primaryFault(site: { is_primary: boolean }, change: { is_primary?: boolean; is_active?: boolean }): FieldError | null {
  if (site.is_primary && change.is_primary === false) {
    return { field: 'is_primary', code: 'primary_site', message: 'make another site the primary one instead' };
  }
  if (site.is_primary && change.is_active === false) {
    return { field: 'is_active', code: 'primary_site', message: 'make another site the primary one first' };
  }
  return null;
}

/** Who becomes primary when the primary site goes: the oldest active one. Undefined when there is none. */
export const successorOf = (goneId: string, sites: readonly { site_id: string; is_active: boolean; created_at: Date }[]): string | undefined =>
  sites.filter((site) => site.is_active && site.site_id !== goneId)
    .reduce<{ site_id: string; created_at: Date } | undefined>((oldest, site) => (!oldest || site.created_at < oldest.created_at ? site : oldest), undefined)?.site_id;
