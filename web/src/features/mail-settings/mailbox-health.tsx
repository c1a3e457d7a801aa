// How a mailbox is doing, in words: sending, receiving, canary, and what people were told of.
import { CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Mailbox, MailboxHealth, StuckMail } from '@/api/mail-settings.ts';
import { useText } from '@/text/translate.ts';
import { useNow } from '@/ui/ago.tsx';
import { Badge, type Tone } from '@/ui/badge.tsx';
import { Banner } from '@/ui/feedback.tsx';

const LOOKS: Record<MailboxHealth['overall'], [Tone, typeof CircleCheck]> = { ok: ['ok', CircleCheck], failing: ['danger', CircleAlert], unknown: ['neutral', CircleDashed], off: ['neutral', CircleSlash] };

export function MailboxBadges({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useText();
  const { overall } = mailbox.health;
  const [tone, Icon] = LOOKS[overall];
  return (
    <>
      {mailbox.is_default && <Badge tone="accent">{t('mailconf.default')}</Badge>}
      <Badge tone={tone} icon={<Icon className="size-3.5 shrink-0" aria-hidden />}>
        {t(`mailconf.overall_${overall}`)}
      </Badge>
    </>
  );
}

type Look = 'good' | 'bad' | 'quiet';
const lookOf = (state: string): Look => (['failing', 'silent', 'missing', 'not_sent'].includes(state) ? 'bad' : state === 'ok' || state === 'late' ? 'good' : 'quiet');
const inks: Record<Look, string> = { good: 'text-ok-ink', bad: 'text-danger-ink', quiet: 'text-muted' };
const icons: Record<Look, typeof CircleCheck> = { good: CircleCheck, bad: CircleAlert, quiet: CircleDashed };

function Line({ name, state, word, more, error }: { name: string; state: string; word: string; more: (string | null)[]; error?: string | null }) {
  const look = lookOf(state);
  const Icon = icons[look];
  const details = more.filter((text): text is string => text !== null);
  return (
    <div className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[7.5rem_minmax(0,1fr)]">
      <dt className="text-muted max-sm:text-xs">{name}</dt>
      <dd className="grid min-w-0 grid-cols-[1rem_minmax(0,1fr)] gap-x-1.5">
        <Icon className={`mt-0.5 size-4 ${inks[look]}`} aria-hidden />
        <span>
          <span className={`font-medium ${inks[look]}`}>{word}</span>
          {details.length > 0 && <span className="text-muted"> · {details.join(' · ')}</span>}
          {error && <span className="block text-xs wrap-anywhere text-danger-ink">{error}</span>}
        </span>
      </dd>
    </div>
  );
}

/** Three lines a mailbox. */
export function HealthLines({ mailbox }: { mailbox: Mailbox }) {
  const { t, ago, locale } = useText();
  const now = useNow();
  const { health } = mailbox;
  const since = (key: 'last_sent' | 'failing_since' | 'last_poll' | 'last_mail' | 'canary_sent' | 'next_try', iso: string | null): string | null => (iso === null ? null : t(`mailconf.${key}`, { ago: ago(iso, Math.max(now, key === 'next_try' ? now : Date.parse(iso))) }));
  const fails = health.receiving === 'failing' || health.receiving === 'silent';
  return (
    <dl className="grid gap-2 text-sm">
      <Line
        name={t('mailconf.sending')}
        state={health.sending}
        word={t(`mailconf.sending_${health.sending}`)}
        more={health.sending === 'off' ? [] : [health.sending === 'failing' ? since('failing_since', health.send_failing_since) : null, since('last_sent', health.last_sent_at)]}
        error={health.sending === 'failing' ? health.send_error : null}
      />
      <Line
        name={t('mailconf.receiving')}
        state={health.receiving}
        word={t(`mailconf.receiving_${health.receiving}`)}
        more={health.receiving === 'off' ? [] : [since('last_mail', health.last_mail_at), health.receiving === 'platform' ? null : since('last_poll', health.last_poll_ok_at), fails ? since('next_try', health.next_poll_at) : null]}
        error={fails ? (health.poll_message?.[locale === 'en' ? 'en' : 'es'] ?? health.poll_error) : null}
      />
      <Line
        name={t('mailconf.canary')}
        state={health.canary}
        word={t(`mailconf.canary_${health.canary}`)}
        more={health.canary === 'off' ? [] : [since('canary_sent', health.canary_sent_at)]}
        error={health.canary === 'not_sent' ? health.canary_error : null}
      />
    </dl>
  );
}

export function MailboxAlarm({ mailbox }: { mailbox: Mailbox }): ReactNode {
  const { t } = useText();
  const code = mailbox.health.alarm_code;
  return code === null ? null : <Banner tone="danger">{t(`mailconf.alarm_${code}`)}</Banner>;
}

export function LastTest({ mailbox }: { mailbox: Mailbox }) {
  const { t, ago } = useText();
  const now = useNow();
  const { last_test_at: at, last_test_error_code: code } = mailbox.health;
  if (at === null) return null;
  return <p className={`text-sm ${code === null ? 'text-muted' : 'text-danger-ink'}`}>{t(code === null ? 'mailconf.last_test_ok' : 'mailconf.last_test_failed', { ago: ago(at, Math.max(now, Date.parse(at))) })}</p>;
}

export function StuckMails({ mails }: { mails: StuckMail[] }) {
  const { t, bytes } = useText();
  if (mails.length === 0) return null;
  return (
    <section className="grid gap-2">
      <h3 className="text-sm font-semibold">{t('mailconf.stuck_title')}</h3>
      <ul className="grid divide-y divide-line rounded-md border border-line text-sm">
        {mails.map((mail) => (
          <li key={mail.uid} className="grid gap-0.5 px-3 py-2">
            <span className="flex flex-wrap justify-between gap-x-3">
              <span>{t('mailconf.stuck_row', { uid: mail.uid, count: mail.attempts })}</span>
              <span className="text-muted">
                {t(`mailconf.stuck_${mail.state}`)}
                {mail.size_bytes !== null && ` · ${bytes(mail.size_bytes)}`}
              </span>
            </span>
            {mail.error && <span className="text-xs wrap-anywhere text-muted">{mail.error}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
