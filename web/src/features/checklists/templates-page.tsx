// Checklist templates: lists of steps that a category or a macro puts on a ticket. Administrators change them, technicians read them.
import { ArrowDown, ArrowUp, ListChecks, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useChecklistTemplates, useTemplateAct } from '@/api/checklists.ts';
import type { ChecklistTemplate } from '@/api/checklists.ts';
import { useMe } from '@/api/session.ts';
import { macroProblem } from '@/features/macros/macro-fault.ts';
import { MacroTabs } from '@/features/macros/macro-tabs.tsx';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog, Dialog } from '@/ui/dialog.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox, Switch } from '@/ui/toggle.tsx';

interface Step {
  key: string;
  text: string;
  is_required: boolean;
}
const newStep = (text = '', is_required = true): Step => ({ key: crypto.randomUUID(), text, is_required });

function StepsEditor({ steps, onChange }: { steps: Step[]; onChange: (steps: Step[]) => void }) {
  const { t } = useText();
  const change = (index: number, part: Partial<Step>): void => onChange(steps.map((step, at) => (at === index ? { ...step, ...part } : step)));
  const move = (index: number, by: -1 | 1): void => {
    const next = [...steps];
    const [step] = next.splice(index, 1);
    if (step) next.splice(index + by, 0, step);
    onChange(next);
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{t('checklist.steps')}</legend>
      <ol className="grid gap-2">
        {steps.map((step, index) => (
          <li key={step.key} className="flex flex-wrap items-center gap-2">
            <span className="w-5 text-right text-xs text-muted tabular-nums">{index + 1}</span>
            <span className="min-w-40 flex-1">
              <TextInput aria-label={t('checklist.step_number', { number: index + 1 })} required maxLength={300} autoComplete="off" value={step.text} onChange={(event) => change(index, { text: event.target.value })} />
            </span>
            <label className="flex items-center gap-1.5 text-sm" htmlFor={`required-${step.key}`}>
              <Checkbox id={`required-${step.key}`} checked={step.is_required} onCheckedChange={(on) => change(index, { is_required: on === true })} />
              {t('checklist.required')}
            </label>
            <span className="flex">
              <IconButton label={t('checklist.move_up')} disabled={index === 0} onClick={() => move(index, -1)}>
                <ArrowUp className="size-4" aria-hidden />
              </IconButton>
              <IconButton label={t('checklist.move_down')} disabled={index === steps.length - 1} onClick={() => move(index, 1)}>
                <ArrowDown className="size-4" aria-hidden />
              </IconButton>
              <IconButton label={t('checklist.remove_step', { text: step.text })} disabled={steps.length === 1} onClick={() => onChange(steps.filter((one) => one !== step))}>
                <Trash2 className="size-4" aria-hidden />
              </IconButton>
            </span>
          </li>
        ))}
      </ol>
      <Button small className="justify-self-start" icon={<Plus className="size-4" aria-hidden />} disabled={steps.length >= 50} onClick={() => onChange([...steps, newStep()])}>
        {t('checklist.add')}
      </Button>
    </fieldset>
  );
}

function TemplateDialog({ template, onClose }: { template: ChecklistTemplate | null; onClose: () => void }) {
  const { t } = useText();
  const [name, setName] = useState(template?.name ?? '');
  const [description, setDescription] = useState(template?.description ?? '');
  const [isActive, setIsActive] = useState(template?.is_active ?? true);
  const [steps, setSteps] = useState(() => template?.items.map((one) => newStep(one.text, one.is_required)) ?? [newStep()]);
  const act = useTemplateAct();
  const { fields, sentence } = macroProblem(act.error, t);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={template ? t('macros.edit', { name: template.name }) : t('checklist.new')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="checklist-form" tone="primary" busy={act.isPending}>
            {t(template ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form
        id="checklist-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const items = steps.map(({ text, is_required }) => ({ text: text.trim(), is_required }));
          act.mutate(
            { kind: 'save', template, body: { name: name.trim(), description: description.trim() || null, items, is_active: isActive } },
            {
              onSuccess: () => {
                toast.done(t('form.saved'));
                onClose();
              },
            },
          );
        }}
      >
        {sentence && <Banner tone="danger">{sentence}</Banner>}
        <Field label={t('macros.name')} error={fields.name}>
          <TextInput value={name} required autoFocus maxLength={100} autoComplete="off" onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t('macros.description')} optional={t('common.optional')} error={fields.description}>
          <TextInput value={description} maxLength={300} autoComplete="off" onChange={(event) => setDescription(event.target.value)} />
        </Field>
        <StepsEditor steps={steps} onChange={setSteps} />
        <Switch label={t('macros.is_active')} hint={t('checklist.is_active_hint')} checked={isActive} onCheckedChange={setIsActive} />
      </form>
    </Dialog>
  );
}

