// A client as a form holds it: text everywhere, one domain or network per line.
import type { ClientRow } from '@/api/clients.ts';
import { linesOf, textOf } from '@/ui/lines.ts';
import { placeOf } from '@/ui/place-fields.tsx';
import type { Place } from '@/ui/place-fields.tsx';

export interface ClientDraft extends Place {
  name: string;
  rfc: string;
  email: string;
  phone: string;
  timezone: string;
  locale: 'es' | 'en';
  domains: string;
  networks: string;
}

export function clientDraft(row: ClientRow | null): ClientDraft {
  return {
    ...placeOf(row),
    name: row?.name ?? '',
    rfc: row?.rfc ?? '',
    email: row?.email ?? '',
    phone: row?.phone ?? '',
    timezone: row?.timezone ?? 'America/Mexico_City',
    locale: row?.locale ?? 'es',
    domains: textOf(row?.authorized_domains),
    networks: textOf(row?.agent_networks),
  };
}

/** The body of a save. */
export function clientBody({ domains, networks, ...fields }: ClientDraft) {
  return { ...fields, name: fields.name.trim(), authorized_domains: linesOf(domains), agent_networks: linesOf(networks) };
}

/** Only what differs from `before`, so that a save never undoes somebody else's change. */
export function changedFields<T extends Record<string, unknown>>(after: T, before: T): Partial<T> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))) as Partial<T>;
}
