// The rest of an asset's life: warranty and maintenance, the desk's own fields, its label, and other assets that are this machine.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Asset } from '@/api/assets.ts';
import { useCare, useSaveCare } from '@/api/care.ts';
import type { AssetCare as Care } from '@/api/care.ts';
import type { TicketStatus } from '@/api/tickets.ts';
import { Section } from '@/features/assets/asset-inventory.tsx';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { StatusBadge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { rowLink, textLink } from '@/ui/link-look.ts';
import { toast } from '@/ui/toast.tsx';
import { fieldDraftOf, fieldValuesOf } from './field-draft.ts';
import { MergeTwins } from './merge-twins.tsx';
import { OwnFields } from './own-fields.tsx';
import { QrLabel } from './qr-label.tsx';

const shown = ['warranty_notice_days', 'maintenance_every_months', 'maintenance_next_on'];

function Plan({ asset, care }: { asset: Asset; care: Care }) {
  const { t, date } = useText();
  const save = useSaveCare(asset.asset_id);
  const [plan, setPlan] = useState({ days: String(care.warranty_notice_days), months: String(care.maintenance_every_months ?? ''), next: care.maintenance_next_on ?? '' });
  const [draft, setDraft] = useState(() => fieldDraftOf(care.fields, care.values));
  const { fields, banner } = formProblem(save.error, [...shown, ...care.fields.map(({ field_id }) => `fields.${field_id}`)], t);
  const isOver = asset.lifecycle === 'retired';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(
      { warranty_notice_days: Number(plan.days), maintenance_every_months: plan.months === '' ? null : Number(plan.months), maintenance_next_on: plan.next || null, fields: fieldValuesOf(care.fields, draft) },
      { onSuccess: () => toast.done(t('form.saved')) },
    );
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={isOver} className="grid gap-4">
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Section title={t('care.plan')}>
          <div className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-4">
            <div className="grid gap-1 text-sm">
              <span className="font-medium">{t('care.warranty')}</span>
              <span className={asset.warranty_until ? 'py-1.5' : 'py-1.5 text-muted'}>{asset.warranty_until ? date(`${asset.warranty_until}T12:00:00`) : t('care.no_warranty')}</span>
            </div>
            <Field label={t('care.warranty_days')} hint={t('care.warranty_hint')} error={fields.warranty_notice_days}>
              <TextInput type="number" required min={0} max={365} value={plan.days} onChange={(event) => setPlan({ ...plan, days: event.target.value })} />
            </Field>
            <Field label={t('care.next_on')} hint={t('care.next_hint')} error={fields.maintenance_next_on}>
              <TextInput type="date" required={plan.months !== ''} value={plan.next} onChange={(event) => setPlan({ ...plan, next: event.target.value })} />
            </Field>
            <Field label={t('care.every_months')} hint={t('care.every_hint')} error={fields.maintenance_every_months}>
              <TextInput type="number" min={1} max={60} value={plan.months} onChange={(event) => setPlan({ ...plan, months: event.target.value })} />
            </Field>
          </div>
        </Section>
        <Section title={t('care.fields')}>
          {care.fields.length === 0 ? (
            <p className="text-sm text-muted">
              {t('care.no_fields')}{' '}
              <Link to="/policies" search={{ tab: 'fields' }} className={textLink}>
                {t('policies.tab_fields')}
              </Link>
            </p>
          ) : (
            <div className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-4">
              <OwnFields fields={care.fields} draft={draft} onChange={setDraft} errors={fields} />
            </div>
          )}
        </Section>
        {!isOver && (
          <Button type="submit" tone="primary" className="w-fit" busy={save.isPending}>
            {t('form.save')}
          </Button>
        )}
      </fieldset>
    </form>
  );
}

function Reminders({ care }: { care: Care }) {
  const { t, date } = useText();
  if (care.reminders.length === 0) return null;
  return (
    <Section title={t('care.reminders')}>
      <ul className="grid gap-2 text-sm">
        {care.reminders.map(({ kind, due_on, ticket_id, ticket_number, status }) => (
          <li key={ticket_id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Link to="/tickets/$number" params={{ number: ticket_number }} className={`${rowLink} tabular-nums`}>
              {ticket_number}
            </Link>
            <span className="min-w-0 flex-1">{t(`care.kind_${kind}`, { day: date(`${due_on}T12:00:00`) })}</span>
            <StatusBadge status={status as TicketStatus} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Merged({ care }: { care: Care }) {
  const { t, date } = useText();
  if (care.merged.length === 0) return null;
  return (
    <Section title={t('care.merged_before')}>
      <ul className="grid gap-2 text-sm">
        {care.merged.map((one) => (
          <li key={one.asset_id} className="flex flex-wrap items-baseline gap-x-3">
            <Link to="/machines/$assetId" params={{ assetId: one.asset_id }} className={`${rowLink} wrap-anywhere`}>
              {one.name}
            </Link>
            <span className="text-xs text-muted">{t('care.merged_line', { by: one.merged_by_name, day: date(one.merged_at) })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function AssetCare({ asset }: { asset: Asset }) {
  const { t } = useText();
  const { data: care, error, refetch } = useCare(asset.asset_id);
  if (!care) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={6} />;
  return (
    <div className="grid gap-4 pt-4">
      {care.merged_into && (
        <Banner tone="info">
          {t('care.merged_into')}{' '}
          <Link to="/machines/$assetId" params={{ assetId: care.merged_into.asset_id }} className={textLink}>
            {care.merged_into.name}
          </Link>
        </Banner>
      )}
      <Plan key={asset.asset_id} asset={asset} care={care} />
      <Reminders care={care} />
      <Section title={t('care.label')}>
        <QrLabel asset={asset} />
      </Section>
      {asset.lifecycle !== 'retired' && (
        <Section title={t('care.twins')}>
          <MergeTwins asset={asset} care={care} />
        </Section>
      )}
      <Merged care={care} />
    </div>
  );
}
