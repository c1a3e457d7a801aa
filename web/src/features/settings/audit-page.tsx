// The audit trail: filters in the address, readable sentences, before and after, and the same as a file.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Bot, Cog, Download, Monitor, ScrollText, UserRound } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { downloadAudit, useAudit } from '@/api/operations.ts';
import type { AuditEntry, AuditFilters } from '@/api/operations.ts';
import { useStaff } from '@/api/people.ts';
import { useClientOptions } from '@/api/places.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { EmptyState, problemSentence } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { auditActs, auditObjects, auditSentence, changesOf, endOfDay } from './audit-sentence.ts';

const icons: Record<AuditEntry['actor_kind'], LucideIcon> = { user: UserRound, agent: Monitor, job: Cog, system: Bot };
const kinds = ['user', 'agent', 'job', 'system'] as const;
/** What scrolls inside a page can be reached and scrolled by keyboard. */
const reachable = { tabIndex: 0 };
const cell = 'border-t border-line px-2 py-1 text-left align-top';

function Entry({ entry, onOnly }: { entry: AuditEntry; onOnly: () => void }) {
  const text = useText();
  const { t, dateTime } = text;
  const Icon = icons[entry.actor_kind];
  const changes = changesOf(entry, text);
  return (
    <li className="border-b border-line px-4 py-2.5 sm:px-6">
      <div className="flex items-start gap-3">
        <Icon className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
        <div className="min-w-0 flex-1">
          <p className="wrap-anywhere">{auditSentence(entry, text)}</p>
          <p className="text-xs text-muted">
            <time dateTime={entry.occurred_at}>{dateTime(entry.occurred_at)}</time>
            {entry.client_name && ` · ${t('audit.of_client', { client: entry.client_name })}`}
          </p>
          {changes.length > 0 && (
            <details className="mt-1 text-sm">
              <summary className="w-fit cursor-default rounded-md text-xs text-muted">
                {t('audit.details')}
                <span className="sr-only">: {auditSentence(entry, text)}</span>
              </summary>
              <div className="mt-1 max-w-3xl overflow-x-auto" role="region" aria-label={t('audit.details')} {...reachable}>
                <table className="w-full text-xs">
                  <thead className="text-muted">
                    <tr>
                      <th className="px-2 py-1 text-left">{t('audit.field')}</th>
                      <th className="px-2 py-1 text-left">{t('audit.before')}</th>
                      <th className="px-2 py-1 text-left">{t('audit.after')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {changes.map(({ field, before, after }) => (
                      <tr key={field}>
                        <td className={`${cell} font-mono`}>{field}</td>
                        <td className={`${cell} wrap-anywhere`}>{before ?? '–'}</td>
                        <td className={`${cell} wrap-anywhere`}>{after}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p className="mt-1 flex flex-wrap items-center gap-x-3 text-xs text-muted">
                {entry.entity_id && (
                  <button type="button" className="rounded-md font-medium text-accent-ink underline underline-offset-2" onClick={onOnly}>
                    {t('audit.only_this')}
                  </button>
                )}
                {entry.request_id && <span className="wrap-anywhere">{t('audit.request', { id: entry.request_id })}</span>}
              </p>
            </details>
          )}
        </div>
      </div>
    </li>
  );
}

export function AuditPage() {
  const { t, locale } = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/app/staff/settings/audit' });
  const staff = useStaff();
  const clients = useClientOptions();
  const [saving, setSaving] = useState(false);
  const filters: AuditFilters = { ...search, from: endOfDay(search.from, false), to: endOfDay(search.to, true) };
  const list = useAudit(filters);
  const change = (next: Partial<typeof search>): void =>
    void navigate({ to: '/settings/audit', search: Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, value]) => value)), replace: true });
  const isFiltered = Object.keys(search).length > 0;
  const save = (): void => {
    setSaving(true);
    downloadAudit(filters, locale === 'en' ? 'en' : 'es')
      .catch((error: unknown) => toast.problem(problemSentence(error, t)))
      .finally(() => setSaving(false));
  };
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        about={t('audit.about')}
        actions={
          <Button icon={<Download className="size-4" aria-hidden />} busy={saving} onClick={save}>
            {t('audit.download')}
          </Button>
        }
      />
      <div className="grid grid-cols-1 gap-3 px-4 pb-4 sm:grid-cols-2 sm:px-6 lg:grid-cols-4">
        <Field label={t('audit.who')}>
          <Combobox
            label={t('audit.who')}
            options={(staff.data ?? []).map((person) => ({ value: person.user_id, label: person.name }))}
            value={search.actor_id ?? null}
            placeholder={t('audit.anybody')}
            noneLabel={t('audit.anybody')}
            onChange={(value) => change({ actor_id: value ?? '' })}
          />
        </Field>
        <Field label={t('audit.kind')}>
          <Select value={search.actor_kind ?? ''} placeholder={t('audit.anybody')} options={kinds.map((kind) => ({ value: kind, label: t(`audit.kind_${kind}`) }))} onChange={(event) => change({ actor_kind: event.target.value })} />
        </Field>
        <Field label={t('audit.act')}>
          <Select value={search.action ?? ''} placeholder={t('audit.any_act')} options={auditActs.map((act) => ({ value: act, label: t(`audit.act_${act}`) }))} onChange={(event) => change({ action: event.target.value })} />
        </Field>
        <Field label={t('audit.object')}>
          <Select value={search.entity ?? ''} placeholder={t('audit.any_object')} options={auditObjects.map((object) => ({ value: object, label: t(`audit.object_${object}`) }))} onChange={(event) => change({ entity: event.target.value, entity_id: '' })} />
        </Field>
        <Field label={t('audit.client')}>
          <Combobox label={t('audit.client')} options={(clients.data ?? []).map((client) => ({ value: client.client_id, label: client.name }))} value={search.client_id ?? null} placeholder={t('audit.any_client')} noneLabel={t('audit.any_client')} onChange={(value) => change({ client_id: value ?? '' })} />
        </Field>
        <Field label={t('audit.from')}>
          <TextInput type="date" value={search.from ?? ''} max={search.to} onChange={(event) => change({ from: event.target.value })} />
        </Field>
        <Field label={t('audit.to')}>
          <TextInput type="date" value={search.to ?? ''} min={search.from} onChange={(event) => change({ to: event.target.value })} />
        </Field>
        {isFiltered && (
          <Button className="self-end justify-self-start" onClick={() => void navigate({ to: '/settings/audit', search: {}, replace: true })}>
            {t('audit.clear')}
          </Button>
        )}
      </div>
      <ListBody
        list={list}
        empty={
          <EmptyState icon={<ScrollText aria-hidden />} title={t('audit.none')}>
            {t('audit.none_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul className="border-t border-line">
            {rows.map((entry) => (
              <Entry key={entry.audit_id} entry={entry} onOnly={() => change({ entity: entry.entity, entity_id: entry.entity_id ?? '' })} />
            ))}
          </ul>
        )}
      </ListBody>
    </>
  );
}
