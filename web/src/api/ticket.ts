// One ticket over HTTP: reading it with its conversation, and every act on it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  ActivityRow,
  AttachmentRow,
  CommentRow,
  NewComment,
  NewTicket,
  ResolutionRow,
  TicketChange,
  TicketRow,
} from '../../../worker/modules/tickets/contract.ts';
import type { TicketStatus } from '../../../worker/modules/tickets/values.ts';
import { ApiProblem, request, requestBlob } from './client.ts';
import type { Json } from './json.ts';
import { requestAll } from './pagination.ts';
import { isStaff, sessionStore } from './session-store.ts';

export type Ticket = Json<TicketRow>;
export type Comment = Json<CommentRow>;
export type Attachment = Json<AttachmentRow>;
export type Activity = Json<ActivityRow>;
export type Resolution = Json<ResolutionRow>;
/** What a form sends; the server fills the rest. */
export type NewTicketBody = Partial<NewTicket> & { subject: string };
export type NewCommentBody = Partial<NewComment> & { body_text: string };

const minuteMs = 60_000;

/** The ticket by its number or id. */
export function useTicket(number: string) {
  return useQuery({
    queryKey: ['ticket', number],
    queryFn: () => request<{ ticket: Ticket }>(`/tickets/${number}`).then(({ ticket }) => ticket),
  });
}

export function useComments(number: string) {
  return useQuery({
    queryKey: ['ticket', number, 'comments'],
    queryFn: () => requestAll<Comment>(`/tickets/${number}/comments`, 'comments'),
  });
}

export function useAttachments(number: string) {
  return useQuery({
    queryKey: ['ticket', number, 'attachments'],
    queryFn: () =>
      request<{ attachments: Attachment[] }>(`/tickets/${number}/attachments`).then(({ attachments }) => attachments),
  });
}

export function useActivities(number: string) {
  return useQuery({
    queryKey: ['ticket', number, 'activities'],
    queryFn: () => requestAll<Activity>(`/tickets/${number}/activities`, 'activities'),
  });
}

export function useResolutions(number: string) {
  return useQuery({
    queryKey: ['ticket', number, 'resolutions'],
    queryFn: () =>
      request<{ resolutions: Resolution[] }>(`/tickets/${number}/resolutions`).then(({ resolutions }) => resolutions),
    staleTime: minuteMs,
  });
}

/** A change of the ticket itself, apart from the conversation. */
export type TicketAct =
  | { kind: 'change'; change: Omit<TicketChange, 'version'> }
  | { kind: 'status'; status: TicketStatus; resolution_notes?: string; reason?: string }
  | { kind: 'assign'; assigned_to: string | null; assigned_to_name: string | null };

/** What the page may already show while the act is under way. */
export function foreseen(ticket: Ticket, act: TicketAct): Ticket {
  if (act.kind === 'status') return { ...ticket, status: act.status };
  if (act.kind === 'assign') return { ...ticket, assigned_to: act.assigned_to, assigned_to_name: act.assigned_to_name };
  const { priority, subject, description } = act.change;
  return { ...ticket, ...(priority ? { priority } : {}), ...(subject ? { subject } : {}), ...(description === undefined ? {} : { description }) };
}

/** Sends one act, based on `version`. Throws ApiProblem. */
export async function sendTicketAct(ticketId: string, act: TicketAct, version: number): Promise<Ticket> {
  const path = `/tickets/${ticketId}`;
  if (act.kind === 'change')
    return (await request<{ ticket: Ticket }>(path, { method: 'PUT', body: { ...act.change, version } })).ticket;
  if (act.kind === 'assign')
    return (
      await request<{ ticket: Ticket }>(`${path}/assign`, { method: 'POST', body: { assigned_to: act.assigned_to, version } })
    ).ticket;
  const { kind: _, ...body } = act;
  return (await request<{ ticket: Ticket }>(`${path}/status`, { method: 'PATCH', body: { ...body, version } })).ticket;
}

/** Staff: a third party's message becomes part of the conversation. */
export const acceptComment = (ticket: Ticket, commentId: string): Promise<unknown> =>
  request(`/tickets/${ticket.ticket_id}/comments/${commentId}/accept`, { method: 'POST', body: {} });

/** A body alone as JSON, with files as one multipart request: message and files arrive together or not at all. */
function withFiles(body: Record<string, unknown>, files: File[]): { body: unknown } | { form: FormData } {
  if (files.length === 0) return { body };
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue;
    if (name === 'custom_fields') {
      form.append(name, JSON.stringify(value));
      continue;
    }
    for (const item of Array.isArray(value) ? value : [value]) form.append(name, String(item));
  }
  for (const file of files) form.append('file', file);
  return { form };
}

export interface ReplyAnswer {
  comment: Comment;
  /** The ticket the comment stands in: a new one when a client wrote to a ticket that is closed for good. */
  ticket: Ticket;
  /** When the mails of a staff reply leave; until then it can be taken back. */
  not_before: string | null;
  /** Nothing left yet: it waits in this browser for the network. */
  is_kept?: true;
}

/** Takes a reply back whose mails still wait. Throws ApiProblem: 409 when one has left. */
export const withdrawReply = (ticket: Ticket, commentId: string): Promise<{ status_restored: boolean }> =>
  request(`/tickets/${ticket.ticket_id}/comments/${commentId}/withdraw`, { method: 'POST', body: {} });

/** Adds a comment with its files; the files of a note stay internal like the note. `key` makes a retried request write it once. */
export function useReply(ticket: Ticket) {
  const client = useQueryClient();
  return useMutation({
    // Without a network it fails at once, and whoever asked decides.
    networkMode: 'always',
    mutationFn: async ({ body, files, key = crypto.randomUUID() }: { body: NewCommentBody; files: File[]; key?: string }) => {
      try {
        return await request<ReplyAnswer>(`/tickets/${ticket.ticket_id}/comments`, { method: 'POST', ...withFiles(body, files), headers: { 'idempotency-key': key } });
      } catch (fault) {
        // What the staff writes waits for the network wherever they go on; people of a client stay with theirs.
        if (!(fault instanceof ApiProblem) || fault.status !== 0 || !isStaff(sessionStore.get().user?.role)) throw fault;
        return (await import('@/features/offline/outbox.ts')).keepReply(ticket, body, files, key);
      }
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['tickets'] });
      return client.invalidateQueries({ queryKey: ['ticket', ticket.ticket_number] });
    },
  });
}

/** Opens a ticket; `key` makes a repeated click or a retried request open it once. */
export function useOpenTicket() {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: ({ body, files, key }: { body: NewTicketBody; files: File[]; key: string }) =>
      request<{ ticket: Ticket }>('/tickets', { method: 'POST', ...withFiles(body, files), headers: { 'idempotency-key': key } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tickets'] }),
  });
}

export function deleteTicket(ticketId: string): Promise<unknown> {
  return request(`/tickets/${ticketId}`, { method: 'DELETE' });
}

/** Saves a stored file through the browser; the request needs the bearer, so a plain link cannot do it. */
export async function downloadAttachment(attachment: Attachment): Promise<void> {
  const blob = await requestBlob(`/attachments/${attachment.attachment_id}`);
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = attachment.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), minuteMs);
}
