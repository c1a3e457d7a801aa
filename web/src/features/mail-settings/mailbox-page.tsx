// One mailbox: its settings, a test that really sends and receives, and how it is doing.
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, PlugZap } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useMailbox, useMailboxes, useSaveMailbox } from '@/api/mail-settings.ts';
import type { Mailbox, MailboxList, StuckMail } from '@/api/mail-settings.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { changesOf, CHOICE_FIELDS, draftOf, PORT_FIELDS, SECRET_FIELDS, testOf, TEXT_FIELDS } from './mailbox-draft.ts';
import { mailboxProblem } from './mailbox-fault.ts';
import { MailboxForm } from './mailbox-form.tsx';
import { HealthLines, LastTest, MailboxAlarm, MailboxBadges, StuckMails } from './mailbox-health.tsx';
import { TestPanel, useMailboxTest } from './test-panel.tsx';

const shown = [...TEXT_FIELDS, ...PORT_FIELDS, ...SECRET_FIELDS, ...CHOICE_FIELDS];

function Editor({ mailbox, stuck, inUse }: { mailbox: Mailbox | null; stuck: StuckMail[]; inUse: MailboxList['in_use'] }) {
  const { t } = useText();
  const { role } = useMe();
  const navigate = useNavigate();
  const mayChange = role === 'superadmin';
  const [draft, setDraft] = useState(() => draftOf(mailbox, inUse.transport));
  const save = useSaveMailbox(mailbox?.config_id ?? null);
  const { run, start } = useMailboxTest(mailbox?.config_id ?? null);
  const { fields, banner } = mailboxProblem(save.error ?? run.error, shown, t);
  return (
    <form
      className="grid gap-6 px-4 pb-12 sm:px-6 xl:grid-cols-[minmax(0,1fr)_24rem] xl:items-start"
      onSubmit={(event) => {
        event.preventDefault();
        const body = changesOf(draft, mailbox);
        if (Object.keys(body).length === 0) return;
        save.mutate(body, {
          onSuccess: ({ config }) => {
            toast.done(t('mailconf.saved'));
            setDraft((before) => ({ ...before, smtp_password: '', imap_password: '', oauth_client_secret: '', oauth_refresh_token: '' }));
            if (!mailbox) void navigate({ to: '/mail-settings/$id', params: { id: config.config_id }, replace: true });
          },
        });
      }}
    >
      <fieldset disabled={!mayChange} className="min-w-0 max-xl:order-2">
        <MailboxForm mailbox={mailbox} draft={draft} onChange={(change) => setDraft((before) => ({ ...before, ...change }))} faults={fields} inUse={inUse} />
      </fieldset>
      <aside className="contents xl:sticky xl:top-4 xl:grid xl:gap-6">
        {mailbox && (
          <section aria-label={t('mailconf.health')} className="grid gap-3 rounded-lg border border-line p-4 max-xl:order-1">
            <h2 className="font-semibold">{t('mailconf.health')}</h2>
            <MailboxAlarm mailbox={mailbox} />
            <HealthLines mailbox={mailbox} />
            <StuckMails mails={stuck} />
          </section>
        )}
        {mayChange ? (
          <section aria-label={t('mailconf.test_title')} className="grid gap-3 rounded-lg border border-line p-4 max-xl:order-3">
            {banner && <Banner tone="danger">{banner}</Banner>}
            <div className="flex flex-wrap gap-2">
              <Button type="submit" tone="primary" busy={save.isPending}>
                {t('form.save')}
              </Button>
              <Button
                busy={run.state === 'running'}
                icon={<PlugZap className="size-4" aria-hidden />}
                onClick={(event) => {
                  if (!event.currentTarget.form?.reportValidity()) return;
                  save.reset();
                  void start(testOf(draft, mailbox));
                }}
              >
                {t('mailconf.test')}
              </Button>
            </div>
            <p className="text-xs text-muted">{t('mailconf.test_about')}</p>
            {mailbox && run.state === 'idle' && <LastTest mailbox={mailbox} />}
            <TestPanel run={run} />
          </section>
        ) : (
          <Banner tone="info" className="max-xl:order-3">
            {t('mailconf.read_only')}
          </Banner>
        )}
      </aside>
    </form>
  );
}

function Frame({ title, mailbox, children }: { title: string; mailbox: Mailbox | null; children: ReactNode }) {
  const { t } = useText();
  return (
    <>
      <PageHeader
        title={title}
        about={
          <Link to="/mail-settings" className="inline-flex items-center gap-1 hover:text-ink">
            <ArrowLeft className="size-3.5" aria-hidden />
            {t('mailconf.back')}
          </Link>
        }
        actions={mailbox && <MailboxBadges mailbox={mailbox} />}
      />
      {children}
    </>
  );
}

export function MailboxPage() {
  const { id } = useParams({ from: '/app/staff/mail-settings/$id' });
  const answer = useMailbox(id);
  const { data } = answer;
  return (
    <Frame title={data?.config.name ?? '…'} mailbox={data?.config ?? null}>
      {answer.isPending ? <SkeletonList /> : !data ? <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} /> : <Editor key={data.config.updated_at} mailbox={data.config} stuck={data.stuck_mails} inUse={data.in_use} />}
    </Frame>
  );
}

export function NewMailboxPage() {
  const { t } = useText();
  const list = useMailboxes();
  return (
    <Frame title={t('mailconf.new')} mailbox={null}>
      {list.isPending ? <SkeletonList /> : !list.data ? <ErrorPanel error={list.error} onRetry={() => void list.refetch()} /> : <Editor mailbox={null} stuck={[]} inUse={list.data.in_use} />}
    </Frame>
  );
}