function TemplateItem({ one, onEdit, onDelete }: { one: ChecklistTemplate; onEdit: (() => void) | null; onDelete: () => void }) {
  const { t } = useText();
  return (
    <li className="flex items-start gap-3 rounded-lg border border-line px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium wrap-anywhere">{one.name}</span>
          {!one.is_active && <Badge tone="warn">{t('form.inactive')}</Badge>}
        </p>
        {one.description && <p className="text-sm text-muted wrap-anywhere">{one.description}</p>}
        <ol className="grid list-decimal gap-0.5 pl-5 text-sm">
          {one.items.map((step, index) => (
            <li key={index} className="wrap-anywhere">
              {step.text}
              {step.is_required && <span className="ml-1.5 text-xs font-medium text-warn-ink">{t('checklist.required')}</span>}
            </li>
          ))}
        </ol>
        {one.categories.length > 0 && <p className="text-xs text-muted">{t('checklist.of_categories', { names: one.categories.join(', ') })}</p>}
      </div>
      {onEdit && (
        <span className="flex">
          <IconButton label={`${t('form.edit')}: ${one.name}`} onClick={onEdit}>
            <Pencil className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={`${t('form.delete')}: ${one.name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

export function ChecklistTemplatesPage() {
  const { t } = useText();
  const mayWrite = useMe().role !== 'technician';
  const templates = useChecklistTemplates();
  const act = useTemplateAct();
  const [editing, setEditing] = useState<ChecklistTemplate | 'new' | null>(null);
  const [deleting, setDeleting] = useState<ChecklistTemplate | null>(null);
  const add = mayWrite && (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEditing('new')}>
      {t('checklist.new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('nav.macros')} about={t('checklist.about')} actions={add} />
      <MacroTabs />
      {templates.isPending ? (
        <SkeletonList />
      ) : !templates.data ? (
        <ErrorPanel error={templates.error} onRetry={() => void templates.refetch()} />
      ) : templates.data.length === 0 ? (
        <EmptyState icon={<ListChecks aria-hidden />} title={t('checklist.no_templates')} action={add}>
          {t('checklist.no_templates_hint')}
        </EmptyState>
      ) : (
        <ul className="grid max-w-4xl gap-2 px-4 py-3 sm:px-6">
          {templates.data.map((one) => (
            <TemplateItem key={one.checklist_template_id} one={one} onEdit={mayWrite ? () => setEditing(one) : null} onDelete={() => setDeleting(one)} />
          ))}
        </ul>
      )}
      {editing && <TemplateDialog template={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      <AlertDialog
        open={deleting !== null}
        onOpenChange={(open) => !open && setDeleting(null)}
        title={t('macros.delete_question', { name: deleting?.name ?? '' })}
        description={t('checklist.delete_about')}
        action={t('form.delete')}
        busy={act.isPending}
        onAction={() =>
          deleting &&
          act.mutate(
            { kind: 'delete', checklist_template_id: deleting.checklist_template_id },
            { onSuccess: () => toast.done(t('checklist.deleted')), onError: (error) => toast.problem(macroProblem(error, t).sentence ?? ''), onSettled: () => setDeleting(null) },
          )
        }
      />
    </>
  );
}
