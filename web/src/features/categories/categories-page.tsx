// The category tree with its counts; administrators change it, technicians read it.
import { ChevronRight, CornerDownRight, Ellipsis, FolderTree, ListPlus, Lock, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCategoryAct, useCategoryTree } from '@/api/categories.ts';
import type { CategoryNode } from '@/api/categories.ts';
import { useMe } from '@/api/session.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { AlertDialog } from '@/ui/dialog.tsx';
import { DropdownMenu, MenuItem, MenuLine } from '@/ui/dropdown-menu.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { CategoryFieldsDialog } from './category-fields-dialog.tsx';
import { CategoryDialog } from './category-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { linesOfTree } from './tree.ts';
import type { TreeLine } from './tree.ts';

type Task = { kind: 'create' | 'edit' | 'fields' | 'move' | 'delete'; node: CategoryNode | null };

function CategoryMenu({ node, onTask }: { node: CategoryNode; onTask: (task: Task) => void }) {
  const { t } = useText();
  return (
    <DropdownMenu
      align="end"
      trigger={
        <IconButton label={t('categories.actions', { name: node.name })}>
          <Ellipsis className="size-4" aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil className="size-4" aria-hidden />} onSelect={() => onTask({ kind: 'edit', node })}>
        {t('form.edit')}
      </MenuItem>
      <MenuItem icon={<ListPlus className="size-4" aria-hidden />} onSelect={() => onTask({ kind: 'fields', node })}>
        {t('fields.manage')}
      </MenuItem>
      {node.is_active && (
        <MenuItem icon={<Plus className="size-4" aria-hidden />} onSelect={() => onTask({ kind: 'create', node })}>
          {t('categories.new_below', { name: node.name })}
        </MenuItem>
      )}
      {!node.is_protected && (
        <>
          <MenuItem icon={<CornerDownRight className="size-4" aria-hidden />} onSelect={() => onTask({ kind: 'move', node })}>
            {t('categories.move')}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<Trash2 className="size-4" aria-hidden />} onSelect={() => onTask({ kind: 'delete', node })}>
            {t('form.delete')}
          </MenuItem>
        </>
      )}
    </DropdownMenu>
  );
}

function Line({ line: { node, level }, isOpen, onToggle, onTask }: { line: TreeLine; isOpen: boolean; onToggle: () => void; onTask: ((task: Task) => void) | null }) {
  const { t, number } = useText();
  return (
    <li className="flex items-center gap-2 border-b border-line px-3 py-2 hover:bg-hover/60 sm:px-5" aria-level={level}>
      <span style={{ width: `${(level - 1) * 1.25}rem` }} className="shrink-0" aria-hidden />
      {node.children.length > 0 ? (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'categories.collapse' : 'categories.expand', { name: node.name })}
          onClick={onToggle}
          className="grid size-6 shrink-0 place-items-center rounded-md text-muted hover:bg-hover"
        >
          <ChevronRight className={classNames('size-4 transition-transform', isOpen && 'rotate-90')} aria-hidden />
        </button>
      ) : (
        <span className="size-6 shrink-0" aria-hidden />
      )}
      <span aria-hidden className="size-3 shrink-0 rounded-xs" style={{ background: node.color ?? 'transparent' }} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className={classNames('font-medium wrap-anywhere', !node.is_active && 'text-muted')}>{node.name}</span>
          {node.is_protected && (
            <Badge icon={<Lock className="size-3" aria-hidden />}>
              <span title={t('categories.protected_hint')}>{t('categories.protected')}</span>
            </Badge>
          )}
          {!node.is_active && <Badge>{t('form.inactive')}</Badge>}
        </span>
        <span className="block text-xs text-muted wrap-anywhere">{[node.default_assignee_name, node.description].filter(Boolean).join(' · ')}</span>
      </span>
      {(node.response_hours !== null || node.resolution_hours !== null) && (
        <span title={t('categories.times')} className="text-xs whitespace-nowrap text-muted tabular-nums max-sm:hidden">
          {t('categories.hours', { response: node.response_hours ?? '–', resolution: node.resolution_hours ?? '–' })}
        </span>
      )}
      <span title={t('categories.open_total')} className="w-16 text-right text-sm tabular-nums">
        <span className="font-medium">{number(node.open_tickets_below)}</span>
        <span className="text-muted"> / {number(node.total_tickets_below)}</span>
      </span>
      {onTask && <CategoryMenu node={node} onTask={onTask} />}
    </li>
  );
}

export function CategoriesPage() {
  const { t } = useText();
  const { role } = useMe();
  const tree = useCategoryTree();
  const act = useCategoryAct();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set<string>());
  const [task, setTask] = useState<Task | null>(null);
  const mayWrite = role === 'superadmin' || role === 'admin';
  const create = mayWrite && (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setTask({ kind: 'create', node: null })}>
      {t('categories.new')}
    </Button>
  );
  const toggle = (categoryId: string): void => {
    const next = new Set(closed);
    if (!next.delete(categoryId)) next.add(categoryId);
    setClosed(next);
  };
  return (
    <>
      <PageHeader title={t('nav.categories')} about={t('categories.about')} actions={create} />
      {tree.isPending ? (
        <SkeletonList />
      ) : tree.error && !tree.data ? (
        <ErrorPanel error={tree.error} onRetry={() => void tree.refetch()} />
      ) : tree.data?.length === 0 ? (
        <EmptyState icon={<FolderTree aria-hidden />} title={t('categories.empty')} action={create}>
          {t('categories.empty_hint')}
        </EmptyState>
      ) : (
        <>
          <p className="border-b border-line px-3 pb-2 text-right text-xs text-muted sm:px-5">
            <span className={mayWrite ? 'mr-10' : ''}>{t('categories.open_total')}</span>
          </p>
          <ul aria-label={t('nav.categories')}>
            {linesOfTree(tree.data ?? [], closed).map((line) => (
              <Line
                key={line.node.category_id}
                line={line}
                isOpen={!closed.has(line.node.category_id)}
                onToggle={() => toggle(line.node.category_id)}
                onTask={mayWrite ? setTask : null}
              />
            ))}
          </ul>
        </>
      )}
      {task?.kind === 'create' && <CategoryDialog node={null} parent={task.node} onClose={() => setTask(null)} />}
      {task?.kind === 'edit' && <CategoryDialog node={task.node} parent={null} onClose={() => setTask(null)} />}
      {task?.kind === 'fields' && task.node && <CategoryFieldsDialog node={task.node} onClose={() => setTask(null)} />}
      {task?.kind === 'move' && task.node && <MoveDialog node={task.node} tree={tree.data ?? []} onClose={() => setTask(null)} />}
      {task?.kind === 'delete' && task.node && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setTask(null)}
          title={t('categories.delete_title', { name: task.node.name })}
          description={t('categories.delete_about', { count: task.node.total_tickets })}
          action={t('form.delete')}
          busy={act.isPending}
          onAction={() =>
            act.mutate(
              { kind: 'delete', category_id: task.node?.category_id ?? '' },
              {
                onSuccess: () => {
                  toast.done(t('categories.deleted'));
                },
                onError: (error) => {
                  toast.problem(refusalSentence(error, t));
                },
                onSettled: () => setTask(null),
              },
            )
          }
        />
      )}
    </>
  );
}
