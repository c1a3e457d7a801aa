// One mail that came in: the decision in sentences, its facts, the original, and what a person may do with it.
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, Download, Inbox, Paperclip, RefreshCw, Ticket, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { downloadRaw, useInboundAct, useInboundMail } from '@/api/inbound.ts';
import type { InboundDetail } from '@/api/inbound.ts';
import { PlainText } from '@/features/tickets/message.tsx';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { Facts } from '@/ui/facts.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { textLink } from '@/ui/link-look.ts';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { DecisionList } from './decision-list.tsx';
import { ClassBadge, InboundStateBadge, VerdictBadge } from './inbound-badges.tsx';
import { reasonSentence } from './reason-sentence.ts';
import { ReleaseDialog } from './release-dialog.tsx';

const waitsForPerson = ({ state }: InboundDetail): boolean => state === 'quarantined' || state === 'conflict' || state === 'parked';

function InboundActions({ mail }: { mail: InboundDetail }) {
  const { t } = useText();
  const act = useInboundAct(mail.inbound_id);
  const [asking, setAsking] = useState<'release' | 'discard' | null>(null);
  const waits = waitsForPerson(mail);
  /** The server thinks that it belongs there, and was not sure enough to put it there. */
  const suggested = waits && mail.ticket_id && mail.ticket_number ? { ticket_id: mail.ticket_id, ticket_number: mail.ticket_number } : null;
  const run = (kind: 'replay' | 'discard'): void =>
    act.mutate(
      { kind },
      {
        onSuccess: () => {
          toast.done(t(`inbound.${kind}_done`));
        },
        onError: (error) => {
          toast.problem(refusalSentence(error, t));
        },
        onSettled: () => setAsking(null),
      },
    );
  if (mail.state === 'applied') return null;
  return (
    <>
      {suggested && (
        <Button
          tone="primary"
          icon={<Ticket className="size-4" aria-hidden />}
          busy={act.isPending && act.variables.kind === 'release'}
          onClick={() =>
            act.mutate(
              { kind: 'release', body: { ticket_id: suggested.ticket_id } },
              { onSuccess: () => toast.done(t('inbound.belongs_done', { ticket: suggested.ticket_number })), onError: (error) => toast.problem(refusalSentence(error, t)) },
            )
          }
        >
          {t('inbound.belongs', { ticket: suggested.ticket_number })}
        </Button>
      )}
      {(waits || mail.state === 'ignored' || mail.state === 'discarded') && (
        <Button tone={suggested ? 'secondary' : 'primary'} icon={<Inbox className="size-4" aria-hidden />} onClick={() => setAsking('release')}>
          {t('inbound.release')}
        </Button>
      )}
      <Button icon={<RefreshCw className="size-4" aria-hidden />} busy={act.isPending && act.variables.kind === 'replay'} onClick={() => run('replay')}>
        {t('inbound.replay')}
      </Button>
      {waits && (
        <Button icon={<Trash2 className="size-4" aria-hidden />} onClick={() => setAsking('discard')}>
          {t('inbound.discard')}
        </Button>
      )}
      {asking === 'release' && <ReleaseDialog mail={mail} onClose={() => setAsking(null)} />}
      <AlertDialog
        open={asking === 'discard'}
        onOpenChange={(open) => !open && setAsking(null)}
        title={t('inbound.discard_title')}
        description={t('inbound.discard_about')}
        action={t('inbound.discard')}
        busy={act.isPending}
        onAction={() => run('discard')}
      />
    </>
  );
}

/** What scrolls inside a page can be reached and scrolled by keyboard. */
const reachable = { tabIndex: 0 };

