// Writing a macro: its text in both languages with variables at hand, and what it changes.
import { Braces } from 'lucide-react';
import { useRef, useState } from 'react';
import { useChecklistTemplates } from '@/api/checklists.ts';
import { MACRO_VARIABLES, useMacroAct } from '@/api/macros.ts';
import type { Macro } from '@/api/macros.ts';
import { useStaff } from '@/api/people.ts';
import { useCategoryOptions, useClientOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import type { TicketPriority, TicketStatus } from '@/api/tickets.ts';
import { ticketPriorities, ticketStatuses } from '@/features/tickets/queue-search.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { DropdownMenu, MenuItem, MenuLabel } from '@/ui/dropdown-menu.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch, TabPanel, Tabs } from '@/ui/toggle.tsx';
import { bodyOf, draftOf, type MacroDraft } from './macro-draft.ts';
import { macroProblem } from './macro-fault.ts';

type Set = (change: Partial<MacroDraft>) => void;
const languages = ['es', 'en'] as const;

/** A text with a menu that puts a variable where the cursor stands. */
function VariableText({ label, value, error, rows, required = false, onChange }: { label: string; value: string; error?: string | undefined; rows: number; required?: boolean; onChange: (text: string) => void }) {
  const { t } = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const put = (name: string): void => {
    const at = area.current?.selectionStart ?? value.length;
    const text = `{{${name}}}`;
    onChange(value.slice(0, at) + text + value.slice(area.current?.selectionEnd ?? at));
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(at + text.length, at + text.length);
    });
  };
  return (
    <div className="grid gap-1.5">
      <Field label={label} error={error}>
        <TextArea ref={area} rows={rows} required={required} maxLength={20_000} value={value} onChange={(event) => onChange(event.target.value)} />
      </Field>
      <DropdownMenu
        trigger={
          <Button small tone="ghost" className="justify-self-start" icon={<Braces className="size-4" aria-hidden />}>
            {t('macros.variable')}
          </Button>
        }
      >
        <MenuLabel>{t('macros.variable_about')}</MenuLabel>
        {MACRO_VARIABLES.map((name) => (
          <MenuItem key={name} onSelect={() => put(name)}>
            <code className="mr-3 text-xs">{`{{${name}}}`}</code>
            <span className="text-xs text-muted">{t(`macros.var_${name.replace('.', '_')}` as TextKey)}</span>
          </MenuItem>
        ))}
      </DropdownMenu>
    </div>
  );
}

function Changes({ draft, set, fields }: { draft: MacroDraft; set: Set; fields: Record<string, string> }) {
  const { t } = useText();
  const me = useMe();
  const staff = useStaff().data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const checklists = (useChecklistTemplates().data ?? []).filter((one) => one.is_active || one.checklist_template_id === draft.checklist_template_id);
  const people = [
    { value: 'me', label: t('macros.assign_me') },
    { value: 'nobody', label: t('tickets.nobody') },
    ...staff.filter(({ user_id }) => user_id !== me.user_id || draft.assigned_to === user_id).map(({ user_id, name }) => ({ value: user_id, label: name })),
  ];
  return (
    <fieldset className="grid gap-4 sm:grid-cols-2">
      <legend className="mb-2 text-sm font-semibold">{t('macros.changes')}</legend>
      <Field label={t('tickets.status')} error={fields['changes.status']}>
        <Select value={draft.status} placeholder={t('macros.stays')} onChange={(event) => set({ status: event.target.value as TicketStatus | '' })} options={ticketStatuses.filter((value) => value !== 'nuevo').map((value) => ({ value, label: t(`status.${value}`) }))} />
      </Field>
      <Field label={t('tickets.priority')} error={fields['changes.priority']}>
        <Select value={draft.priority} placeholder={t('macros.stays')} onChange={(event) => set({ priority: event.target.value as TicketPriority | '' })} options={ticketPriorities.map((value) => ({ value, label: t(`priority.${value}`) }))} />
      </Field>
      {draft.status === 'resuelto' && (
        <div className="sm:col-span-2">
          <VariableText label={t('tickets.resolution_notes')} rows={2} value={draft.resolution_notes} error={fields['changes.resolution_notes']} onChange={(resolution_notes) => set({ resolution_notes })} />
        </div>
      )}
      <Field label={t('tickets.category')} error={fields['changes.category_id']}>
        <Combobox label={t('tickets.category')} placeholder={t('macros.stays')} noneLabel={t('macros.stays')} options={categories} value={draft.category_id} onChange={(category_id) => set({ category_id })} />
      </Field>
      <Field label={t('tickets.assignee')} error={fields['changes.assigned_to']}>
        <Combobox label={t('tickets.assignee')} placeholder={t('macros.stays')} noneLabel={t('macros.stays')} options={people} value={draft.assigned_to} onChange={(assigned_to) => set({ assigned_to })} />
      </Field>
      <Field label={t('macros.add_tags')} hint={t('macros.tags_hint')} error={fields['changes.add_tags']}>
        <TextInput value={draft.add_tags} autoComplete="off" onChange={(event) => set({ add_tags: event.target.value })} />
      </Field>
      <Field label={t('macros.remove_tags')} error={fields['changes.remove_tags']}>
        <TextInput value={draft.remove_tags} autoComplete="off" onChange={(event) => set({ remove_tags: event.target.value })} />
      </Field>
      <Field label={t('macros.add_checklist')} error={fields['changes.checklist_template_id']}>
        <Select value={draft.checklist_template_id} placeholder={t('common.none')} onChange={(event) => set({ checklist_template_id: event.target.value })} options={checklists.map((one) => ({ value: one.checklist_template_id, label: one.name }))} />
      </Field>
    </fieldset>
  );
}

