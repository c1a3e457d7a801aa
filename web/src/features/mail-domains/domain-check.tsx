// What one domain publishes about its mail, in sentences: what is the case, and what to do about it.
import { CircleAlert, CircleCheck, CircleHelp, RefreshCw, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { useDomainReport } from '@/api/mail-senders.ts';
import type { DomainReport } from '@/api/mail-senders.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner } from '@/ui/feedback.tsx';

type Finding = DomainReport['findings'][number];

const looks: Record<Finding['state'], [Tone, LucideIcon]> = {
  good: ['ok', CircleCheck],
  warning: ['warn', TriangleAlert],
  bad: ['danger', CircleAlert],
  unknown: ['neutral', CircleHelp],
};
const outlookTones: Record<DomainReport['outlook'], 'ok' | 'warn' | 'danger' | 'info'> = { verified: 'ok', weak: 'warn', unverified: 'danger', unknown: 'info' };

function FindingLine({ finding }: { finding: Finding }) {
  const { t, locale } = useText();
  const [tone, Icon] = looks[finding.state];
  const language = locale === 'en' ? 'en' : 'es';
  return (
    <li className="grid gap-1 border-t border-line py-2.5 first:border-t-0 sm:grid-cols-[10rem_minmax(0,1fr)] sm:gap-x-4">
      <span className="flex items-center gap-2 self-start">
        <span className="w-14 font-mono text-sm font-semibold">{finding.check.toUpperCase()}</span>
        <Badge tone={tone} icon={<Icon className="size-3.5" aria-hidden />}>
          {t(`domain.state_${finding.state}`)}
        </Badge>
      </span>
      <div className="grid min-w-0 gap-1 text-sm">
        <p className="wrap-anywhere">{finding.text[language]}</p>
        {finding.advice && <p className="text-muted wrap-anywhere">{finding.advice[language]}</p>}
        {finding.found.length > 0 && (
          <details>
            <summary className="w-fit rounded-md text-xs text-muted">{t('domain.records')}</summary>
            <ul className="mt-1 grid gap-1 rounded-md bg-sunken p-2 font-mono text-xs">
              {finding.found.map((record, index) => (
                <li key={index} className="wrap-anywhere">
                  {record}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

/** Asks when it is pressed, or at once where `asks`. */
export function DomainCheck({ domain, selector, asks = false }: { domain: string; selector?: string | undefined; asks?: boolean }) {
  const { t } = useText();
  const [asked, setAsked] = useState(asks);
  const report = useDomainReport(domain, selector, asked);
  return (
    <section aria-label={t('domain.check_one', { domain })} className="grid gap-2 rounded-lg border border-line p-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="min-w-0 flex-1 font-mono text-sm font-medium wrap-anywhere">{domain}</h3>
        <Button
          small
          busy={report.isFetching}
          icon={<RefreshCw className="size-3.5" aria-hidden />}
          onClick={() => (asked ? void report.refetch() : setAsked(true))}
        >
          {t(report.data ? 'domain.again' : 'domain.check')} <span className="sr-only">{domain}</span>
        </Button>
      </div>
      <div aria-live="polite" className="grid gap-2">
        {report.isFetching && !report.data && <p className="text-sm text-muted">{t('domain.checking')}</p>}
        {report.error && <Banner tone="danger">{refusalSentence(report.error, t)}</Banner>}
        {report.data && (
          <>
            <Banner tone={outlookTones[report.data.outlook]}>{t(`domain.outlook_${report.data.outlook}`)}</Banner>
            <ul>
              {report.data.findings.map((finding) => (
                <FindingLine key={finding.check} finding={finding} />
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
