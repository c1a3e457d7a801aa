// What may be done with one person, and the question before it.
import { Ellipsis, MailPlus, Pencil, Trash2, UserCheck, UserX } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '@/api/session.ts';
import { manageableRoles, useUserAct } from '@/api/users.ts';
import type { UserAct, UserRow } from '@/api/users.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { DropdownMenu, MenuItem, MenuLine } from '@/ui/dropdown-menu.tsx';
import { toast } from '@/ui/toast.tsx';

export function UserMenu({ user, onEdit }: { user: UserRow; onEdit: () => void }) {
  const { t } = useText();
  const me = useMe();
  const act = useUserAct();
  const [question, setQuestion] = useState<'deactivate' | 'delete' | null>(null);
  if (user.user_id === me.user_id || !manageableRoles(me.role).includes(user.role)) return null;
  const run = (kind: UserAct): void => {
    const sentence = { activate: 'people.activated', deactivate: 'people.deactivated', invite: 'people.invite_sent', delete: 'people.deleted' } as const;
    act.mutate(
      { act: kind, user_id: user.user_id },
      {
        onSuccess: () => toast.done(t(sentence[kind], { name: user.name, email: user.email })),
        onError: (error) => toast.problem(refusalSentence(error, t)),
        onSettled: () => setQuestion(null),
      },
    );
  };
  return (
    <>
      <DropdownMenu
        align="end"
        trigger={
          <IconButton label={t('people.actions', { name: user.name })}>
            <Ellipsis className="size-4" aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil className="size-4" aria-hidden />} onSelect={onEdit}>
          {t('form.edit')}
        </MenuItem>
        {user.is_active && !user.last_login && (
          <MenuItem icon={<MailPlus className="size-4" aria-hidden />} onSelect={() => run('invite')}>
            {t('people.invite')}
          </MenuItem>
        )}
        <MenuLine />
        {user.is_active ? (
          <MenuItem icon={<UserX className="size-4" aria-hidden />} onSelect={() => setQuestion('deactivate')}>
            {t('form.deactivate')}
          </MenuItem>
        ) : (
          <MenuItem icon={<UserCheck className="size-4" aria-hidden />} onSelect={() => run('activate')}>
            {t('form.activate')}
          </MenuItem>
        )}
        {me.role === 'superadmin' && (
          <MenuItem icon={<Trash2 className="size-4" aria-hidden />} onSelect={() => setQuestion('delete')}>
            {t('form.delete')}
          </MenuItem>
        )}
      </DropdownMenu>
      {question && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setQuestion(null)}
          title={t(`people.${question}_title`, { name: user.name })}
          description={t(`people.${question}_about`)}
          action={t(question === 'delete' ? 'form.delete' : 'form.deactivate')}
          busy={act.isPending}
          onAction={() => run(question)}
        />
      )}
    </>
  );
}
