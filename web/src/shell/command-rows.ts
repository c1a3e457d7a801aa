// What the command bar finds beside its commands: tickets, clients, machines, people, settings, each with its address.
import { request } from '@/api/client.ts';
import type { Role } from '@/api/session-store.ts';
import { isStaff } from '@/api/session-store.ts';
import { findSettings } from '@/features/settings/find-settings.ts';
import type { Both } from '@/features/settings/setting-index.ts';

export interface FoundRow {
  key: string;
  to: string;
  title: string;
  /** What tells it from others of the same name. */
  hint?: string | undefined;
}

const rowsMax = 5;

async function rowsOf<Row>(path: string, plural: string, words: string, signal: AbortSignal, rowOf: (row: Row) => FoundRow): Promise<FoundRow[]> {
  const answer = await request<Record<string, Row[]>>(path, { query: { q: words, limit: rowsMax }, signal });
  return (answer[plural] ?? []).map(rowOf);
}

/** Each group by itself: one that fails leaves the others. Only what the role has pages for is asked. */
export async function findEverywhere(words: string, role: Role, signal: AbortSignal): Promise<Record<'clients' | 'machines' | 'people', FoundRow[]>> {
  const staff = isStaff(role);
  const none = Promise.resolve<FoundRow[]>([]);
  const quiet = (found: Promise<FoundRow[]>): Promise<FoundRow[]> => found.catch(() => []);
  const [clients, machines, people] = await Promise.all([
    staff ? quiet(rowsOf<{ client_id: string; name: string }>('/clients', 'clients', words, signal, (row) => ({ key: row.client_id, to: `/clients/${row.client_id}`, title: row.name }))) : none,
    quiet(rowsOf<{ asset_id: string; name: string; client_name?: string; site_name?: string }>('/assets', 'assets', words, signal, (row) => ({ key: row.asset_id, to: `/machines/${row.asset_id}`, title: row.name, hint: staff ? row.client_name : row.site_name }))),
    staff || role === 'client_admin'
      ? quiet(rowsOf<{ user_id: string; name: string; email: string }>('/users', 'users', words, signal, (row) => ({ key: row.user_id, to: staff ? `/users?q=${encodeURIComponent(row.email)}` : '/people', title: row.name, hint: row.email })))
      : none,
  ]);
  return { clients, machines, people };
}

export interface FoundSettingRow extends FoundRow {
  /** Label of the single setting, to be shown once its page is there. */
  label: string | null;
}

const settingsMax = 6;

export function settingRows(words: string, role: Role, locale: 'es-MX' | 'en'): FoundSettingRow[] {
  const told = (both: Both): string => (locale === 'en' ? both.en : both.es);
  return findSettings(words, role).slice(0, settingsMax).map(({ place, field }) => ({
    key: `${place.to} ${field?.en ?? ''}`, to: place.to, title: told(field ?? place.title), hint: field ? told(place.title) : told(place.about), label: field ? told(field) : null,
  }));
}
