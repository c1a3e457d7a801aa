// What every tool has around it: ask again, when it was asked, what went wrong, and that the machine is being waited for.
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, SkeletonList } from '@/ui/feedback.tsx';
import { endSentence, toolProblem } from './use-tool.ts';
import type { Tool } from './use-tool.ts';

export interface ToolFrameProps {
  tool: Tool;
  onAgain: () => void;
  /** Fields beside the button. */
  fields?: ReactNode;
  again?: string;
  /** There is something to show. */
  isFilled: boolean;
  isCut?: boolean;
  children: ReactNode;
}

export function ToolFrame({ tool, onAgain, fields, again, isFilled, isCut = false, children }: ToolFrameProps) {
  const { t, dateTime } = useText();
  const why = tool.problem ? toolProblem(tool.problem, t) : endSentence(tool.end, t);
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-end gap-2">
        {fields}
        <Button busy={tool.isBusy} icon={<RefreshCw className="size-4" aria-hidden />} onClick={onAgain}>
          {again ?? t('tools.refresh')}
        </Button>
        <p role="status" className="min-w-0 self-center text-xs text-muted">
          {tool.isBusy ? t(tool.isWaiting ? 'tools.waits' : 'tools.asking') : tool.endedAt && !why ? t('tools.as_of', { at: dateTime(tool.endedAt) }) : ''}
        </p>
      </div>
      {why && !tool.isBusy && <Banner tone="danger">{why}</Banner>}
      {isCut && <Banner tone="info">{t('tools.cut')}</Banner>}
      {isFilled ? children : tool.isBusy && <SkeletonList />}
    </div>
  );
}
