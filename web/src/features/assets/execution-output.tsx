// The output of one command as it comes, or as it came: from the first byte, in order, after a reload too.
import { ArrowDownToLine, Check, Copy, Download, Pause, WrapText } from 'lucide-react';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { ExecutionState } from '../../../../worker/modules/scripts/values.ts';
import { joinAssetChannel, tellAssetChannel } from '@/api/asset-channel.ts';
import { downloadOutput, heardExecution, readOutputPage } from '@/api/executions.ts';
import { useText } from '@/text/translate.ts';
import { AnsiLine } from '@/ui/ansi-text.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import type { TerminalLine } from '@/ui/terminal-text.ts';
import { toast } from '@/ui/toast.tsx';
import { isOpenState } from './execution-status.tsx';
import { keptLinesMax, OutputFollower } from './output-follower.ts';

export interface ExecutionOutputProps {
  executionId: string;
  assetId: string;
  status: ExecutionState;
  /** As the row says; a large finished output is shown from near its end. */
  outputBytes?: number;
  /** Accessible name of the output, e.g. the script and the machine. */
  label: string;
  className?: string;
}

const blockLines = 200;

/** Lines in blocks: only the last one is drawn again while output comes, and blocks out of sight cost nothing. */
const Block = memo(
  function Block({ lines }: { lines: readonly TerminalLine[] }) {
    return (
      <div style={{ contentVisibility: 'auto', containIntrinsicBlockSize: `auto ${lines.length * 1.4}em` }}>
        {lines.map((line) => (
          <AnsiLine key={line.number} line={line} />
        ))}
      </div>
    );
  },
  ({ lines: before }, { lines: after }) => before.length === after.length && before[0] === after[0] && before.at(-1) === after.at(-1),
);

function blocksOf(lines: readonly TerminalLine[]): { key: number; lines: readonly TerminalLine[] }[] {
  const blocks: { key: number; lines: TerminalLine[] }[] = [];
  for (const line of lines) {
    const key = Math.floor(line.number / blockLines);
    const last = blocks.at(-1);
    if (last?.key === key) last.lines.push(line);
    else blocks.push({ key, lines: [line] });
  }
  return blocks;
}

function useFollower({ executionId, assetId, status, outputBytes = 0 }: ExecutionOutputProps): OutputFollower {
  const client = useQueryClient();
  const isOpen = isOpenState(status);
  const [follower] = useState(
    () =>
      new OutputFollower(
        executionId,
        { join: (listener) => joinAssetChannel(assetId, listener), tell: (frame) => tellAssetChannel(assetId, frame), page: (offset) => readOutputPage(executionId, offset) },
        { isFinal: !isOpen, outputBytes },
      ),
  );
  useEffect(() => {
    follower.start();
    return () => follower.stop();
  }, [follower]);
  useEffect(() => follower.rowSays(!isOpen, outputBytes), [follower, isOpen, outputBytes]);
  // The channel tells of the state before the row does.
  useEffect(
    () =>
      isOpen ? joinAssetChannel(assetId, { onMessage: (message) => message.type === 'execution' && message.execution_id === executionId && heardExecution(client, message) }) : undefined,
    [isOpen, assetId, executionId, client],
  );
  useSyncExternalStore(follower.subscribe, () => follower.version);
  return follower;
}

function CopyButton({ textOf }: { textOf: () => string }) {
  const { t } = useText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton label={t(copied ? 'output.copied' : 'output.copy')} onClick={() => void navigator.clipboard.writeText(textOf()).then(() => setCopied(true))}>
      {copied ? <Check className="size-4 text-ok-ink" aria-hidden /> : <Copy className="size-4" aria-hidden />}
    </IconButton>
  );
}

export function ExecutionOutput(props: ExecutionOutputProps) {
  return <Output key={props.executionId} {...props} />;
}

/** A region that scrolls has to be reachable by keyboard. */
const reachable = { tabIndex: 0 };

