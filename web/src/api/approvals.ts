// Approvals by a named person over HTTP: beside a ticket, and with the link of a mail.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApprovalRow, LinkQuestion as LinkQuestionRow } from '../../../worker/modules/approvals/contract.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';
import type { Ticket } from './ticket.ts';

export type Approval = Json<ApprovalRow>;
export type LinkQuestion = Json<LinkQuestionRow>;

export interface ApprovalBody {
  approver_email: string;
  what: string;
  cost: string;
  days: number;
  version: number;
}

const keyOf = (number: string) => ['ticket', number, 'approvals'];

/** Newest first. Staff, and the client's administrators. */
export function useApprovals(number: string) {
  return useQuery({ queryKey: keyOf(number), queryFn: () => request<{ approvals: Approval[] }>(`/tickets/${number}/approvals`).then(({ approvals }) => approvals) });
}

export function useAskApproval(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ApprovalBody) => request<{ approvals: Approval[]; ticket: Ticket }>(`/tickets/${number}/approvals`, { method: 'POST', body }),
    onSuccess: ({ approvals, ticket }) => {
      client.setQueryData(keyOf(number), approvals);
      client.setQueryData(['ticket', number], ticket);
      void client.invalidateQueries({ queryKey: ['ticket', number, 'activities'] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
    },
  });
}

/** What the link asks; looking decides nothing. */
export function useLinkQuestion(token: string) {
  return useQuery({ queryKey: ['approval-link', token], queryFn: () => request<{ approval: LinkQuestion }>('/approvals/look', { method: 'POST', body: { token } }).then(({ approval }) => approval), retry: false, staleTime: Infinity });
}

export function useDecideByLink(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { decision: 'approved' | 'refused'; reason: string }) => request<{ approval: LinkQuestion }>('/approvals', { method: 'POST', body: { token, ...body } }).then(({ approval }) => approval),
    onSuccess: (answer) => client.setQueryData(['approval-link', token], answer),
    // Somebody was faster, or the desk took it back: the page shows how it is now.
    onError: () => client.invalidateQueries({ queryKey: ['approval-link', token] }),
  });
}
