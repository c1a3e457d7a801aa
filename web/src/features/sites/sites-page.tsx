// Every site of every client, to find a place by its name.
import { useState } from 'react';
import { useClientOptions } from '@/api/places.ts';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SitesPanel } from './sites-panel.tsx';

export function SitesPage() {
  const { t } = useText();
  const clients = useClientOptions();
  const [clientId, setClientId] = useState<string | null>(null);
  return (
    <>
      <PageHeader title={t('nav.sites')} about={t('sites.about')} />
      <SitesPanel
        clientId={clientId}
        filters={
          <span className="min-w-44">
            <Combobox
              label={t('people.client')}
              placeholder={`${t('people.client')}: ${t('form.all')}`}
              noneLabel={t('form.all')}
              value={clientId}
              onChange={setClientId}
              options={(clients.data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }))}
            />
          </span>
        }
      />
    </>
  );
}
