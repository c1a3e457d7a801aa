// A site as a form holds it.
import type { SiteRow } from '@/api/sites.ts';
import { linesOf, textOf } from '@/ui/lines.ts';
import { placeOf } from '@/ui/place-fields.tsx';
import type { Place } from '@/ui/place-fields.tsx';

export interface SiteDraft extends Place {
  name: string;
  latitude: string;
  longitude: string;
  emails: string;
  is_primary: boolean;
}

const coordinate = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

export function siteDraft(row: SiteRow | null): SiteDraft {
  return {
    ...placeOf(row),
    name: row?.name ?? '',
    latitude: coordinate(row?.latitude),
    longitude: coordinate(row?.longitude),
    emails: textOf(row?.authorized_emails),
    is_primary: row?.is_primary ?? false,
  };
}

/** The body of a save; what was left empty is null. */
export function siteBody({ latitude, longitude, emails, ...fields }: SiteDraft) {
  const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text.replace(',', '.')));
  return { ...fields, name: fields.name.trim(), latitude: numberOf(latitude), longitude: numberOf(longitude), authorized_emails: linesOf(emails) };
}
