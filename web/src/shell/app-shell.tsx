// The frame of every signed-in page: menu, command bar, live channel, keyboard.
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { Keyboard, LogOut, Menu, Search, UserRound } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useHasDevMailbox } from '@/api/dev-mailbox.ts';
import { connectLive } from '@/api/live.ts';
import { leave, useMe, useSession } from '@/api/session.ts';
import { signInAddress } from '@/api/sign-in.ts';
import { setPreferences, usePreferences } from '@/text/preferences.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { useWide } from '@/ui/use-narrow.ts';
import { Bell, useBell } from './bell.tsx';
import { onCommandKey, useCommands } from './commands.ts';
import type { Command } from './commands.ts';
import { navItems } from './nav.ts';

// A phone shows it on demand; where it stands beside the page it comes with the shell (routes.tsx).
const MainMenu = lazy(() => import('./main-menu.tsx').then((module) => ({ default: module.MainMenu })));
const CommandBar = lazy(() => import('./command-bar.tsx').then((module) => ({ default: module.CommandBar })));
const Sheet = lazy(() => import('@/ui/dialog.tsx').then((module) => ({ default: module.Sheet })));
const TimerIndicator = lazy(() => withTexts(['time'], import('@/features/time/timer-indicator.tsx')).then((module) => ({ default: module.TimerIndicator })));
const OfflineBar = lazy(() => withTexts(['offline'], import('@/features/offline/offline-bar.tsx')).then((module) => ({ default: module.OfflineBar })));
const CheatSheet = lazy(() => import('./cheat-sheet.tsx').then((module) => ({ default: module.CheatSheet })));

export function AppShell() {
  const { t } = useText();
  const me = useMe();
  const { status } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { theme } = usePreferences();
  const isWide = useWide();
  const [menuOpen, setMenuOpen] = useState(false);
  const [overlay, setOverlay] = useState<'none' | 'commands' | 'keys'>('none');

  useEffect(() => {
    addEventListener('keydown', onCommandKey);
    return () => removeEventListener('keydown', onCommandKey);
  }, []);
  useEffect(() => setPreferences({ shortcuts: me.has_shortcuts }), [me.has_shortcuts]);
  useEffect(() => connectLive(client), [client]);
  const bell = useBell();
  // Whoever listens or uses the keyboard goes on in the new page, when what they pressed went with the old one.
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const shownPath = useRef<string | undefined>(undefined);
  useEffect(() => {
    // The first page after the sign-in came in the same document: it is a new page to whoever listens.
    const isFirst = shownPath.current === undefined && document.documentElement.dataset.entered === undefined;
    delete document.documentElement.dataset.entered;
    shownPath.current = path;
    if (!isFirst && document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
  }, [path]);
  useEffect(() => {
    if (status !== 'anonymous') return;
    // Another document: nothing of this person stays in memory, and a browser that kept this one for "back" leaves it again.
    const go = (): void => location.replace(signInAddress(location.pathname + location.search + location.hash));
    go();
    addEventListener('pageshow', go);
    return () => removeEventListener('pageshow', go);
  }, [status]);

  const hasDevMailbox = useHasDevMailbox(me.is_staff);
  const items = navItems.filter((item) => item.roles.includes(me.role) && (item.needs !== 'dev_mailbox' || hasDevMailbox));
  useCommands([
    ...items.map((item): Command => {
      const Icon = item.icon;
      return {
        id: `go ${item.to}`,
        label: t(item.label),
        group: 'go',
        icon: <Icon aria-hidden />,
        run: () => void navigate({ href: item.to }),
        ...(item.keys ? { keys: item.keys } : {}),
      };
    }),
    {
      id: 'profile',
      label: t('nav.profile'),
      group: 'go',
      keys: 'g p',
      icon: <UserRound aria-hidden />,
      run: () => void navigate({ to: '/profile' }),
    },
    { id: 'commands', label: t('shell.commands'), group: 'app', keys: 'Mod+K', keyOnly: true, run: () => setOverlay('commands') },
    {
      id: 'keys',
      label: t('shell.keys'),
      group: 'app',
      keys: '?',
      icon: <Keyboard aria-hidden />,
      run: () => setOverlay('keys'),
    },
    {
      id: 'theme',
      label: t('shell.switch_theme'),
      group: 'app',
      run: () => setPreferences({ theme: theme === 'dark' ? 'light' : 'dark' }),
    },
    { id: 'sign-out', label: t('shell.sign_out'), group: 'app', icon: <LogOut aria-hidden />, run: () => void leave() },
  ]);

  const menu = (
    <MainMenu
      items={items}
      bell={
        <Bell
          count={bell.count}
          className="size-8"
          onOpen={() => {
            setMenuOpen(false);
            bell.onOpen();
          }}
        />
      }
      onCommands={() => setOverlay('commands')}
      onKeys={() => setOverlay('keys')}
      onChosen={() => setMenuOpen(false)}
      timer={
        me.is_staff && (
          <Suspense fallback={null}>
            <TimerIndicator onChosen={() => setMenuOpen(false)} />
          </Suspense>
        )
      }
    />
  );
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('shell.skip')}
      </a>
      {isWide && (
        <aside aria-label={t('shell.menu')} className="sticky top-0 flex h-dvh w-56 shrink-0 flex-col overflow-y-auto border-r border-line print:hidden">
          <Suspense fallback={null}>{menu}</Suspense>
        </aside>
      )}
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        <header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-line bg-canvas px-2 lg:hidden print:hidden">
          <button
            type="button"
            aria-label={t('shell.menu')}
            aria-expanded={menuOpen}
            onClick={() => setMenuOpen(true)}
            className="grid size-9 place-items-center rounded-md hover:bg-hover"
          >
            <Menu className="size-5" aria-hidden />
          </button>
          <span className="flex-1 truncate font-semibold">LANET Helpdesk</span>
          <Bell count={bell.count} onOpen={bell.onOpen} className="size-9" />
          {me.is_staff && (
            <Suspense fallback={null}>
              <TimerIndicator compact />
            </Suspense>
          )}
          <button
            type="button"
            aria-label={t('shell.commands')}
            onClick={() => setOverlay('commands')}
            className="grid size-9 place-items-center rounded-md hover:bg-hover"
          >
            <Search className="size-5" aria-hidden />
          </button>
        </header>
        <Suspense fallback={null}>
          <OfflineBar />
        </Suspense>
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <Outlet />
        </main>
      </div>
      {bell.panel}
      <Suspense fallback={null}>
        {menuOpen && (
          <Sheet open={menuOpen} onOpenChange={setMenuOpen} title={t('shell.menu')}>
            {menu}
          </Sheet>
        )}
        {overlay === 'commands' && <CommandBar onClose={() => setOverlay('none')} />}
        {overlay === 'keys' && <CheatSheet onClose={() => setOverlay('none')} />}
      </Suspense>
    </div>
  );
}
