// What can be done with the chosen machines; floats over the end of the list.
import { PackageSearch, Tag, Trash2, Wrench, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useBulkAssets } from '@/api/assets.ts';
import type { AssetListRow, BulkAssetsBody } from '@/api/assets.ts';
import { useManyCommand } from '@/api/executions.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog, Dialog } from '@/ui/dialog.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { skippedSentence } from './skipped-sentence.ts';

type Act = 'tags' | 'maintenance' | 'retire';
const windowMinutes = [30, 60, 120, 240, 480, 1440];

function TagsDialog({ count, busy, onDo, onClose }: { count: number; busy: boolean; onDo: (action: 'add_tags' | 'remove_tags', tags: string[]) => void; onClose: () => void }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const [action, setAction] = useState<'add_tags' | 'remove_tags'>('add_tags');
  const tags = [...new Set(words.split(',').map((tag) => tag.trim().slice(0, 50)).filter(Boolean))];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('assets.tags_title', { count })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" busy={busy} disabled={tags.length === 0} onClick={() => onDo(action, tags)}>
            {t(action === 'add_tags' ? 'form.add' : 'form.remove')}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field label={t('assets.tags_act')}>
          <Select
            value={action}
            onChange={(event) => setAction(event.target.value === 'remove_tags' ? 'remove_tags' : 'add_tags')}
            options={[
              { value: 'add_tags', label: t('form.add') },
              { value: 'remove_tags', label: t('form.remove') },
            ]}
          />
        </Field>
        <Field label={t('assets.tags')} hint={t('assets.tags_hint')}>
          <TextInput value={words} maxLength={400} onChange={(event) => setWords(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}

function MaintenanceDialog({ count, busy, onDo, onClose }: { count: number; busy: boolean; onDo: (minutes: number) => void; onClose: () => void }) {
  const { t } = useText();
  const [minutes, setMinutes] = useState(60);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('assets.maintenance_title', { count })}
      description={t('assets.maintenance_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" busy={busy} onClick={() => onDo(minutes)}>
            {t('assets.maintenance_start')}
          </Button>
        </>
      }
    >
      <Field label={t('assets.maintenance_for')}>
        <Select
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.target.value))}
          options={windowMinutes.map((value) => ({ value: String(value), label: value < 60 ? t('assets.minutes', { count: value }) : t('assets.hours', { count: value / 60 }) }))}
        />
      </Field>
    </Dialog>
  );
}

export interface BulkAssetsProps {
  assets: AssetListRow[];
  /** Acts of other features, before the others. */
  children?: ReactNode;
  onClear: () => void;
}

export function BulkAssets({ assets, children, onClear }: BulkAssetsProps) {
  const { t } = useText();
  const [act, setAct] = useState<Act | null>(null);
  const bulk = useBulkAssets();
  const command = useManyCommand();
  const count = assets.length;
  const asset_ids = assets.map((asset) => asset.asset_id);
  const withAgent = assets.filter((asset) => asset.enrolment === 'active').map((asset) => asset.asset_id);
  const onError = (error: unknown): void => toast.problem(refusalSentence(error, t));
  const run = (body: Omit<BulkAssetsBody, 'asset_ids'>): void =>
    bulk.mutate(
      { asset_ids, ...body },
      {
        onError,
        onSuccess: ({ done, failed }) => {
          if (done.length > 0) toast.done(t('assets.bulk_done', { count: done.length }));
          const [first] = failed;
          if (first) toast.problem(t('assets.bulk_refused', { count: failed.length, reason: first.message }));
          onClear();
        },
        onSettled: () => setAct(null),
      },
    );
  const inventory = (): void =>
    command.mutate(
      { kind: 'inventory', asset_ids: withAgent },
      {
        onError,
        onSuccess: ({ skipped }) => {
          const ordered = withAgent.length - skipped.length;
          if (ordered > 0) toast.done(t('assets.inventory_ordered', { count: ordered }));
          if (skipped.length > 0) toast.problem(skippedSentence(skipped, t));
          onClear();
        },
      },
    );
  return (
    <>
      <div
        role="region"
        aria-label={t('tickets.bulk')}
        className="pop-in sticky bottom-3 z-10 mx-auto mb-3 flex max-w-[calc(100%-1.5rem)] flex-wrap items-center gap-1 rounded-lg border border-line bg-raised p-1.5 shadow-pop"
      >
        <span role="status" className="px-2 text-sm font-medium tabular-nums">
          {t('tickets.selected', { count })}
        </span>
        {children}
        <Button small tone="ghost" busy={command.isPending} disabled={withAgent.length === 0} icon={<PackageSearch className="size-4" aria-hidden />} onClick={inventory}>
          {t('assets.act_inventory')}
        </Button>
        <Button small tone="ghost" icon={<Tag className="size-4" aria-hidden />} onClick={() => setAct('tags')}>
          {t('assets.act_tags')}
        </Button>
        <Button small tone="ghost" icon={<Wrench className="size-4" aria-hidden />} onClick={() => setAct('maintenance')}>
          {t('assets.act_maintenance')}
        </Button>
        <Button small tone="ghost" icon={<Trash2 className="size-4" aria-hidden />} onClick={() => setAct('retire')}>
          {t('assets.act_retire')}
        </Button>
        <IconButton label={t('tickets.clear_selection')} onClick={onClear}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </div>
      {act === 'tags' && <TagsDialog count={count} busy={bulk.isPending} onClose={() => setAct(null)} onDo={(action, tags) => run({ action, action_data: { tags } })} />}
      {act === 'maintenance' && (
        <MaintenanceDialog count={count} busy={bulk.isPending} onClose={() => setAct(null)} onDo={(minutes) => run({ action: 'maintenance', action_data: { minutes } })} />
      )}
      {act === 'retire' && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setAct(null)}
          title={t('assets.retire_many', { count })}
          description={`${t('assets.retire_about')} ${t('assets.program_stays')}`}
          action={t('assets.act_retire')}
          busy={bulk.isPending}
          onAction={() => run({ action: 'retire', action_data: {} })}
        />
      )}
    </>
  );
}
