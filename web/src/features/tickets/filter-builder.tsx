// The conditions of the list, with all and any: a window that is filled in by keyboard or by hand.
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCategoryOptions, useClientOptions } from '@/api/places.ts';
import { useStaff } from '@/api/people.ts';
import type { FilterGroup } from '@/api/queue.ts';
import { useAllSites } from '@/api/all-sites.ts';
import type { TicketChannel } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Select, TextInput } from '@/ui/field.tsx';
import type { Option } from '@/ui/option-list.tsx';
import { conditionCount, filterFields, isComplete, isGroup, levelsMax, newCondition, opsOf, partsMax, replaceAt, spanOf, withOp } from './filter-tree.ts';
import type { FilterCondition, FilterField, FilterPart } from './filter-tree.ts';
import { MultiPick } from './multi-pick.tsx';
import { ticketPriorities, ticketStatuses } from './queue-search.ts';

const channels: TicketChannel[] = ['portal', 'email', 'agente', 'telefono'];
const conditionsMax = 40;

function useChoices(field: FilterField): Option[] {
  const { t } = useText();
  const staff = useStaff().data ?? [];
  const clients = useClientOptions().data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const sites = useAllSites(field === 'site_id').data ?? [];
  switch (field) {
    case 'status': return ticketStatuses.map((value) => ({ value, label: t(`status.${value}`) }));
    case 'priority': return ticketPriorities.map((value) => ({ value, label: t(`priority.${value}`) }));
    case 'channel': return channels.map((value) => ({ value, label: t(`channel.${value}`) }));
    case 'assigned_to': return [{ value: 'me', label: t('tickets.me') }, { value: 'none', label: t('tickets.nobody') }, ...staff.map((person) => ({ value: person.user_id, label: person.name }))];
    case 'client_id': return clients.map((client) => ({ value: client.client_id, label: client.name }));
    case 'site_id': return sites.map((site) => ({ value: site.site_id, label: site.name, hint: clients.find((client) => client.client_id === site.client_id)?.name }));
    case 'category_id': return [{ value: 'none', label: t('queue.no_category') }, ...categories];
    default: return [];
  }
}

function Span({ label, hours, onChange }: { label: string; hours: number; onChange: (hours: number) => void }) {
  const { t } = useText();
  const [unit, setUnit] = useState(spanOf(hours).unit);
  const factor = unit === 'days' ? 24 : 1;
  return (
    <div className="flex gap-1.5">
      <TextInput
        type="number"
        min={1}
        max={unit === 'days' ? 3650 : 87_600}
        step={1}
        aria-label={`${label}: ${t('queue.amount')}`}
        value={hours > 0 ? String(Math.round(hours / factor)) : ''}
        onChange={(event) => onChange(Math.max(0, Math.min(87_600, Math.round(Number(event.target.value)) * factor)))}
        className="w-20"
      />
      <Select
        aria-label={`${label}: ${t('queue.unit')}`}
        value={unit}
        onChange={(event) => {
          const next = event.target.value as 'hours' | 'days';
          setUnit(next);
          onChange(Math.round(hours / factor) * (next === 'days' ? 24 : 1));
        }}
        options={[{ value: 'hours', label: t('queue.hours') }, { value: 'days', label: t('queue.days') }]}
        className="min-w-24 flex-1"
      />
    </div>
  );
}

function Value({ condition, label, onChange }: { condition: FilterCondition; label: string; onChange: (condition: FilterCondition) => void }) {
  const { t } = useText();
  const choices = useChoices(condition.field);
  if (condition.field === 'asset_id' || condition.field === 'open' || condition.field === 'snoozed') return null;
  if ('hours' in condition) return <Span label={label} hours={condition.hours} onChange={(hours) => onChange({ ...condition, hours })} />;
  if ('value' in condition) return <TextInput aria-label={label} value={condition.value} maxLength={200} onChange={(event) => onChange({ ...condition, value: event.target.value })} />;
  if (condition.field === 'tags')
    return (
      <TextInput
        aria-label={label}
        placeholder={t('queue.tags_hint')}
        defaultValue={condition.values.join(', ')}
        maxLength={400}
        onChange={(event) => onChange({ ...condition, values: [...new Set(event.target.value.split(',').map((tag) => tag.trim().slice(0, 50)).filter(Boolean))].slice(0, 20) })}
      />
    );
  if ('values' in condition) return <MultiPick label={label} options={choices} values={condition.values} onChange={(values) => onChange({ ...condition, values } as FilterCondition)} />;
  return null;
}

