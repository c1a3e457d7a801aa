// What was being written for a ticket, kept in this browser until it is sent.
export interface Draft {
  text: string;
  internal: boolean;
}

const keyOf = (ticketId: string): string => `lanet.draft.${ticketId}`;

export function readDraft(ticketId: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(ticketId)) ?? 'null');
    if (stored && typeof stored === 'object' && 'text' in stored && typeof stored.text === 'string')
      return { text: stored.text, internal: 'internal' in stored && stored.internal === true };
  } catch {
    // A damaged or refused store means: no draft.
  }
  return { text: '', internal: false };
}

/** Keeps the draft; an empty one is forgotten. */
export function writeDraft(ticketId: string, draft: Draft): void {
  try {
    if (draft.text.trim() === '') localStorage.removeItem(keyOf(ticketId));
    else localStorage.setItem(keyOf(ticketId), JSON.stringify(draft));
  } catch {
    // Without storage the draft lives as long as the page.
  }
}
