// The language of the mail whose link was opened, unless this browser has one of its own.
import { hasChosenLocale, setPreferences } from '@/text/preferences.ts';

export interface MailLanguage {
  lang?: 'es' | 'en';
}

export const readMailLanguage = ({ lang }: Record<string, unknown>): MailLanguage => (lang === 'es' || lang === 'en' ? { lang } : {});

export const followMailLanguage = ({ search: { lang } }: { search: MailLanguage }): void => {
  if (lang && !hasChosenLocale()) setPreferences({ locale: lang === 'en' ? 'en' : 'es-MX' });
};
