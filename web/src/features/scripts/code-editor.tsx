// Text of a script: line numbers beside a plain textarea, which every keyboard and screen reader knows.
import { useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useText } from '@/text/translate.ts';
import { Field, useFieldProps } from '@/ui/field.tsx';

const indent = '  ';

/** Replaces the selection so that the browser's own undo still works. */
function type(area: HTMLTextAreaElement, text: string): void {
  // The only way to write into a field that undo remembers; without it the text still arrives.
  if (!document.execCommand('insertText', false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function Area({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const field = useFieldProps();
  const gutter = useRef<HTMLPreElement>(null);
  const leaving = useRef(false);
  const lines = value.split('\n').length;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const wasLeaving = leaving.current;
    leaving.current = event.key === 'Escape';
    if (event.key !== 'Tab' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || wasLeaving) return;
    event.preventDefault();
    const area = event.currentTarget;
    const { selectionStart: start, selectionEnd: end } = area;
    const chosen = area.value.slice(start, end);
    if (!chosen.includes('\n')) return type(area, indent);
    const from = area.value.lastIndexOf('\n', start - 1) + 1;
    area.setSelectionRange(from, end);
    const block = area.value.slice(from, end).replace(/^(?=.)/gm, indent);
    type(area, block);
    area.setSelectionRange(from, from + block.length);
  };
  return (
    <div className="flex h-112 overflow-hidden rounded-md border border-control/70 bg-surface font-mono text-sm/5 focus-within:outline-2 focus-within:outline-accent-ink">
      <pre ref={gutter} aria-hidden className="shrink-0 overflow-hidden border-r border-line bg-sunken px-2 py-2 text-right text-faint tabular-nums select-none">
        {Array.from({ length: lines }, (_, n) => n + 1).join('\n')}
      </pre>
      <textarea
        {...field}
        value={value}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        className="min-w-0 flex-1 resize-none overflow-auto bg-transparent px-2.5 py-2 whitespace-pre text-ink outline-none"
      />
    </div>
  );
}

export function CodeEditor({ value, onChange, error }: { value: string; onChange: (text: string) => void; error?: string | undefined }) {
  const { t } = useText();
  return (
    <Field label={t('scripts.content')} hint={t('scripts.content_hint')} error={error}>
      <Area value={value} onChange={onChange} />
    </Field>
  );
}
