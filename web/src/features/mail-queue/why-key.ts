// Which sentence says why a mail waits, was parked or never left, or what was heard of it afterwards.
import type { QueueRow } from '@/api/mail-queue.ts';
import type { part as mailDesk } from '@/text/es-MX/mail-desk.ts';

type WhyKey = Extract<keyof typeof mailDesk, `queue.why_${string}`>;

const known: Record<WhyKey, true> = {
  'queue.why_own_address': true,
  'queue.why_suppressed': true,
  'queue.why_inactive': true,
  'queue.why_gone': true,
  'queue.why_not_public': true,
  'queue.why_limit': true,
  'queue.why_compose': true,
  'queue.why_refused': true,
  'queue.why_park': true,
  'queue.why_configuration': true,
  'queue.why_unknown': true,
  'queue.why_interrupted': true,
  'queue.why_retry': true,
  'queue.why_retry_over': true,
  'queue.why_cancelled': true,
  'queue.why_cancelled_by': true,
  'queue.why_withdrawn': true,
  'queue.why_digest': true,
  'queue.why_bounced': true,
  'queue.why_complained': true,
};
const isKnown = (key: string): key is WhyKey => key in known;

/** The key of the sentence; null where there is nothing to explain or we know none. */
export function whyKey({ status, error_class, delivery }: Pick<QueueRow, 'status' | 'error_class' | 'delivery'>): WhyKey | null {
  if (status === 'sent') return delivery === 'bounced' || delivery === 'failed' || delivery === 'rejected' ? 'queue.why_bounced' : delivery === 'complained' ? 'queue.why_complained' : null;
  const key = `queue.why_${error_class === 'retry' && status === 'failed' ? 'retry_over' : error_class}`;
  return error_class !== null && isKnown(key) ? key : null;
}
