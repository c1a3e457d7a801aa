// The menu: places of the person's role, the live channel's state, and the person.
import { Link, useNavigate } from '@tanstack/react-router';
import { Keyboard, LogOut, Search, UserRound } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { liveStore } from '@/api/live.ts';
import { leave, useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Avatar } from '@/ui/avatar.tsx';
import { classNames } from '@/ui/class-names.ts';
import { DropdownMenu, MenuItem, MenuLine } from '@/ui/dropdown-menu.tsx';
import { Kbd } from '@/ui/kbd.tsx';
import { Brand } from './brand.tsx';
import { LookMenu } from './look-menu.tsx';
import type { NavItem } from './nav.ts';

const liveDots = { connecting: 'bg-control', live: 'bg-ok-ink', polling: 'bg-warn-ink' };

function LiveDot() {
  const { t } = useText();
  const state = useSyncExternalStore(liveStore.subscribe, liveStore.get);
  return (
    <span role="status" title={t(`shell.live_${state}_hint`)} className="flex items-center gap-1.5 px-2 text-xs text-muted">
      <span aria-hidden className={classNames('size-2', state === 'polling' ? 'rounded-xs' : 'rounded-full', liveDots[state])} />
      {t(`shell.live_${state}`)}
    </span>
  );
}

function NavList({ items, label, onChosen }: { items: NavItem[]; label: string; onChosen: () => void }) {
  const { t } = useText();
  if (items.length === 0) return null;
  return (
    <nav aria-label={label}>
      <ul className="grid gap-px">
        {items.map(({ to, label: name, icon: Icon, exact = false }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact, includeSearch: false }}
              onClick={onChosen}
              className="flex h-8.5 items-center gap-2.5 rounded-md px-2 text-sm font-medium text-muted hover:bg-hover [@media(height<60rem)]:h-7.5 hover:text-ink data-[status=active]:bg-hover data-[status=active]:text-ink"
            >
              <Icon className="size-4.5 shrink-0" aria-hidden />
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function MainMenu({
  items,
  onCommands,
  onKeys,
  onChosen,
  timer,
  bell,
}: {
  items: NavItem[];
  /** What runs for this person, below the places. */
  timer: ReactNode;
  /** Beside the name of the product. */
  bell: ReactNode;
  onCommands: () => void;
  onKeys: () => void;
  onChosen: () => void;
}) {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  return (
    <div className="flex min-h-full shrink-0 flex-col gap-3 px-3 pt-3">
      <div className="flex items-center gap-2 px-1 pt-0.5">
        <Brand />
        <span className="flex-1 font-semibold tracking-tight">LANET Helpdesk</span>
        {bell}
      </div>
      <button
        type="button"
        onClick={() => {
          onChosen();
          onCommands();
        }}
        className="flex h-8.5 items-center gap-2 rounded-md border border-line bg-surface px-2 text-sm text-muted hover:bg-hover"
      >
        <Search className="size-4" aria-hidden />
        <span className="min-w-0 flex-1 truncate text-left">{t('shell.search_or_run')}</span>
        <Kbd keys="Mod+K" />
      </button>
      <NavList items={items.filter(({ group }) => group === 'work')} label={t('shell.nav_work')} onChosen={onChosen} />
      <NavList items={items.filter(({ group }) => group === 'desk')} label={t('shell.nav_desk')} onChosen={onChosen} />
      <div className="flex-1" />
      {/* In sight however long the menu is. */}
      <div className="sticky bottom-0 grid gap-3 bg-canvas pt-1 pb-3">
        {timer}
        <div className="flex items-center justify-between">
          <LiveDot />
          <LookMenu />
        </div>
        <DropdownMenu
          trigger={
            <button type="button" className="flex items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover">
              <Avatar name={me.name} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{me.name}</span>
                <span className="block truncate text-xs text-muted">{t(`role.${me.role}`)}</span>
              </span>
            </button>
          }
        >
          <MenuItem
            icon={<UserRound className="size-4" aria-hidden />}
            onSelect={() => {
              onChosen();
              void navigate({ to: '/profile' });
            }}
          >
            {t('nav.profile')}
          </MenuItem>
          <MenuItem icon={<Keyboard className="size-4" aria-hidden />} shortcut="?" onSelect={onKeys}>
            {t('shell.keys')}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<LogOut className="size-4" aria-hidden />} onSelect={() => void leave()}>
            {t('shell.sign_out')}
          </MenuItem>
        </DropdownMenu>
      </div>
    </div>
  );
}
