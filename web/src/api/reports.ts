// Reports and their schedules, over HTTP.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { NewReport, NewSchedule, ReportDetail, ReportFigures, ReportMail, ReportRow, ScheduleChange, ScheduleRow } from '../../../worker/modules/reports/contract.ts';
import { request, requestBlob } from './client.ts';
import type { RequestOptions } from './client.ts';
import { useKeysetList } from './keyset-list.ts';
import type { Pagination } from './pagination.ts';

export type { NewReport, NewSchedule, ReportDetail, ReportFigures, ReportMail, ReportRow, ScheduleRow };

const minuteMs = 60_000;
const makingMs = 1500;
export const isBeingMade = (report: Pick<ReportRow, 'status'>): boolean => report.status === 'queued' || report.status === 'running';

/** While one of them is made, the list asks again. */
export function useReports(filters: NonNullable<RequestOptions['query']>) {
  const query = useInfiniteQuery({
    queryKey: ['reports', 'list', filters],
    queryFn: ({ pageParam, signal }) => request<{ reports: ReportRow[]; pagination: Pagination }>('/reports', { query: { limit: 50, ...filters, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.reports.some(isBeingMade)) ? makingMs : minuteMs),
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.reports) ?? [], pagination: query.data?.pages[0]?.pagination, error: query.error, isPending: query.isPending, isStale: false, hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage, loadMore: () => void query.fetchNextPage(), refetch: () => void query.refetch(),
  };
}

export function useReport(reportId: string) {
  return useQuery({
    queryKey: ['reports', 'one', reportId],
    queryFn: () => request<{ report: ReportDetail }>(`/reports/${reportId}`).then(({ report }) => report),
    refetchInterval: ({ state }) => (state.data && isBeingMade(state.data) ? makingMs : false),
  });
}

export function useAskReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewReport) => request<{ report: ReportRow }>('/reports', { method: 'POST', body }).then(({ report }) => report),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reports'] }),
  });
}

export function useDeleteReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reportId: string) => request(`/reports/${reportId}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reports', 'list'] }),
  });
}

/** Saves the file through the browser; the request needs the bearer, so a plain link cannot do it. */
export async function downloadReport(report: Pick<ReportRow, 'report_id' | 'file_name' | 'format'>): Promise<void> {
  const url = URL.createObjectURL(await requestBlob(`/reports/${report.report_id}/download`, { isLarge: true }));
  const link = document.createElement('a');
  link.href = url;
  link.download = report.file_name ?? `report.${report.format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), minuteMs);
}

export function useSchedules(filters: NonNullable<RequestOptions['query']>) {
  return useKeysetList<ScheduleRow>('/reports/schedules', 'schedules', 'schedule_id', filters, true);
}

export function useSaveSchedule(scheduleId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSchedule | ScheduleChange) =>
      scheduleId ? request<{ schedule: ScheduleRow }>(`/reports/schedules/${scheduleId}`, { method: 'PUT', body }) : request<{ schedule: ScheduleRow }>('/reports/schedules', { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['schedules'] }),
  });
}

export function useDeleteSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (scheduleId: string) => request(`/reports/schedules/${scheduleId}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['schedules'] }),
  });
}
