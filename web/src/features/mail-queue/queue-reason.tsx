// Why a mail waits, was parked or never left, and what was heard of it afterwards: a sentence, with the server's own words below it.
import type { QueueRow } from '@/api/mail-queue.ts';
import { useText } from '@/text/translate.ts';
import { whyKey } from './why-key.ts';

/** Words of ours that the sentence already says. */
const saidBySentence = new Set(['own_address', 'suppressed', 'inactive', 'gone', 'not_public', 'compose', 'withdrawn', 'digest', 'interrupted', 'limit']);

export function QueueReason({ row }: { row: QueueRow }) {
  const { t } = useText();
  const key = whyKey(row);
  const detail = row.status === 'sent' ? row.delivery_detail : row.last_error;
  if (!key && (!detail || row.status === 'sent')) return null;
  const by = row.error_class === 'cancelled' ? /^cancelled by (.+)$/.exec(detail ?? '')?.[1] : undefined;
  const isQuiet = row.status === 'cancelled' || row.status === 'pending';
  return (
    <span className={`grid text-sm wrap-anywhere ${isQuiet ? 'text-muted' : row.error_class === 'limit' ? 'text-warn-ink' : 'text-danger-ink'}`}>
      {by ? t('queue.why_cancelled_by', { name: by }) : key ? t(key) : detail}
      {key && detail && !by && !saidBySentence.has(row.error_class ?? '') && <span className="text-xs text-muted">{detail}</span>}
    </span>
  );
}