function Row({ condition, onChange, onRemove }: { condition: FilterCondition; onChange: (part: FilterPart) => void; onRemove: () => void }) {
  const { t } = useText();
  const { field } = condition;
  const name = t(`queue.field_${field}`);
  const opLabel = (op: string): string => {
    if (field === 'asset_id') return t(op === 'is' ? 'queue.without_machine' : 'queue.with_machine');
    if (field === 'open') return t(op === 'is' ? 'queue.is_open' : 'queue.is_closed');
    if (field === 'snoozed') return t(op === 'is' ? 'queue.is_asleep' : 'queue.is_awake');
    if (field === 'due') return t(op === 'within' ? 'queue.due_within' : op === 'overdue' ? 'queue.due_overdue' : 'queue.due_none');
    if (field === 'waiting') return t('queue.waiting_older');
    return t(`queue.op_${op as 'is' | 'is_not' | 'within' | 'older' | 'has' | 'has_not'}`);
  };
  return (
    <div role="group" aria-label={name} className="grid grid-cols-[minmax(0,1fr)] items-start gap-1.5 sm:grid-cols-[10rem_9.5rem_minmax(0,1fr)_auto]">
      <Select aria-label={t('queue.field')} value={field} onChange={(event) => onChange(newCondition(event.target.value as FilterField))} options={filterFields.map((value) => ({ value, label: t(`queue.field_${value}`) }))} />
      <Select aria-label={`${name}: ${t('queue.op')}`} value={condition.op} onChange={(event) => onChange(withOp(condition, event.target.value))} options={opsOf[field].map((value) => ({ value, label: opLabel(value) }))} />
      <div className="min-w-0">
        <Value key={`${field} ${condition.op}`} condition={condition} label={name} onChange={onChange} />
      </div>
      <IconButton label={t('queue.remove_condition', { name })} onClick={onRemove}>
        <Trash2 className="size-4" aria-hidden />
      </IconButton>
    </div>
  );
}

function Group({ group, level, onChange, onRemove }: { group: FilterGroup; level: number; onChange: (group: FilterGroup) => void; onRemove?: () => void }) {
  const { t } = useText();
  const isFull = group.of.length >= partsMax;
  return (
    <div role="group" aria-label={t('queue.group')} className={level === 1 ? 'grid grid-cols-[minmax(0,1fr)] gap-2.5' : 'grid grid-cols-[minmax(0,1fr)] gap-2.5 rounded-lg border border-line border-l-accent bg-sunken/50 p-3'}>
      <div className="flex items-center gap-2">
        <Select
          aria-label={t('queue.match')}
          value={group.match}
          onChange={(event) => onChange({ ...group, match: event.target.value as FilterGroup['match'] })}
          options={[{ value: 'all', label: t('queue.match_all') }, { value: 'any', label: t('queue.match_any') }]}
          className="w-64 max-w-full"
        />
        {onRemove && (
          <IconButton label={t('queue.remove_group')} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        )}
      </div>
      {group.of.map((part, index) =>
        isGroup(part) ? (
          <Group key={index} group={part} level={level + 1} onChange={(next) => onChange(replaceAt(group, index, next))} onRemove={() => onChange(replaceAt(group, index, null))} />
        ) : (
          <Row key={index} condition={part} onChange={(next) => onChange(replaceAt(group, index, next))} onRemove={() => onChange(replaceAt(group, index, null))} />
        ),
      )}
      <div className="flex flex-wrap gap-2">
        <Button small disabled={isFull} icon={<Plus className="size-4" aria-hidden />} onClick={() => onChange({ ...group, of: [...group.of, newCondition('status')] })}>
          {t('queue.add_condition')}
        </Button>
        {level < levelsMax && (
          <Button small tone="ghost" disabled={isFull} icon={<Plus className="size-4" aria-hidden />} onClick={() => onChange({ ...group, of: [...group.of, { match: group.match === 'all' ? 'any' : 'all', of: [newCondition('status')] }] })}>
            {t('queue.add_group')}
          </Button>
        )}
      </div>
    </div>
  );
}

export function FilterBuilder({ filter, onApply, onClose }: { filter: FilterGroup; onApply: (filter: FilterGroup | undefined) => void; onClose: () => void }) {
  const { t } = useText();
  const [tree, setTree] = useState(filter.of.length > 0 ? filter : { ...filter, of: [newCondition('status')] });
  const [isTold, setTold] = useState(false);
  const isReady = tree.of.every(isComplete) && conditionCount(tree) <= conditionsMax;
  const apply = (): void => {
    if (!isReady) return setTold(true);
    onApply(tree.of.length > 0 ? tree : undefined);
    onClose();
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('queue.conditions')}
      description={t('queue.conditions_about')}
      footer={
        <>
          {isTold && !isReady && <p role="alert" className="mr-auto self-center text-sm text-danger-ink">{t('queue.incomplete')}</p>}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" onClick={apply}>{t('queue.apply')}</Button>
        </>
      }
    >
      <Group group={tree} level={1} onChange={setTree} />
    </Dialog>
  );
}
