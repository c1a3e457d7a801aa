// When two tickets can be one, who follows along, and what taking it back leaves. Pure.
import { MERGE_UNDO_DAYS, type MergedPeople, type TicketStatus } from './values.ts';

export interface MergeEnd {
  ticket_id: string;
  client_id: string;
  status: TicketStatus;
}

export type MergeFault = 'same' | 'other_client' | 'target_cancelled' | 'requester_blind';

/**
 * Why these two can't be merged, or null.
 * @param seesTarget whether the person who asked for the source may see the target; null: no person asked, or one who is gone.
 */
export function mergeFault(source: MergeEnd, target: MergeEnd, seesTarget: boolean | null): MergeFault | null {
  if (source.ticket_id === target.ticket_id) return 'same';
  if (source.client_id !== target.client_id) return 'other_client';
  if (target.status === 'cancelado') return 'target_cancelled';
  // Their own request would vanish from them, or show them what they may not see.
  return seesTarget === false ? 'requester_blind' : null;
}

/** The people around one end of a merge. */
export interface Audience {
  /** Who asked, and whoever follows it. */
  people: readonly { user_id: string; email: string; may_see_target: boolean }[];
  /** Addresses that the ticket names. */
  emails: readonly string[];
}

const key = (email: string): string => email.trim().toLowerCase();

/**
 * Who has to follow the target so that nobody of the source misses an answer: people who may see it as followers, addresses as addresses.
 * `record` is what taking back removes: those, and those whom another merge that still stands brought.
 */
export function joining(source: Audience, target: { user_ids: readonly string[]; emails: readonly string[] }, others: readonly MergedPeople[]): { add: MergedPeople; record: MergedPeople } {
  const [thereIds, thereEmails] = [new Set(target.user_ids), new Set(target.emails.map(key))];
  const [borrowedIds, borrowedEmails] = [new Set(others.flatMap((one) => one.user_ids)), new Set(others.flatMap((one) => one.emails.map(key)))];
  const ids = [...new Set(source.people.filter((one) => one.may_see_target).map((one) => one.user_id))];
  const emails = [...new Set(source.emails.map(key))].filter(Boolean);
  const add = { user_ids: ids.filter((one) => !thereIds.has(one)), emails: emails.filter((one) => !thereEmails.has(one)) };
  return {
    add,
    record: { user_ids: ids.filter((one) => add.user_ids.includes(one) || borrowedIds.has(one)), emails: emails.filter((one) => add.emails.includes(one) || borrowedEmails.has(one)) },
  };
}

/** Who leaves with a merge: whom it brought, unless another one that stands brought them too. */
export function leaving(people: MergedPeople, others: readonly MergedPeople[]): MergedPeople {
  const ids = new Set(others.flatMap((one) => one.user_ids));
  const emails = new Set(others.flatMap((one) => one.emails.map(key)));
  return { user_ids: people.user_ids.filter((one) => !ids.has(one)), emails: people.emails.filter((one) => !emails.has(key(one))) };
}

/** The addresses of a ticket without some. */
export const without = (emails: readonly string[], gone: readonly string[]): string[] => {
  const left = new Set(gone.map(key));
  return emails.filter((one) => !left.has(key(one)));
};

export const undoUntil = (mergedAt: Date): Date => new Date(mergedAt.getTime() + MERGE_UNDO_DAYS * 86_400_000);

/** Somebody named a ticket that is part of another one by now. */
export const isAnother = (row: { ticket_id: string; ticket_number: string }, asked: string): boolean => row.ticket_id !== asked.toLowerCase() && row.ticket_number !== asked;

/** Two tickets are held in one order, whoever merges which into which. */
export const inOrder = <T extends { ticket_id: string }>(...ends: T[]): T[] => ends.toSorted((a, b) => (a.ticket_id < b.ticket_id ? -1 : 1));
