// Parts of the dictionary that the first page does not need: a lazy page brings the ones it speaks with.
import type { TextEntry } from './entry.ts';
import { getPreferences } from './preferences.ts';
import type { Locale } from './translate.ts';

export type PartName = 'approvals' | 'offline' | 'queue' | 'admin' | 'writing' | 'mailboxes' | 'knowledge' | 'schedules' | 'policies' | 'mailCards' | 'mailDesk' | 'notices' | 'dashboard' | 'desk' | 'requester' | 'fleet' | 'assets' | 'scripts' | 'alerts' | 'enrolment' | 'machineSettings' | 'clocks' | 'levels' | 'macros' | 'time' | 'ticketLinks' | 'ratings' | 'reports' | 'tools';
type Words = Record<string, TextEntry>;

const base: Record<Locale, () => Promise<{ dictionary: Words }>> = {
  'es-MX': () => import('./es-MX.ts'),
  en: () => import('./en.ts'),
};
/** Where each part of each language lies. */
export const parts: Record<Locale, Record<PartName, () => Promise<{ part: Words }>>> = {
  'es-MX': {
    approvals: () => import('./es-MX/approvals.ts'),
    queue: () => import('./es-MX/queue.ts'),
    admin: () => import('./es-MX/admin.ts'),
    offline: () => import('./es-MX/offline.ts'),
    writing: () => import('./es-MX/writing.ts'),
    knowledge: () => import('./es-MX/knowledge.ts'),
    schedules: () => import('./es-MX/schedules.ts'),
    policies: () => import('./es-MX/policies.ts'),
    mailCards: () => import('./es-MX/mail-cards.ts'),
    mailDesk: () => import('./es-MX/mail-desk.ts'),
    mailboxes: () => import('./es-MX/mailboxes.ts'),
    notices: () => import('./es-MX/notices.ts'),
    dashboard: () => import('./es-MX/dashboard.ts'),
    desk: () => import('./es-MX/desk.ts'),
    requester: () => import('./es-MX/requester.ts'),
    fleet: () => import('./es-MX/fleet.ts'),
    assets: () => import('./es-MX/assets.ts'),
    scripts: () => import('./es-MX/scripts.ts'),
    alerts: () => import('./es-MX/alerts.ts'),
    enrolment: () => import('./es-MX/enrolment.ts'),
    machineSettings: () => import('./es-MX/machine-settings.ts'),
    clocks: () => import('./es-MX/clocks.ts'),
    levels: () => import('./es-MX/levels.ts'),
    macros: () => import('./es-MX/macros.ts'),
    time: () => import('./es-MX/time.ts'),
    ticketLinks: () => import('./es-MX/ticket-links.ts'),
    ratings: () => import('./es-MX/ratings.ts'),
    reports: () => import('./es-MX/reports.ts'),
    tools: () => import('./es-MX/tools.ts'),
  },
  en: {
    approvals: () => import('./en/approvals.ts'),
    queue: () => import('./en/queue.ts'),
    admin: () => import('./en/admin.ts'),
    offline: () => import('./en/offline.ts'),
    writing: () => import('./en/writing.ts'),
    knowledge: () => import('./en/knowledge.ts'),
    schedules: () => import('./en/schedules.ts'),
    policies: () => import('./en/policies.ts'),
    mailCards: () => import('./en/mail-cards.ts'),
    mailDesk: () => import('./en/mail-desk.ts'),
    mailboxes: () => import('./en/mailboxes.ts'),
    notices: () => import('./en/notices.ts'),
    dashboard: () => import('./en/dashboard.ts'),
    desk: () => import('./en/desk.ts'),
    requester: () => import('./en/requester.ts'),
    fleet: () => import('./en/fleet.ts'),
    assets: () => import('./en/assets.ts'),
    scripts: () => import('./en/scripts.ts'),
    alerts: () => import('./en/alerts.ts'),
    enrolment: () => import('./en/enrolment.ts'),
    machineSettings: () => import('./en/machine-settings.ts'),
    clocks: () => import('./en/clocks.ts'),
    levels: () => import('./en/levels.ts'),
    macros: () => import('./en/macros.ts'),
    time: () => import('./en/time.ts'),
    ticketLinks: () => import('./en/ticket-links.ts'),
    ratings: () => import('./en/ratings.ts'),
    reports: () => import('./en/reports.ts'),
    tools: () => import('./en/tools.ts'),
  },
};

const wanted = new Set<PartName>();

/** The dictionary of a locale with every part that some page has asked for; always the same object, which grows. */
export async function loadWords(locale: Locale): Promise<Words> {
  const [{ dictionary }, ...found] = await Promise.all([base[locale](), ...[...wanted].map((name) => parts[locale][name]())]);
  for (const { part } of found) Object.assign(dictionary, part);
  return dictionary;
}

/** Waits for a page and the texts it speaks with. */
export async function withTexts<Page>(names: readonly PartName[], page: Promise<Page>): Promise<Page> {
  for (const name of names) wanted.add(name);
  const [loaded] = await Promise.all([page, loadWords(getPreferences().locale)]);
  return loaded;
}
