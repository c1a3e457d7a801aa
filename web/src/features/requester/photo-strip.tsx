// The chosen photos and files as a person sees them, each with a button large enough for a thumb to take it out.
import { FileText, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '@/text/translate.ts';
import type { FilesControl } from '@/ui/file-drop.tsx';

/** An address for the bytes of a file, given back when it is no longer shown. */
export function useObjectUrl(blob: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [blob]);
  return url;
}

const isShowable = ({ type }: File): boolean => /^image\/(?:jpeg|png|gif|webp)$/.test(type);

function Tile({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t, bytes } = useText();
  const url = useObjectUrl(isShowable(file) ? file : null);
  return (
    <li className="relative grid w-24 gap-1">
      <span className="grid h-20 place-items-center overflow-hidden rounded-lg border border-line bg-sunken">
        {url ? <img src={url} alt={file.name} className="size-full object-cover" /> : <FileText className="size-6 text-muted" aria-hidden />}
      </span>
      <span className="truncate text-xs text-muted" title={file.name}>
        {isShowable(file) ? bytes(file.size) : file.name}
      </span>
      <button
        type="button"
        aria-label={t('files.remove', { name: file.name })}
        onClick={onRemove}
        className="absolute -top-2 -right-2 grid size-9 place-items-center"
      >
        <span className="grid size-6 place-items-center rounded-full border border-line bg-raised text-ink shadow-sm">
          <X className="size-4" aria-hidden />
        </span>
      </button>
    </li>
  );
}

export function PhotoStrip({ control, label }: { control: FilesControl; label: string }) {
  if (control.files.length === 0) return null;
  return (
    <ul aria-label={label} className="flex flex-wrap gap-3 pt-1">
      {control.files.map((file, index) => (
        <Tile key={`${file.name}-${file.lastModified}-${index}`} file={file} onRemove={() => control.remove(file)} />
      ))}
    </ul>
  );
}
