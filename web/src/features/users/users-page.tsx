// Everybody with an account: filters in the address, creating, changing, inviting, deactivating.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { UserPlus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useClientOptions } from '@/api/places.ts';
import type { Role } from '@/api/session-store.ts';
import { useUsers } from '@/api/users.ts';
import type { UserRow } from '@/api/users.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { UserDialog } from './user-dialog.tsx';
import { UserList } from './user-list.tsx';
import type { UserSearch } from './routes.ts';

const roles: readonly Role[] = ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'];

export function UsersPage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/staff/users' });
  const navigate = useNavigate({ from: '/users' });
  const clients = useClientOptions();
  const [editing, setEditing] = useState<UserRow | 'new' | null>(null);
  const users = useUsers({
    q: search.q,
    role: search.role,
    client_id: search.client_id,
    is_active: search.state === undefined ? undefined : search.state === 'active',
  });
  const change = (next: Partial<Record<keyof UserSearch, string | null>>): void => {
    void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)) as UserSearch, replace: true });
  };
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <PageHeader
        title={t('nav.users')}
        about={t('people.about')}
        actions={
          <Button tone="primary" icon={<UserPlus className="size-4" aria-hidden />} onClick={() => setEditing('new')}>
            {t('people.new')}
          </Button>
        }
      />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-6">
        <SearchBox label={t('people.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />
        <Select
          aria-label={t('people.role')}
          value={search.role ?? ''}
          onChange={(event) => change({ role: event.target.value })}
          placeholder={`${t('people.role')}: ${t('form.all')}`}
          options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        />
        <span className="min-w-44">
          <Combobox
            label={t('people.client')}
            placeholder={`${t('people.client')}: ${t('form.all')}`}
            noneLabel={t('form.all')}
            value={search.client_id ?? null}
            onChange={(client_id) => change({ client_id })}
            options={(clients.data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }))}
          />
        </span>
        <Select
          aria-label={t('people.state')}
          value={search.state ?? ''}
          onChange={(event) => change({ state: event.target.value })}
          placeholder={`${t('people.state')}: ${t('form.all')}`}
          options={[
            { value: 'active', label: t('form.active') },
            { value: 'inactive', label: t('form.inactive') },
          ]}
        />
      </div>
      <ListBody
        list={users}
        empty={
          <EmptyState
            icon={<UsersRound aria-hidden />}
            title={t(filtered ? 'form.none_found' : 'people.empty')}
            action={filtered ? <Button onClick={() => void navigate({ search: {}, replace: true })}>{t('form.clear_filters')}</Button> : null}
          >
            {t(filtered ? 'form.none_found_hint' : 'people.empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => <UserList users={rows} showClient onEdit={setEditing} />}
      </ListBody>
      {editing && <UserDialog user={editing === 'new' ? null : editing} clientId={search.client_id ?? null} onClose={() => setEditing(null)} />}
    </>
  );
}
