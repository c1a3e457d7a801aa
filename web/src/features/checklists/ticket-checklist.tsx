// The steps of a ticket in its margin: how many are done, each ticked with Space, moved with Alt and the arrows.
import { ListPlus, Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useChecklistAct, useChecklistTemplates, useTicketChecklist } from '@/api/checklists.ts';
import type { Checklist, ChecklistItem } from '@/api/checklists.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { DropdownMenu, MenuItem, MenuLabel } from '@/ui/dropdown-menu.tsx';
import { problemSentence, Skeleton } from '@/ui/feedback.tsx';
import { TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { ClosingNeeds } from './closing-needs.tsx';

function Step({ item, onTick, onMove, onRemove }: { item: ChecklistItem; onTick: (done: boolean) => void; onMove: (by: -1 | 1) => void; onRemove: () => void }) {
  const { t } = useText();
  const done = item.done_at !== null;
  const id = `step-${item.item_id}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li className="group -mx-1.5 flex items-start gap-2.5 rounded-md px-1.5 py-1 hover:bg-hover/60">
      <Checkbox id={id} checked={done} className="mt-0.5" aria-describedby={`${id}-about`} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown" onKeyDown={onKeyDown} onCheckedChange={(on) => onTick(on === true)} />
      <div className="min-w-0 flex-1 text-sm">
        <label htmlFor={id} className={classNames('wrap-anywhere', done && 'text-muted line-through decoration-1')}>
          {item.text}
        </label>
        <p id={`${id}-about`} className="text-xs text-muted">
          {item.done_at ? (
            <>
              {item.done_by_name} · <Ago iso={item.done_at} />
            </>
          ) : (
            item.is_required && <span className="font-medium text-warn-ink">{t('checklist.required')}</span>
          )}
        </p>
      </div>
      <IconButton label={t('checklist.remove_step', { text: item.text })} className="size-6 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100" onClick={onRemove}>
        <Trash2 className="size-3.5" aria-hidden />
      </IconButton>
    </li>
  );
}

function TemplateMenu({ onChoose }: { onChoose: (templateId: string) => void }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const templates = useChecklistTemplates(open).data?.filter((one) => one.is_active) ?? [];
  return (
    <DropdownMenu
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton label={t('checklist.add_template')}>
          <ListPlus className="size-4" aria-hidden />
        </IconButton>
      }
    >
      <MenuLabel>{t(templates.length > 0 ? 'checklist.add_template' : 'checklist.no_templates')}</MenuLabel>
      {templates.map((one) => (
        <MenuItem key={one.checklist_template_id} onSelect={() => onChoose(one.checklist_template_id)}>
          {one.name}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}

function Steps({ number, data }: { number: string; data: Checklist }) {
  const { t } = useText();
  const act = useChecklistAct(number);
  const [text, setText] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const run: typeof act.mutate = (one) => act.mutate(one, { onError: (error) => toast.problem(problemSentence(error, t)) });
  const { items } = data;
  const done = items.filter((item) => item.done_at !== null).length;
  const move = (index: number, by: -1 | 1): void => {
    const ids = items.map((item) => item.item_id);
    const [id] = ids.splice(index, 1);
    if (!id || index + by < 0 || index + by > ids.length) return;
    ids.splice(index + by, 0, id);
    run({ kind: 'order', item_ids: ids });
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`#step-${CSS.escape(id)}`)?.focus());
  };
  return (
    <>
      <div className="flex items-center gap-2">
        <h2 className="flex-1 text-sm font-semibold">{t('checklist.title')}</h2>
        {items.length > 0 && (
          <span className="text-xs text-muted tabular-nums" aria-label={t('checklist.progress', { done: String(done), total: String(items.length) })}>
            {done}/{items.length}
          </span>
        )}
        <TemplateMenu onChoose={(checklist_template_id) => run({ kind: 'add', body: { checklist_template_id } })} />
      </div>
      {items.length > 0 && (
        <div aria-hidden className="h-1 overflow-hidden rounded-full bg-sunken">
          <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${(100 * done) / items.length}%` }} />
        </div>
      )}
      <ul ref={list} className="grid">
        {items.map((item, index) => (
          <Step
            key={item.item_id}
            item={item}
            onTick={(is_done) => run({ kind: 'change', item_id: item.item_id, change: { is_done } })}
            onMove={(by) => move(index, by)}
            onRemove={() => run({ kind: 'remove', item_id: item.item_id })}
          />
        ))}
      </ul>
      <form
        className="flex gap-1.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() === '') return;
          run({ kind: 'add', body: { items: [{ text: text.trim(), is_required: false }] } });
          setText('');
        }}
      >
        <TextInput aria-label={t('checklist.new_step')} placeholder={t('checklist.new_step')} value={text} maxLength={300} autoComplete="off" onChange={(event) => setText(event.target.value)} className="h-7.5" />
        {text.trim() !== '' && (
          <Button type="submit" small icon={<Plus className="size-4" aria-hidden />}>
            {t('checklist.add')}
          </Button>
        )}
      </form>
    </>
  );
}

/** Steps, and what is missing before the ticket can be resolved or closed. */
export function TicketChecklist({ number, status }: { number: string; status: string }) {
  const { t } = useText();
  const { data, isError } = useTicketChecklist(number);
  if (isError) return null;
  const isOver = status === 'cerrado' || status === 'cancelado';
  return (
    <section aria-label={t('checklist.title')} className="mt-4 grid gap-2 border-t border-line pt-3.5">
      {data ? <Steps number={number} data={data} /> : <Skeleton className="h-10 w-full" />}
      {!isOver && <ClosingNeeds number={number} at={status === 'resuelto' ? 'cerrado' : 'resuelto'} />}
    </section>
  );
}
