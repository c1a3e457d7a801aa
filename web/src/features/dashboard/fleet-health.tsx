// Machines and their alerts in a few figures, each leading to its list.
import { Link } from '@tanstack/react-router';
import { Wifi, WifiOff, Wrench, CircleAlert, Hand } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { DashboardStats } from '@/api/dashboard.ts';
import { useText } from '@/text/translate.ts';
import { PriorityBadge } from '@/ui/badge.tsx';

const priorities = ['critica', 'alta', 'media', 'baja'] as const;
const states: [keyof Pick<NonNullable<DashboardStats['fleet']>, 'online' | 'offline' | 'maintenance' | 'error' | 'held'>, LucideIcon][] = [['online', Wifi], ['offline', WifiOff], ['maintenance', Wrench], ['error', CircleAlert], ['held', Hand]];

export function FleetHealth({ fleet, clientId, isPlain = false }: { fleet: NonNullable<DashboardStats['fleet']>; clientId: string | undefined; isPlain?: boolean }) {
  const { t, number } = useText();
  const place = clientId ? { client_id: clientId } : {};
  if (fleet.total === 0) return <p className="text-sm text-muted">{t('dashboard.no_machines')}</p>;
  const alerts = priorities.filter((priority) => fleet.alerts[priority] > 0);
  const row = 'flex min-h-8 items-center gap-2 rounded-md px-1.5 text-sm hover:bg-hover';
  return (
    <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      <ul aria-label={t('dashboard.machines')} className="grid content-start">
        {states.filter(([state]) => state === 'online' || state === 'offline' || fleet[state] > 0).map(([state, Icon]) => (
          <li key={state}>
            <Link to="/machines" search={state === 'held' ? { ...place, enrolment: 'held' } : { ...place, agent_status: state }} className={row}>
              <Icon className="size-4 shrink-0 text-muted" aria-hidden />
              <span className="flex-1">{t(`dashboard.machines_${state}`)}</span>
              <span className="font-medium tabular-nums">{number(fleet[state])}</span>
            </Link>
          </li>
        ))}
      </ul>
      {alerts.length === 0 ? (
        <p className="px-1.5 py-1 text-sm text-muted">{t(isPlain ? 'dashboard.no_alerts_plain' : 'dashboard.no_alerts')}</p>
      ) : (
        <ul aria-label={t('dashboard.alerts')} className="grid content-start">
          {alerts.map((priority) => (
            <li key={priority}>
              <Link to="/alerts" search={{ ...place, priority }} className={row}>
                <span className="flex-1">
                  <span className="text-muted">{t('dashboard.alerts_word')}</span> <PriorityBadge priority={priority} />
                </span>
                <span className="font-medium tabular-nums">{number(fleet.alerts[priority])}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
