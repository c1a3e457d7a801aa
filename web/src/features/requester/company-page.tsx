// A client's own administrator sees their company: numbers, contact data, sites.
import { Building2, MapPin, Pencil } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useClient, useClientStats } from '@/api/clients.ts';
import { useMe } from '@/api/session.ts';
import { useSites } from '@/api/sites.ts';
import { ClientDialog } from '@/features/clients/client-dialog.tsx';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Facts, Figure } from '@/ui/facts.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';

const MonthOfClient = lazy(() => withTexts(['time'], import('@/features/time/month-of-client.tsx')).then((module) => ({ default: module.MonthOfClient })));

export function CompanyPage() {
  const { t } = useText();
  const { client_id } = useMe();
  if (!client_id) return <EmptyState icon={<Building2 aria-hidden />} title={t('company.only_yours')} />;
  return <Company clientId={client_id} />;
}

function Company({ clientId }: { clientId: string }) {
  const { t, number } = useText();
  const company = useClient(clientId);
  const stats = useClientStats(clientId).data;
  const sites = useSites({ client_id: clientId, is_active: true });
  const [editing, setEditing] = useState(false);
  if (company.error && !company.data) return <ErrorPanel back={{ to: '/requests', label: t('nav.requests') }} error={company.error} onRetry={() => void company.refetch()} />;
  if (!company.data) return <SkeletonList />;
  const row = company.data;
  const figure = (value: number | undefined): string => (value === undefined ? '–' : number(value));
  return (
    <div className="mx-auto w-full max-w-4xl pb-8">
      <PageHeader title={row.name} about={t('company.about')} />
      <div className="grid gap-6 px-4 sm:px-6">
        <div className="flex flex-wrap gap-2">
          <Figure name={t('company.open')} value={figure(stats?.open_tickets)} />
          <Figure name={t('company.month')} value={figure(stats?.tickets_last_30_days)} />
          <Figure name={t('company.sites')} value={figure(stats?.active_sites)} />
          <Figure name={t('company.people')} value={figure(stats?.active_users)} />
        </div>
        <section className="rounded-lg border border-line p-4">
          <div className="mb-3 flex items-center justify-between gap-2">
            <h2 className="font-semibold">{t('company.contact')}</h2>
            <Button small icon={<Pencil className="size-3.5" aria-hidden />} onClick={() => setEditing(true)}>
              {t('form.edit')}
            </Button>
          </div>
          <Facts
            facts={[
              { name: t('clients.rfc'), value: row.rfc },
              { name: t('clients.email'), value: row.email },
              { name: t('clients.phone'), value: row.phone },
              { name: t('clients.address'), value: [row.address, row.postal_code, row.city, row.state, row.country].filter(Boolean).join(', ') },
            ]}
          />
        </section>
        <Suspense fallback={null}>
          <MonthOfClient clientId={clientId} to="/requests/$number" />
        </Suspense>
        <section>
          <h2 className="mb-2 font-semibold">{t('company.sites')}</h2>
          <ListBody list={sites} empty={<p className="text-muted">{t('sites.empty')}</p>}>
            {(rows) => (
              <ul className="grid gap-2 sm:grid-cols-2">
                {rows.map((site) => (
                  <li key={site.site_id} className="grid gap-1 rounded-lg border border-line px-4 py-3">
                    <span className="flex flex-wrap items-center gap-2 font-medium">
                      <MapPin className="size-4 text-muted" aria-hidden />
                      {site.name}
                      {site.is_primary && <Badge tone="accent">{t('company.main_site')}</Badge>}
                    </span>
                    <span className="text-sm text-muted wrap-anywhere">{[site.address, site.city, site.state].filter(Boolean).join(', ')}</span>
                    <span className="text-xs text-muted">{t('company.in_progress', { count: site.open_tickets })}</span>
                  </li>
                ))}
              </ul>
            )}
          </ListBody>
        </section>
      </div>
      {editing && <ClientDialog client={row} contactOnly onClose={() => setEditing(false)} />}
    </div>
  );
}