function Output(props: ExecutionOutputProps) {
  const { executionId, status, label, className } = props;
  const { t, number, bytes } = useText();
  const follower = useFollower(props);
  const [wraps, setWraps] = useState(true);
  const [isPinned, setIsPinned] = useState(true);
  const [isSaving, setIsSaving] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const lines = follower.text.lines();
  const blocks = useMemo(() => blocksOf(lines), [lines]);
  const isOpen = isOpenState(status) && !follower.isEnded;

  // Whatever made the box grow: its end stays in sight while it is followed.
  useLayoutEffect(() => {
    if (isPinned && box.current) box.current.scrollTop = box.current.scrollHeight;
  });
  const save = async (): Promise<void> => {
    setIsSaving(true);
    try {
      await downloadOutput(executionId);
    } catch (error) {
      toast.problem(problemSentence(error, t));
    }
    setIsSaving(false);
  };
  const { dropped } = follower.text;
  return (
    <section aria-label={label} className={classNames('min-w-0 overflow-hidden rounded-lg border border-line', className)}>
      <header className="flex flex-wrap items-center gap-1 border-b border-line bg-sunken py-1 pr-1 pl-3 text-xs text-muted">
        <p className="min-w-0 flex-1 truncate tabular-nums" role="status">
          {[isOpen ? t('output.live') : t('output.whole'), follower.skippedBytes > 0 ? null : t('output.lines', { count: number(dropped + lines.length) }), bytes(follower.nextOffset)].filter(Boolean).join(' · ')}
        </p>
        {isOpen && (
          <Button small tone="ghost" aria-pressed={isPinned} icon={isPinned ? <Pause className="size-3.5" aria-hidden /> : <ArrowDownToLine className="size-3.5" aria-hidden />} onClick={() => setIsPinned(!isPinned)}>
            {t(isPinned ? 'output.pause' : 'output.follow')}
          </Button>
        )}
        <IconButton label={t('output.wrap')} aria-pressed={wraps} onClick={() => setWraps(!wraps)} className={wraps ? 'bg-hover text-ink' : ''}>
          <WrapText className="size-4" aria-hidden />
        </IconButton>
        <CopyButton textOf={() => follower.text.plain()} />
        <IconButton label={t('output.download')} onClick={() => void save()} disabled={isSaving}>
          <Download className="size-4" aria-hidden />
        </IconButton>
      </header>
      {(dropped > 0 || follower.skippedBytes > 0) && (
        <p className="flex flex-wrap items-center gap-2 border-b border-line bg-warn-soft px-3 py-1.5 text-xs text-warn-ink">
          {follower.skippedBytes > 0 ? t('output.skipped', { size: bytes(follower.skippedBytes) }) : t('output.dropped', { kept: number(keptLinesMax) })}
          <button type="button" className="font-medium underline underline-offset-2" onClick={() => void save()}>
            {t('output.download')}
          </button>
        </p>
      )}
      {follower.problem !== null && (
        <Banner tone="danger" className="rounded-none" action={<Button small onClick={() => follower.retry()}>{t('common.retry')}</Button>}>
          {problemSentence(follower.problem, t)}
        </Banner>
      )}
      {/* The pointer and the keyboard scroll it; leaving the end stops following, coming back starts it again. */}
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={label}
        {...reachable}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => setIsPinned(scrollHeight - scrollTop - clientHeight < 24)}
        className={classNames(
          'max-h-[26rem] min-h-16 overflow-auto bg-surface py-2 pr-3 font-mono text-xs leading-[1.4] [tab-size:8] focus-visible:-outline-offset-2',
          wraps ? 'whitespace-pre-wrap wrap-anywhere' : 'whitespace-pre',
        )}
      >
        {lines.length === 0 ? (
          <p className="px-3 font-sans text-sm text-muted">
            {isOpen ? t(status === 'queued' ? 'output.not_yet_queued' : 'output.not_yet') : follower.isEnded ? t('output.nothing') : t('common.loading')}
          </p>
        ) : (
          blocks.map((block) => <Block key={block.key} lines={block.lines} />)
        )}
      </div>
    </section>
  );
}
