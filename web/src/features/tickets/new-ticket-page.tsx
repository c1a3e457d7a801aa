// A ticket opened by the desk: for whom, where, about what.
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { useClientPeople } from '@/api/people.ts';
import { useCategoryOptions, useClientOptions, useSiteOptions } from '@/api/places.ts';
import { useOpenTicket } from '@/api/ticket.ts';
import type { NewTicketBody } from '@/api/ticket.ts';
import type { TicketPriority } from '@/api/tickets.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { PriorityIcon } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { ChosenFiles, FileDrop, FilePickButton, useFiles } from '@/ui/file-drop.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { useCategoryFields } from '@/api/ticket-fields.ts';
import { FieldInput, filledOf } from './field-inputs.tsx';
import type { FieldValues } from './field-inputs.tsx';
import { ticketPriorities } from './queue-search.ts';

const AssetPicker = lazy(() => withTexts(['fleet', 'assets'], import('@/features/assets/asset-picker.tsx')).then((module) => ({ default: module.AssetPicker })));

const shownFields = [
  'client_id',
  'site_id',
  'subject',
  'description',
  'affected_person',
  'affected_person_contact',
  'affected_person_phone',
  'category_id',
  'asset_id',
  'notification_email',
  'additional_emails',
];

/** Addresses typed with commas, semicolons or line breaks between them. */
const addressesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

