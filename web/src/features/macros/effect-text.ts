// What a macro changes, as people read it.
import type { MacroEffect } from '@/api/macros.ts';
import type { TextKey } from '@/text/es-MX.ts';
import type { Text } from '@/text/translate.ts';

export const effectLabels: Record<MacroEffect['field'], TextKey> = {
  status: 'tickets.status',
  priority: 'tickets.priority',
  category_id: 'tickets.category',
  assigned_to: 'tickets.assignee',
  tags: 'ticket.tags',
  checklist: 'checklist.title',
};

export function effectValue(field: MacroEffect['field'], value: string | null, t: Text['t']): string {
  if (value === null || value === '') return field === 'assigned_to' ? t('tickets.nobody') : '–';
  if (field === 'status') return t(`status.${value}` as TextKey);
  return field === 'priority' ? t(`priority.${value}` as TextKey) : value;
}
