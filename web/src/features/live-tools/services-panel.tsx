// Services as the machine has them this moment.
import { Play, RotateCw, Square } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { orderTool } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { toast } from '@/ui/toast.tsx';
import type { PanelProps } from './processes-panel.tsx';
import { documentOf, servicesOf, serviceStates } from './tool-answers.ts';
import type { Service, ServiceState } from './tool-answers.ts';
import { ToolFrame } from './tool-frame.tsx';
import { ToolQuestion } from './tool-question.tsx';
import { useTool } from './use-tool.ts';

const pageRows = 100;
const tones: Record<ServiceState, Tone> = { running: 'ok', stopped: 'neutral', paused: 'warn', failed: 'danger', other: 'neutral' };
type Action = 'start' | 'stop' | 'restart';

export function ServicesPanel(panel: PanelProps) {
  const { assetId } = panel;
  const { t } = useText();
  const tool = useTool(assetId);
  const { ask, end } = tool;
  const [words, setWords] = useState('');
  const [state, setState] = useState('');
  const [shown, setShown] = useState(pageRows);
  const [question, setQuestion] = useState<{ service: Service; action: Action } | null>(null);
  const list = (): void => void ask(() => orderTool(assetId, { tool: 'service.list' }, null));
  useEffect(() => {
    void ask(() => orderTool(assetId, { tool: 'service.list' }, null));
  }, [ask, assetId]);
  const sought = useDeferredValue(words.toLowerCase());
  const found = useMemo(() => (end?.status === 'completed' ? documentOf(end.bytes) : null), [end]);
  const matching = useMemo(() => (found ? servicesOf(found) : []), [found]).filter((one) => (state === '' || one.state === state) && `${one.name} ${one.label ?? ''}`.toLowerCase().includes(sought));
  const act = (service: Service, action: Action, Icon: typeof Play) => (
    <IconButton label={t(`assets.service_${action}_of`, { name: service.name })} onClick={() => setQuestion({ service, action })}>
      <Icon className="size-4" aria-hidden />
    </IconButton>
  );
  return (
    <ToolFrame
      tool={tool}
      onAgain={list}
      isFilled={found !== null}
      fields={
        <>
          <SearchBox label={t('assets.search_services')} value={words} onChange={setWords} />
          <Select aria-label={t('assets.status')} value={state} onChange={(event) => setState(event.target.value)} placeholder={t('form.any')} options={serviceStates.map((value) => ({ value, label: t(`assets.service_${value}`) }))} />
        </>
      }
    >
      {matching.length === 0 && <EmptyState title={t('form.none_found')}>{t('form.none_found_hint')}</EmptyState>}
      {matching.length > 0 && (
        <Table aria-label={t('assets.tab_services')}>
          <thead>
            <tr>
              <Th>{t('assets.name')}</Th>
              <Th>{t('assets.status')}</Th>
              <Th className="text-right">{t('assets.actions')}</Th>
            </tr>
          </thead>
          <tbody>
            {matching.slice(0, shown).map((one) => (
              <tr key={one.name}>
                <Td className="max-w-0 min-w-36 w-full">
                  <span className="block truncate">{one.label ?? one.name}</span>
                  {one.label && <span className="block truncate text-xs text-muted">{one.name}</span>}
                </Td>
                <Td>
                  <Badge tone={tones[one.state]}>{t(`assets.service_${one.state}`)}</Badge>
                </Td>
                <Td className="text-right whitespace-nowrap">
                  {one.state !== 'running' && act(one, 'start', Play)}
                  {(one.state === 'running' || one.state === 'other') && act(one, 'restart', RotateCw)}
                  {(one.state === 'running' || one.state === 'other') && act(one, 'stop', Square)}
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
        <ToolQuestion
          {...panel}
          title={t(`assets.service_${question.action}_title`, { name: question.service.label ?? question.service.name })}
          about={t('assets.service_about', { name: question.service.name })}
          action={t(`assets.service_${question.action}`)}
          place={(confirm) => orderTool(assetId, { tool: 'service.control', name: question.service.name, action: question.action }, confirm)}
          onClose={() => setQuestion(null)}
          onDone={() => {
            toast.done(t('tools.done'));
            setQuestion(null);
            list();
          }}
        />
      )}
    </ToolFrame>
  );
}
