// Another place in the tree for a category.
import { useState } from 'react';
import { useCategoryAct } from '@/api/categories.ts';
import type { CategoryNode } from '@/api/categories.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { parentsFor } from './tree.ts';

export function MoveDialog({ node, tree, onClose }: { node: CategoryNode; tree: CategoryNode[]; onClose: () => void }) {
  const { t } = useText();
  const [parentId, setParentId] = useState(node.parent_id);
  const act = useCategoryAct();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('categories.move_title', { name: node.name })}
      description={t('categories.move_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            tone="primary"
            busy={act.isPending}
            disabled={parentId === node.parent_id}
            onClick={() =>
              act.mutate(
                { kind: 'move', category_id: node.category_id, body: { parent_id: parentId } },
                {
                  onSuccess: () => {
                    toast.done(t('categories.moved'));
                    onClose();
                  },
                },
              )
            }
          >
            {t('categories.move')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {act.error && <Banner tone="danger">{refusalSentence(act.error, t)}</Banner>}
        <Field label={t('categories.parent')}>
          <Combobox
            label={t('categories.parent')}
            placeholder={t('categories.root')}
            noneLabel={t('categories.root')}
            value={parentId}
            onChange={setParentId}
            options={parentsFor(tree, node)}
          />
        </Field>
      </div>
    </Dialog>
  );
}
