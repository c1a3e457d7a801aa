// Formatting of a message: buttons that put marks around the words, and a look at how it will read.
import { Bold, Code, Eye, Italic, Link2, List, ListOrdered, PencilLine, Quote } from 'lucide-react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { wrapLines, wrapWords } from '@/features/knowledge/text-marks.ts';
import type { MarkedText } from '@/features/knowledge/text-marks.ts';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';

type Change = (text: string, from: number, to: number) => MarkedText;

const around = (sign: string, words: string): Change => (text, from, to) => wrapWords(text, from, to, sign, sign, words);
const before = (sign: string | ((line: number) => string)): Change => (text, from, to) => wrapLines(text, from, to, sign);

export function useFormat(area: RefObject<HTMLTextAreaElement | null>, write: (text: string) => void) {
  const { t } = useText();
  const apply = (change: Change): void => {
    const element = area.current;
    if (!element) return;
    const next = change(element.value, element.selectionStart, element.selectionEnd);
    write(next.text);
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(next.from, next.to);
    });
  };
  const words = t('write.words');
  const link: Change = (text, from, to) => {
    const chosen = text.slice(from, to);
    // An address becomes where the link leads, anything else what it says.
    if (/^https?:\/\/\S+$/.test(chosen)) return { text: `${text.slice(0, from)}[${words}](${chosen})${text.slice(to)}`, from: from + 1, to: from + 1 + words.length };
    return wrapWords(text, from, to, '[', '](https://)', words);
  };
  const code: Change = (text, from, to) => (text.slice(from, to).includes('\n') ? wrapWords(text, from, to, '```\n', '\n```', words) : around('`', words)(text, from, to));
  const tools: { name: string; icon: ReactNode; keys?: string; change: Change }[] = [
    { name: t('write.bold'), icon: <Bold className="size-4" aria-hidden />, keys: 'Mod+B', change: around('**', words) },
    { name: t('write.italic'), icon: <Italic className="size-4" aria-hidden />, keys: 'Mod+I', change: around('*', words) },
    { name: t('write.list'), icon: <List className="size-4" aria-hidden />, change: before('- ') },
    { name: t('write.steps'), icon: <ListOrdered className="size-4" aria-hidden />, change: before((line) => `${line}. `) },
    { name: t('write.quote'), icon: <Quote className="size-4" aria-hidden />, change: before('> ') },
    { name: t('write.link'), icon: <Link2 className="size-4" aria-hidden />, keys: 'Mod+Shift+L', change: link },
    { name: t('write.code'), icon: <Code className="size-4" aria-hidden />, change: code },
  ];
  /** @returns true when the keys were a format. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (!(event.metaKey || event.ctrlKey) || event.altKey) return false;
    const wanted = `Mod+${event.shiftKey ? 'Shift+' : ''}${event.key.toUpperCase()}`;
    const tool = tools.find(({ keys }) => keys === wanted);
    if (!tool) return false;
    event.preventDefault();
    apply(tool.change);
    return true;
  };
  return { tools, apply, onKey };
}

export function FormatBar({ format, isPreview, onPreview }: { format: ReturnType<typeof useFormat>; isPreview: boolean; onPreview: (isPreview: boolean) => void }) {
  const { t } = useText();
  return (
    <div role="toolbar" aria-label={t('write.format')} className="flex flex-wrap items-center">
      {!isPreview &&
        format.tools.map(({ name, icon, keys, change }) => (
          <IconButton key={name} label={name} {...(keys ? { shortcut: keys } : {})} onMouseDown={(event) => event.preventDefault()} onClick={() => format.apply(change)}>
            {icon}
          </IconButton>
        ))}
      <IconButton label={t(isPreview ? 'write.go_on' : 'write.preview')} aria-pressed={isPreview} onClick={() => onPreview(!isPreview)}>
        {isPreview ? <PencilLine className="size-4" aria-hidden /> : <Eye className="size-4" aria-hidden />}
      </IconButton>
    </div>
  );
}
