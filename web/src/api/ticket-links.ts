// What ties tickets together over HTTP: merges, splits, links, participants.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MergePreview, Participant as ParticipantRow, Participants as ParticipantsRow, ParticipantsChange, SplitOrder, TicketLink as TicketLinkRow } from '../../../worker/modules/tickets/link-contract.ts';
import type { LinkType } from '../../../worker/modules/tickets/values.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';
import type { Ticket } from './ticket.ts';
import type { TicketListRow, TicketPageData } from './tickets.ts';

export type { LinkType };
export type Participant = Json<ParticipantRow>;
export type Participants = Json<ParticipantsRow>;
export type TicketLink = Json<TicketLinkRow>;
export type Preview = Json<MergePreview>;

/** Tickets of one client by words or number; without words the ones that moved last. */
export function useTicketsOfClient(clientId: string, words: string) {
  return useQuery<TicketListRow[]>({
    queryKey: ['tickets', 'of client', clientId, words],
    queryFn: async ({ signal }): Promise<TicketListRow[]> => (await request<TicketPageData>('/tickets', { query: { client_id: clientId, limit: 12, sort: '-updated_at', ...(words ? { q: words } : {}) }, signal })).tickets,
    placeholderData: keepPreviousData,
  });
}

export function useMergePreview(number: string, into: string | null) {
  return useQuery({
    queryKey: ['ticket', number, 'merge', into],
    queryFn: () => request<Preview>(`/tickets/${number}/merge`, { query: { into: into! } }),
    enabled: into !== null,
    retry: false,
  });
}

/** Everything about tickets may look different: both ends, their lists, their conversations. */
function useRefresh() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['tickets'] });
    return client.invalidateQueries({ queryKey: ['ticket'] });
  };
}

export interface Merged {
  ticket: Ticket;
  merge_id: string;
  undo_until: string;
}

export function useMerge(ticket: Pick<Ticket, 'ticket_id' | 'version'>) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (into: string) => request<Merged>(`/tickets/${ticket.ticket_id}/merge`, { method: 'POST', body: { into, version: ticket.version } }),
    onSuccess: refresh,
  });
}

/** Takes a merge back, also from a message that outlives the dialog. Answers the ticket that stands for itself again. Throws ApiProblem. */
export function useTakeBack(): (ticketId: string, mergeId: string) => Promise<Ticket> {
  const refresh = useRefresh();
  return (ticketId, mergeId) => request<{ ticket: Ticket }>(`/tickets/${ticketId}/merges/${mergeId}`, { method: 'DELETE' }).then(({ ticket }) => ticket).finally(() => void refresh());
}

export function useSplit(ticketId: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: SplitOrder) => request<{ ticket: Ticket }>(`/tickets/${ticketId}/split`, { method: 'POST', body }),
    onSuccess: refresh,
  });
}

export function useLinks(number: string) {
  return useQuery({ queryKey: ['ticket', number, 'links'], queryFn: () => request<{ links: TicketLink[] }>(`/tickets/${number}/links`).then(({ links }) => links) });
}

export type LinkAct = { kind: 'add'; ticket: string; type: LinkType } | { kind: 'remove'; link_id: string };

export function useLinkAct(number: string) {
  const refresh = useRefresh();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: LinkAct) =>
      act.kind === 'add'
        ? request<{ links: TicketLink[] }>(`/tickets/${number}/links`, { method: 'POST', body: { ticket: act.ticket, type: act.type } })
        : request<{ links: TicketLink[] }>(`/tickets/${number}/links/${act.link_id}`, { method: 'DELETE' }),
    onSuccess: ({ links }) => {
      client.setQueryData(['ticket', number, 'links'], links);
      return refresh();
    },
  });
}

/** Staff: who takes part, and exactly who gets the next answer. Whatever refreshes the ticket refreshes this. */
export function useParticipants(number: string) {
  return useQuery({ queryKey: ['ticket', number, 'participants'], queryFn: () => request<Participants>(`/tickets/${number}/participants`) });
}

export function useChangeParticipants(number: string) {
  const refresh = useRefresh();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Pick<ParticipantsChange, 'version' | 'cc'> & Partial<ParticipantsChange>) => request<Participants>(`/tickets/${number}/participants`, { method: 'PUT', body }),
    onSuccess: (answer) => {
      client.setQueryData(['ticket', number, 'participants'], answer);
      return refresh();
    },
  });
}
