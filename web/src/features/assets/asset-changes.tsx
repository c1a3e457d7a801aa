// What changed on a machine from one report to the next, newest first.
import { History, Minus, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useInventoryChanges } from '@/api/assets.ts';
import type { InventoryChange } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select } from '@/ui/field.tsx';

const classes = ['hardware', 'os', 'software', 'services', 'network', 'security', 'volumes'] as const;
const linesMax = 12;

function Line({ icon, look, word, children }: { icon: ReactNode; look: string; word: string; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2 text-sm">
      <span className={`mt-0.5 ${look}`}>
        {icon}
        <span className="sr-only">{word}</span>
      </span>
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </li>
  );
}

function Change({ change }: { change: InventoryChange }) {
  const { t, dateTime } = useText();
  const [isWhole, setIsWhole] = useState(false);
  const lines = [
    ...change.added.map((name) => (
      <Line key={`+ ${name}`} icon={<Plus className="size-4" aria-hidden />} look="text-ok-ink" word={t('assets.change_added')}>
        {name}
      </Line>
    )),
    ...change.removed.map((name) => (
      <Line key={`- ${name}`} icon={<Minus className="size-4" aria-hidden />} look="text-danger-ink" word={t('assets.change_removed')}>
        <s>{name}</s>
      </Line>
    )),
    ...change.changed.map(({ entry, field, before, after }) => (
      <Line key={`~ ${entry} ${field}`} icon={<Pencil className="size-3.5" aria-hidden />} look="text-warn-ink" word={t('assets.change_changed')}>
        <span className="text-muted">{[entry, field].filter(Boolean).join(' · ')}:</span> <s className="text-muted">{before ?? '–'}</s> → <span className="font-medium">{after ?? '–'}</span>
      </Line>
    )),
  ];
  return (
    <li className="grid gap-2 border-l-2 border-line pb-5 pl-4">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone="info">{t(`assets.class_${change.class}`)}</Badge>
        <time dateTime={change.collected_at} className="text-muted">
          {dateTime(change.collected_at)}
        </time>
      </p>
      {change.is_first ? (
        <p className="text-sm text-muted">{t('assets.change_first')}</p>
      ) : lines.length === 0 ? (
        <p className="text-sm text-muted">{t('assets.change_small')}</p>
      ) : (
        <ul className="grid gap-1">{isWhole ? lines : lines.slice(0, linesMax)}</ul>
      )}
      {lines.length > linesMax && (
        <Button small tone="ghost" className="-ml-2 w-fit" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? t('assets.change_less') : t('assets.change_more', { count: lines.length - linesMax })}
        </Button>
      )}
      {change.is_cut && isWhole && <p className="text-xs text-muted">{t('assets.change_cut')}</p>}
    </li>
  );
}

export function AssetChanges({ assetId }: { assetId: string }) {
  const { t } = useText();
  const [only, setOnly] = useState('');
  const { query, rows } = useInventoryChanges(assetId, only || undefined);
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-4 pt-4">
      <Field label={t('assets.class')} hideLabel className="w-56">
        <Select value={only} onChange={(event) => setOnly(event.target.value)} placeholder={t('assets.class_all')} options={classes.map((value) => ({ value, label: t(`assets.class_${value}`) }))} />
      </Field>
      {query.isPending ? (
        <SkeletonList />
      ) : query.error && rows.length === 0 ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState icon={<History aria-hidden />} title={t('assets.no_changes')}>
          {t('assets.no_changes_hint')}
        </EmptyState>
      ) : (
        <ol className={query.isPlaceholderData ? 'opacity-60' : ''}>
          {rows.map((change) => (
            <Change key={change.inventory_id} change={change} />
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <Button className="mx-auto" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.load_more')}
        </Button>
      )}
    </div>
  );
}
