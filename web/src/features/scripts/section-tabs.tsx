// The three places of remote work beside each other, with the freeze switch above them.
import { Link } from '@tanstack/react-router';
import { Snowflake } from 'lucide-react';
import { useState } from 'react';
import { useFreeze } from '@/api/scripts.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';
import { FreezeBanner, FreezeDialog } from './freeze.tsx';

const places = [
  { to: '/scripts', label: 'scripts.tab_library' },
  { to: '/executions', label: 'scripts.tab_executions' },
  { to: '/runs', label: 'scripts.tab_runs' },
] as const;

export function SectionTabs() {
  const { t } = useText();
  const { role } = useMe();
  const freeze = useFreeze().data;
  const [asking, setAsking] = useState(false);
  return (
    <>
      <FreezeBanner className="mx-4 mb-2 sm:mx-6" />
      <div className="flex items-end border-b border-line px-2 sm:px-4">
        <nav aria-label={t('scripts.tabs')} className={`${tabListLook} min-w-0 flex-1 border-b-0`}>
          {places.map(({ to, label }) => (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} className={`${tabLook} data-[status=active]:border-accent-ink data-[status=active]:text-ink`}>
              {t(label)}
            </Link>
          ))}
        </nav>
        {role !== 'technician' && freeze && (
          <Button small tone="ghost" className="mb-1.5" icon={<Snowflake className="size-4" aria-hidden />} onClick={() => setAsking(true)}>
            <span className="max-sm:sr-only">{t('scripts.freeze')}</span>
          </Button>
        )}
      </div>
      {asking && <FreezeDialog onClose={() => setAsking(false)} />}
    </>
  );
}
