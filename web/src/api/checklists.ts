// Checklists and close gates over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ChecklistItemChange, ChecklistItemRow, ChecklistTemplateRow, NewChecklistItems, NewChecklistTemplate, TicketChecklist } from '../../../worker/modules/checklists/contract.ts';
import type { CloseGatesBody } from '../../../worker/modules/settings/contract.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';

export type { CloseGatesBody, NewChecklistTemplate };
export type ChecklistItem = Json<ChecklistItemRow>;
export type ChecklistTemplate = Json<ChecklistTemplateRow>;
export type Checklist = Json<TicketChecklist>;

/** The steps of a ticket, and what still stands before its end. Below the ticket's own key: whatever refreshes it refreshes this. */
export function useTicketChecklist(number: string) {
  return useQuery({ queryKey: ['ticket', number, 'checklist'], queryFn: () => request<Checklist>(`/tickets/${number}/checklist`) });
}

export type ChecklistAct =
  | { kind: 'add'; body: Partial<NewChecklistItems> }
  | { kind: 'change'; item_id: string; change: ChecklistItemChange }
  | { kind: 'remove'; item_id: string }
  | { kind: 'order'; item_ids: string[] };

function sendChecklistAct(number: string, act: ChecklistAct): Promise<{ items: ChecklistItem[] }> {
  const path = `/tickets/${number}/checklist`;
  if (act.kind === 'add') return request(path, { method: 'POST', body: act.body });
  if (act.kind === 'order') return request(path, { method: 'PUT', body: { item_ids: act.item_ids } });
  if (act.kind === 'remove') return request(`${path}/${act.item_id}`, { method: 'DELETE' });
  return request(`${path}/${act.item_id}`, { method: 'PATCH', body: act.change });
}

/** The list as it will be, shown before the server has answered. */
function foreseen(items: ChecklistItem[], act: ChecklistAct): ChecklistItem[] {
  if (act.kind === 'remove') return items.filter((item) => item.item_id !== act.item_id);
  if (act.kind === 'order') return act.item_ids.flatMap((id) => items.find((item) => item.item_id === id) ?? []);
  if (act.kind === 'add') return items;
  const { is_done, ...rest } = act.change;
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return items.map((item) =>
    item.item_id === act.item_id ? { ...item, ...known, ...(is_done === undefined ? {} : { done_at: is_done ? new Date().toISOString() : null, done_by_name: null }) } : item);
}

export function useChecklistAct(number: string) {
  const client = useQueryClient();
  const key = ['ticket', number, 'checklist'];
  return useMutation({
    mutationFn: (act: ChecklistAct) => sendChecklistAct(number, act),
    onMutate: async (act) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<Checklist>(key);
      if (before) client.setQueryData(key, { ...before, items: foreseen(before.items, act) });
      return before;
    },
    onError: (_error, _act, before) => client.setQueryData(key, before),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useChecklistTemplates(enabled = true) {
  return useQuery({
    queryKey: ['checklist-templates'],
    queryFn: () => request<{ checklist_templates: ChecklistTemplate[] }>('/checklist-templates').then(({ checklist_templates }) => checklist_templates),
    enabled,
  });
}

export type TemplateAct = { kind: 'save'; template: ChecklistTemplate | null; body: NewChecklistTemplate } | { kind: 'delete'; checklist_template_id: string };

export function useTemplateAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: TemplateAct): Promise<unknown> => {
      if (act.kind === 'delete') return request(`/checklist-templates/${act.checklist_template_id}`, { method: 'DELETE' });
      if (act.template) return request(`/checklist-templates/${act.template.checklist_template_id}`, { method: 'PUT', body: { ...act.body, version: act.template.version } });
      return request('/checklist-templates', { method: 'POST', body: act.body });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['checklist-templates'] }),
  });
}

export function useCloseGates() {
  return useQuery({ queryKey: ['settings', 'close-gates'], queryFn: () => request<{ close_gates: CloseGatesBody }>('/settings/close-gates').then(({ close_gates }) => close_gates) });
}

export function useSaveCloseGates() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CloseGatesBody) => request('/settings/close-gates', { method: 'PUT', body }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['ticket'] });
      return client.invalidateQueries({ queryKey: ['settings', 'close-gates'] });
    },
  });
}
