// What is being written on a ticket, in this browser too: nothing is lost without a network. Pure but for the storage.
import type { DraftKind, StoredDraft } from '@/api/drafts.ts';

export interface LocalText {
  text: string;
  /** The server has it as it stands. */
  isKept: boolean;
}
export interface Draft extends Record<DraftKind, LocalText> {
  /** Which of the two is being written. */
  kind: DraftKind;
}

export const draftKinds: readonly DraftKind[] = ['public', 'internal'];
const empty: LocalText = { text: '', isKept: true };
export const noDraft: Draft = { public: empty, internal: empty, kind: 'public' };

const keyOf = (userId: string, ticketId: string): string => `lanet.draft.${userId}.${ticketId}`;

function localText(value: unknown): LocalText {
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') return empty;
  return { text: value.text, isKept: 'isKept' in value && value.isKept === true };
}

/** A damaged or refused store means: no draft. */
export function readDraft(userId: string, ticketId: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId, ticketId)) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return noDraft;
    const of = stored as Record<string, unknown>;
    return { public: localText(of.public), internal: localText(of.internal), kind: of.kind === 'internal' ? 'internal' : 'public' };
  } catch {
    return noDraft;
  }
}

/** How many drafts of this person the server has not seen as they stand. */
export function unkeptDrafts(userId: string): number {
  try {
    const tickets = Object.keys(localStorage).filter((name) => name.startsWith(keyOf(userId, ''))).map((name) => name.slice(keyOf(userId, '').length));
    return tickets.filter((ticketId) => draftKinds.some((kind) => { const { text, isKept } = readDraft(userId, ticketId)[kind]; return !isKept && text.trim() !== ''; })).length;
  } catch {
    return 0;
  }
}

/** Keeps the draft; an empty one that the server knows to be empty is forgotten. */
export function writeDraft(userId: string, ticketId: string, draft: Draft): void {
  try {
    const isNothing = draftKinds.every((kind) => draft[kind].text.trim() === '' && draft[kind].isKept);
    if (isNothing) localStorage.removeItem(keyOf(userId, ticketId));
    else localStorage.setItem(keyOf(userId, ticketId), JSON.stringify(draft));
  } catch {
    // Without storage the draft lives as long as the page and on the server.
  }
}

/** What stands after the server was heard: words it has not seen yet win over its own, everything else is the server's. */
export function reconciled(local: Draft, stored: readonly StoredDraft[]): Draft {
  const of = (kind: DraftKind): LocalText => {
    if (!local[kind].isKept) return local[kind];
    return { text: stored.find((one) => one.visibility === kind)?.body_text ?? '', isKept: true };
  };
  const next = { public: of('public'), internal: of('internal') };
  // What was written elsewhere is shown first where nothing was being written here.
  const kind = next[local.kind].text === '' ? (draftKinds.find((one) => next[one].text !== '') ?? local.kind) : local.kind;
  return { ...next, kind };
}
