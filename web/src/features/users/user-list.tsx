// People as a table, or as cards where a table does not fit.
import type { UserRow } from '@/api/users.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Avatar } from '@/ui/avatar.tsx';
import { Badge } from '@/ui/badge.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Table, Td, Th } from '@/ui/table.tsx';
import { useNarrow } from '@/ui/use-narrow.ts';
import { UserMenu } from './user-menu.tsx';

function State({ user }: { user: UserRow }) {
  const { t } = useText();
  if (!user.is_active) return <Badge>{t('form.inactive')}</Badge>;
  if (!user.last_login) return <Badge tone="warn">{t('people.invited')}</Badge>;
  return <Badge tone="ok">{t('form.active')}</Badge>;
}

function Person({ user }: { user: UserRow }) {
  const { t } = useText();
  const me = useMe();
  return (
    <span className={classNames('flex min-w-0 items-center gap-2.5', !user.is_active && 'text-muted')}>
      <Avatar name={user.name} />
      <span className="min-w-0">
        <span className="flex items-center gap-1.5">
          <span className="truncate font-medium">{user.name}</span>
          {user.user_id === me.user_id && <Badge>{t('people.you')}</Badge>}
        </span>
        <span className="block truncate text-xs text-muted" title={user.email}>
          {user.email}
        </span>
      </span>
    </span>
  );
}

const sitesOf = (user: UserRow): string => user.sites.map(({ name }) => name).join(', ');

export function UserList({ users, showClient, onEdit }: { users: UserRow[]; showClient: boolean; onEdit: (user: UserRow) => void }) {
  const { t } = useText();
  const narrow = useNarrow();
  if (narrow)
    return (
      <ul className="border-t border-line">
        {users.map((user) => (
          <li key={user.user_id} className="flex items-start gap-2 border-b border-line px-4 py-3">
            <div className="grid min-w-0 flex-1 gap-1.5">
              <Person user={user} />
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
                <State user={user} />
                <span className="wrap-anywhere">{[t(`role.${user.role}`), showClient ? user.client_name : null, sitesOf(user)].filter(Boolean).join(' · ')}</span>
              </p>
            </div>
            <UserMenu user={user} onEdit={() => onEdit(user)} />
          </li>
        ))}
      </ul>
    );
  return (
    <Table className="border-t border-line">
      <thead>
        <tr>
          <Th className="pl-6">{t('people.name')}</Th>
          <Th>{t('people.role')}</Th>
          {showClient && <Th>{t('people.client')}</Th>}
          <Th>{t('people.sites')}</Th>
          <Th>{t('people.last_login')}</Th>
          <Th>{t('people.state')}</Th>
          <Th className="pr-6">
            <span className="sr-only">{t('form.more_actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.user_id} className="hover:bg-hover/60">
            <Td className="max-w-72 py-1.5 pl-6">
              <Person user={user} />
            </Td>
            <Td className="whitespace-nowrap">{t(`role.${user.role}`)}</Td>
            {showClient && <Td>{user.client_name ?? <span className="text-faint">–</span>}</Td>}
            <Td className="max-w-56 truncate text-muted" title={sitesOf(user)}>
              {sitesOf(user) || <span className="text-faint">–</span>}
            </Td>
            <Td className="text-muted">{user.last_login ? <Ago iso={user.last_login} /> : t('people.never')}</Td>
            <Td>
              <State user={user} />
            </Td>
            <Td className="w-10 pr-6 text-right">
              <UserMenu user={user} onEdit={() => onEdit(user)} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
