// What a push says, and when it is tried again. Pure. It carries a number and words of ours, never a text somebody wrote: push services are strangers.
import { wordsOf } from '../email/templates/render.ts';
import type { PushOutcome } from '../../platform/push-sender.ts';
import type { ClaimedPush, PushEnd } from './delivery-store.ts';

const RETRY_MINUTES = [1, 5, 30] as const;

/** What the service worker of the portal shows; `url` is a path of the portal. */
export interface PushMessage {
  title: string;
  body: string;
  url: string;
  /** A later push of the same ticket takes the place of the earlier one. */
  tag: string;
}

export function pushText(row: Pick<ClaimedPush, 'event' | 'vars' | 'locale' | 'is_staff' | 'ticket_number'>): string {
  const { happened } = wordsOf(row.locale);
  const kind = row.vars.is_mention === true ? 'mention' : row.event === 'ticket_commented' && row.vars.is_internal === true ? 'ticket_commented_internal' : row.event;
  const words = `${happened[kind] ?? row.event}${row.event === 'digest' ? `: ${Number(row.vars.lines ?? 0)}` : ''}`;
  const home = row.is_staff ? '/tickets' : '/requests';
  const message: PushMessage = row.ticket_number
    ? { title: row.ticket_number, body: words, url: `${home}/${row.ticket_number}`, tag: row.ticket_number }
    : { title: 'LANET Helpdesk', body: words, url: home, tag: row.event };
  return JSON.stringify(message);
}

/** One device that was reached is enough. */
export function pushVerdict(hindrance: string | null, outcomes: readonly PushOutcome[], attempts: number): Omit<PushEnd, 'push_id'> {
  const end = (status: PushEnd['status'], error: string | null, delay: number | null = null) => ({ status, error, delay });
  if (hindrance) return end('cancelled', hindrance);
  if (outcomes.some((outcome) => outcome.ok)) return end('sent', null);
  const faults = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));
  const retry = faults.find((fault) => fault.kind === 'retry');
  const delay = RETRY_MINUTES[attempts - 1] ?? null;
  if (retry) return delay === null ? end('failed', `${retry.detail}; tried ${attempts} times`) : end('pending', retry.detail, delay);
  const refused = faults.find((fault) => fault.kind === 'refused');
  return refused ? end('failed', refused.detail) : end('cancelled', 'no device is left');
}
