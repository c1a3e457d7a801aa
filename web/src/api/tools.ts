// Live tools over HTTP, and their answers as the machine's channel brings them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ViewerMessage } from '../../../durable-objects/protocol/fleet.ts';
import type { ExecutionState } from '../../../worker/modules/scripts/values.ts';
import type { ToolAsked, ToolRights } from '../../../worker/modules/tools/contract.ts';
import { joinAssetChannel, tellAssetChannel } from './asset-channel.ts';
import type { ChannelListener } from './asset-channel.ts';
import { request } from './client.ts';
import { readOutputPage } from './executions.ts';
import type { Execution, Order } from './executions.ts';

export type { ToolAsked, ToolRights };

export function useToolRights() {
  return useQuery({ queryKey: ['tool-rights'], queryFn: () => request<{ tool_rights: ToolRights }>('/settings/tool-rights').then((answer) => answer.tool_rights), staleTime: 60_000 });
}

export function useSaveToolRights() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ToolRights) => request<{ tool_rights: ToolRights }>('/settings/tool-rights', { method: 'PUT', body }).then((answer) => answer.tool_rights),
    onSuccess: (saved) => client.setQueryData(['tool-rights'], saved),
  });
}

/** `confirm`: the machine's name as it was typed. */
export const orderTool = (assetId: string, call: ToolAsked, confirm: string | null): Promise<Order> => request<Order>(`/assets/${assetId}/tools`, { method: 'POST', body: { call, confirm } });

export function orderUpload(assetId: string, file: File, fields: { path: string; replaces: boolean; confirm: string | null }): Promise<Order> {
  const form = new FormData();
  form.set('path', fields.path);
  form.set('replaces', String(fields.replaces));
  if (fields.confirm) form.set('confirm', fields.confirm);
  form.set('file', file, file.name);
  return request<Order>(`/assets/${assetId}/tools/upload`, { method: 'POST', form });
}

/** How an order ended, and everything it brought. */
export interface ToolEnd {
  executionId: string;
  status: ExecutionState;
  reason: string | null;
  bytes: Uint8Array;
}

export interface ToolSource {
  join: (listener: ChannelListener) => () => void;
  follow: (executionId: string, offset: number) => void;
  unfollow: (executionId: string) => void;
  page: typeof readOutputPage;
  row: (executionId: string) => Promise<Pick<Execution, 'status' | 'reason'>>;
  wait: (ms: number) => Promise<void>;
}

const openStates: readonly ExecutionState[] = ['queued', 'delivered', 'running'];
const pollMs = 1_500;
/** A row may follow its machine's word by some seconds. */
const rowTries = 6;

export const sourceOf = (assetId: string): ToolSource => ({
  join: (listener) => joinAssetChannel(assetId, listener),
  follow: (execution_id, offset) => tellAssetChannel(assetId, { type: 'follow', execution_id, offset }),
  unfollow: (execution_id) => tellAssetChannel(assetId, { type: 'unfollow', execution_id }),
  page: readOutputPage,
  row: (executionId) => request<{ execution: Execution }>(`/executions/${executionId}`).then(({ execution }) => execution),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/**
 * Places an order and waits for its end. The channel is joined before the order leaves, so that no word on it is missed; where the
 * channel is closed the stored output is read by pages. `brings`: false leaves the output where it is. @throws what placing throws, and when `signal` is aborted.
 */
export async function askTool(open: (assetId: string) => ToolSource, assetId: string, place: () => Promise<Order>, signal: AbortSignal, onOrder: (order: Order) => void = () => undefined, brings = true): Promise<ToolEnd> {
  const heard = new Map<string, Extract<ViewerMessage, { type: 'execution' }>>();
  const parts: Uint8Array[] = [];
  let id: string | null = null;
  let next = brings ? 0 : Number.MAX_SAFE_INTEGER;
  let isLive = false;
  let isDown = false;
  let total: number | null = null;
  let resolve = (): void => undefined;
  let reject = (_reason: unknown): void => undefined;
  const promise = new Promise<void>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  const again = (): void => {
    if (id !== null && isLive) source.follow(id, next);
  };
  const take = (offset: number, data: string): boolean => {
    if (offset > next) return false;
    const bytes = bytesOf(data).subarray(next - offset);
    parts.push(bytes);
    next += bytes.length;
    return true;
  };
  let source = open(assetId);
  const listener: ChannelListener = {
    onState: (state) => {
      isLive = state === 'live';
      isDown = state === 'down';
      again();
    },
    onMessage: (message) => {
      if (message.type === 'execution') {
        heard.set(message.execution_id, message);
        // An end that the server itself decided comes without another word.
        if (message.execution_id === id && !openStates.includes(message.state)) again();
      }
      if (id === null || !('execution_id' in message) || message.execution_id !== id) return;
      if (message.type === 'output' && !take(message.offset, message.data)) again();
      if (message.type === 'output.more') again();
      if (message.type !== 'output.end') return;
      if (next < message.total) again();
      else {
        total = message.total;
        resolve();
      }
    },
  };
  let leave = source.join(listener);
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    const order = await place();
    onOrder(order);
    if (!order.execution) throw new Error('no order');
    id = order.execution.execution_id;
    if (order.execution.asset_id !== assetId) {
      // A machine beside this one does it, and tells of it on its own channel.
      leave();
      isLive = false;
      source = open(order.execution.asset_id);
      leave = source.join(listener);
    }
    again();
    void poll(id);
    await promise;
    const executionId = id;
    const last = heard.get(executionId);
    const { status, reason } = last && !openStates.includes(last.state) ? { status: last.state, reason: last.reason } : await rowOf(executionId);
    return { executionId, status, reason, bytes: joined(parts) };
  } finally {
    signal.removeEventListener('abort', stop);
    if (id !== null) source.unfollow(id);
    leave();
  }

  async function poll(executionId: string): Promise<void> {
    while (!signal.aborted && total === null) {
      await source.wait(pollMs);
      if (!isDown || total !== null) continue;
      const page = await source.page(executionId, next).catch(() => null);
      for (const chunk of page?.chunks ?? []) take(chunk.offset, chunk.data);
      if (!page?.is_final || next < page.total) continue;
      total = page.total;
      resolve();
    }
  }
  async function rowOf(executionId: string): Promise<Pick<Execution, 'status' | 'reason'>> {
    for (let attempt = 1; ; attempt++) {
      const row = await source.row(executionId);
      if (!openStates.includes(row.status) || attempt >= rowTries) return row;
      await source.wait(500);
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
