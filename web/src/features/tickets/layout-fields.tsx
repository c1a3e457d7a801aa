// How the list looks: which columns in which order, what stands together, how dense.
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { QueueColumn, QueueGroup, ViewLayout } from '@/api/queue.ts';
import { QUEUE_COLUMNS, QUEUE_DENSITIES, QUEUE_GROUPS } from '../../../../worker/modules/queue/values.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { Checkbox } from '@/ui/toggle.tsx';

/** @param onChange gets null for "as the view comes" */
export function LayoutFields({ layout, standard, onChange }: { layout: ViewLayout; standard: readonly QueueColumn[]; onChange: (layout: ViewLayout | null) => void }) {
  const { t } = useText();
  const shown = layout.columns ?? standard;
  const label = (column: QueueColumn): string => t(column === 'client' ? 'tickets.client_and_site' : `tickets.${column}`);
  const set = (columns: readonly QueueColumn[]): void => onChange({ ...layout, columns: [...columns] });
  const move = (index: number, by: number): void => {
    const next = [...shown];
    [next[index], next[index + by]] = [next[index + by]!, next[index]!];
    set(next);
  };
  const hidden = QUEUE_COLUMNS.filter((column) => !shown.includes(column));
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-2">
        <Field label={t('queue.group_by')}>
          <Select value={layout.group ?? ''} onChange={(event) => onChange({ ...layout, group: (event.target.value || null) as QueueGroup | null })} placeholder={t('queue.group_none')} options={QUEUE_GROUPS.map((group) => ({ value: group, label: t(`tickets.${group}`) }))} />
        </Field>
        <Field label={t('queue.density')}>
          <Select value={layout.density} onChange={(event) => onChange({ ...layout, density: event.target.value as ViewLayout['density'] })} options={QUEUE_DENSITIES.map((density) => ({ value: density, label: t(`queue.density_${density}`) }))} />
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1 text-sm font-medium">{t('queue.columns')}</legend>
        <ul className="grid gap-px">
          {[...shown, ...hidden].map((column, index) => {
            const isShown = index < shown.length;
            return (
              <li key={column} className="flex min-h-8 items-center gap-1 rounded-md px-1 hover:bg-hover">
                <label className="flex min-w-0 flex-1 items-center gap-2.5 text-sm">
                  <Checkbox checked={isShown} disabled={column === 'subject'} onCheckedChange={(on) => set(on === true ? [...shown, column] : shown.filter((other) => other !== column))} />
                  {label(column)}
                </label>
                {isShown && (
                  <>
                    <IconButton label={t('queue.move_up', { name: label(column) })} disabled={index === 0} onClick={() => move(index, -1)}>
                      <ArrowUp className="size-3.5" aria-hidden />
                    </IconButton>
                    <IconButton label={t('queue.move_down', { name: label(column) })} disabled={index === shown.length - 1} onClick={() => move(index, 1)}>
                      <ArrowDown className="size-3.5" aria-hidden />
                    </IconButton>
                  </>
                )}
              </li>
            );
          })}
        </ul>
      </fieldset>
      <Button small className="justify-self-start" onClick={() => onChange(null)}>
        {t('queue.layout_reset')}
      </Button>
    </div>
  );
}
