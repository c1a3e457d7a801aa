// To whom a report went by mail, and what became of it.
import type { ReportMail } from '@/api/reports.ts';
import { useText } from '@/text/translate.ts';

const isBad = (mail: ReportMail): boolean => ['failed', 'parked', 'cancelled', 'skipped'].includes(mail.status);

export function ReportMails({ mails }: { mails: ReportMail[] }) {
  const { t } = useText();
  if (mails.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted" aria-label={t('reports.mails')}>
      {mails.map((mail) => (
        <li key={mail.email} className={isBad(mail) ? 'text-danger-ink' : undefined}>
          {mail.email}: {t(`reports.mail_${mail.status}`)}
        </li>
      ))}
    </ul>
  );
}
