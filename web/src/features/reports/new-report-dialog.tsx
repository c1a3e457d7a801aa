// Asking for a report: what, of which period, as which file.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useAskReport } from '@/api/reports.ts';
import type { NewReport, ReportRow } from '@/api/reports.ts';
import { useMe } from '@/api/session.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { REPORT_PERIODS, type ReportPeriod } from '../../../../worker/modules/reports/values.ts';
import { WhatFields } from './what-fields.tsx';
import type { What } from './what-fields.tsx';

const ownDays = 'own';

export function NewReportDialog({ onClose, onAsked }: { onClose: () => void; onAsked: (report: ReportRow) => void }) {
  const { t, locale } = useText();
  const me = useMe();
  const formId = useId();
  const ask = useAskReport();
  const [what, setWhat] = useState<What>({ kind: 'tickets', client_id: me.client_id, group_by: null, format: 'xlsx', locale: locale === 'en' ? 'en' : 'es', is_for_client: false });
  const [period, setPeriod] = useState<ReportPeriod | typeof ownDays>('last_month');
  const [days, setDays] = useState({ from: '', to: '' });
  const { fields, banner } = formProblem(ask.error, ['kind', 'client_id', 'group_by', 'format', 'locale', 'from', 'to'], t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body: NewReport = {
      kind: what.kind, format: what.format, locale: what.locale, client_id: what.client_id, is_for_client: what.is_for_client, ...(what.kind === 'sla' ? { group_by: what.group_by ?? 'category' } : {}),
      ...(what.kind === 'assets' ? {} : period === ownDays ? days : { period }),
    };
    ask.mutate(body, { onSuccess: onAsked });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('reports.new')}
      description={t('reports.new_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={ask.isPending}>
            {t('reports.make')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {banner && <Banner tone="danger">{banner}</Banner>}
        <WhatFields value={what} onChange={(change) => setWhat((before) => ({ ...before, ...change }))} errors={fields} />
        {what.kind === 'assets' ? (
          <p className="text-sm text-muted">{t('reports.as_of_now')}</p>
        ) : (
          <div className="grid gap-3 sm:grid-cols-3">
            <Field label={t('reports.period')} hint={t('reports.period_hint')}>
              <Select
                name="period"
                value={period}
                onChange={(event) => setPeriod(event.target.value as ReportPeriod | typeof ownDays)}
                options={[...REPORT_PERIODS.map((value) => ({ value: value as string, label: t(`reports.period_${value}`) })), { value: ownDays, label: t('reports.period_own') }]}
              />
            </Field>
            {period === ownDays && (
              <>
                <Field label={t('reports.from')} error={fields.from}>
                  <TextInput type="date" required value={days.from} onChange={(event) => setDays((before) => ({ ...before, from: event.target.value }))} />
                </Field>
                <Field label={t('reports.to')} error={fields.to && t('reports.fault_period')}>
                  <TextInput type="date" required min={days.from} value={days.to} onChange={(event) => setDays((before) => ({ ...before, to: event.target.value }))} />
                </Field>
              </>
            )}
          </div>
        )}
      </form>
    </Dialog>
  );
}
