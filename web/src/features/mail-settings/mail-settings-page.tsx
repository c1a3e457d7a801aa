// Every mailbox with how it is doing, and which one is the default.
import { Link } from '@tanstack/react-router';
import { ChevronRight, Inbox, Plus } from 'lucide-react';
import { useMailboxes, useMakeDefault } from '@/api/mail-settings.ts';
import type { Mailbox } from '@/api/mail-settings.ts';
import { useMe } from '@/api/session.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { primaryLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { HealthLines, MailboxAlarm, MailboxBadges } from './mailbox-health.tsx';

function MailboxCard({ mailbox, mayChange }: { mailbox: Mailbox; mayChange: boolean }) {
  const { t } = useText();
  const makeDefault = useMakeDefault();
  return (
    <li className="grid content-start gap-3 rounded-lg border border-line p-4">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5">
        <Link to="/mail-settings/$id" params={{ id: mailbox.config_id }} className="group min-w-44 flex-1">
          <h2 className="flex items-center gap-1 font-semibold group-hover:underline">
            <span className="truncate">{mailbox.name}</span>
            <ChevronRight className="size-4 shrink-0 text-faint" aria-hidden />
          </h2>
          <p className="truncate text-sm text-muted">
            {mailbox.from_name} · {mailbox.from_address}
          </p>
        </Link>
        <span className="flex flex-wrap gap-1.5">
          <MailboxBadges mailbox={mailbox} />
        </span>
      </div>
      <MailboxAlarm mailbox={mailbox} />
      <HealthLines mailbox={mailbox} />
      {mailbox.health.stuck > 0 && <Badge tone="warn" className="justify-self-start">{t('mailconf.stuck', { count: mailbox.health.stuck })}</Badge>}
      {mayChange && mailbox.is_active && !mailbox.is_default && (
        <Button
          small
          className="justify-self-start"
          busy={makeDefault.isPending}
          onClick={() =>
            makeDefault.mutate(mailbox.config_id, {
              onSuccess: () => toast.done(t('mailconf.made_default', { name: mailbox.name })),
              onError: (error) => toast.problem(refusalSentence(error, t)),
            })
          }
        >
          {t('mailconf.make_default')}
        </Button>
      )}
    </li>
  );
}

export function MailSettingsPage() {
  const { t } = useText();
  const { role } = useMe();
  const list = useMailboxes();
  const mayChange = role === 'superadmin';
  const add = (
    <Link to="/mail-settings/new" className={primaryLink}>
      <Plus className="size-4" aria-hidden />
      {t('mailconf.add')}
    </Link>
  );
  return (
    <>
      <PageHeader
        title={t('nav.mail_settings')}
        about={t('mailconf.about')}
        actions={
          mayChange && add
        }
      />
      {list.isPending ? (
        <SkeletonList />
      ) : !list.data ? (
        <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <div className="grid gap-4 px-4 pb-12 sm:px-6">
          <Banner tone="info">
            {t('mailconf.in_use', { transport: t(`mailconf.transport_${list.data.in_use.transport}`), address: list.data.in_use.mail_from })} {t('mailconf.default_hint')}{' '}
            <Link to="/mail-domains" className="font-medium underline underline-offset-2">
              {t('mailconf.domains')}
            </Link>
          </Banner>
          {!mayChange && <Banner tone="info">{t('mailconf.read_only')}</Banner>}
          {list.data.configs.length === 0 ? (
            <EmptyState icon={<Inbox aria-hidden />} title={t('mailconf.none')} action={mayChange ? add : undefined}>
              {t('mailconf.none_hint')}
            </EmptyState>
          ) : (
            <ul className="grid gap-4 lg:grid-cols-2">
              {list.data.configs.map((mailbox) => (
                <MailboxCard key={mailbox.config_id} mailbox={mailbox} mayChange={mayChange} />
              ))}
            </ul>
          )}
        </div>
      )}
    </>
  );
}
