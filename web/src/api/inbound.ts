// Mail that came in, over HTTP: the list, one with its decision record and raw text, and what staff may do with it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InboundDetail, InboundOutcome, InboundRow } from '../../../worker/modules/email/contract.ts';
import type { InboundState, MailClass, MailVerdict } from '../../../worker/modules/email/values.ts';
import { request, requestBlob } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { InboundDetail, InboundRow, InboundState, MailClass, MailVerdict };

export function useInbound(filters: NonNullable<RequestOptions['query']>) {
  return useKeysetList<InboundRow>('/email/inbound', 'inbound', 'inbound_id', filters, true);
}

export function useInboundMail(inboundId: string) {
  return useQuery({
    queryKey: ['inbound', 'one', inboundId],
    queryFn: () => request<{ inbound: InboundDetail }>(`/email/inbound/${inboundId}`).then(({ inbound }) => inbound),
  });
}

export type ReleaseBody = { ticket_id: string } | { client_id: string; site_id: string };

export type InboundAct = { kind: 'replay' } | { kind: 'discard' } | { kind: 'release'; body: ReleaseBody };

export function useInboundAct(inboundId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: InboundAct) =>
      request<{ outcome?: InboundOutcome }>(`/email/inbound/${inboundId}/${act.kind}`, { method: 'POST', body: act.kind === 'release' ? act.body : {} }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['tickets'] });
      return client.invalidateQueries({ queryKey: ['inbound'] });
    },
  });
}

/** Saves the raw mail as a file. Throws ApiProblem. */
export async function downloadRaw(inboundId: string): Promise<void> {
  const blob = await requestBlob(`/email/inbound/${inboundId}/raw`);
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${inboundId}.eml`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
