// A fingerprint: whole, in groups a person can compare, and copyable.
import { Copy } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { toast } from '@/ui/toast.tsx';

export function Hash({ value }: { value: string }) {
  const { t } = useText();
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 font-mono text-xs wrap-anywhere">{value.match(/.{1,8}/g)?.join(' ')}</code>
      <IconButton label={t('scripts.copy')} className="-my-2" onClick={() => void navigator.clipboard.writeText(value).then(() => toast.done(t('scripts.copied')))}>
        <Copy className="size-4" aria-hidden />
      </IconButton>
    </span>
  );
}