export function NewTicketPage() {
  const { t } = useText();
  const navigate = useNavigate();
  const open = useOpenTicket();
  const files = useFiles();
  const attempt = useRef({ content: '', key: '' });
  const [clientId, setClientId] = useState<string | null>(null);
  const [siteId, setSiteId] = useState<string | null>(null);
  const [personId, setPersonId] = useState<string | null>(null);
  const [categoryId, setCategoryId] = useState<string | null>(null);
  const [asset, setAsset] = useState<{ asset_id: string; name: string } | null>(null);
  const [priority, setPriority] = useState<TicketPriority>('media');
  const [values, setValues] = useState<FieldValues>({});
  const extra = useCategoryFields(categoryId).data ?? [];
  const [person, setPerson] = useState({ name: '', contact: '', phone: '' });
  const clients = useClientOptions().data ?? [];
  const sites = useSiteOptions(clientId).data ?? [];
  const people = useClientPeople(clientId).data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const site =
    siteId ?? sites.find(({ is_primary }) => is_primary)?.site_id ?? (sites.length === 1 ? (sites[0]?.site_id ?? null) : null);
  const { fields, banner } = formProblem(open.error, [...shownFields, ...extra.map((one) => `custom_fields.${one.field_id}`)], t);

  const choosePerson = (userId: string | null): void => {
    setPersonId(userId);
    const chosen = people.find(({ user_id }) => user_id === userId);
    if (chosen) setPerson({ name: chosen.name, contact: chosen.email, phone: chosen.phone ?? '' });
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!clientId || open.isPending) return;
    const form = new FormData(event.currentTarget);
    const value = (name: string): string => String(form.get(name) ?? '').trim();
    const body: NewTicketBody = {
      client_id: clientId,
      subject: value('subject'),
      description: String(form.get('description') ?? ''),
      priority,
      channel: value('channel') === 'telefono' ? 'telefono' : 'portal',
      additional_emails: addressesOf(value('additional_emails')),
      ...(site ? { site_id: site } : {}),
      ...(categoryId ? { category_id: categoryId } : {}),
      ...(extra.length > 0 ? { custom_fields: filledOf(extra, values) } : {}),
      ...(asset ? { asset_id: asset.asset_id } : {}),
      ...(person.name ? { affected_person: person.name } : {}),
      ...(person.contact ? { affected_person_contact: person.contact } : {}),
      ...(person.phone ? { affected_person_phone: person.phone } : {}),
      ...(value('notification_email') ? { notification_email: value('notification_email') } : {}),
    };
    // The same content is the same attempt; corrected content is a new one.
    const content = JSON.stringify([body, files.files.map((file) => [file.name, file.size, file.lastModified])]);
    if (attempt.current.content !== content) attempt.current = { content, key: crypto.randomUUID() };
    open.mutate(
      { body, files: files.files, key: attempt.current.key },
      {
        onSuccess: ({ ticket }) => {
          toast.done(t('ticket.opened', { number: ticket.ticket_number }));
          void navigate({ to: '/tickets/$number', params: { number: ticket.ticket_number } });
        },
      },
    );
  };
  const optional = t('common.optional');
  return (
    <>
      <PageHeader title={t('tickets.new')} about={t('ticket.new_about')} />
      <FileDrop control={files} className="max-w-3xl px-4 pb-10 sm:px-6">
        <form onSubmit={onSubmit} className="grid gap-4">
          {banner && <Banner tone="danger">{banner}</Banner>}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('tickets.client')} error={fields.client_id}>
              <Combobox
                label={t('tickets.client')}
                placeholder={t('ticket.choose_client')}
                value={clientId}
                onChange={(value) => {
                  setClientId(value);
                  setSiteId(null);
                  setPersonId(null);
                  setAsset(null);
                }}
                options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
              />
            </Field>
            <Field label={t('tickets.site')} error={fields.site_id}>
              <Combobox
                label={t('tickets.site')}
                placeholder={t('ticket.choose_site')}
                disabled={!clientId}
                value={site}
                onChange={setSiteId}
                options={sites.map((row) => ({ value: row.site_id, label: row.name }))}
              />
            </Field>
          </div>
          <Field label={t('tickets.subject')} error={fields.subject}>
            <TextInput name="subject" required maxLength={255} autoComplete="off" />
          </Field>
          <Field label={t('ticket.description')} error={fields.description}>
            <TextArea name="description" rows={7} maxLength={50_000} />
          </Field>
          <div className="grid gap-2">
            <ChosenFiles control={files} />
            <div className="-ml-2">
              <FilePickButton control={files} />
            </div>
          </div>
          <div className="grid gap-4 sm:grid-cols-3">
            <Field label={t('tickets.category')} optional={optional} error={fields.category_id}>
              <Combobox
                label={t('tickets.category')}
                placeholder={t('common.none')}
                noneLabel={t('common.none')}
                value={categoryId}
                onChange={setCategoryId}
                options={categories}
              />
            </Field>
            <Field label={t('tickets.priority')}>
              <Combobox
                label={t('tickets.priority')}
                placeholder=""
                value={priority}
                onChange={(value) => value && setPriority(value as TicketPriority)}
                options={ticketPriorities.map((name) => ({
                  value: name,
                  label: t(`priority.${name}`),
                  icon: <PriorityIcon priority={name} />,
                }))}
              />
            </Field>
            <Field label={t('ticket.channel')}>
              <Select
                name="channel"
                options={[
                  { value: 'portal', label: t('channel.portal') },
                  { value: 'telefono', label: t('channel.telefono') },
                ]}
              />
            </Field>
          </div>
          {extra.length > 0 && (
            <div className="grid gap-4 sm:grid-cols-2">
              {extra.map((one) => (
                <FieldInput
                  key={one.field_id}
                  field={one}
                  value={values[one.field_id] ?? null}
                  onChange={(value) => setValues({ ...values, [one.field_id]: value })}
                  isRequired={one.needed_at === 'opening'}
                  error={fields[`custom_fields.${one.field_id}`]}
                />
              ))}
            </div>
          )}
          {clientId && (
            <Field label={t('ticket.machine')} optional={optional} error={fields.asset_id}>
              <Suspense fallback={null}>
                <AssetPicker clientId={clientId} siteId={site} value={asset} onChange={setAsset} />
              </Suspense>
            </Field>
          )}
          <fieldset className="grid gap-4 rounded-lg border border-line px-4 pt-2 pb-4">
            <legend className="px-1 text-sm font-medium">{t('ticket.affected_person')}</legend>
            <Combobox
              label={t('ticket.known_person')}
              placeholder={t('ticket.known_person')}
              noneLabel={t('common.none')}
              disabled={!clientId}
              value={personId}
              onChange={choosePerson}
              options={people.map((row) => ({ value: row.user_id, label: row.name, hint: row.email }))}
            />
            <div className="grid gap-4 sm:grid-cols-3">
              <Field label={t('profile.name')} error={fields.affected_person}>
                <TextInput
                  value={person.name}
                  maxLength={200}
                  onChange={(event) => setPerson({ ...person, name: event.target.value })}
                />
              </Field>
              <Field label={t('auth.email')} error={fields.affected_person_contact}>
                <TextInput
                  value={person.contact}
                  maxLength={254}
                  onChange={(event) => setPerson({ ...person, contact: event.target.value })}
                />
              </Field>
              <Field label={t('profile.phone')} error={fields.affected_person_phone}>
                <TextInput
                  value={person.phone}
                  maxLength={50}
                  onChange={(event) => setPerson({ ...person, phone: event.target.value })}
                />
              </Field>
            </div>
          </fieldset>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label={t('ticket.notification_email')}
              optional={optional}
              hint={t('ticket.notification_email_hint')}
              error={fields.notification_email}
            >
              <TextInput name="notification_email" type="email" maxLength={254} />
            </Field>
            <Field
              label={t('ticket.additional_emails')}
              optional={optional}
              hint={t('ticket.additional_emails_hint')}
              error={fields.additional_emails}
            >
              <TextInput name="additional_emails" />
            </Field>
          </div>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => void navigate({ to: '/tickets' })}>{t('common.cancel')}</Button>
            <Button type="submit" tone="primary" disabled={!clientId} busy={open.isPending}>
              {t('ticket.open')}
            </Button>
          </div>
        </form>
      </FileDrop>
    </>
  );
}
