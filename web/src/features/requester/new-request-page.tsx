// "New request": what, where, how urgent, and a photo; made for a thumb.
import { useNavigate } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { FormEvent } from 'react';
import { useSiteOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { useOpenTicket } from '@/api/ticket.ts';
import { useCategoryFields } from '@/api/ticket-fields.ts';
import type { NewTicketBody } from '@/api/ticket.ts';
import type { TicketPriority } from '@/api/tickets.ts';
import { filledOf } from '@/features/tickets/field-inputs.tsx';
import { formProblem } from '@/text/fault-sentence.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { PriorityIcon } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, Skeleton } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { FileDrop } from '@/ui/file-drop.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { useKeptFiles } from './kept-files.ts';
import { PhotoButtons } from './photo-buttons.tsx';
import { PhotoStrip } from './photo-strip.tsx';
import { emptyDraft, keepDraft, readDraft } from './request-draft.ts';
import type { RequestDraft } from './request-draft.ts';
import { contentOf } from './send-rules.ts';
import { useSteadySend } from './steady-send.ts';
import { WaitingBanner } from './waiting-banner.tsx';

const ArticleSuggestions = lazy(() => withTexts(['knowledge'], import('@/features/knowledge/article-suggestions.tsx')).then((module) => ({ default: module.ArticleSuggestions })));
const CategoryChoice = lazy(() => withTexts(['writing'], import('./category-choice.tsx')).then((module) => ({ default: module.CategoryChoice })));
const MachineField = lazy(() => withTexts(['fleet', 'assets'], import('@/features/assets/machine-field.tsx')).then((module) => ({ default: module.MachineField })));

const urgencies: readonly TicketPriority[] = ['baja', 'media', 'alta', 'critica'];
const shown = ['subject', 'description', 'category_id', 'site_id', 'asset_id', 'affected_person', 'affected_person_phone'];

function UrgencyChoice({ value, onChange }: { value: TicketPriority; onChange: (value: TicketPriority) => void }) {
  const { t } = useText();
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{t('requests.how_urgent')}</legend>
      <div className="grid gap-2 min-[480px]:grid-cols-2">
        {urgencies.map((priority) => (
          <label
            key={priority}
            className="flex min-h-12 items-center gap-3 rounded-lg border border-line px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent-ink"
          >
            <input type="radio" name="priority" value={priority} checked={value === priority} onChange={() => onChange(priority)} className="size-4 shrink-0" />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{t(`requests.urgent_${priority}`)}</span>
              <span className="block text-xs text-muted">{t(`requests.urgent_${priority}_hint`)}</span>
            </span>
            <PriorityIcon priority={priority} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function NewRequestPage() {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const sites = useSiteOptions(me.client_id);
  const files = useKeptFiles(me.user_id, 'new');
  const open = useOpenTicket();
  const steady = useSteadySend('new', ({ body, chosen }: { body: NewTicketBody; chosen: File[] }, key) => open.mutateAsync({ body, files: chosen, key }));
  const [draft, setDraft] = useState(() => readDraft(me.user_id));
  const [asset, setAsset] = useState<{ asset_id: string; name: string } | null>(null);
  const set = (change: Partial<RequestDraft>): void => {
    const next = { ...draft, ...change };
    setDraft(next);
    keepDraft(me.user_id, next);
  };
  const own = sites.data?.filter(({ site_id }) => me.role === 'client_admin' || me.site_ids.includes(site_id)) ?? [];
  const places = own.length > 0 ? own : (sites.data ?? []);
  const site = places.find(({ site_id }) => site_id === draft.site_id) ?? places.find(({ is_primary }) => is_primary) ?? places[0];
  const extra = useCategoryFields(draft.category_id).data ?? [];
  const { fields, banner } = formProblem(steady.error, [...shown, ...extra.map(({ field_id }) => `custom_fields.${field_id}`)], t);

  const forget = (): void => {
    keepDraft(me.user_id, null);
    setDraft(emptyDraft);
    files.clear();
  };
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (steady.state !== 'idle' || !site) return;
    const body: NewTicketBody = {
      subject: draft.subject.trim(),
      description: draft.description,
      site_id: site.site_id,
      priority: draft.priority,
      ...(draft.category_id ? { category_id: draft.category_id } : {}),
      ...(extra.length > 0 ? { custom_fields: filledOf(extra, draft.custom_fields) } : {}),
      ...(asset ? { asset_id: asset.asset_id } : {}),
      ...(draft.affected_person.trim() ? { affected_person: draft.affected_person } : {}),
      ...(draft.affected_person_phone.trim() ? { affected_person_phone: draft.affected_person_phone } : {}),
    };
    const sent = await steady.send({ body, chosen: files.files }, contentOf(body, files.files));
    if (!sent) return;
    forget();
    toast.done(t('requests.sent', { number: sent.ticket.ticket_number }));
    void navigate({ to: '/requests/$number', params: { number: sent.ticket.ticket_number }, replace: true });
  };

  if (sites.error) return <ErrorPanel back={{ to: '/requests', label: t('nav.requests') }} error={sites.error} onRetry={() => void sites.refetch()} />;
  return (
    <div className="mx-auto w-full max-w-2xl pb-10">
      <PageHeader title={t('nav.new_request')} about={t('requests.new_about')} />
      <FileDrop control={files}>
        <form onSubmit={(event) => void onSubmit(event)} className="grid gap-5 px-4 pt-2 sm:px-6">
          {banner && <Banner tone="danger">{banner}</Banner>}
          <Field label={t('requests.what')} error={fields.subject}>
            <TextInput
              value={draft.subject}
              onChange={(event) => set({ subject: event.target.value })}
              placeholder={t('requests.what_example')}
              required
              maxLength={255}
              className="max-sm:h-11"
            />
          </Field>
          <Suspense fallback={null}>
            <ArticleSuggestions
              words={`${draft.subject} ${draft.description}`}
              onSolved={() => {
                forget();
                void navigate({ to: '/requests' });
              }}
            />
          </Suspense>
          <Field label={t('requests.more')} optional={t('common.optional')} hint={t('requests.more_hint')} error={fields.description}>
            <TextArea value={draft.description} onChange={(event) => set({ description: event.target.value })} rows={4} maxLength={50_000} />
          </Field>
          <Suspense fallback={null}>
            <CategoryChoice
              categoryId={draft.category_id}
              onCategory={(category_id) => set({ category_id })}
              fields={extra}
              values={draft.custom_fields}
              onValue={(fieldId, value) => set({ custom_fields: { ...draft.custom_fields, [fieldId]: value } })}
              faults={fields}
            />
          </Suspense>
          <div className="grid gap-2">
            <PhotoButtons control={files} />
            <PhotoStrip control={files} label={t('requests.files')} />
          </div>
          {sites.isPending ? (
            <Skeleton className="h-11 w-full" />
          ) : !site ? (
            <Banner tone="warn">{t('requests.where_none')}</Banner>
          ) : (
            <Field label={t('requests.where')} error={fields.site_id}>
              <Select
                value={site.site_id}
                onChange={(event) => {
                  set({ site_id: event.target.value });
                  setAsset(null);
                }}
                options={places.map(({ site_id, name, city }) => ({ value: site_id, label: city ? `${name}, ${city}` : name }))}
              />
            </Field>
          )}
          {site && (
            <Suspense fallback={null}>
              <MachineField label={t('requests.machine')} siteId={site.site_id} value={asset} onChange={setAsset} error={fields.asset_id} />
            </Suspense>
          )}
          <UrgencyChoice value={draft.priority} onChange={(priority) => set({ priority })} />
          <details open={Boolean(draft.affected_person || draft.affected_person_phone) || undefined}>
            <summary className="w-fit rounded-md py-1.5 text-sm font-medium text-accent-ink">{t('requests.for_other')}</summary>
            <div className="mt-2 grid gap-4 sm:grid-cols-2">
              <Field label={t('requests.other_name')} error={fields.affected_person}>
                <TextInput value={draft.affected_person} onChange={(event) => set({ affected_person: event.target.value })} maxLength={200} />
              </Field>
              <Field label={t('requests.other_phone')} error={fields.affected_person_phone}>
                <TextInput type="tel" value={draft.affected_person_phone} onChange={(event) => set({ affected_person_phone: event.target.value })} maxLength={50} />
              </Field>
            </div>
          </details>
          {steady.state === 'waiting' && <WaitingBanner onHurry={steady.hurry} onStop={steady.stop} />}
          <Button type="submit" tone="primary" busy={steady.state !== 'idle'} disabled={!site} icon={<Send className="size-4" aria-hidden />} className="max-sm:h-12 max-sm:w-full sm:justify-self-start">
            {t('requests.send')}
          </Button>
        </form>
      </FileDrop>
    </div>
  );
}
