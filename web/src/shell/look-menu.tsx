// Theme and language, one click away on every page.
import { Languages, Monitor, Moon, Sun } from 'lucide-react';
import { setPreferences, usePreferences } from '@/text/preferences.ts';
import type { Theme } from '@/text/preferences.ts';
import { locales, useText } from '@/text/translate.ts';
import type { Locale } from '@/text/translate.ts';
import { DropdownMenu, MenuChoice, MenuLabel, MenuLine } from '@/ui/dropdown-menu.tsx';

const themes: Theme[] = ['system', 'light', 'dark'];
const themeIcons = { system: Monitor, light: Sun, dark: Moon };
const localeNames: Record<Locale, string> = { 'es-MX': 'Español', en: 'English' };

export function LookMenu() {
  const { t } = useText();
  const { theme, locale } = usePreferences();
  const Icon = themeIcons[theme];
  return (
    <DropdownMenu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t('shell.look')}
          className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-ink"
        >
          <Icon className="size-4" aria-hidden />
          <Languages className="size-4" aria-hidden />
        </button>
      }
    >
      <MenuLabel>{t('shell.theme')}</MenuLabel>
      {themes.map((name) => (
        <MenuChoice key={name} checked={theme === name} onSelect={() => setPreferences({ theme: name })}>
          {t(`shell.theme_${name}`)}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuLabel>{t('shell.language')}</MenuLabel>
      {locales.map((name) => (
        <MenuChoice key={name} checked={locale === name} onSelect={() => setPreferences({ locale: name })}>
          <span lang={name}>{localeNames[name]}</span>
        </MenuChoice>
      ))}
    </DropdownMenu>
  );
}
