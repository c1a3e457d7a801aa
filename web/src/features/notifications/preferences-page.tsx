// What a person wants to hear of, where and when.
import { Link } from '@tanstack/react-router';
import { ArrowLeft, BellOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { reloadPreferences, useNoticePreferences, useWatch } from '@/api/notifications.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { NoticeMatrix } from './notice-matrix.tsx';
import { NoticeTimes } from './notice-times.tsx';
import { PushSection } from './push-section.tsx';

function Section({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className="grid gap-4 border-t border-line py-6 md:grid-cols-[14rem_minmax(0,1fr)] md:gap-8">
      <div>
        <h2 className="font-semibold">{title}</h2>
        <p className="mt-1 text-sm text-muted">{about}</p>
      </div>
      {children}
    </section>
  );
}

function MutedTicket({ number, subject }: { number: string; subject: string }) {
  const { t } = useText();
  const client = useQueryClient();
  const me = useMe();
  const watch = useWatch(number);
  return (
    <li className="flex items-center gap-2 rounded-md border border-line px-3 py-1.5 text-sm">
      <BellOff className="size-4 shrink-0 text-muted" aria-hidden />
      <a href={`${me.is_staff ? '/tickets' : '/requests'}/${number}`} className="min-w-0 flex-1 truncate hover:underline">
        {number} {subject}
      </a>
      <Button small busy={watch.isPending} onClick={() => watch.mutate({ kind: 'mute', is_muted: false }, { onSuccess: () => void client.invalidateQueries({ queryKey: reloadPreferences }) })}>
        {t('notices.unmute')}
      </Button>
    </li>
  );
}

export function NoticePreferencesPage() {
  const { t } = useText();
  const { data: preferences, error, refetch } = useNoticePreferences();
  return (
    <>
      <div className="px-4 pt-3 sm:px-6">
        <Link to="/profile" className="inline-flex items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink">
          <ArrowLeft className="size-4" aria-hidden />
          {t('nav.profile')}
        </Link>
      </div>
      <PageHeader title={t('notices.title')} about={t('notices.page_about')} />
      <div className="max-w-4xl px-4 pb-12 sm:px-6">
        {!preferences ? (
          error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={8} />
        ) : (
          <>
            <Section title={t('notices.what')} about={t('notices.what_about')}>
              <NoticeMatrix preferences={preferences} />
            </Section>
            <Section title={t('notices.when')} about={t('notices.when_about')}>
              <NoticeTimes preferences={preferences} />
            </Section>
            <Section title={t('notices.push')} about={t('notices.push_about')}>
              <PushSection push={preferences.push} />
            </Section>
            {preferences.muted_tickets.length > 0 && (
              <Section title={t('notices.muted')} about={t('notices.muted_about')}>
                <ul className="grid max-w-xl gap-1">
                  {preferences.muted_tickets.map((ticket) => (
                    <MutedTicket key={ticket.ticket_id} number={ticket.ticket_number} subject={ticket.subject} />
                  ))}
                </ul>
              </Section>
            )}
          </>
        )}
      </div>
    </>
  );
}
