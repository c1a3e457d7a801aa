// What the assistant has been told so far, and the body it sends.
import type { WizardBody } from '@/api/clients.ts';
import { siteBody, siteDraft } from '@/features/sites/site-draft.ts';
import type { SiteDraft } from '@/features/sites/site-draft.ts';
import { clientBody, clientDraft } from './client-draft.ts';
import type { ClientDraft } from './client-draft.ts';

export interface PersonDraft {
  name: string;
  email: string;
  phone: string;
  locale: 'es' | 'en';
}

export interface WizardDraft {
  client: ClientDraft;
  sites: (SiteDraft & { key: string })[];
  admin: PersonDraft;
  people: (PersonDraft & { key: string; site_keys: string[] })[];
}

const newPerson = (): PersonDraft => ({ name: '', email: '', phone: '', locale: 'es' });

export const newSite = (isPrimary: boolean): WizardDraft['sites'][number] => ({ ...siteDraft(null), is_primary: isPrimary, key: crypto.randomUUID().slice(0, 8) });

/** A further person; with one site there is nothing to choose. */
export const newRequester = (sites: WizardDraft['sites']): WizardDraft['people'][number] => ({
  ...newPerson(),
  key: crypto.randomUUID().slice(0, 8),
  site_keys: sites.slice(0, 1).map(({ key }) => key),
});

export const newWizard = (): WizardDraft => ({ client: clientDraft(null), sites: [newSite(true)], admin: newPerson(), people: [] });

const personBody = ({ name, email, phone, locale }: PersonDraft) => ({ name: name.trim(), email: email.trim().toLowerCase(), phone: phone.trim(), locale });

export function wizardBody({ client, sites, admin, people }: WizardDraft): WizardBody {
  return {
    client: clientBody(client),
    sites: sites.map(({ key, ...site }) => ({ key, ...siteBody(site) })),
    admin_user: personBody(admin),
    additional_users: people.map((person) => ({ ...personBody(person), site_keys: person.site_keys.filter((key) => sites.some((site) => site.key === key)) })),
  };
}

export const wizardSteps = ['client', 'sites', 'admin', 'people', 'check'] as const;
export type WizardStep = (typeof wizardSteps)[number];

const sections: readonly [prefix: string, step: WizardStep][] = [
  ['client.', 'client'],
  ['sites.', 'sites'],
  ['admin_user.', 'admin'],
  ['additional_users.', 'people'],
];
export const wizardPrefixes = sections.map(([prefix]) => prefix);

/** The step that shows a field of the body. */
export const stepOfField = (field: string): WizardStep => sections.find(([prefix]) => field.startsWith(prefix))?.[1] ?? 'check';

/** Errors of one section, by the field's own name: `sites.1.` + `name`; entries of a list belong to the list. */
export function errorsBelow(fields: Record<string, string>, prefix: string): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [field, sentence] of Object.entries(fields)) if (field.startsWith(prefix)) own[field.slice(prefix.length).replace(/\.\d+$/, '')] ??= sentence;
  return own;
}
