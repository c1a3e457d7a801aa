// Alerts over HTTP: the list, decisions, rules, maintenance windows, sites that fell.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AlertRow, AlertRuleChange, AlertRuleRow, AlertStats, NewAlertRule, NewWindow, SiteOutage as Outage, WindowChange, WindowRow } from '../../../worker/modules/alerts/contract.ts';
import { request } from './client.ts';
import type { RequestOptions } from './client.ts';
import type { Json } from './json.ts';
import { useKeysetList } from './keyset-list.ts';
import type { KeysetList } from './keyset-list.ts';

export type Alert = Json<AlertRow>;
export type AlertRule = Json<AlertRuleRow>;
export type MaintenanceWindow = Json<WindowRow>;
export type SiteOutage = Json<Outage>;
export type { AlertStats };
type Filters = NonNullable<RequestOptions['query']>;

const pollMs = 30_000;

export function useAlerts(filters: Filters): KeysetList<Alert> {
  return useKeysetList<Alert>('/alerts', 'alerts', 'alert_id', filters, true);
}

/** Conditions that hold now. */
export function useAlertStats(filters: Filters) {
  return useQuery({ queryKey: ['alerts', 'stats', filters], queryFn: () => request<AlertStats>('/alerts/stats', { query: filters }), placeholderData: keepPreviousData, refetchInterval: pollMs });
}

export function useSiteOutages() {
  return useQuery({ queryKey: ['sites_down'], queryFn: () => request<{ sites: SiteOutage[] }>('/alerts/sites').then(({ sites }) => sites), refetchInterval: pollMs });
}

export function useDecideAlert() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ alert_id, verb, note }: { alert_id: string; verb: 'acknowledge' | 'resolve'; note: string }) => request<{ alert: Alert }>(`/alerts/${alert_id}/${verb}`, { method: 'POST', body: { note } }),
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === 'alerts' || name === 'sites_down' || name === 'asset' }),
  });
}

export function useAlertRules(filters: Filters): KeysetList<AlertRule> {
  return useKeysetList<AlertRule>('/alerts/rules', 'rules', 'rule_id', filters);
}

/** Null: a new rule. */
export function useSaveRule(ruleId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewAlertRule | AlertRuleChange) => request<{ rule: AlertRule }>(ruleId ? `/alerts/rules/${ruleId}` : '/alerts/rules', { method: ruleId ? 'PUT' : 'POST', body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['rules'] }),
  });
}

export function useDeleteRule() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (ruleId: string) => request(`/alerts/rules/${ruleId}`, { method: 'DELETE' }), onSettled: () => client.invalidateQueries({ queryKey: ['rules'] }) });
}

export function useWindows(filters: Filters): KeysetList<MaintenanceWindow> {
  return useKeysetList<MaintenanceWindow>('/maintenance', 'windows', 'window_id', filters, true);
}

/** Null: a new window. */
export function useSaveWindow(windowId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewWindow | WindowChange) => request<{ window: MaintenanceWindow }>(windowId ? `/maintenance/${windowId}` : '/maintenance', { method: windowId ? 'PUT' : 'POST', body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['windows'] }),
  });
}

export function useDeleteWindow() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (windowId: string) => request(`/maintenance/${windowId}`, { method: 'DELETE' }), onSettled: () => client.invalidateQueries({ queryKey: ['windows'] }) });
}
