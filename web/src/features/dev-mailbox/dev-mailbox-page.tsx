// Mail that development kept: a list, and one opened with headers, sandboxed HTML and text.
import { Link, useSearch } from '@tanstack/react-router';
import { ArrowLeft, MailQuestion } from 'lucide-react';
import { useState } from 'react';
import { useDevMail, useDevMailbox } from '@/api/dev-mailbox.ts';
import type { CapturedMailRow } from '@/api/dev-mailbox.ts';
import { MailFrame } from '@/features/tickets/mail-frame.tsx';
import { PlainText } from '@/features/tickets/message.tsx';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { classNames } from '@/ui/class-names.ts';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';

function MailLines({ rows, openId }: { rows: CapturedMailRow[]; openId: string | null }) {
  const { t } = useText();
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.id} className="border-b border-line">
          <Link
            to="/dev-mailbox"
            search={{ mail: row.id }}
            aria-current={row.id === openId || undefined}
            className={classNames('grid grid-cols-[minmax(0,1fr)] gap-0.5 px-4 py-2.5 hover:bg-hover sm:px-6', row.id === openId && 'bg-hover')}
          >
            <span className="flex items-baseline gap-3">
              <span className="min-w-0 flex-1 truncate font-medium">{row.subject || t('mail.no_subject')}</span>
              <span className="shrink-0 text-xs text-muted">
                <Ago iso={row.date} />
              </span>
            </span>
            <span className="truncate text-sm text-muted">{row.to.join(', ')}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function OpenedMail({ id }: { id: string }) {
  const { t, dateTime } = useText();
  const { data: mail, error, refetch } = useDevMail(id);
  const [part, setPart] = useState<string | null>(null);
  if (!mail) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  return (
    <article className="min-w-0">
      <header className="grid gap-1 px-4 py-3 sm:px-6">
        <h2 className="text-lg font-semibold wrap-anywhere">{mail.subject || t('mail.no_subject')}</h2>
        <p className="text-sm text-muted wrap-anywhere">
          {t('mail.from')}: {mail.from} · {t('mail.to')}: {mail.to.join(', ')} · {dateTime(mail.date)}
        </p>
      </header>
      <Tabs
        label={t('devbox.parts')}
        value={part ?? (mail.html ? 'html' : 'text')}
        onValueChange={setPart}
        className="[&>[role=tablist]]:px-2 sm:[&>[role=tablist]]:px-4"
        items={[...(mail.html ? [{ value: 'html', label: t('devbox.html') }] : []), { value: 'text', label: t('devbox.text') }, { value: 'headers', label: t('devbox.headers') }]}
      >
        {mail.html && (
          <TabPanel value="html" className="px-4 py-4 sm:px-6">
            <MailFrame html={mail.html} title={mail.subject} />
          </TabPanel>
        )}
        <TabPanel value="text" className="px-4 py-4 sm:px-6">
          <PlainText text={mail.text} />
        </TabPanel>
        <TabPanel value="headers" className="px-4 py-4 sm:px-6">
          <dl className="grid gap-2 font-mono text-xs">
            {mail.headers.map(({ name, value }, index) => (
              <div key={`${name}-${index}`}>
                <dt className="text-muted">{name}</dt>
                <dd className="wrap-anywhere">{value}</dd>
              </div>
            ))}
          </dl>
        </TabPanel>
      </Tabs>
    </article>
  );
}

export function DevMailboxPage() {
  const { t } = useText();
  const { mail: openId = null } = useSearch({ from: '/app/staff/dev-mailbox' });
  const [words, setWords] = useState('');
  const box = useDevMailbox(words);
  return (
    <>
      <PageHeader title={t('nav.dev_mailbox')} about={t('devbox.about')} actions={<SearchBox label={t('mail.subject')} value={words} onChange={setWords} />} />
      <div className="grid flex-1 border-t border-line lg:grid-cols-[24rem_minmax(0,1fr)]">
        <div className={classNames('border-line lg:border-r', openId && 'max-lg:hidden')}>
          <ListBody
            list={box}
            empty={
              <EmptyState icon={<MailQuestion aria-hidden />} title={t(words ? 'form.none_found' : 'devbox.empty')}>
                {t(words ? 'form.none_found_hint' : 'devbox.empty_hint')}
              </EmptyState>
            }
          >
            {(rows) => <MailLines rows={rows} openId={openId} />}
          </ListBody>
        </div>
        {openId && (
          <div className="min-w-0">
            <Link to="/dev-mailbox" className="mx-4 mt-3 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink lg:hidden">
              <ArrowLeft className="size-4" aria-hidden />
              {t('nav.dev_mailbox')}
            </Link>
            <OpenedMail key={openId} id={openId} />
          </div>
        )}
      </div>
    </>
  );
}
