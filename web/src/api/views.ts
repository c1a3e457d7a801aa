// Writing saved views and pins.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { NewView, ViewChange } from '../../../worker/modules/queue/contract.ts';
import { request } from './client.ts';
import type { PinnedTicket, SavedView, Views } from './queue.ts';

export type ViewBody = NewView;
export type ViewAct = { kind: 'create'; body: NewView } | { kind: 'update'; view_id: string; body: ViewChange } | { kind: 'delete'; view_id: string };

export function useViewAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (act: ViewAct): Promise<SavedView | null> => {
      if (act.kind === 'delete') return request<null>(`/ticket-views/${act.view_id}`, { method: 'DELETE' });
      const path = act.kind === 'create' ? '/ticket-views' : `/ticket-views/${act.view_id}`;
      return (await request<{ view: SavedView }>(path, { method: act.kind === 'create' ? 'POST' : 'PUT', body: act.body })).view;
    },
    // The tab is there before its page is opened.
    onSuccess: (view) => view && client.setQueryData<Views>(['views'], (all) => all && { ...all, views: [...all.views.filter((one) => one.view_id !== view.view_id), view] }),
    onSettled: () => client.invalidateQueries({ queryKey: ['views'] }),
  });
}

/** The list comes back with each pin. */
export function usePin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ticketId, isPinned }: { ticketId: string; isPinned: boolean }) =>
      request<{ pinned: PinnedTicket[] }>(`/tickets/${ticketId}/pin`, { method: isPinned ? 'PUT' : 'DELETE' }).then(({ pinned }) => pinned),
    onSuccess: (pinned) => client.setQueryData<Views>(['views'], (all) => all && { ...all, pinned }),
  });
}
