// Saves the file of a report that is ready.
import { Download } from 'lucide-react';
import { useState } from 'react';
import { downloadReport } from '@/api/reports.ts';
import type { ReportRow } from '@/api/reports.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { toast } from '@/ui/toast.tsx';

export function DownloadButton({ report, primary = false }: { report: ReportRow; primary?: boolean }) {
  const { t, bytes } = useText();
  const [busy, setBusy] = useState(false);
  const shown = [report.format.toUpperCase(), ...(report.size === null ? [] : [bytes(report.size)])].join(' ');
  const save = async (): Promise<void> => {
    setBusy(true);
    await downloadReport(report).catch((error: unknown) => toast.problem(refusalSentence(error, t)));
    setBusy(false);
  };
  return (
    <Button small={!primary} {...(primary ? { tone: 'primary' as const } : {})} busy={busy} icon={<Download className="size-4" aria-hidden />} onClick={() => void save()} aria-label={`${t('reports.download_what', { name: report.file_name ?? '' })} ${shown}`}>
      {report.format.toUpperCase()}{' '}
      {report.size !== null && <span className="font-normal opacity-80">{bytes(report.size)}</span>}
    </Button>
  );
}
