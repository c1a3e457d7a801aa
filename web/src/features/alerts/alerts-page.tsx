// What is wrong now, live: conditions that hold, their tickets, and who has seen them.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { BellRing, SearchX } from 'lucide-react';
import { useState } from 'react';
import { ALERT_KINDS, ALERT_STATES } from '../../../../worker/modules/alerts/values.ts';
import { TICKET_PRIORITIES } from '../../../../worker/modules/tickets/values.ts';
import { useAlerts, useAlertStats } from '@/api/alerts.ts';
import type { Alert } from '@/api/alerts.ts';
import { useClientOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Figure } from '@/ui/facts.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { secondaryLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { AlertRow } from './alert-row.tsx';
import { alertFilters, readAlertSearch } from './alert-search.ts';
import type { AlertSearch } from './alert-search.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { DecideDialog } from './decide-dialog.tsx';

type Change = Partial<Record<keyof AlertSearch, string | undefined>>;

function ClientFilter({ value, onChange }: { value: string | undefined; onChange: (clientId: string | undefined) => void }) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  return (
    <span className="w-52 max-sm:w-full">
      <Combobox
        label={t('alerts.client')}
        placeholder={`${t('alerts.client')}: ${t('form.any')}`}
        noneLabel={t('form.any')}
        value={value ?? null}
        onChange={(clientId) => onChange(clientId ?? undefined)}
        options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
      />
    </span>
  );
}

function Filters({ search, onChange }: { search: AlertSearch; onChange: (change: Change) => void }) {
  const { t } = useText();
  const me = useMe();
  const any = t('form.any');
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5 sm:px-6">
      <Select
        aria-label={t('alerts.status')}
        className="w-44 max-sm:w-full"
        value={search.status ?? ''}
        placeholder={t('alerts.status_standing')}
        onChange={(event) => onChange({ status: event.target.value || undefined })}
        options={[...ALERT_STATES.map((value) => ({ value, label: t(`fleet.alert_${value}`) })), { value: 'all', label: t('alerts.status_all') }]}
      />
      <Select
        aria-label={t('alerts.priority')}
        className="w-44 max-sm:w-full"
        value={search.priority ?? ''}
        placeholder={`${t('alerts.priority')}: ${any}`}
        onChange={(event) => onChange({ priority: event.target.value || undefined })}
        options={TICKET_PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
      />
      <Select
        aria-label={t('alerts.kind')}
        className="w-44 max-sm:w-full"
        value={search.kind ?? ''}
        placeholder={`${t('alerts.kind')}: ${any}`}
        onChange={(event) => onChange({ kind: event.target.value || undefined })}
        options={ALERT_KINDS.map((value) => ({ value, label: t(`alerts.kind_${value}`) }))}
      />
      {me.is_staff && <ClientFilter value={search.client_id} onChange={(client_id) => onChange({ client_id })} />}
    </div>
  );
}

export function AlertsPage() {
  const { t, number } = useText();
  const me = useMe();
  const search = useSearch({ from: '/app/alerts' });
  const navigate = useNavigate({ from: '/alerts' });
  const alerts = useAlerts(alertFilters(search));
  const stats = useAlertStats({ client_id: search.client_id }).data;
  const [deciding, setDeciding] = useState<{ alert: Alert; verb: 'acknowledge' | 'resolve' } | null>(null);
  const figure = (value: number | undefined): string => (value === undefined ? '–' : number(value));
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <PageHeader title={t('nav.alerts')} />
      <AlertTabs />
      <div role="group" aria-label={t('alerts.counters')} className="flex flex-wrap gap-2 px-4 pt-3 sm:px-6">
        <Figure name={t('alerts.count_open')} value={figure(stats?.open)} {...(stats?.open ? { tone: 'warn' as const } : {})} />
        <Figure name={t('alerts.count_acknowledged')} value={figure(stats?.acknowledged)} />
        <Figure name={t('alerts.count_suppressed')} value={figure(stats?.suppressed)} />
        <Figure name={t('alerts.count_critical')} value={figure(stats?.by_priority.critica)} {...(stats?.by_priority.critica ? { tone: 'warn' as const } : {})} />
      </div>
      <Filters search={search} onChange={(next) => void navigate({ search: (before) => readAlertSearch({ ...before, ...next }), replace: true })} />
      <ListBody
        list={alerts}
        empty={
          filtered ? (
            <EmptyState icon={<SearchX aria-hidden />} title={t('form.none_found')} action={<Button onClick={() => void navigate({ search: {}, replace: true })}>{t('form.clear_filters')}</Button>}>
              {t('form.none_found_hint')}
            </EmptyState>
          ) : (
            <EmptyState
              icon={<BellRing aria-hidden />}
              title={t('alerts.empty')}
              action={
                <Link to="/alerts/rules" className={secondaryLink}>
                  {t('alerts.see_rules')}
                </Link>
              }
            >
              {t('alerts.empty_hint')}
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <ul aria-label={t('nav.alerts')} className="border-t border-line">
            {rows.map((alert) => (
              <AlertRow key={alert.alert_id} alert={alert} isStaff={me.is_staff} onDecide={(chosen, verb) => setDeciding({ alert: chosen, verb })} />
            ))}
          </ul>
        )}
      </ListBody>
      {deciding && <DecideDialog {...deciding} onClose={() => setDeciding(null)} />}
    </>
  );
}
