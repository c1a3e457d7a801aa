// Canned replies and macros over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MacroApplied, MacroChange, MacroEffect, MacroPreview, MacroRow, NewMacro } from '../../../worker/modules/macros/contract.ts';
import { MACRO_SCOPES, MACRO_VARIABLES, type MacroChanges, type MacroScope } from '../../../worker/modules/macros/values.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';
import type { Ticket } from './ticket.ts';

export { MACRO_SCOPES, MACRO_VARIABLES };
export type { MacroChanges, MacroEffect, MacroPreview, MacroScope, NewMacro };
export type Macro = Json<MacroRow>;

/** What the caller uses most comes first; `client_id`: what fits tickets of that client. */
export function useMacros(query: { client_id?: string; active?: boolean } = {}, enabled = true) {
  return useQuery({
    queryKey: ['macros', query],
    queryFn: () => request<{ macros: Macro[] }>('/macros', { query }).then(({ macros }) => macros),
    enabled,
  });
}

export type MacroAct = { kind: 'create'; body: NewMacro } | { kind: 'update'; macro_id: string; body: MacroChange } | { kind: 'delete'; macro_id: string };

function sendMacroAct(act: MacroAct): Promise<unknown> {
  if (act.kind === 'create') return request('/macros', { method: 'POST', body: act.body });
  if (act.kind === 'update') return request(`/macros/${act.macro_id}`, { method: 'PUT', body: act.body });
  return request(`/macros/${act.macro_id}`, { method: 'DELETE' });
}

export function useMacroAct() {
  const client = useQueryClient();
  return useMutation({ mutationFn: sendMacroAct, onSettled: () => client.invalidateQueries({ queryKey: ['macros'] }) });
}

/** What it would do to the ticket as it is now; not read again while somebody edits the text. */
export function useMacroPreview(macroId: string, ticket: Ticket) {
  return useQuery({
    queryKey: ['macro-preview', macroId, ticket.ticket_id],
    queryFn: () => request<{ preview: MacroPreview }>(`/macros/${macroId}/preview`, { method: 'POST', body: { ticket_id: ticket.ticket_id } }).then(({ preview }) => preview),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
}

export interface ApplyBody {
  macro_id: string;
  version: number;
  body_text?: string;
  resolution_notes?: string;
}

/** `key` makes a repeated click or a retried request apply it once. */
export function useApplyMacro(ticket: Ticket) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { body: ApplyBody; key: string }) =>
      request<Json<MacroApplied>>(`/tickets/${ticket.ticket_id}/macro`, { method: 'POST', body, headers: { 'idempotency-key': key } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['tickets'] });
      void client.invalidateQueries({ queryKey: ['macros'] });
      return client.invalidateQueries({ queryKey: ['ticket', ticket.ticket_number] });
    },
  });
}
