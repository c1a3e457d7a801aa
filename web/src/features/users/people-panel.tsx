// The people of one client: on the client's page and on the page of its own administrator.
import { UserPlus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useUsers } from '@/api/users.ts';
import type { UserRow } from '@/api/users.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { UserDialog } from './user-dialog.tsx';
import { UserList } from './user-list.tsx';

export function PeoplePanel({ clientId }: { clientId: string }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState<UserRow | 'new' | null>(null);
  const users = useUsers({ client_id: clientId, q: words });
  const create = (
    <Button tone="primary" icon={<UserPlus className="size-4" aria-hidden />} onClick={() => setEditing('new')}>
      {t('people.new')}
    </Button>
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-4 py-3 sm:px-6">
        <SearchBox label={t('people.search')} value={words} onChange={setWords} />
        <span className="ml-auto">{create}</span>
      </div>
      <ListBody
        list={users}
        empty={
          <EmptyState icon={<UsersRound aria-hidden />} title={t(words ? 'form.none_found' : 'people.empty')} action={words ? null : create}>
            {t(words ? 'form.none_found_hint' : 'people.empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => <UserList users={rows} showClient={false} onEdit={setEditing} />}
      </ListBody>
      {editing && <UserDialog user={editing === 'new' ? null : editing} clientId={clientId} onClose={() => setEditing(null)} />}
    </>
  );
}
