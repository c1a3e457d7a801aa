// Canned replies and macros: the team's and one's own, the most used first.
import { Lock, MessageSquareText, Pencil, Plus, Trash2, Zap } from 'lucide-react';
import { useState } from 'react';
import { useMacroAct, useMacros } from '@/api/macros.ts';
import type { Macro } from '@/api/macros.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { toast } from '@/ui/toast.tsx';
import { MacroDialog } from './macro-dialog.tsx';
import { macroProblem } from './macro-fault.ts';
import { MacroTabs } from './macro-tabs.tsx';

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const hasChanges = (macro: Macro): boolean => Object.keys(macro.changes).length > 0;

function MacroItem({ macro, onEdit, onDelete }: { macro: Macro; onEdit: () => void; onDelete: () => void }) {
  const { t, number } = useText();
  const text = macro.body_es ?? macro.body_en;
  return (
    <li className="flex items-start gap-3 rounded-lg border border-line px-4 py-3">
      <span className="mt-0.5 text-muted">{hasChanges(macro) ? <Zap className="size-4" aria-hidden /> : <MessageSquareText className="size-4" aria-hidden />}</span>
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium wrap-anywhere">{macro.name}</span>
          <Badge tone={macro.scope === 'team' ? 'accent' : 'neutral'}>{t(macro.scope === 'team' ? 'macros.scope_team' : 'macros.scope_personal')}</Badge>
          {macro.client_name && <Badge tone="plum">{macro.client_name}</Badge>}
          {macro.visibility === 'internal' && text && (
            <Badge tone="note" icon={<Lock className="size-3.5" aria-hidden />}>
              {t('ticket.internal_note')}
            </Badge>
          )}
          {!macro.is_active && <Badge tone="warn">{t('form.inactive')}</Badge>}
        </p>
        {(macro.description ?? text) && <p className="line-clamp-2 text-sm text-muted wrap-anywhere">{macro.description ?? text}</p>}
        <p className="text-xs text-muted">
          {[hasChanges(macro) ? t('macros.change_count', { count: Object.keys(macro.changes).length }) : t('macros.only_text'), t('macros.uses', { count: macro.uses, uses: number(macro.uses) }), macro.scope === 'team' && macro.owner_name].filter(Boolean).join(' · ')}
        </p>
      </div>
      {macro.may_edit && (
        <span className="flex">
          <IconButton label={`${t('form.edit')}: ${macro.name}`} onClick={onEdit}>
            <Pencil className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={`${t('form.delete')}: ${macro.name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

export function MacrosPage() {
  const { t } = useText();
  const macros = useMacros();
  const act = useMacroAct();
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState<Macro | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Macro | null>(null);
  const shown = macros.data?.filter((macro) => plain(`${macro.name} ${macro.description ?? ''} ${macro.body_es ?? ''} ${macro.body_en ?? ''}`).includes(plain(words.trim()))) ?? [];
  const add = (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEditing('new')}>
      {t('macros.new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('nav.macros')} about={t('macros.about')} actions={add} />
      <MacroTabs />
      {macros.isPending ? (
        <SkeletonList />
      ) : !macros.data ? (
        <ErrorPanel error={macros.error} onRetry={() => void macros.refetch()} />
      ) : macros.data.length === 0 ? (
        <EmptyState icon={<Zap aria-hidden />} title={t('macros.none')} action={add}>
          {t('macros.none_hint')}
        </EmptyState>
      ) : (
        <div className="grid gap-3 px-4 py-3 sm:px-6">
          <SearchBox label={t('macros.search')} value={words} onChange={setWords} />
          {shown.length === 0 ? (
            <EmptyState title={t('form.none_found')}>{t('form.none_found_hint')}</EmptyState>
          ) : (
            <ul className="grid max-w-4xl gap-2">
              {shown.map((macro) => (
                <MacroItem key={macro.macro_id} macro={macro} onEdit={() => setEditing(macro)} onDelete={() => setDeleting(macro)} />
              ))}
            </ul>
          )}
        </div>
      )}
      {editing && <MacroDialog macro={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      <AlertDialog
        open={deleting !== null}
        onOpenChange={(open) => !open && setDeleting(null)}
        title={t('macros.delete_question', { name: deleting?.name ?? '' })}
        description={t('macros.delete_about')}
        action={t('form.delete')}
        busy={act.isPending}
        onAction={() =>
          deleting &&
          act.mutate(
            { kind: 'delete', macro_id: deleting.macro_id },
            { onSuccess: () => toast.done(t('macros.deleted')), onError: (error) => toast.problem(macroProblem(error, t).sentence ?? ''), onSettled: () => setDeleting(null) },
          )
        }
      />
    </>
  );
}
