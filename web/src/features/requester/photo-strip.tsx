// The chosen photos and files as a person sees them, each with a button large enough for a thumb to take it out.
import { FileText, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useText } from '@/text/translate.ts';
import type { FilesControl } from '@/ui/file-drop.tsx';

/** A picture from bytes; its address is given back when it is no longer shown. */
export function BlobImage({ blob, alt, className }: { blob: Blob; alt: string; className: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(blob);
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  return <img ref={image} alt={alt} className={className} />;
}

const isShowable = ({ type }: File): boolean => /^image\/(?:jpeg|png|gif|webp)$/.test(type);

function Tile({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t, bytes } = useText();
  return (
    <li className="relative grid w-24 gap-1">
      <span className="grid h-20 place-items-center overflow-hidden rounded-lg border border-line bg-sunken">
        {isShowable(file) ? <BlobImage blob={file} alt={file.name} className="size-full object-cover" /> : <FileText className="size-6 text-muted" aria-hidden />}
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
