// The list behind the bell: what happened, newest first; opening one reads it.
import { useNavigate } from '@tanstack/react-router';
import { AlarmClock, AtSign, Bell, BellRing, CheckCheck, CircleCheck, CircleDot, Lock, MailWarning, MessageSquare, MonitorX, RotateCcw, Settings, TicketPlus, UserRoundCheck, X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useMarkRead, useNotifications } from '@/api/notifications.ts';
import type { NotificationRow } from '@/api/notifications.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { useFocusBack } from '@/ui/dialog.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { newsSentence } from './news-sentence.ts';

function NewsIcon({ row }: { row: NotificationRow }) {
  const Icon = row.vars.is_mention === true ? AtSign
    : row.event.startsWith('sla_') ? AlarmClock
    : row.event.startsWith('asset_') ? MonitorX
    : row.event === 'mailbox_alarm' ? MailWarning
    : row.event === 'ticket_reminder' ? BellRing
    : row.event === 'ticket_created' ? TicketPlus
    : row.event === 'ticket_assigned' ? UserRoundCheck
    : row.event === 'ticket_commented' ? (row.vars.is_internal === true ? Lock : MessageSquare)
    : row.event === 'ticket_resolved' || row.event === 'ticket_closed' ? CircleCheck
    : row.event === 'ticket_reopened' ? RotateCcw
    : CircleDot;
  return <Icon className={classNames('mt-0.5 size-4 shrink-0', /^(?:sla|asset|mailbox)_/.test(row.event) ? 'text-warn-ink' : 'text-muted')} aria-hidden />;
}

/** Arrows go from one to the next. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const items = [...(event.currentTarget.closest('ul')?.querySelectorAll<HTMLElement>('[data-news]') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = items[event.key === 'ArrowDown' ? Math.min(at + 1, items.length - 1) : Math.max(at - 1, 0)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function NotificationPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const { t } = text;
  const me = useMe();
  const back = useFocusBack(true);
  const navigate = useNavigate();
  const [unreadOnly, setUnreadOnly] = useState(false);
  const list = useNotifications(unreadOnly);
  const mark = useMarkRead();
  const open = (row: NotificationRow): void => {
    if (!row.read_at) mark.mutate({ notification_ids: [row.notification_id] });
    onClose();
    if (row.ticket_number) void navigate({ href: `${me.is_staff ? '/tickets' : '/requests'}/${row.ticket_number}` });
    else if (row.asset_id) void navigate({ href: `/assets/${row.asset_id}` });
    else if (row.event === 'mailbox_alarm') void navigate({ href: String(row.vars.alarm).startsWith('held_') ? '/mail-queue' : '/mail-settings' });
  };
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fade-in fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...back}
          aria-describedby={undefined}
          // The list itself has the focus: on a button its tooltip would open with it.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className="fade-in fixed inset-y-0 right-0 z-50 flex w-full max-w-104 flex-col border-l border-line bg-canvas shadow-pop outline-none lg:right-auto lg:left-56 lg:border-r"
        >
          <header className="flex items-center gap-1 border-b border-line px-3 py-2">
            <Radix.Title className="flex-1 px-1 font-semibold">{t('notices.title')}</Radix.Title>
            <IconButton label={t('notices.read_all')} disabled={mark.isPending} onClick={() => mark.mutate({ all: true })}>
              <CheckCheck className="size-4" aria-hidden />
            </IconButton>
            <IconButton
              label={t('notices.settings')}
              onClick={() => {
                onClose();
                void navigate({ href: '/profile/notifications' });
              }}
            >
              <Settings className="size-4" aria-hidden />
            </IconButton>
            <Radix.Close aria-label={t('common.close')} className="grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink">
              <X className="size-4" aria-hidden />
            </Radix.Close>
          </header>
          <div role="group" aria-label={t('notices.which')} className="flex gap-1 px-3 py-2">
            {[false, true].map((wanted) => (
              <button
                key={String(wanted)}
                type="button"
                aria-pressed={unreadOnly === wanted}
                onClick={() => setUnreadOnly(wanted)}
                className={classNames('h-7 rounded-md px-2.5 text-sm font-medium', unreadOnly === wanted ? 'bg-hover text-ink' : 'text-muted hover:text-ink')}
              >
                {t(wanted ? 'notices.unread' : 'notices.all')}
              </button>
            ))}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">
            {list.isPending ? (
              <SkeletonList rows={6} />
            ) : list.error ? (
              <ErrorPanel error={list.error} onRetry={list.refetch} />
            ) : list.rows.length === 0 ? (
              <div className="grid justify-items-center gap-2 px-6 py-16 text-center text-sm text-muted">
                <Bell className="size-6 text-faint" aria-hidden />
                <p>{t(unreadOnly ? 'notices.none_unread' : 'notices.none')}</p>
              </div>
            ) : (
              <ul>
                {list.rows.map((row) => (
                  <li key={row.notification_id} className="border-b border-line last:border-0">
                    <button
                      type="button"
                      data-news
                      onKeyDown={onArrow}
                      onClick={() => open(row)}
                      className={classNames('flex w-full gap-2.5 px-4 py-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2', !row.read_at && 'bg-accent-soft')}
                    >
                      <NewsIcon row={row} />
                      <span className="grid min-w-0 flex-1 gap-0.5">
                        <span className={classNames('text-sm wrap-anywhere', !row.read_at && 'font-medium')}>{newsSentence(row, text)}</span>
                        <span className="truncate text-xs text-muted">{[row.ticket_number, row.subject].filter(Boolean).join(' · ')}</span>
                        <span className="text-xs text-faint">
                          <Ago iso={row.created_at} />
                          {me.is_staff && row.client_name ? ` · ${row.client_name}` : ''}
                        </span>
                      </span>
                      {!row.read_at && (
                        <span className="mt-1.5 size-2 shrink-0 rounded-full bg-accent">
                          <span className="sr-only">{t('notices.is_unread')}</span>
                        </span>
                      )}
                    </button>
                  </li>
                ))}
              </ul>
            )}
            {list.hasMore && (
              <div className="grid place-items-center py-4">
                <Button small busy={list.isLoadingMore} onClick={list.loadMore}>
                  {t('common.load_more')}
                </Button>
              </div>
            )}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
