// The system's own log: of whom, how grave, since when.
import { useMemo, useState } from 'react';
import type { FormEvent } from 'react';
import { Search } from 'lucide-react';
import { LOG_LEVELS } from '../../../../worker/modules/tools/values.ts';
import type { LogLevel } from '../../../../worker/modules/tools/values.ts';
import { orderTool } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, EmptyState, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { documentOf, isCut, logOf } from './tool-answers.ts';
import { endSentence, toolProblem, useTool } from './use-tool.ts';

const tones: Record<LogLevel, Tone> = { critical: 'danger', error: 'danger', warning: 'warn', info: 'neutral' };
const spans = [900, 3600, 21_600, 86_400, 604_800] as const;

export function LogPanel({ assetId, platform }: { assetId: string; platform: string | null }) {
  const { t, dateTime } = useText();
  const tool = useTool(assetId);
  const [source, setSource] = useState('');
  const [level, setLevel] = useState<LogLevel>('warning');
  const [since, setSince] = useState<number>(3600);
  const { end } = tool;
  const found = useMemo(() => (end?.status === 'completed' ? documentOf(end.bytes) : null), [end]);
  const entries = useMemo(() => (found ? logOf(found) : []), [found]);
  const why = tool.problem ? toolProblem(tool.problem, t) : endSentence(end, t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void tool.ask(() => orderTool(assetId, { tool: 'log.read', source: source.trim() || null, level, since_s: since, entries: 500 }, null));
  };
  return (
    <div className="grid grid-cols-1 gap-3">
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <Field label={t(platform === 'windows' ? 'tools.log_name' : 'tools.log_source')} className="w-full sm:w-56">
          <TextInput value={source} maxLength={200} placeholder={platform === 'windows' ? 'System' : 'nginx.service'} onChange={(event) => setSource(event.target.value)} />
        </Field>
        <Field label={t('tools.log_level')}>
          <Select value={level} onChange={(event) => setLevel(event.target.value as LogLevel)} options={LOG_LEVELS.map((value) => ({ value, label: t(`tools.level_${value}`) }))} />
        </Field>
        <Field label={t('tools.log_since')}>
          <Select value={String(since)} onChange={(event) => setSince(Number(event.target.value))} options={spans.map((value) => ({ value: String(value), label: t(`tools.since_${value}`) }))} />
        </Field>
        <Button type="submit" tone="primary" busy={tool.isBusy} icon={<Search className="size-4" aria-hidden />}>
          {t('tools.log_read')}
        </Button>
        <p role="status" className="self-center text-xs text-muted">
          {tool.isBusy ? t(tool.isWaiting ? 'tools.waits' : 'tools.asking') : ''}
        </p>
      </form>
      {why && !tool.isBusy && <Banner tone="danger">{why}</Banner>}
      {found && isCut(found) && <Banner tone="info">{t('tools.cut')}</Banner>}
      {tool.isBusy && !found && <SkeletonList />}
      {!tool.isBusy && !found && !why && <EmptyState title={t('tools.log_empty')}>{t('tools.log_empty_hint')}</EmptyState>}
      {found && entries.length === 0 && <EmptyState title={t('tools.log_nothing')}>{t('tools.log_nothing_hint')}</EmptyState>}
      {entries.length > 0 && (
        <ol aria-label={t('tools.log')} className="divide-y divide-line rounded-lg border border-line">
          {entries.map((entry, index) => (
            <li key={index} className="grid gap-1 px-3 py-2 [contain-intrinsic-block-size:auto_4rem] [content-visibility:auto]">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-muted">
                <Badge tone={tones[entry.level]}>{t(`tools.level_${entry.level}`)}</Badge>
                <span className="min-w-0 truncate font-medium text-ink">{entry.source}</span>
                <time dateTime={entry.at} className="ml-auto tabular-nums">
                  {dateTime(entry.at)}
                </time>
              </p>
              <p className="font-mono text-xs leading-relaxed whitespace-pre-wrap wrap-anywhere">{entry.message}</p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
