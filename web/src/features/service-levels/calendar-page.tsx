// One calendar: zone, hours, holidays, and beside it what they would mean for something begun now.
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { useCalendars, useSaveCalendar } from '@/api/service-levels.ts';
import type { CalendarRow } from '@/api/service-levels.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { secondaryLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { calendarBody, calendarDraft, weekdays } from './calendar-draft.ts';
import type { CalendarDraft } from './calendar-draft.ts';
import { CalendarPreview } from './calendar-preview.tsx';
import { HolidayFields } from './holiday-fields.tsx';
import { HoursFields } from './hours-fields.tsx';
import { levelProblem } from './level-problem.ts';
import { Section } from './section.tsx';

const shown = ['name', 'client_id', 'site_id', 'timezone', 'is_default', 'business_hours', 'holidays', ...weekdays.map((day) => `business_hours.${day}`)];
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value, label: value.replaceAll('_', ' '), hint: undefined }));

interface PartProps {
  draft: CalendarDraft;
  edit: (change: Partial<CalendarDraft>) => void;
  errors: Record<string, string>;
}

function Where({ draft, edit, errors }: PartProps) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const sites = useSiteOptions(draft.client_id).data ?? [];
  const options = zones.some((zone) => zone.value === draft.timezone) ? zones : [{ value: draft.timezone, label: draft.timezone, hint: undefined }, ...zones];
  return (
    <Section title={t('levels.where')} about={t('levels.where_about')}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('levels.client')} error={errors.client_id}>
          <Combobox label={t('levels.client')} placeholder={t('levels.every_client')} noneLabel={t('levels.every_client')} value={draft.client_id} onChange={(client_id) => edit({ client_id, site_id: null })} options={clients.map((client) => ({ value: client.client_id, label: client.name }))} />
        </Field>
        <Field label={t('tickets.site')} error={errors.site_id}>
          <Combobox label={t('tickets.site')} placeholder={t('levels.every_site')} noneLabel={t('levels.every_site')} disabled={draft.client_id === null} value={draft.site_id} onChange={(site_id) => edit({ site_id })} options={sites.map((site) => ({ value: site.site_id, label: site.name }))} />
        </Field>
      </div>
      <Switch label={t(draft.site_id ? 'levels.standard_site' : draft.client_id ? 'levels.standard_client' : 'levels.standard_all')} hint={t('levels.standard_hint')} checked={draft.is_default} onCheckedChange={(is_default) => edit({ is_default })} />
      {errors.is_default && <Banner tone="danger">{errors.is_default}</Banner>}
      <Field label={t('levels.timezone')} error={errors.timezone} className="sm:max-w-80">
        <Combobox label={t('levels.timezone')} placeholder={t('levels.timezone')} value={draft.timezone} onChange={(timezone) => timezone && edit({ timezone })} options={options} />
      </Field>
    </Section>
  );
}

function CalendarForm({ calendar, mayWrite }: { calendar: CalendarRow | null; mayWrite: boolean }) {
  const { t } = useText();
  const formId = useId();
  const navigate = useNavigate();
  const save = useSaveCalendar(calendar?.calendar_id ?? null);
  const [draft, setDraft] = useState(() => calendarDraft(calendar));
  const [version] = useState(calendar?.version ?? 0);
  const edit = (change: Partial<CalendarDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const { fields, banner } = levelProblem(save.error, shown, t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = calendarBody(draft);
    save.mutate(calendar ? { ...body, version } : body, {
      onSuccess: () => {
        toast.done(t('levels.saved'));
        void navigate({ to: '/service-levels/calendars' });
      },
    });
  };
  return (
    <div className="grid items-start gap-6 px-4 pb-8 sm:px-6 xl:grid-cols-[minmax(0,42rem)_minmax(22rem,30rem)]">
      <form id={formId} onSubmit={submit} className="grid gap-6" aria-label={draft.name || t('levels.calendar_new')}>
        {!mayWrite && <Banner tone="info">{t('levels.read_only')}</Banner>}
        {banner && <Banner tone="danger">{banner}</Banner>}
        <fieldset disabled={!mayWrite} className="contents">
          <Field label={t('levels.name')} error={fields.name} className="sm:max-w-96">
            <TextInput required maxLength={100} value={draft.name} onChange={(event) => edit({ name: event.target.value })} />
          </Field>
          <Where draft={draft} edit={edit} errors={fields} />
          <HoursFields week={draft.week} onChange={(week) => edit({ week })} errors={fields} />
          <HolidayFields holidays={draft.holidays} onChange={(holidays) => edit({ holidays })} error={fields.holidays} mayWrite={mayWrite} />
        </fieldset>
      </form>
      <aside className="grid gap-4 xl:sticky xl:top-4">
        <CalendarPreview draft={draft} />
        {mayWrite && (
          // Above the preview where they stand beside the form: its answers move what is below.
          <div className="flex flex-wrap justify-end gap-2 xl:order-first">
            <Link to="/service-levels/calendars" className={secondaryLink}>
              {t('common.cancel')}
            </Link>
            <Button type="submit" form={formId} tone="primary" busy={save.isPending} disabled={draft.name.trim() === ''}>
              {t(calendar ? 'levels.save' : 'levels.create')}
            </Button>
          </div>
        )}
      </aside>
    </div>
  );
}

export function CalendarPage() {
  const { t } = useText();
  const { role } = useMe();
  const mayWrite = role === 'admin' || role === 'superadmin';
  const { id } = useParams({ from: '/app/staff/service-levels/calendars/$id' });
  const calendars = useCalendars();
  const calendar = id === 'new' ? null : (calendars.data?.find((one) => one.calendar_id === id) ?? null);
  return (
    <>
      <Link to="/service-levels/calendars" className="mt-3 ml-4 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:ml-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('levels.tab_calendars')}
      </Link>
      <PageHeader title={id === 'new' ? t('levels.calendar_new') : (calendar?.name ?? '…')} />
      {calendars.isPending ? (
        <SkeletonList rows={8} />
      ) : !calendars.data ? (
        <ErrorPanel error={calendars.error} onRetry={() => void calendars.refetch()} />
      ) : id !== 'new' && calendar === null ? (
        <EmptyState title={t('problem.not_found')} />
      ) : (
        <CalendarForm key={id} calendar={calendar} mayWrite={mayWrite} />
      )}
    </>
  );
}
