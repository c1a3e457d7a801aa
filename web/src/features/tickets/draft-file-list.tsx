// Files that go along with a message that is being written: each can be shown in the text or taken out again.
import { ImagePlus, X } from 'lucide-react';
import type { DraftFile } from '@/api/drafts.ts';
import { useText } from '@/text/translate.ts';
import { ChosenFiles } from '@/ui/file-drop.tsx';
import type { DraftFilesControl } from './use-draft-files.ts';

export function DraftFileList({ files, onShow }: { files: DraftFilesControl; onShow: (file: DraftFile) => void }) {
  const { t, bytes } = useText();
  if (files.kept.length === 0 && files.files.length === 0 && files.going === 0) return null;
  return (
    <div className="grid gap-1.5 px-3 pb-2">
      {files.kept.length > 0 && (
        <ul aria-label={t('ticket.files')} className="flex flex-wrap gap-1.5">
          {files.kept.map((file) => (
            <li key={file.file_id} className="flex max-w-full items-center gap-1.5 rounded-md border border-line bg-raised py-0.5 pr-0.5 pl-2 text-sm">
              <span className="truncate">{file.name}</span>
              <span className="text-xs whitespace-nowrap text-muted">{bytes(file.size)}</span>
              {file.mime_type.startsWith('image/') && (
                <button type="button" aria-label={t('write.show_picture', { name: file.name })} title={t('write.show_picture', { name: file.name })} onClick={() => onShow(file)} className="rounded-md p-1 text-muted hover:bg-hover hover:text-ink">
                  <ImagePlus className="size-4" aria-hidden />
                </button>
              )}
              <button type="button" aria-label={t('files.remove', { name: file.name })} onClick={() => files.takeOut(file)} className="rounded-md p-1 text-muted hover:bg-hover hover:text-ink">
                <X className="size-4" aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ChosenFiles control={files} />
      {files.going > 0 && (
        <p role="status" className="text-xs text-muted">
          {t('write.uploading', { count: files.going })}
        </p>
      )}
    </div>
  );
}
