// Mail templates over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TemplateDraft, TemplatePreview, TemplateRow, TemplateWarning } from '../../../worker/modules/email/contract.ts';
import type { NotificationEvent } from '../../../worker/modules/email/values.ts';
import type { Locale } from '../../../worker/modules/users/values.ts';
import { request } from './client.ts';

export type { Locale, NotificationEvent, TemplateDraft, TemplatePreview, TemplateRow, TemplateWarning };

export function useTemplates() {
  return useQuery({
    queryKey: ['templates'],
    queryFn: () => request<{ templates: TemplateRow[] }>('/email/templates').then(({ templates }) => templates),
  });
}

export type TemplateAct = { kind: 'save'; template_id: string | null; draft: TemplateDraft; is_active: boolean } | { kind: 'restore'; template_id: string };

function sendTemplateAct(act: TemplateAct): Promise<unknown> {
  if (act.kind === 'restore') return request(`/email/templates/${act.template_id}`, { method: 'DELETE' });
  const { event, locale, ...texts } = act.draft;
  return act.template_id
    ? request(`/email/templates/${act.template_id}`, { method: 'PUT', body: { ...texts, is_active: act.is_active } })
    : request('/email/templates', { method: 'POST', body: { event, locale, ...texts, is_active: act.is_active } });
}

export function useTemplateAct() {
  const client = useQueryClient();
  return useMutation({ mutationFn: sendTemplateAct, onSuccess: () => client.invalidateQueries({ queryKey: ['templates'] }) });
}

/** The draft filled with invented values; the last preview stays while the next one is made. */
export function useTemplatePreview(draft: TemplateDraft) {
  return useQuery({
    queryKey: ['template-preview', draft],
    queryFn: ({ signal }) => request<{ preview: TemplatePreview }>('/email/templates/preview', { method: 'POST', body: draft, signal }).then(({ preview }) => preview),
    enabled: draft.subject.trim() !== '' && draft.body_text.trim() !== '',
    placeholderData: (before) => before,
    retry: false,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}
