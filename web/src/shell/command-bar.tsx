// Mod+K: every act of the moment with its key, and whatever has a name: tickets, clients, machines, people, settings.
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { Building2, History, Monitor, Settings2, UsersRound } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session.ts';
import { searchTickets } from '@/api/tickets.ts';
import { revealLabel } from '@/features/settings/reveal-label.ts';
import { recentTickets } from '@/features/tickets/recent-tickets.ts';
import { useText } from '@/text/translate.ts';
import { StatusIcon } from '@/ui/badge.tsx';
import { useFocusBack } from '@/ui/dialog.tsx';
import { Kbd } from '@/ui/kbd.tsx';
import { findEverywhere, settingRows } from './command-rows.ts';
import type { FoundRow } from './command-rows.ts';
import { currentCommands } from './commands.ts';
import type { Command } from './commands.ts';

const groups: Command['group'][] = ['ticket', 'list', 'go', 'app'];
const row =
  'flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1 text-sm data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted';

/** A group of found things: the server or the index has already judged that they fit. */
function Found({ heading, icon, rows, onPick }: { heading: string; icon: ReactNode; rows: FoundRow[]; onPick: (row: FoundRow) => void }) {
  if (rows.length === 0) return null;
  return (
    <Cmdk.Group heading={heading} forceMount>
      {rows.map((found) => (
        <Cmdk.Item key={found.key} value={`${heading} ${found.key}`} forceMount className={row} onSelect={() => onPick(found)}>
          {icon}
          <span className="min-w-0 flex-1 truncate">{found.title}</span>
          {found.hint && <span className="max-w-[45%] truncate text-xs text-muted">{found.hint}</span>}
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

export function CommandBar({ onClose }: { onClose: () => void }) {
  const { t, locale } = useText();
  const back = useFocusBack(true);
  const me = useMe();
  const navigate = useNavigate();
  const [commands] = useState(() => currentCommands().filter(({ keyOnly }) => !keyOnly));
  const [recent] = useState(() => (me.is_staff ? recentTickets(me.user_id).slice(0, 5) : []));
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words.trim());
  const isSearch = wanted.length >= 2;
  const found = useQuery({
    queryKey: ['tickets', 'search', wanted],
    queryFn: ({ signal }) => searchTickets(wanted, signal),
    enabled: isSearch,
  });
  const others = useQuery({
    queryKey: ['everywhere', wanted],
    queryFn: ({ signal }) => findEverywhere(wanted, me.role, signal),
    enabled: isSearch,
  });
  const settings = isSearch ? settingRows(wanted, me.role, locale) : [];
  // cmdk chooses the first row when the words change; those that come later would wait for an arrow key.
  const list = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (list.current?.querySelector('[cmdk-item][aria-selected="true"]')) return;
      const first = list.current?.querySelector('[cmdk-item]')?.getAttribute('data-value');
      if (first) setChosen(first);
    });
    return () => cancelAnimationFrame(frame);
  });
  const finish = (run: () => void) => (): void => {
    onClose();
    run();
  };
  const goTo = ({ to }: FoundRow): void => finish(() => void navigate({ href: to }))();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fade-in fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...back}
          aria-describedby={undefined}
          className="pop-in fixed top-[12vh] left-1/2 z-50 w-[min(38rem,94vw)] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-pop outline-none"
        >
          <Radix.Title className="sr-only">{t('shell.commands')}</Radix.Title>
          <Cmdk label={t('shell.commands')} loop value={chosen} onValueChange={setChosen}>
            <Cmdk.Input
              autoFocus
              value={words}
              onValueChange={setWords}
              placeholder={t('shell.commands_placeholder')}
              className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none focus-visible:outline-none"
            />
            <Cmdk.List ref={list} className="max-h-[60vh] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint">
              <Cmdk.Empty className="px-3 py-8 text-center text-sm text-muted">
                {found.isFetching || others.isFetching ? t('common.loading') : t('common.no_matches')}
              </Cmdk.Empty>
              {isSearch && (found.data?.tickets.length ?? 0) > 0 && (
                <Cmdk.Group heading={t('nav.tickets')} forceMount>
                  {found.data?.tickets.map((ticket) => (
                    <Cmdk.Item
                      key={ticket.ticket_id}
                      value={ticket.ticket_id}
                      forceMount
                      className={row}
                      onSelect={finish(
                        () => void navigate({ href: `${me.is_staff ? '/tickets' : '/requests'}/${ticket.ticket_number}` }),
                      )}
                    >
                      <StatusIcon status={ticket.status} />
                      <span className="text-muted tabular-nums">{ticket.ticket_number}</span>
                      <span className="min-w-0 flex-1 truncate">{ticket.subject}</span>
                    </Cmdk.Item>
                  ))}
                </Cmdk.Group>
              )}
              {isSearch && (
                <>
                  <Found heading={t('nav.clients')} icon={<Building2 aria-hidden />} rows={others.data?.clients ?? []} onPick={goTo} />
                  <Found heading={t('nav.assets')} icon={<Monitor aria-hidden />} rows={others.data?.machines ?? []} onPick={goTo} />
                  <Found heading={t('nav.users')} icon={<UsersRound aria-hidden />} rows={others.data?.people ?? []} onPick={goTo} />
                  <Found
                    heading={t('nav.settings')}
                    icon={<Settings2 aria-hidden />}
                    rows={settings}
                    onPick={(picked) => {
                      goTo(picked);
                      const label = settings.find(({ key }) => key === picked.key)?.label;
                      if (label) setTimeout(() => revealLabel(label));
                    }}
                  />
                </>
              )}
              {groups.map((group) => {
                const own = commands.filter((command) => command.group === group);
                if (own.length === 0) return null;
                return (
                  <Cmdk.Group key={group} heading={t(`shell.group_${group}`)}>
                    {own.map((command) => (
                      <Cmdk.Item key={command.id} value={command.label} className={row} onSelect={finish(command.run)}>
                        {command.icon}
                        <span className="flex-1">{command.label}</span>
                        {command.keys && <Kbd keys={command.keys.replace(' ', '+')} />}
                      </Cmdk.Item>
                    ))}
                  </Cmdk.Group>
                );
              })}
              {recent.length > 0 && (
                <Cmdk.Group heading={t('shell.recent')}>
                  {recent.map(({ ticket_number, subject }) => (
                    <Cmdk.Item key={ticket_number} value={`${ticket_number} ${subject}`} className={row} onSelect={finish(() => void navigate({ href: `/tickets/${ticket_number}` }))}>
                      <History aria-hidden />
                      <span className="text-muted tabular-nums">{ticket_number}</span>
                      <span className="min-w-0 flex-1 truncate">{subject}</span>
                    </Cmdk.Item>
                  ))}
                </Cmdk.Group>
              )}
            </Cmdk.List>
          </Cmdk>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
