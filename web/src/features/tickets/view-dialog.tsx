// Saving what the list shows as a view, and changing or deleting one.
import { useState } from 'react';
import { useStaff } from '@/api/people.ts';
import { useViewAct } from '@/api/views.ts';
import type { FilterGroup } from '@/api/queue.ts';
import { useMe } from '@/api/session.ts';
import { VIEW_SCOPES, type ViewScope } from '../../../../worker/modules/queue/values.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { CheckList } from '@/ui/check-list.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { problemSentence } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import type { QueueView } from './queue-view.ts';

export function ViewDialog({ view, filter, onClose, onSaved }: { view: QueueView; filter: FilterGroup; onClose: () => void; onSaved: (viewId: string | undefined) => void }) {
  const { t } = useText();
  const me = useMe();
  const saved = view.saved?.may_edit ? view.saved : undefined;
  const isMine = !saved || saved.owner_id === me.user_id;
  const [name, setName] = useState(saved?.name ?? '');
  const [scope, setScope] = useState<ViewScope>(saved?.scope ?? 'personal');
  const [members, setMembers] = useState<string[]>(saved?.member_ids ?? []);
  const colleagues = (useStaff().data ?? []).filter((person) => person.user_id !== me.user_id);
  const act = useViewAct();
  const body = { name: name.trim(), scope, member_ids: scope === 'team' ? members : [], filter, sort: view.sort, layout: view.layout, sort_order: saved?.sort_order ?? 0 };
  const isReady = body.name !== '' && (scope !== 'team' || members.length > 0);
  const run = (what: Parameters<typeof act.mutate>[0], words: string): void =>
    act.mutate(what, {
      onSuccess: (after) => {
        // What was tried out in this browser is in the view now.
        view.setLayout(null);
        toast.done(words);
        onSaved(after?.view_id);
        onClose();
      },
      onError: (error) => toast.problem(problemSentence(error, t)),
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(saved ? 'queue.edit_view' : 'queue.save_view')}
      description={t('queue.save_view_about')}
      footer={
        <>
          {saved && (
            <Button tone="ghost" className="mr-auto text-danger-ink" disabled={act.isPending} onClick={() => run({ kind: 'delete', view_id: saved.view_id }, t('queue.view_deleted'))}>
              {t('queue.delete_view')}
            </Button>
          )}
          {saved && (
            <Button disabled={!isReady || act.isPending} onClick={() => run({ kind: 'create', body: { ...body, name: body.name === saved.name ? t('queue.copy_of', { name: body.name }).slice(0, 60) : body.name } }, t('queue.view_saved'))}>
              {t('queue.save_as_new')}
            </Button>
          )}
          <Button tone="primary" busy={act.isPending} disabled={!isReady} onClick={() => run(saved ? { kind: 'update', view_id: saved.view_id, body: { ...body, version: saved.version } } : { kind: 'create', body }, t('queue.view_saved'))}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label={t('queue.view_name')}>
          <TextInput autoFocus value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t('queue.scope')} hint={t(`queue.scope_${scope}_about`)}>
          <Select value={scope} onChange={(event) => setScope(event.target.value as ViewScope)} options={VIEW_SCOPES.filter((one) => isMine || one === 'everyone').map((one) => ({ value: one, label: t(`queue.scope_${one}`) }))} />
        </Field>
        {scope === 'team' && <CheckList label={t('queue.members')} items={colleagues.map((person) => ({ value: person.user_id, label: person.name }))} value={members} onChange={setMembers} empty={t('common.no_matches')} />}
      </div>
    </Dialog>
  );
}
