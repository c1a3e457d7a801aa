// A macro as its form holds it, and as the server takes it.
import type { Macro, MacroChanges, MacroScope, NewMacro } from '@/api/macros.ts';
import type { TicketPriority, TicketStatus } from '@/api/tickets.ts';

export interface MacroDraft {
  name: string;
  description: string;
  scope: MacroScope;
  client_id: string | null;
  body_es: string;
  body_en: string;
  visibility: 'public' | 'internal';
  is_active: boolean;
  status: TicketStatus | '';
  resolution_notes: string;
  priority: TicketPriority | '';
  category_id: string | null;
  /** A person, `me`, `nobody`; null: stays. */
  assigned_to: string | null;
  add_tags: string;
  remove_tags: string;
  checklist_template_id: string;
}

export function draftOf(macro: Macro | null): MacroDraft {
  const changes: Partial<MacroChanges> = macro?.changes ?? {};
  return {
    name: macro?.name ?? '', description: macro?.description ?? '', scope: macro?.scope ?? 'personal', client_id: macro?.client_id ?? null, body_es: macro?.body_es ?? '', body_en: macro?.body_en ?? '',
    visibility: macro?.visibility ?? 'public', is_active: macro?.is_active ?? true, status: changes.status ?? '', resolution_notes: changes.resolution_notes ?? '', priority: changes.priority ?? '',
    category_id: changes.category_id ?? null, assigned_to: changes.assigned_to ?? null, add_tags: (changes.add_tags ?? []).join(', '), remove_tags: (changes.remove_tags ?? []).join(', '),
    checklist_template_id: changes.checklist_template_id ?? '',
  };
}

const listOf = (text: string): string[] => [...new Set(text.split(',').map((tag) => tag.trim()).filter(Boolean))];

/** Only what is filled in changes something. */
export function bodyOf(draft: MacroDraft): NewMacro {
  const [add_tags, remove_tags] = [listOf(draft.add_tags), listOf(draft.remove_tags)];
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text);
  return {
    name: draft.name.trim(), description: orNull(draft.description), scope: draft.scope, client_id: draft.client_id, body_es: orNull(draft.body_es), body_en: orNull(draft.body_en),
    visibility: draft.visibility, is_active: draft.is_active,
    changes: {
      ...(draft.status ? { status: draft.status } : {}), ...(draft.status === 'resuelto' && draft.resolution_notes.trim() ? { resolution_notes: draft.resolution_notes.trim() } : {}),
      ...(draft.priority ? { priority: draft.priority } : {}), ...(draft.category_id ? { category_id: draft.category_id } : {}), ...(draft.assigned_to ? { assigned_to: draft.assigned_to } : {}),
      ...(add_tags.length > 0 ? { add_tags } : {}), ...(remove_tags.length > 0 ? { remove_tags } : {}), ...(draft.checklist_template_id ? { checklist_template_id: draft.checklist_template_id } : {}),
    },
  };
}
