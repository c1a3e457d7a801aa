// The state of a report as a word with a sign.
import { Archive, CircleCheck, CircleX, Clock, LoaderCircle } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReportRow } from '@/api/reports.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';

const looks: Record<ReportRow['status'], [Tone, LucideIcon]> = {
  queued: ['info', Clock], running: ['info', LoaderCircle], ready: ['ok', CircleCheck], failed: ['danger', CircleX], expired: ['neutral', Archive],
};

export function ReportStatusBadge({ status }: Pick<ReportRow, 'status'>) {
  const { t } = useText();
  const [tone, Icon] = looks[status];
  return (
    <Badge tone={tone} icon={<Icon className={`size-3.5 ${status === 'running' ? 'animate-spin' : ''}`} aria-hidden />}>
      {t(`reports.status_${status}`)}
    </Badge>
  );
}
