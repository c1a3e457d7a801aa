// What a person is still writing on tickets, kept on the server: texts, files, and the list of where.
import { useQuery } from '@tanstack/react-query';
import type { DraftFileRow, DraftMark, DraftRow } from '../../../worker/modules/drafts/contract.ts';
import type { CommentVisibility } from '../../../worker/modules/tickets/values.ts';
import { request, requestBlob } from './client.ts';
import type { Json } from './json.ts';

export type DraftFile = Json<DraftFileRow>;
export type StoredDraft = Json<DraftRow>;
export type DraftKind = CommentVisibility;

/** Tickets on which one is still writing. */
export function useDraftMarks() {
  return useQuery({
    queryKey: ['drafts'],
    queryFn: () => request<{ drafts: Json<DraftMark>[] }>('/drafts').then(({ drafts }) => drafts),
    staleTime: 30_000,
  });
}

export const readStoredDrafts = (ticketId: string): Promise<{ drafts: StoredDraft[]; files: DraftFile[] }> => request(`/drafts/${ticketId}`);

/** An empty text forgets the draft. */
export const saveStoredDraft = (ticketId: string, visibility: DraftKind, body_text: string): Promise<unknown> =>
  request(`/drafts/${ticketId}`, { method: 'PUT', body: { visibility, body_text } });

export function addDraftFile(ticketId: string, visibility: DraftKind, file: File): Promise<DraftFile> {
  const form = new FormData();
  form.append('visibility', visibility);
  form.append('file', file);
  return request<{ files: DraftFile[] }>(`/drafts/${ticketId}/files`, { method: 'POST', form }).then(({ files }) => files[0]!);
}

export const removeDraftFile = (fileId: string): Promise<unknown> => request(`/drafts/files/${fileId}`, { method: 'DELETE' });

/** A picture of a message, or of a draft whose message has not left yet. Throws ApiProblem. */
export const pictureBlob = (fileId: string, isDraft: boolean): Promise<Blob> => requestBlob(`${isDraft ? '/drafts/files' : '/attachments'}/${fileId}`);
