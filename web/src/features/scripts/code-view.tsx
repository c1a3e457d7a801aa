// Text of a script to read, with line numbers that are not copied with it.
import { useText } from '@/text/translate.ts';

/** A region that scrolls has to be reachable by keyboard. */
const reachable = { tabIndex: 0 };

export function CodeView({ content }: { content: string }) {
  const { t } = useText();
  const lines = content.split('\n').length;
  return (
    <div {...reachable} role="region" aria-label={t('scripts.content')} className="flex max-h-[32rem] overflow-auto rounded-md border border-line font-mono text-xs/5">
      <pre aria-hidden className="sticky left-0 h-fit min-h-full shrink-0 border-r border-line bg-sunken px-2 py-2 text-right text-muted tabular-nums select-none">
        {Array.from({ length: lines }, (_, n) => n + 1).join('\n')}
      </pre>
      <pre className="min-w-0 px-3 py-2">{content}</pre>
    </div>
  );
}
