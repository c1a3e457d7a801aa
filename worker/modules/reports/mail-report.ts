// What a mail with a report says and carries. A file that is too long for a mail stays in the portal.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { periodText } from './build-document.ts';
import { MIME_TYPES } from './make-reports.ts';
import * as store from './store.ts';
import type { MailedReport } from './store.ts';
import { reportWords } from './words.ts';

/** Most servers take 10 MB, and a file grows by a third on its way. */
const ATTACHED_BYTES_MAX = 5 * 1024 * 1024;

const WORDS = {
  es: { attached: 'El archivo va adjunto a este correo.', tooLong: 'El archivo es demasiado grande para un correo. Descárguelo en el portal:' },
  en: { attached: 'The file is attached to this mail.', tooLong: 'The file is too large for a mail. Download it in the portal:' },
};

export interface ReportOfMail {
  values: Record<'report_title' | 'client_name' | 'report_period' | 'report_note', string>;
  attachments: { name: string; mime_type: string; content: Uint8Array }[];
}

/** Null: the report is gone. */
export async function mailReport(deps: Pick<Deps, 'database' | 'attachments' | 'ids' | 'config'>, reportId: string, clientId: string | null, language: string): Promise<ReportOfMail | null> {
  const actor: Actor = { kind: 'job', job: 'mail_out', requestId: `report-mail-${deps.ids.next()}` };
  const read = await deps.database.asActor(actor, {}, (tx) => [store.mailedReport(tx, reportId, clientId)]);
  if (!read.ok) throw new Error(`report mail: ${read.problem.kind}`);
  const [report] = read.value.rows[0].rows as unknown as MailedReport[];
  if (!report) return null;
  const locale = language === 'en' ? 'en' : 'es';
  const words = reportWords(locale);
  const content = report.size <= ATTACHED_BYTES_MAX ? await deps.attachments.bytes(report.r2_key) : null;
  return {
    values: {
      report_title: words.kinds[report.kind], client_name: report.client_name ?? words.every_client, report_period: periodText({ ...report, locale }),
      report_note: content ? WORDS[locale].attached : `${WORDS[locale].tooLong} ${deps.config.origin}/reports/${reportId}`,
    },
    attachments: content ? [{ name: report.file_name, mime_type: MIME_TYPES[report.format].split(';')[0]!, content }] : [],
  };
}
