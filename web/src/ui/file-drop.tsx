// Picking files: button, drop and paste; each chosen file can be taken out again.
import { Paperclip, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ClipboardEvent, DragEvent, ReactNode } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { toast } from './toast.tsx';

/** The server's limit for one attachment. */
export const fileBytesMax = 10 * 1024 * 1024;

export interface FilesControl {
  files: File[];
  add: (files: Iterable<File>) => void;
  remove: (file: File) => void;
  clear: () => void;
}

export function useFiles(): FilesControl {
  const { t, bytes } = useText();
  const [files, setFiles] = useState<File[]>([]);
  return {
    files,
    add: (more) => {
      const fitting: File[] = [];
      for (const file of more) {
        if (file.size > fileBytesMax) toast.problem(t('files.too_large', { name: file.name, limit: bytes(fileBytesMax) }));
        else fitting.push(file);
      }
      if (fitting.length > 0) setFiles((before) => [...before, ...fitting]);
    },
    remove: (file) => setFiles((before) => before.filter((other) => other !== file)),
    clear: () => setFiles([]),
  };
}

/** Wraps an area so that files dropped on it or pasted into it are added. */
export function FileDrop({ control, children, className }: { control: FilesControl; children: ReactNode; className?: string }) {
  const { t } = useText();
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    control.add(event.dataTransfer.files);
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    control.add(event.clipboardData.files);
  };
  return (
    <div
      className={classNames('relative', className)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      {children}
      {over && (
        <div className="pointer-events-none absolute inset-0 grid place-items-center rounded-lg border-2 border-dashed border-accent-ink bg-accent-soft font-medium text-accent-ink">
          {t('files.drop')}
        </div>
      )}
    </div>
  );
}

export function FilePickButton({ control, iconOnly = false }: { control: FilesControl; iconOnly?: boolean }) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          control.add(event.target.files ?? []);
          event.target.value = '';
        }}
      />
      <Button
        tone="ghost"
        small
        aria-label={t('files.attach')}
        icon={<Paperclip className="size-4" aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {iconOnly ? null : t('files.attach')}
      </Button>
    </>
  );
}

export function ChosenFiles({ control }: { control: FilesControl }) {
  const { t, bytes } = useText();
  if (control.files.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {control.files.map((file, index) => (
        <li
          key={`${file.name}-${index}`}
          className="flex max-w-full items-center gap-1.5 rounded-md border border-line bg-raised py-0.5 pr-0.5 pl-2 text-sm"
        >
          <span className="truncate">{file.name}</span>
          <span className="text-xs whitespace-nowrap text-muted">{bytes(file.size)}</span>
          <button
            type="button"
            aria-label={t('files.remove', { name: file.name })}
            onClick={() => control.remove(file)}
            className="rounded-md p-1 text-muted hover:bg-hover hover:text-ink"
          >
            <X className="size-4" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
