// Replies that wait for the network, in this browser's own database: each leaves once, under the key of its first attempt.
import type { QueryClient } from '@tanstack/react-query';
import { ApiProblem, request } from '@/api/client.ts';
import { sessionStore } from '@/api/session-store.ts';
import type { NewCommentBody, ReplyAnswer, Ticket } from '@/api/ticket.ts';
import { afterFault } from './fault-state.ts';

/** `conflict`: the ticket changed after it was last seen here; `refused`: the server said no, and why. */
export type KeptState = 'waiting' | 'conflict' | 'refused';

export interface KeptReply {
  key: string;
  user_id: string;
  ticket_id: string;
  ticket_number: string;
  subject: string;
  body: NewCommentBody;
  files: File[];
  kept_at: string;
  state: KeptState;
  /** The server's words and status, when it refused. */
  reason: string | null;
  status: number | null;
}

const listeners = new Set<() => void>();
let kept: readonly KeptReply[] = [];

/** Store for useSyncExternalStore: the replies of the signed-in person, oldest first. */
export const outboxStore = {
  get: (): readonly KeptReply[] => kept,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Opened for each act and closed after it: an open one would hold up its own deletion at sign-out. */
async function withReplies<T>(mode: IDBTransactionMode, act: (replies: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('lanet-outbox', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('replies', { keyPath: 'key' });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('no database'));
  });
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction('replies', mode);
      const asked = act(transaction.objectStore('replies'));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
    });
  } finally {
    database.close();
  }
}

const me = (): string | undefined => sessionStore.get().user?.user_id;

/** Reads what waits; replies of anybody else are deleted unread. */
export async function readOutbox(): Promise<readonly KeptReply[]> {
  const mine = me();
  const all = await withReplies<KeptReply[]>('readonly', (replies) => replies.getAll() as IDBRequest<KeptReply[]>);
  for (const other of all.filter((reply) => reply.user_id !== mine)) await withReplies('readwrite', (replies) => replies.delete(other.key));
  kept = all.filter((reply) => reply.user_id === mine).toSorted((a, b) => a.kept_at.localeCompare(b.kept_at));
  for (const listener of listeners) listener();
  return kept;
}

const write = async (reply: KeptReply): Promise<void> => {
  await withReplies('readwrite', (replies) => replies.put(reply));
  await readOutbox();
};

export async function withdrawKept(key: string): Promise<void> {
  await withReplies('readwrite', (replies) => replies.delete(key));
  await readOutbox();
}

/** Keeps a reply that got no answer. It names the ticket as it was seen, so that what happened meanwhile is told before it leaves. */
export async function keepReply(ticket: Ticket, body: NewCommentBody, files: File[], key: string): Promise<ReplyAnswer> {
  const user_id = me();
  if (!user_id) throw new ApiProblem(0, 'network', [], null, null);
  const kept_at = new Date().toISOString();
  await write({ key, user_id, ticket_id: ticket.ticket_id, ticket_number: ticket.ticket_number, subject: ticket.subject, body: { ...body, version: body.version ?? ticket.version }, files, kept_at, state: 'waiting', reason: null, status: null });
  return { comment: { comment_id: key, created_at: kept_at } as ReplyAnswer['comment'], ticket, not_before: null, is_kept: true };
}

/** The person has seen that the ticket changed and wants it to leave all the same; a status that went with it is left out. */
export async function sendAnyway(reply: KeptReply): Promise<void> {
  const { version: _v, status: _s, resolution_notes: _r, ...body } = reply.body;
  // Another body is another request.
  await withdrawKept(reply.key);
  await write({ ...reply, key: crypto.randomUUID(), body, state: 'waiting', reason: null, status: null });
}

function formOf(body: Record<string, unknown>, files: File[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) for (const item of Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]) form.append(name, String(item));
  for (const file of files) form.append('file', file);
  return form;
}

/** Sends what waits, in its order; tabs take turns. @returns how many left. */
export async function flushOutbox(client: QueryClient): Promise<number> {
  return navigator.locks.request('lanet-outbox', async () => {
    let left = 0;
    const versions = new Map<string, [seen: number, now: number]>();
    for (const reply of await readOutbox()) {
      if (reply.state !== 'waiting' || reply.user_id !== me()) continue;
      // An earlier one of ours moved the ticket: that is no news to its writer.
      const moved = versions.get(reply.ticket_id);
      const body = moved && reply.body.version === moved[0] ? { ...reply.body, version: moved[1] } : reply.body;
      try {
        const answer = await request<ReplyAnswer>(`/tickets/${reply.ticket_id}/comments`, { method: 'POST', headers: { 'idempotency-key': reply.key }, ...(reply.files.length > 0 ? { form: formOf(body, reply.files) } : { body }) });
        if (reply.body.version !== undefined) versions.set(reply.ticket_id, [reply.body.version, answer.ticket.version]);
        await withdrawKept(reply.key);
        left++;
        void client.invalidateQueries({ queryKey: ['tickets'] });
        void client.invalidateQueries({ queryKey: ['ticket', reply.ticket_number] });
      } catch (fault) {
        // The key was answered for the same words without the version: the first attempt had arrived.
        if (fault instanceof ApiProblem && fault.code === 'idempotency_key_reused') {
          await withdrawKept(reply.key);
          left++;
          continue;
        }
        const after = afterFault(fault);
        if (!after) break;
        await write({ ...reply, ...after });
      }
    }
    return left;
  });
}
