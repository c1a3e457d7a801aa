// What runs on the machine now, and the end of one of it.
import { CircleX } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { orderTool } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { useQuantities } from '../assets/quantities.ts';
import { documentOf, inOrder, isCut, processesOf, processOrders } from './tool-answers.ts';
import type { Process, ProcessOrder } from './tool-answers.ts';
import { ToolFrame } from './tool-frame.tsx';
import { ToolQuestion } from './tool-question.tsx';
import { useTool } from './use-tool.ts';

const pageRows = 100;

export interface PanelProps {
  assetId: string;
  machine: string;
  asksName: boolean;
}

function EndProcess({ process, onClose, onDone, ...panel }: PanelProps & { process: Process; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const [isForced, setIsForced] = useState(false);
  return (
    <ToolQuestion
      {...panel}
      title={t('tools.end_title', { name: process.name })}
      about={t('tools.end_about', { pid: process.pid })}
      action={t('tools.end')}
      place={(confirm) => orderTool(panel.assetId, { tool: 'process.end', pid: process.pid, name: process.name, is_forced: isForced }, confirm)}
      onDone={onDone}
      onClose={onClose}
    >
      <Switch label={t('tools.force')} hint={t('tools.force_hint')} checked={isForced} onCheckedChange={setIsForced} />
    </ToolQuestion>
  );
}

export function ProcessesPanel(panel: PanelProps) {
  const { assetId } = panel;
  const { t, number } = useText();
  const { size } = useQuantities();
  const tool = useTool(assetId);
  const { ask, end } = tool;
  const [words, setWords] = useState('');
  const [order, setOrder] = useState<ProcessOrder>('cpu');
  const [shown, setShown] = useState(pageRows);
  const [question, setQuestion] = useState<Process | null>(null);
  const list = (): void => void ask(() => orderTool(assetId, { tool: 'process.list' }, null));
  useEffect(() => {
    void ask(() => orderTool(assetId, { tool: 'process.list' }, null));
  }, [ask, assetId]);
  const sought = useDeferredValue(words.toLowerCase());
  const found = useMemo(() => (end?.status === 'completed' ? documentOf(end.bytes) : null), [end]);
  const processes = useMemo(() => inOrder(found ? processesOf(found) : [], order), [found, order]);
  const matching = processes.filter((one) => `${one.name} ${one.pid} ${one.user ?? ''} ${one.command ?? ''}`.toLowerCase().includes(sought));
  return (
    <ToolFrame
      tool={tool}
      onAgain={list}
      isFilled={found !== null}
      isCut={found !== null && isCut(found)}
      fields={
        <>
          <SearchBox label={t('tools.search_processes')} value={words} onChange={setWords} />
          <Select aria-label={t('tools.order')} value={order} onChange={(event) => setOrder(event.target.value as ProcessOrder)} options={processOrders.map((value) => ({ value, label: t(`tools.by_${value}`) }))} />
        </>
      }
    >
      {matching.length === 0 && <EmptyState title={t('form.none_found')}>{t('form.none_found_hint')}</EmptyState>}
      {matching.length > 0 && (
        <Table aria-label={t('tools.processes')}>
          <thead>
            <tr>
              <Th>{t('tools.process')}</Th>
              <Th className="max-md:hidden">{t('tools.user')}</Th>
              <Th className="text-right">{t('tools.cpu')}</Th>
              <Th className="text-right">{t('tools.memory')}</Th>
              <Th className="text-right">
                <span className="sr-only">{t('assets.actions')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {matching.slice(0, shown).map((one) => (
              <tr key={one.pid}>
                <Td className="max-w-0 min-w-36 w-full">
                  <span className="block truncate">
                    {one.name} <span className="text-xs text-faint tabular-nums">{one.pid}</span>
                  </span>
                  {one.command && one.command !== one.name && (
                    <span className="block truncate font-mono text-xs text-muted" title={one.command}>
                      {one.command}
                    </span>
                  )}
                </Td>
                <Td className="max-w-40 truncate text-muted max-md:hidden">{one.user ?? '–'}</Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{one.cpu === null ? '–' : `${number(Math.round(one.cpu))} %`}</Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{one.memory === null ? '–' : size(one.memory)}</Td>
                <Td className="text-right">
                  <IconButton label={t('tools.end_of', { name: one.name, pid: one.pid })} onClick={() => setQuestion(one)}>
                    <CircleX className="size-4" aria-hidden />
                  </IconButton>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {matching.length > shown && (
        <Button className="mx-auto" onClick={() => setShown(shown + pageRows)}>
          {t('common.load_more')}
        </Button>
      )}
      {question && (
        <EndProcess
          {...panel}
          process={question}
          onClose={() => setQuestion(null)}
          onDone={() => {
            toast.done(t('tools.ended', { name: question.name }));
            setQuestion(null);
            list();
          }}
        />
      )}
    </ToolFrame>
  );
}
