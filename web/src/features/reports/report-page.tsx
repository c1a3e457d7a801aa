// One report on the screen: the same figures as in its file, made to be printed.
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, Printer } from 'lucide-react';
import { isBeingMade, useReport } from '@/api/reports.ts';
import type { ReportFigures } from '@/api/reports.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Facts } from '@/ui/facts.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { DownloadButton } from './download-button.tsx';
import { ReportMails } from './report-mails.tsx';
import { ReportStatusBadge } from './report-status.tsx';

type Shown = ReportFigures['tables'][number];

function FigureTable({ table, timezone }: { table: Shown; timezone: string }) {
  const { locale } = useText();
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', timeZone: timezone });
  const one = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const any = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const isNumber = (index: number): boolean => ['count', 'hours', 'percent'].includes(table.columns[index]!.kind);
  const said = (cell: string | number | null, index: number): string => {
    const { kind } = table.columns[index]!;
    if (cell === null) return '–';
    if (typeof cell === 'string') return cell;
    return kind === 'instant' ? instant.format(cell) : kind === 'percent' ? `${one.format(cell)} %` : kind === 'hours' ? one.format(cell) : any.format(cell);
  };
  return (
    <section className="break-inside-avoid-page">
      <h2 className="mb-2 text-lg font-semibold">{table.heading}</h2>
      <Table>
        <thead>
          <tr>
            {table.columns.map(({ label }, index) => (
              <Th key={label} style={{ whiteSpace: 'normal' }} className={isNumber(index) ? 'py-1.5 text-right align-bottom' : 'py-1.5 align-bottom'}>
                {label}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, line) => (
            <tr key={line} className={line >= table.rows.length - table.totals ? 'font-semibold' : undefined}>
              {row.map((cell, index) => (
                <Td key={index} className={isNumber(index) ? 'text-right tabular-nums' : undefined}>
                  {said(cell, index)}
                  {/* Length says the same as the figure. */}
                  {table.columns[index]!.kind === 'percent' && typeof cell === 'number' && (
                    <span aria-hidden className="mt-0.5 ml-auto block h-1 w-20 max-w-full rounded-full bg-sunken [print-color-adjust:exact]">
                      <span className="block h-1 rounded-full bg-accent" style={{ width: `${Math.max(0, Math.min(100, cell))}%` }} />
                    </span>
                  )}
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

export function ReportPage() {
  const { t, dateTime } = useText();
  const { id } = useParams({ from: '/app/reports/$id' });
  const query = useReport(id);
  if (query.isPending) return <SkeletonList rows={8} />;
  if (query.error) return <ErrorPanel back={{ to: '/reports', label: t('nav.reports') }} error={query.error} onRetry={() => void query.refetch()} />;
  const report = query.data;
  const { figures } = report;
  return (
    <>
      <PageHeader
        title={figures?.title ?? t(`reports.kind_${report.kind}`)}
        about={
          <Link to="/reports" className="inline-flex items-center gap-1 hover:underline print:hidden">
            <ArrowLeft className="size-3.5" aria-hidden />
            {t('reports.back')}
          </Link>
        }
        actions={
          <span className="flex flex-wrap gap-2 print:hidden">
            {figures && (
              <Button icon={<Printer className="size-4" aria-hidden />} onClick={() => print()} className="max-sm:hidden">
                {t('reports.print')}
              </Button>
            )}
            {report.status === 'ready' && <DownloadButton report={report} primary />}
          </span>
        }
      />
      <div className="grid gap-6 px-4 pb-8 sm:px-6">
        <div className="grid gap-3">
          <span className="flex flex-wrap items-center gap-3 print:hidden">
            <ReportStatusBadge status={report.status} />
            {report.expires_at && report.status === 'ready' && <span className="text-sm text-muted">{t('reports.expires', { at: dateTime(report.expires_at) })}</span>}
          </span>
          {report.error && report.status !== 'ready' && <Banner tone="danger">{report.error}</Banner>}
          {isBeingMade(report) && <Banner tone="info">{t('reports.being_made')}</Banner>}
          {figures && <Facts facts={figures.facts.map(([name, value]) => ({ name, value }))} />}
          <ReportMails mails={report.mails} />
        </div>
        {figures?.tables.map((table) => <FigureTable key={table.heading} table={table} timezone={report.timezone} />)}
        {figures && figures.tables.length === 0 && <p className="text-muted">{t('reports.list_only')}</p>}
      </div>
    </>
  );
}
