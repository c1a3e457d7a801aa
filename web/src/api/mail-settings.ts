// Mailboxes over HTTP. Secrets go in and never come out; a test is told step by step.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Mailbox, MailboxAnswer, MailboxHealth, MailboxList, SaveEmailConfig, StuckMail, TestEmailConfig, TestEvent, TestStep, TestStepName } from '../../../worker/modules/email/mailbox-contract.ts';
import { ApiProblem, request, requestResponse } from './client.ts';

export type { Mailbox, MailboxAnswer, MailboxHealth, MailboxList, SaveEmailConfig, StuckMail, TestEmailConfig, TestEvent, TestStep, TestStepName };

/** Health changes each minute. */
const refetchInterval = 60_000;

export function useMailboxes() {
  return useQuery({ queryKey: ['mailboxes', 'list'], queryFn: () => request<MailboxList>('/email/configs'), refetchInterval });
}

/** @param configId null: one that is not made yet. */
export function useMailbox(configId: string | null) {
  return useQuery({ queryKey: ['mailboxes', configId], queryFn: () => request<MailboxAnswer>(`/email/config/${configId}`), enabled: configId !== null, refetchInterval });
}

export function useSaveMailbox(configId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SaveEmailConfig) =>
      configId === null ? request<{ config: { config_id: string } }>('/email/configs', { method: 'POST', body }) : request<{ config: { config_id: string } }>(`/email/config/${configId}`, { method: 'PUT', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['mailboxes'] }),
  });
}

export function useMakeDefault() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (configId: string) => request<unknown>(`/email/config/${configId}/default`, { method: 'POST', body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ['mailboxes'] }),
  });
}

/** Tells each step as the server ends it. Throws ApiProblem, also when the connection breaks before the end. */
export async function* testMailbox(configId: string | null, body: TestEmailConfig, signal: AbortSignal): AsyncGenerator<TestEvent> {
  const path = configId === null ? '/email/config/test' : `/email/config/${configId}/test`;
  const response = await requestResponse(path, { method: 'POST', body, headers: { accept: 'application/x-ndjson' }, signal, isLarge: true });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let isOver = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (text + value).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') continue;
      const event = JSON.parse(line) as TestEvent;
      isOver ||= event.type === 'over';
      yield event;
    }
  }
  if (!isOver) throw new ApiProblem(0, 'network', [], null, null);
}
