// The bell: how much is new, in the menu and in the title of the tab. The list and the short messages come when they are needed.
import { Bell as BellIcon } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useUnread } from '@/api/unread.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { setTitleCount } from '@/ui/page.tsx';
import { useCommands } from './commands.ts';

const Panel = lazy(() => withTexts(['notices'], import('@/features/notifications/notification-panel.tsx')).then((module) => ({ default: module.NotificationPanel })));

export function Bell({ count, onOpen, className }: { count: number; onOpen: () => void; className: string }) {
  const { t } = useText();
  return (
    <button type="button" onClick={onOpen} aria-haspopup="dialog" aria-label={t('shell.notifications', { count })} className={`relative grid place-items-center rounded-md hover:bg-hover ${className}`}>
      <BellIcon className="size-4.5" aria-hidden />
      {count > 0 && (
        <span aria-hidden className="absolute top-0 right-0 min-w-4 rounded-full bg-danger px-1 text-center text-[0.65rem] leading-4 font-semibold text-on-danger tabular-nums">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  );
}

/** State of the bell: one for all the places it is shown in. */
export function useBell() {
  const { t } = useText();
  const known = useUnread();
  const count = known ?? 0;
  const before = useRef(known);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    setTitleCount(count);
    // What was there before the page was opened is no news.
    if (before.current !== undefined && count > before.current) void withTexts(['notices'], import('@/features/notifications/tell-news.ts')).then(({ tellNews }) => tellNews());
    before.current = known;
  }, [known, count]);
  useEffect(() => () => setTitleCount(0), []);
  const onOpen = (): void => setOpen(true);
  useCommands([{ id: 'notifications', label: t('shell.open_notifications'), group: 'go', keys: 'g n', icon: <BellIcon aria-hidden />, run: onOpen }]);
  return {
    count,
    onOpen,
    panel: <Suspense fallback={null}>{open && <Panel onClose={() => setOpen(false)} />}</Suspense>,
  };
}
