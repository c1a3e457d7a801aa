// Domains whose mail matters here: our own, those of the clients, and any that somebody asks about.
import { useState } from 'react';
import { useClients } from '@/api/clients.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { DomainCheck } from './domain-check.tsx';

const domainLike = /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/;

function AnyDomain() {
  const { t } = useText();
  const [domain, setDomain] = useState('');
  const [selector, setSelector] = useState('');
  const [asked, setAsked] = useState<{ domain: string; selector: string | undefined } | null>(null);
  const wanted = domain.trim().toLowerCase();
  return (
    <section aria-label={t('domain.any')} className="grid gap-3">
      <form
        className="flex flex-wrap items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked({ domain: wanted, selector: selector.trim().toLowerCase() || undefined });
        }}
      >
        <Field label={t('domain.any')} hint={t('domain.any_hint')} className="min-w-56 flex-1">
          <TextInput value={domain} inputMode="url" autoCapitalize="none" spellCheck={false} required onChange={(event) => setDomain(event.target.value)} />
        </Field>
        <Field label={t('domain.selector')} optional={t('common.optional')} hint={t('domain.selector_hint')} className="min-w-44">
          <TextInput value={selector} autoCapitalize="none" spellCheck={false} maxLength={100} onChange={(event) => setSelector(event.target.value)} />
        </Field>
        <Button type="submit" tone="primary" className="mt-6" disabled={!domainLike.test(wanted)}>
          {t('domain.check')}
        </Button>
      </form>
      {asked && <DomainCheck key={`${asked.domain} ${asked.selector}`} domain={asked.domain} selector={asked.selector} asks />}
    </section>
  );
}

export function MailDomainsPage() {
  const { t } = useText();
  const clients = useClients({});
  return (
    <>
      <PageHeader title={t('domain.title')} about={t('domain.about')} />
      <div className="grid max-w-4xl gap-6 px-4 pb-10 sm:px-6">
        <AnyDomain />
        <section aria-label={t('domain.clients')} className="grid gap-3">
          <h2 className="font-semibold">{t('domain.clients')}</h2>
          <ListBody list={clients} empty={<p className="text-sm text-muted">{t('domain.clients_none')}</p>}>
            {(rows) => (
              <ul className="grid gap-4">
                {rows
                  .filter(({ authorized_domains }) => authorized_domains && authorized_domains.length > 0)
                  .map((client) => (
                    <li key={client.client_id} className="grid gap-2">
                      <p className="text-sm font-medium">{client.name}</p>
                      {client.authorized_domains!.map((domain) => (
                        <DomainCheck key={domain} domain={domain} />
                      ))}
                    </li>
                  ))}
              </ul>
            )}
          </ListBody>
        </section>
      </div>
    </>
  );
}
