// Every mail that leaves or waits to: status, error, next attempt; trying again and cancelling.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { RotateCw, Send } from 'lucide-react';
import { useMailQueue, useQueueAct } from '@/api/mail-queue.ts';
import type { QueueRow } from '@/api/mail-queue.ts';
import { useMe } from '@/api/session.ts';
import { PlainText } from '@/features/tickets/message.tsx';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { toast } from '@/ui/toast.tsx';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';
import { QueueStatusBadge } from './queue-badges.tsx';
import { QueueReason } from './queue-reason.tsx';
import { queueStatuses } from './routes.ts';
import type { MailQueueSearch } from './routes.ts';
import { SuppressionList } from './suppression-list.tsx';

/** Held by a limit: nothing is wrong with it, a person decides whether it leaves. */
const isHeld = (row: QueueRow): boolean => row.status === 'parked' && row.error_class === 'limit';

/** What was taken back has nothing to say any more. */
const mayRetry = ({ status, error_class }: QueueRow): boolean => (status === 'failed' || status === 'parked' || status === 'cancelled') && error_class !== 'withdrawn';
const mayCancel = ({ status }: QueueRow): boolean => status === 'pending';

/** What scrolls inside a page can be reached and scrolled by keyboard. */
const reachable = { tabIndex: 0 };

function QueueLine({ row }: { row: QueueRow }) {
  const { t, dateTime } = useText();
  const me = useMe();
  const act = useQueueAct();
  // A technician looks after the mail of their own acts.
  const mine = me.role !== 'technician' || row.created_by === me.user_id;
  const run = (kind: 'retry' | 'cancel'): void =>
    act.mutate(
      { act: kind, queue_id: row.queue_id },
      {
        onSuccess: () => {
          toast.done(t(`queue.${kind}_done`));
        },
        onError: (error) => {
          toast.problem(refusalSentence(error, t));
        },
      },
    );
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 sm:px-6">
      <div className="grid min-w-56 flex-1 grid-cols-[minmax(0,1fr)] gap-1">
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate font-medium">{row.subject ?? <span className="font-normal text-muted">{t(row.status === 'cancelled' || row.status === 'failed' ? 'queue.never_written' : 'queue.rendered_when_sent')}</span>}</span>
          <span className="shrink-0 text-xs text-muted">
            <Ago iso={row.sent_at ?? row.created_at} />
          </span>
        </span>
        <span className="truncate text-sm text-muted">{[row.to_name, row.to_email].filter(Boolean).join(' · ')}</span>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
          <QueueStatusBadge status={row.status} />
          <span>{t(row.variant === 'acknowledgement' ? 'event.ticket_created_ack' : row.variant === 'internal' ? 'event.ticket_commented_internal' : `event.${row.event}`)}</span>
          {row.ticket_number && (
            <Link to="/tickets/$number" params={{ number: row.ticket_number }} className={rowLink}>
              {row.ticket_number}
            </Link>
          )}
          {row.attempts > 0 && <span>{t('queue.attempts', { count: row.attempts })}</span>}
          {row.status === 'pending' && (row.attempts > 0 || row.held_reason !== null) && (
            <span>
              {t(row.held_reason ? `queue.held_${row.held_reason}` : 'queue.next_try')}: {dateTime(row.not_before)}
            </span>
          )}
        </span>
        <QueueReason row={row} />
        {row.body_text && (
          <details className="text-sm">
            <summary className="w-fit rounded-md text-xs text-muted">{t('queue.text')}</summary>
            <div role="region" aria-label={t('queue.text')} {...reachable} className="mt-1.5 max-h-80 overflow-y-auto rounded-lg border border-line bg-sunken p-3">
              <PlainText text={row.body_text} />
            </div>
          </details>
        )}
      </div>
      {mine && (mayRetry(row) || mayCancel(row)) && (
        <div role="group" aria-label={t('queue.actions', { to: row.to_email })} className="flex gap-2">
          {mayRetry(row) && (
            <Button small busy={act.isPending && act.variables.act === 'retry'} icon={<RotateCw className="size-3.5" aria-hidden />} onClick={() => run('retry')}>
              {t(isHeld(row) ? 'queue.release' : 'queue.retry')}
            </Button>
          )}
          {mayCancel(row) && (
            <Button small busy={act.isPending && act.variables.act === 'cancel'} onClick={() => run('cancel')}>
              {t('queue.cancel')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

function QueueList({ status, q, onClear }: Pick<MailQueueSearch, 'status' | 'q'> & { onClear: () => void }) {
  const { t } = useText();
  const queue = useMailQueue({ status, q });
  const filtered = Boolean(status ?? q);
  return (
    <ListBody
      list={queue}
      empty={
        <EmptyState
          icon={<Send aria-hidden />}
          title={t(filtered ? 'form.none_found' : 'queue.empty')}
          action={filtered ? <Button onClick={onClear}>{t('form.clear_filters')}</Button> : null}
        >
          {t(filtered ? 'form.none_found_hint' : 'queue.empty_hint')}
        </EmptyState>
      }
    >
      {(rows) => (
        <ul>
          {rows.map((row) => (
            <QueueLine key={row.queue_id} row={row} />
          ))}
        </ul>
      )}
    </ListBody>
  );
}

export function MailQueuePage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/staff/mail-queue' });
  const navigate = useNavigate({ from: '/mail-queue' });
  const change = (next: Partial<Record<keyof MailQueueSearch, string>>): void => {
    void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)) as MailQueueSearch, replace: true });
  };
  const suppressed = search.view === 'suppressed';
  return (
    <>
      <PageHeader title={t('nav.mail_queue')} about={t('queue.about')} />
      <nav aria-label={t('queue.views')} className={`${tabListLook} mb-3 px-2 sm:px-4`}>
        {([undefined, 'suppressed'] as const).map((view) => (
          <Link
            key={view ?? 'mails'}
            to="/mail-queue"
            search={view ? { view } : {}}
            replace
            className={tabLook}
            data-state={search.view === view ? 'active' : 'inactive'}
            aria-current={search.view === view ? 'page' : undefined}
          >
            {t(`queue.view_${view ?? 'mails'}`)}
          </Link>
        ))}
      </nav>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 pb-3 sm:px-6">
        <SearchBox label={t('queue.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />
        {!suppressed && (
          <Select
            aria-label={t('mail.state')}
            value={search.status ?? ''}
            onChange={(event) => change({ status: event.target.value })}
            placeholder={`${t('mail.state')}: ${t('form.all')}`}
            options={queueStatuses.map((status) => ({ value: status, label: t(`queue.status_${status}`) }))}
          />
        )}
      </div>
      {suppressed ? (
        <SuppressionList words={search.q ?? ''} />
      ) : (
        <QueueList status={search.status} q={search.q} onClear={() => void navigate({ search: {}, replace: true })} />
      )}
    </>
  );
}