export function MacroDialog({ macro, onClose }: { macro: Macro | null; onClose: () => void }) {
  const { t } = useText();
  const me = useMe();
  const [draft, setDraft] = useState(() => draftOf(macro));
  const [language, setLanguage] = useState<string>('es');
  const set: Set = (change) => setDraft((before) => ({ ...before, ...change }));
  const clients = useClientOptions().data ?? [];
  const act = useMacroAct();
  const { fields, sentence } = macroProblem(act.error, t);
  const mayBePersonal = !macro || macro.owner_id === me.user_id;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={macro ? t('macros.edit', { name: macro.name }) : t('macros.new')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="macro-edit-form" tone="primary" busy={act.isPending}>
            {t(macro ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form
        id="macro-edit-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const body = bodyOf(draft);
          act.mutate(macro ? { kind: 'update', macro_id: macro.macro_id, body: { ...body, version: macro.version } } : { kind: 'create', body }, {
            onSuccess: () => {
              toast.done(t('form.saved'));
              onClose();
            },
          });
        }}
      >
        {sentence && <Banner tone="danger">{sentence}</Banner>}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('macros.name')} error={fields.name}>
            <TextInput value={draft.name} required autoFocus maxLength={100} autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={t('macros.description')} optional={t('common.optional')} error={fields.description}>
            <TextInput value={draft.description} maxLength={300} autoComplete="off" onChange={(event) => set({ description: event.target.value })} />
          </Field>
          <Field label={t('macros.scope')} error={fields.scope}>
            <Select
              value={draft.scope}
              onChange={(event) => set({ scope: event.target.value as MacroDraft['scope'] })}
              options={[{ value: 'personal', label: t('macros.scope_personal_long'), disabled: !mayBePersonal }, { value: 'team', label: t('macros.scope_team_long') }]}
            />
          </Field>
          <Field label={t('tickets.client')} error={fields.client_id}>
            <Combobox label={t('tickets.client')} placeholder={t('macros.any_client')} noneLabel={t('macros.any_client')} options={clients.map((one) => ({ value: one.client_id, label: one.name }))} value={draft.client_id} onChange={(client_id) => set({ client_id })} />
          </Field>
        </div>
        <section aria-label={t('macros.text')} className="grid gap-2">
          <h3 className="text-sm font-semibold">{t('macros.text')}</h3>
          <Select
            aria-label={t('ticket.kind_of_message')}
            className="sm:w-1/2"
            value={draft.visibility}
            onChange={(event) => set({ visibility: event.target.value as MacroDraft['visibility'] })}
            options={[{ value: 'public', label: t('ticket.public_reply') }, { value: 'internal', label: t('ticket.internal_note') }]}
          />
          <Tabs label={t('macros.language')} value={language} onValueChange={setLanguage} items={languages.map((value) => ({ value, label: t(value === 'es' ? 'macros.spanish' : 'macros.english') }))}>
            <TabPanel value="es" className="pt-3 outline-none">
              <VariableText label={t('macros.text_es')} rows={6} value={draft.body_es} error={fields.body_es} onChange={(body_es) => set({ body_es })} />
            </TabPanel>
            <TabPanel value="en" className="pt-3 outline-none">
              <VariableText label={t('macros.text_en')} rows={6} value={draft.body_en} error={fields.body_en} onChange={(body_en) => set({ body_en })} />
            </TabPanel>
          </Tabs>
          <p className="text-xs text-muted">{t('macros.language_hint')}</p>
        </section>
        <Changes draft={draft} set={set} fields={fields} />
        <Switch label={t('macros.is_active')} hint={t('macros.is_active_hint')} checked={draft.is_active} onCheckedChange={(is_active) => set({ is_active })} />
      </form>
    </Dialog>
  );
}
