// Notifications over HTTP: the list, preferences, devices, and who follows a ticket.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MarkRead, NotificationList, NotificationRow, Preferences, PreferencesChange, PushDevice, Watcher, Watchers } from '../../../worker/modules/notifications/contract.ts';
import { request } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export type { NotificationRow, Preferences, PreferencesChange, PushDevice, Watcher, Watchers };

export const useNotifications = (unreadOnly: boolean) =>
  useKeysetList<NotificationRow>('/notifications', 'notifications', 'notification_id', { limit: 30, ...(unreadOnly ? { unread: 'true' } : {}) });

/** The newest unread ones, once. */
export const newestUnread = (): Promise<NotificationList> => request('/notifications', { query: { unread: 'true', limit: 5 } });

export const markRead = (which: MarkRead): Promise<{ unread: number }> => request('/notifications/read', { method: 'POST', body: which });

export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({ mutationFn: markRead, onSettled: () => client.invalidateQueries({ queryKey: ['notifications'] }) });
}

const preferencesKey = ['notice_preferences'];
export const useNoticePreferences = () =>
  useQuery({ queryKey: preferencesKey, queryFn: ({ signal }) => request<{ preferences: Preferences }>('/notifications/preferences', { signal }).then((answer) => answer.preferences) });

export function useSaveNoticePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: PreferencesChange) => request<{ preferences: Preferences }>('/notifications/preferences', { method: 'PUT', body: change }),
    onSuccess: ({ preferences }) => client.setQueryData(preferencesKey, preferences),
  });
}

export const addPushDevice = (body: object): Promise<{ devices: PushDevice[] }> => request('/notifications/push', { method: 'POST', body });
export const forgetPushDevice = (endpoint: string): Promise<unknown> => request('/notifications/push/forget', { method: 'POST', body: { endpoint } });
export const removePushDevice = (id: string): Promise<unknown> => request(`/notifications/push/${id}`, { method: 'DELETE' });
export const reloadPreferences = preferencesKey;

export const useWatchers = (number: string) => useQuery({ queryKey: ['ticket', number, 'watchers'], queryFn: ({ signal }) => request<Watchers>(`/tickets/${number}/watchers`, { signal }) });
export const useCandidates = (number: string, isWanted: boolean) =>
  useQuery({ queryKey: ['ticket', number, 'candidates'], queryFn: ({ signal }) => request<{ people: Watcher[] }>(`/tickets/${number}/watchers/candidates`, { signal }), enabled: isWanted, staleTime: 300_000 });

export type WatchAct = { kind: 'add' | 'remove'; user_id?: string } | { kind: 'mute'; is_muted: boolean };

export function useWatch(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: WatchAct): Promise<Watchers> => {
      if (act.kind === 'mute') return request(`/tickets/${number}/mute`, { method: 'PUT', body: { is_muted: act.is_muted } });
      if (act.kind === 'add') return request(`/tickets/${number}/watchers`, { method: 'POST', body: act.user_id ? { user_id: act.user_id } : {} });
      return request(`/tickets/${number}/watchers`, { method: 'DELETE', query: { user_id: act.user_id } });
    },
    onSuccess: (watchers) => {
      client.setQueryData(['ticket', number, 'watchers'], watchers);
      // Who follows and who does not decides who gets the next answer.
      void client.invalidateQueries({ queryKey: ['ticket', number, 'participants'] });
    },
  });
}