function Reading({ mail }: { mail: InboundDetail }) {
  const { t, bytes } = useText();
  if (!mail.text && mail.attachments.length === 0) return null;
  return (
    <section className="grid gap-3 rounded-lg border border-line p-4">
      <h2 className="font-semibold">{t('inbound.text')}</h2>
      {mail.text && (
        <div role="region" aria-label={t('inbound.text')} {...reachable} className="max-h-96 overflow-y-auto">
          <PlainText text={mail.text} />
        </div>
      )}
      {mail.attachments.length > 0 && (
        <ul aria-label={t('inbound.attachments')} className="flex flex-wrap gap-1.5">
          {mail.attachments.map(({ name, size, mime }, index) => (
            <li key={`${name}-${index}`} title={mime} className="flex max-w-full items-center gap-1.5 rounded-md border border-line bg-raised px-2 py-1 text-sm">
              <Paperclip className="size-3.5 shrink-0 text-muted" aria-hidden />
              <span className="truncate">{name}</span>
              <span className="text-xs whitespace-nowrap text-muted">{bytes(size)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Original({ mail }: { mail: InboundDetail }) {
  const { t } = useText();
  const [busy, setBusy] = useState(false);
  return (
    <section className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">{t('inbound.raw')}</h2>
        <Button
          small
          busy={busy}
          disabled={!mail.has_raw}
          icon={<Download className="size-4" aria-hidden />}
          onClick={() => {
            setBusy(true);
            void downloadRaw(mail.inbound_id)
              .catch((error: unknown) => toast.problem(refusalSentence(error, t)))
              .finally(() => setBusy(false));
          }}
        >
          {t('inbound.download')}
        </Button>
      </div>
      {mail.raw_text === null ? (
        <p className="text-muted">{t('inbound.raw_none')}</p>
      ) : (
        <>
          <pre role="region" aria-label={t('inbound.raw')} {...reachable} className="max-h-128 overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap wrap-anywhere">
            {mail.raw_text}
          </pre>
          {mail.raw_is_cut && <p className="text-xs text-muted">{t('inbound.raw_cut')}</p>}
        </>
      )}
    </section>
  );
}

export function InboundMailPage() {
  const { t, bytes, dateTime, number } = useText();
  const { inboundId } = useParams({ from: '/app/staff/inbound/$inboundId' });
  const { data: mail, error, refetch } = useInboundMail(inboundId);
  if (!mail) return error ? <ErrorPanel back={{ to: '/inbound', label: t('nav.inbound') }} error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  return (
    <div className="w-full max-w-5xl pb-10">
      <Link to="/inbound" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('nav.inbound')}
      </Link>
      <PageHeader
        title={mail.subject || t('mail.no_subject')}
        about={[mail.from_name, mail.from_email].filter(Boolean).join(' · ')}
        actions={<InboundActions mail={mail} />}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 px-4 sm:px-6">
        <div className="flex flex-wrap items-center gap-2">
          <InboundStateBadge state={mail.state} />
          {mail.class && <ClassBadge mailClass={mail.class} />}
          {mail.verdict && <VerdictBadge verdict={mail.verdict} />}
          {mail.ticket_number && (
            <Link to="/tickets/$number" params={{ number: mail.ticket_number }} className={textLink}>
              {mail.ticket_number}
            </Link>
          )}
        </div>
        {mail.reason && mail.state !== 'applied' && (
          <Banner tone={mail.state === 'parked' || mail.state === 'conflict' ? 'danger' : 'warn'}>
            {reasonSentence(mail.reason, t)}
            {waitsForPerson(mail) && mail.ticket_number && <span className="block">{t('inbound.suggested', { ticket: mail.ticket_number })}</span>}
          </Banner>
        )}
        <section className="rounded-lg border border-line p-4">
          <h2 className="mb-3 font-semibold">{t('inbound.decision')}</h2>
          <DecisionList decisions={mail.decisions} />
        </section>
        <section className="rounded-lg border border-line p-4">
          <h2 className="mb-3 font-semibold">{t('inbound.facts')}</h2>
          <Facts
            facts={[
              { name: t('inbound.received'), value: dateTime(mail.received_at) },
              { name: t('mail.from'), value: mail.from_email },
              ...(mail.on_behalf_of ? [{ name: t('inbound.on_behalf_of'), value: mail.on_behalf_of }] : []),
              { name: t('inbound.envelope_from'), value: mail.envelope_from },
              { name: t('mail.to'), value: mail.to_emails.join(', ') },
              { name: t('inbound.mailbox'), value: mail.mailbox },
              { name: t('mail.client'), value: mail.client_name },
              { name: t('inbound.message_id'), value: <span className="font-mono text-xs">{mail.message_id}</span> },
              { name: t('inbound.size'), value: bytes(mail.raw_size) },
              { name: t('inbound.attempts'), value: number(mail.attempts) },
              ...(mail.last_error ? [{ name: t('inbound.error'), value: mail.last_error }] : []),
              ...(mail.conflict_of
                ? [
                    {
                      name: t('inbound.conflict_of'),
                      value: (
                        <Link to="/inbound/$inboundId" params={{ inboundId: mail.conflict_of }} className={textLink}>
                          {t('inbound.other_mail')}
                        </Link>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </section>
        <Reading mail={mail} />
        {mail.headers.length > 0 && (
          <details className="rounded-lg border border-line p-4">
            <summary className="w-fit font-semibold">{t('devbox.headers')}</summary>
            <dl className="mt-3 grid gap-2 font-mono text-xs">
              {mail.headers.map(({ name, value }, index) => (
                <div key={`${name}-${index}`}>
                  <dt className="text-muted">{name}</dt>
                  <dd className="wrap-anywhere">{value}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
        <Original mail={mail} />
      </div>
    </div>
  );
}
