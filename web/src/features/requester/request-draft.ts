// What was typed so far; a phone may throw the page away while the camera is open.
import type { FieldValue } from '@/api/ticket-fields.ts';
import type { TicketPriority } from '@/api/tickets.ts';

export interface RequestDraft {
  subject: string;
  description: string;
  site_id: string | null;
  priority: TicketPriority;
  affected_person: string;
  affected_person_phone: string;
  category_id: string | null;
  /** What the fields of the category say, by their id. */
  custom_fields: Record<string, FieldValue | null>;
}

export const emptyDraft: RequestDraft = { subject: '', description: '', site_id: null, priority: 'media', affected_person: '', affected_person_phone: '', category_id: null, custom_fields: {} };

const storeKey = (userId: string): string => `lanet.request-draft.${userId}`;

export function readDraft(userId: string): RequestDraft {
  try {
    const stored = JSON.parse(sessionStorage.getItem(storeKey(userId)) ?? 'null') as Partial<RequestDraft> | null;
    return { ...emptyDraft, ...stored };
  } catch {
    return emptyDraft;
  }
}

const answerKey = (userId: string, ticketId: string): string => `lanet.answer-draft.${userId}.${ticketId}`;

export function readAnswer(userId: string, ticketId: string): string {
  try {
    return sessionStorage.getItem(answerKey(userId, ticketId)) ?? '';
  } catch {
    return '';
  }
}

/** An empty one is forgotten. */
export function keepAnswer(userId: string, ticketId: string, text: string): void {
  try {
    if (text.trim()) sessionStorage.setItem(answerKey(userId, ticketId), text);
    else sessionStorage.removeItem(answerKey(userId, ticketId));
  } catch {
    // Without storage the answer lives as long as the page.
  }
}

/** `null` forgets it. */
export function keepDraft(userId: string, draft: RequestDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(storeKey(userId), JSON.stringify(draft));
    else sessionStorage.removeItem(storeKey(userId));
  } catch {
    // Without storage the draft lives as long as the page.
  }
}
