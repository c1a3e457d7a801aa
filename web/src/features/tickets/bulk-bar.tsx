// What can be done with the selected rows, and with all that match; floats over the end of the list.
import { CircleDot, FolderTree, Signal, UserRoundPlus, X, Zap } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import type { QuickAct } from './use-quick-act.ts';

const acts: [QuickAct, LucideIcon][] = [
  ['assign', UserRoundPlus],
  ['status', CircleDot],
  ['priority', Signal],
  ['category', FolderTree],
  ['macro', Zap],
];

export interface BulkBarProps {
  /** How many are selected, in words. */
  count: string;
  /** All that match, when every loaded row is selected and there are more; null: nothing more to select. */
  of: string | null;
  isAll: boolean;
  onAll: () => void;
  onAct: (act: QuickAct) => void;
  onClear: () => void;
}

export function BulkBar({ count, of, isAll, onAll, onAct, onClear }: BulkBarProps) {
  const { t } = useText();
  return (
    <div
      role="region"
      aria-label={t('tickets.bulk')}
      className="pop-in sticky bottom-3 z-10 mx-auto mb-3 flex w-fit max-w-[calc(100%-1.5rem)] flex-wrap items-center gap-1 rounded-lg border border-line bg-raised p-1.5 shadow-pop"
    >
      <span role="status" className="px-2 text-sm font-medium tabular-nums">
        {t('tickets.selected', { count })}
      </span>
      {of && (
        <Button small onClick={onAll}>
          {t('queue.select_all', { count: of })}
        </Button>
      )}
      {/* A macro may write to people: to what is seen alone. */}
      {acts.filter(([act]) => !isAll || act !== 'macro').map(([act, Icon]) => (
        <Button key={act} small tone="ghost" icon={<Icon className="size-4" aria-hidden />} onClick={() => onAct(act)}>
          {t(`tickets.act_${act}`)}
        </Button>
      ))}
      <IconButton label={t('tickets.clear_selection')} onClick={onClear}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </div>
  );
}
