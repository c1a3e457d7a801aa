// Sites in which machines do not answer: the whole site or some of them, since when, and the one ticket.
import { Link } from '@tanstack/react-router';
import { MapPin, PlugZap, Ticket, TriangleAlert } from 'lucide-react';
import { useSiteOutages } from '@/api/alerts.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { textLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { AlertTabs } from './alert-tabs.tsx';

function Outages() {
  const { t } = useText();
  const me = useMe();
  const { data: sites, error, refetch } = useSiteOutages();
  if (!sites) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  if (sites.length === 0)
    return (
      <EmptyState icon={<PlugZap aria-hidden />} title={t('alerts.sites_empty')}>
        {t('alerts.sites_empty_hint')}
      </EmptyState>
    );
  return (
    <ul className="grid gap-3 px-4 py-4 sm:px-6 md:grid-cols-2 2xl:grid-cols-3">
      {sites.map((site) => (
        <li key={site.site_id} className="grid gap-2 rounded-lg border border-line px-4 py-3">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <MapPin className="size-4 text-muted" aria-hidden />
            <span className="font-medium wrap-anywhere">{site.site_name}</span>
            <Badge tone={site.alert_id ? 'danger' : 'warn'} icon={<TriangleAlert className="size-3.5" aria-hidden />}>
              {t(site.alert_id ? 'alerts.site_down' : site.offline >= site.machines ? 'alerts.site_silent' : 'alerts.site_partial')}
            </Badge>
          </div>
          {me.is_staff && <p className="text-sm text-muted">{site.client_name}</p>}
          <div aria-hidden className="h-2 overflow-hidden rounded-full bg-hover">
            <div className="h-full bg-danger-ink" style={{ width: `${(site.offline / Math.max(1, site.machines)) * 100}%` }} />
          </div>
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            <span className="tabular-nums">{t('alerts.site_offline', { offline: site.offline, count: site.machines })}</span>
            {site.since && (
              <span className="text-muted">
                {t('alerts.site_since')} <Ago iso={site.since} />
              </span>
            )}
            {site.ticket_number && (
              <Link to={me.is_staff ? '/tickets/$number' : '/requests/$number'} params={{ number: site.ticket_number }} className={`${textLink} inline-flex items-center gap-1`}>
                <Ticket className="size-3.5" aria-hidden />
                {site.ticket_number}
              </Link>
            )}
            <Link to="/machines" search={{ client_id: site.client_id, site_id: site.site_id, agent_status: 'offline' }} className={textLink}>
              {t('alerts.site_machines')}
            </Link>
          </p>
        </li>
      ))}
    </ul>
  );
}

export function SitesDownPage() {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('nav.alerts')} />
      <AlertTabs />
      <Outages />
    </>
  );
}
