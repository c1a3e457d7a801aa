// Reports that were made or are being made: their state, their file, their figures.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FileSpreadsheet, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useDeleteReport, useReports } from '@/api/reports.ts';
import type { ReportRow } from '@/api/reports.ts';
import { useMe } from '@/api/session.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { DownloadButton } from './download-button.tsx';
import { NewReportDialog } from './new-report-dialog.tsx';
import { periodOf } from './period-words.ts';
import { ReportMails } from './report-mails.tsx';
import { ReportStatusBadge } from './report-status.tsx';
import { ReportTabs } from './report-tabs.tsx';

function ReportLine({ report, onDelete }: { report: ReportRow; onDelete: () => void }) {
  const { t, locale, number } = useText();
  const me = useMe();
  const mayDelete = me.role === 'superadmin' || me.role === 'admin' || report.asked_by === me.user_id;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 sm:px-6">
      <div className="grid min-w-56 flex-1 gap-1">
        <span className="flex items-baseline gap-3">
          <Link to="/reports/$id" params={{ id: report.report_id }} className={`${rowLink} min-w-0 flex-1 truncate font-medium`}>
            {t(`reports.kind_${report.kind}`)}
            {me.is_staff && ` · ${report.client_name ?? t('reports.every_client')}`}
          </Link>
          <span className="shrink-0 text-xs text-muted">
            <Ago iso={report.created_at} />
          </span>
        </span>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
          <ReportStatusBadge status={report.status} />
          <span>{report.kind === 'assets' ? t('reports.as_of_short') : periodOf(report, locale)}</span>
          {report.row_count !== null && <span>{t('reports.rows', { count: report.row_count, n: number(report.row_count) })}</span>}
          <span>{report.schedule_name ? t('reports.by_schedule', { name: report.schedule_name }) : report.asked_by_name}</span>
        </span>
        {report.error && report.status !== 'ready' && <span className="text-sm text-danger-ink">{report.error}</span>}
        <ReportMails mails={report.mails} />
      </div>
      <div className="flex items-center gap-2">
        {report.status === 'ready' && <DownloadButton report={report} />}
        {mayDelete && (
          <IconButton label={t('reports.delete')} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        )}
      </div>
    </li>
  );
}

export function ReportsPage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/reports' });
  const navigate = useNavigate({ from: '/reports' });
  const list = useReports({ schedule_id: search.schedule });
  const remove = useDeleteReport();
  const [doomed, setDoomed] = useState<ReportRow | null>(null);
  const open = (isOpen: boolean): void => void navigate({ search: (before) => ({ ...(before.schedule ? { schedule: before.schedule } : {}), ...(isOpen ? { new: true as const } : {}) }), replace: true });
  const askButton = (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => open(true)}>
      {t('reports.new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('reports.title')} about={t('reports.about')} actions={askButton} />
      <ReportTabs at="made" />
      {search.schedule && (
        <p className="flex flex-wrap items-center gap-3 border-b border-line px-4 pb-3 text-sm text-muted sm:px-6">
          {t('reports.history_of', { name: list.rows[0]?.schedule_name ?? '…' })}
          <Link to="/reports" className={rowLink}>
            {t('reports.show_all')}
          </Link>
        </p>
      )}
      <ListBody
        list={list}
        empty={
          <EmptyState icon={<FileSpreadsheet aria-hidden />} title={t('reports.empty')} action={askButton}>
            {t('reports.empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul aria-live="polite">
            {rows.map((report) => (
              <ReportLine key={report.report_id} report={report} onDelete={() => setDoomed(report)} />
            ))}
          </ul>
        )}
      </ListBody>
      {search.new && (
        <NewReportDialog
          onClose={() => open(false)}
          onAsked={() => {
            toast.done(t('reports.asked'));
            open(false);
          }}
        />
      )}
      {doomed && (
        <AlertDialog
          open
          onOpenChange={(isOpen) => !isOpen && setDoomed(null)}
          title={t('reports.delete')}
          description={t('reports.delete_about')}
          action={t('reports.delete')}
          busy={remove.isPending}
          onAction={() => remove.mutate(doomed.report_id, { onSuccess: () => setDoomed(null), onError: (error) => toast.problem(refusalSentence(error, t)) })}
        />
      )}
    </>
  );
}
