// Creating a category or changing one; its place in the tree is changed by moving it.
import { useState } from 'react';
import { useChecklistTemplates } from '@/api/checklists.ts';
import { useCategoryAct } from '@/api/categories.ts';
import type { CategoryNode } from '@/api/categories.ts';
import { useStaff } from '@/api/people.ts';
import { changedFields } from '@/features/clients/client-draft.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';

const shown = ['name', 'description', 'color', 'default_assignee_id', 'checklist_template_id', 'response_hours', 'resolution_hours', 'sort_order'];
const defaultColor = '#64748b';

interface Draft {
  name: string;
  description: string;
  color: string;
  default_assignee_id: string | null;
  checklist_template_id: string | null;
  response_hours: string;
  resolution_hours: string;
  sort_order: string;
  is_active: boolean;
}

const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

function draftOf(node: CategoryNode | null): Draft {
  return {
    name: node?.name ?? '',
    description: node?.description ?? '',
    color: node?.color ?? defaultColor,
    default_assignee_id: node?.default_assignee_id ?? null,
    checklist_template_id: node?.checklist_template_id ?? null,
    response_hours: text(node?.response_hours),
    resolution_hours: text(node?.resolution_hours),
    sort_order: text(node?.sort_order ?? 0),
    is_active: node?.is_active ?? true,
  };
}

function bodyOf({ response_hours, resolution_hours, sort_order, ...fields }: Draft) {
  const hours = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed));
  return { ...fields, name: fields.name.trim(), response_hours: hours(response_hours), resolution_hours: hours(resolution_hours), sort_order: Number(sort_order || 0) };
}

/** `node` null creates a category below `parent`, or a root. */
export function CategoryDialog({ node, parent, onClose }: { node: CategoryNode | null; parent: CategoryNode | null; onClose: () => void }) {
  const { t } = useText();
  const [draft, setDraft] = useState(() => draftOf(node));
  const set = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  const staff = useStaff();
  const checklists = (useChecklistTemplates().data ?? []).filter((one) => one.is_active || one.checklist_template_id === draft.checklist_template_id);
  const act = useCategoryAct();
  const { fields, banner } = formProblem(act.error, shown, t);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={node ? t('categories.edit_title', { name: node.name }) : parent ? t('categories.new_below', { name: parent.name }) : t('categories.new')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="category-form" tone="primary" busy={act.isPending}>
            {t(node ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form
        id="category-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const { is_active, ...fresh } = bodyOf(draft);
          const change = node ? changedFields({ ...fresh, is_active }, bodyOf(draftOf(node))) : {};
          if (node && Object.keys(change).length === 0) return onClose();
          act.mutate(
            node ? { kind: 'update', category_id: node.category_id, body: change } : { kind: 'create', body: { ...fresh, parent_id: parent?.category_id ?? null } },
            {
              onSuccess: () => {
                toast.done(t('form.saved'));
                onClose();
              },
            },
          );
        }}
      >
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('categories.name')} error={fields.name}>
          <TextInput value={draft.name} onChange={(event) => set({ name: event.target.value })} required maxLength={120} autoFocus autoComplete="off" />
        </Field>
        <Field label={t('categories.description')} optional={t('common.optional')} error={fields.description}>
          <TextInput value={draft.description} onChange={(event) => set({ description: event.target.value })} maxLength={500} />
        </Field>
        <Field label={t('categories.assignee')} hint={t('categories.assignee_hint')} error={fields.default_assignee_id}>
          <Combobox
            label={t('categories.assignee')}
            placeholder={t('categories.nobody')}
            noneLabel={t('categories.nobody')}
            value={draft.default_assignee_id}
            onChange={(default_assignee_id) => set({ default_assignee_id })}
            options={(staff.data ?? []).map(({ user_id, name, role }) => ({ value: user_id, label: name, hint: t(`role.${role}`) }))}
          />
        </Field>
        <Field label={t('categories.checklist')} hint={t('categories.checklist_hint')} error={fields.checklist_template_id}>
          <Select
            value={draft.checklist_template_id ?? ''}
            placeholder={t('common.none')}
            onChange={(event) => set({ checklist_template_id: event.target.value || null })}
            options={checklists.map((one) => ({ value: one.checklist_template_id, label: one.name }))}
          />
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Field label={t('categories.response_hours')} error={fields.response_hours}>
            <TextInput type="number" min={1} max={8760} value={draft.response_hours} onChange={(event) => set({ response_hours: event.target.value })} />
          </Field>
          <Field label={t('categories.resolution_hours')} error={fields.resolution_hours}>
            <TextInput type="number" min={1} max={8760} value={draft.resolution_hours} onChange={(event) => set({ resolution_hours: event.target.value })} />
          </Field>
          <Field label={t('categories.color')} error={fields.color}>
            <TextInput type="color" value={draft.color} onChange={(event) => set({ color: event.target.value })} className="px-1" />
          </Field>
          <Field label={t('categories.sort_order')} hint={t('categories.sort_hint')} error={fields.sort_order}>
            <TextInput type="number" min={0} max={100_000} value={draft.sort_order} onChange={(event) => set({ sort_order: event.target.value })} />
          </Field>
        </div>
        {node && !node.is_protected && (
          <Switch label={t('categories.is_active')} hint={t('categories.is_active_hint')} checked={draft.is_active} onCheckedChange={(is_active) => set({ is_active })} />
        )}
      </form>
    </Dialog>
  );
}
