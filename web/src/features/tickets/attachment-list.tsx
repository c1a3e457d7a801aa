// Files of a message; refused ones say why.
import { Ban, Download, FileText, Image } from 'lucide-react';
import { useState } from 'react';
import { downloadAttachment } from '@/api/ticket.ts';
import type { Attachment } from '@/api/ticket.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { useText } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

/** Words for the reasons that `check-attachment.ts` gives. */
const refusals: Record<string, TextKey> = {
  empty: 'files.refused_empty',
  too_large: 'files.refused_too_large',
  type_not_allowed: 'files.refused_type',
  content_mismatch: 'files.refused_content',
};

function FileButton({ file }: { file: Attachment }) {
  const { t, bytes } = useText();
  const [busy, setBusy] = useState(false);
  const Icon = file.mime_type.startsWith('image/') ? Image : FileText;
  const save = async (): Promise<void> => {
    setBusy(true);
    await downloadAttachment(file).catch((error: unknown) => toast.problem(problemSentence(error, t)));
    setBusy(false);
  };
  return (
    <button
      type="button"
      disabled={busy}
      onClick={() => void save()}
      className="group flex max-w-full items-center gap-2 rounded-md border border-line bg-raised px-2.5 py-1.5 text-left text-sm hover:bg-hover disabled:opacity-60"
    >
      <Icon className="size-4 shrink-0 text-muted" aria-hidden />
      <span className="truncate">{file.name}</span>
      <span className="text-xs whitespace-nowrap text-muted">{bytes(file.size)}</span>
      <Download className="size-3.5 shrink-0 text-muted" aria-label={t('files.download')} />
    </button>
  );
}

/** What a mail that came as a file says: plain text, for reading without opening it. */
function MailSummary({ summary }: { summary: NonNullable<Attachment['summary']> }) {
  const { t, dateTime } = useText();
  const { from_name, from_email, date, subject, text, files } = summary;
  return (
    <section aria-label={t('files.mail_inside')} className="mt-1.5 grid max-w-prose gap-1 rounded-md border border-line bg-surface px-3 py-2 text-sm">
      <p className="text-xs wrap-anywhere text-muted">
        {[from_name, from_email].filter(Boolean).join(' · ')}
        {date && ` · ${dateTime(date)}`}
        {files > 0 && ` · ${t('files.mail_files', { count: files })}`}
      </p>
      {subject && <p className="font-medium wrap-anywhere">{subject}</p>}
      {text && <p className="line-clamp-6 wrap-anywhere whitespace-pre-line">{text}</p>}
    </section>
  );
}

export function AttachmentList({ files }: { files: Attachment[] }) {
  const { t } = useText();
  if (files.length === 0) return null;
  return (
    <ul aria-label={t('ticket.files')} className="flex flex-wrap gap-2">
      {files.map((file) => (
        <li key={file.attachment_id} className="max-w-full">
          {file.refused_reason ? (
            <span className="flex items-center gap-2 rounded-md border border-dashed border-line px-2.5 py-1.5 text-sm text-muted">
              <Ban className="size-4 shrink-0" aria-hidden />
              <span className="truncate">{file.name}</span>
              <span className="text-xs">{t('files.refused', { reason: t(refusals[file.refused_reason] ?? 'files.refused_other') })}</span>
            </span>
          ) : (
            <FileButton file={file} />
          )}
          {file.summary && <MailSummary summary={file.summary} />}
        </li>
      ))}
    </ul>
  );
}
