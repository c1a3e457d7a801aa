// A line to copy: shown whole, one click, and it says that it worked.
import { Copy } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { toast } from '@/ui/toast.tsx';

/** `said`: that it worked, where the words of installing are not at hand. */
export function CopyLine({ text, label, said }: { text: string; label: string; said?: string }) {
  const { t } = useText();
  return (
    <span className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 self-center font-mono text-xs wrap-anywhere">{text}</code>
      <IconButton label={label} onClick={() => void navigator.clipboard.writeText(text).then(() => toast.done(said ?? t('enrolment.copied')))}>
        <Copy className="size-4" aria-hidden />
      </IconButton>
    </span>
  );
}
