// Whose mail opens tickets of this client: domains of the client, addresses of its sites.
import { Activity, Globe, Mail } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useSites } from '@/api/sites.ts';
import type { ClientRow } from '@/api/clients.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Skeleton } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';

const MonitoringSenders = lazy(() => withTexts(['mailDesk'], import('./monitoring-senders.tsx')).then((module) => ({ default: module.MonitoringSenders })));
const DomainCheck = lazy(() => withTexts(['mailDesk'], import('@/features/mail-domains/domain-check.tsx')).then((module) => ({ default: module.DomainCheck })));

function Chips({ items, none }: { items: string[]; none: string }) {
  if (items.length === 0) return <p className="text-sm text-muted">{none}</p>;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {items.map((item) => (
        <li key={item} className="max-w-full">
          <Badge className="font-mono">{item}</Badge>
        </li>
      ))}
    </ul>
  );
}

export function ClientMail({ client }: { client: ClientRow }) {
  const { t } = useText();
  const sites = useSites({ client_id: client.client_id });
  return (
    <div className="grid gap-5 px-4 py-4 sm:px-6">
      <section className="grid gap-2 rounded-lg border border-line p-4">
        <h2 className="flex items-center gap-2 font-semibold">
          <Globe className="size-4 text-muted" aria-hidden />
          {t('clients.domains')}
        </h2>
        <p className="text-sm text-muted">{t('clients.domains_hint')}</p>
        {!client.authorized_domains ? (
          <p className="text-sm text-muted">{t('clients.hidden')}</p>
        ) : client.authorized_domains.length === 0 ? (
          <p className="text-sm text-muted">{t('clients.no_domains')}</p>
        ) : (
          <Suspense fallback={<Skeleton className="h-12 w-full" />}>
            {client.authorized_domains.map((domain) => (
              <DomainCheck key={domain} domain={domain} />
            ))}
          </Suspense>
        )}
      </section>
      <section className="grid gap-3 rounded-lg border border-line p-4">
        <h2 className="flex items-center gap-2 font-semibold">
          <Mail className="size-4 text-muted" aria-hidden />
          {t('clients.addresses')}
        </h2>
        <p className="text-sm text-muted">{t('clients.addresses_hint')}</p>
        <ListBody list={sites} empty={<p className="text-sm text-muted">{t('sites.empty')}</p>}>
          {(rows) => (
            <ul className="grid gap-3">
              {rows.map((site) => (
                <li key={site.site_id} className="grid gap-1">
                  <span className="text-sm font-medium">{site.name}</span>
                  {site.authorized_emails ? <Chips items={site.authorized_emails} none={t('clients.no_addresses')} /> : <p className="text-sm text-muted">{t('clients.hidden')}</p>}
                </li>
              ))}
            </ul>
          )}
        </ListBody>
      </section>
      <section className="grid gap-3 rounded-lg border border-line p-4">
        <h2 className="flex items-center gap-2 font-semibold">
          <Activity className="size-4 text-muted" aria-hidden />
          {t('clients.monitoring')}
        </h2>
        <Suspense fallback={<Skeleton className="h-20 w-full" />}>
          <MonitoringSenders clientId={client.client_id} />
        </Suspense>
      </section>
    </div>
  );
}
