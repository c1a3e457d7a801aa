// Macros, checklists and close gates beside each other.
import { Link } from '@tanstack/react-router';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';

const places = [
  { to: '/macros', label: 'nav.macros' },
  { to: '/macros/checklists', label: 'checklist.templates' },
  { to: '/macros/gates', label: 'gates.title' },
] as const;

export function MacroTabs() {
  const { t } = useText();
  const { role } = useMe();
  return (
    <nav aria-label={t('macros.tabs')} className={`${tabListLook} px-2 sm:px-4`}>
      {places
        .filter(({ to }) => to !== '/macros/gates' || role !== 'technician')
        .map(({ to, label }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }} className={`${tabLook} data-[status=active]:border-accent-ink data-[status=active]:text-ink`}>
            {t(label)}
          </Link>
        ))}
    </nav>
  );
}
