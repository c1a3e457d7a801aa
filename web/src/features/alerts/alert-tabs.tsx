// The four places of alerts beside each other.
import { Link } from '@tanstack/react-router';
import { useText } from '@/text/translate.ts';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';

const places = [
  { to: '/alerts', label: 'alerts.tab_alerts' },
  { to: '/alerts/sites', label: 'alerts.tab_sites' },
  { to: '/alerts/rules', label: 'alerts.tab_rules' },
  { to: '/alerts/windows', label: 'alerts.tab_windows' },
] as const;

export function AlertTabs() {
  const { t } = useText();
  return (
    <nav aria-label={t('alerts.tabs')} className={`${tabListLook} px-2 sm:px-4`}>
      {places.map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} className={`${tabLook} data-[status=active]:border-accent-ink data-[status=active]:text-ink`}>
          {t(label)}
        </Link>
      ))}
    </nav>
  );
}
