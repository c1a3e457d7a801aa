// Services of a machine: their state, and starting or stopping them after a question.
import { CircleAlert, CirclePause, CirclePlay, CircleStop, Play, RotateCw, Square } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useInventory } from '@/api/assets.ts';
import { useCommand } from '@/api/executions.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { toast } from '@/ui/toast.tsx';
import { Collected } from './asset-inventory.tsx';
import { entriesOf, textOf } from './inventory-view.ts';

const states = ['running', 'stopped', 'paused', 'failed', 'other'] as const;
type State = (typeof states)[number];
const stateLooks: Record<State, [string, LucideIcon]> = {
  running: ['text-ok-ink', CirclePlay],
  stopped: ['text-muted', CircleStop],
  paused: ['text-warn-ink', CirclePause],
  failed: ['text-danger-ink', CircleAlert],
  other: ['text-muted', CircleStop],
};
const starts = ['automatic', 'manual', 'disabled', 'other'] as const;
type Action = 'start' | 'stop' | 'restart';
const pageRows = 150;

interface Service {
  name: string;
  label: string | null;
  state: State;
  start: (typeof starts)[number];
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function servicesOf(content: unknown): Service[] {
  return entriesOf(content).flatMap((entry) => {
    const name = textOf(entry.name);
    return name ? [{ name, label: textOf(entry.label), state: states.find((state) => state === entry.state) ?? 'other', start: starts.find((start) => start === entry.start) ?? 'other' }] : [];
  });
}

function Question({ assetId, service, action, onClose }: { assetId: string; service: Service; action: Action; onClose: () => void }) {
  const { t } = useText();
  const command = useCommand(assetId);
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`assets.service_${action}_title`, { name: service.label ?? service.name })}
      description={t('assets.service_about', { name: service.name })}
      action={t(`assets.service_${action}`)}
      busy={command.isPending}
      onAction={() =>
        command.mutate(
          { kind: 'service', name: service.name, action },
          { onError: (error) => toast.problem(refusalSentence(error, t)), onSuccess: () => toast.done(t('assets.ordered')), onSettled: onClose },
        )
      }
    />
  );
}

export function AssetServices({ assetId, mayAct }: { assetId: string; mayAct: boolean }) {
  const { t } = useText();
  const { data, error, refetch } = useInventory(assetId);
  const [words, setWords] = useState('');
  const [state, setState] = useState('');
  const [shown, setShown] = useState(pageRows);
  const [question, setQuestion] = useState<{ service: Service; action: Action } | null>(null);
  const sought = useDeferredValue(plain(words));
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  const row = data.find((one) => one.class === 'services');
  const services = servicesOf(row?.content);
  if (services.length === 0) return <EmptyState title={t('assets.not_reported')}>{t('assets.not_reported_hint')}</EmptyState>;
  const found = services.filter((service) => (state === '' || service.state === state) && plain(`${service.name} ${service.label ?? ''}`).includes(sought));
  const ask = (service: Service, action: Action) => (): void => setQuestion({ service, action });
  return (
    <div className="grid grid-cols-1 gap-3 pt-4">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox label={t('assets.search_services')} value={words} onChange={setWords} />
        <Select aria-label={t('assets.status')} value={state} onChange={(event) => setState(event.target.value)} placeholder={t('form.any')} options={states.map((value) => ({ value, label: t(`assets.service_${value}`) }))} />
        <Collected at={row?.collected_at} />
      </div>
      {found.length === 0 && <EmptyState title={t('form.none_found')}>{t('form.none_found_hint')}</EmptyState>}
      {found.length > 0 && (
        <Table aria-label={t('assets.tab_services')}>
          <thead>
            <tr>
              <Th>{t('assets.name')}</Th>
              <Th>{t('assets.status')}</Th>
              <Th className="max-md:hidden">{t('assets.service_starts')}</Th>
              {mayAct && <Th className="text-right">{t('assets.actions')}</Th>}
            </tr>
          </thead>
          <tbody>
            {found.slice(0, shown).map((service) => {
              const [look, Icon] = stateLooks[service.state];
              return (
                <tr key={service.name}>
                  <Td className="max-w-0 min-w-36 w-full">
                    <span className="block truncate">{service.label ?? service.name}</span>
                    {service.label && <span className="block truncate text-xs text-muted">{service.name}</span>}
                  </Td>
                  <Td>
                    <span className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap ${look}`}>
                      <Icon className="size-3.5" aria-hidden />
                      {t(`assets.service_${service.state}`)}
                    </span>
                  </Td>
                  <Td className="whitespace-nowrap text-muted max-md:hidden">{t(`assets.start_${service.start}`)}</Td>
                  {mayAct && (
                    <Td className="text-right whitespace-nowrap">
                      {service.state === 'running' ? (
                        <>
                          <IconButton label={t('assets.service_restart_of', { name: service.name })} onClick={ask(service, 'restart')}>
                            <RotateCw className="size-4" aria-hidden />
                          </IconButton>
                          <IconButton label={t('assets.service_stop_of', { name: service.name })} onClick={ask(service, 'stop')}>
                            <Square className="size-4" aria-hidden />
                          </IconButton>
                        </>
                      ) : (
                        <IconButton label={t('assets.service_start_of', { name: service.name })} onClick={ask(service, 'start')}>
                          <Play className="size-4" aria-hidden />
                        </IconButton>
                      )}
                    </Td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
      {found.length > shown && (
        <Button className="mx-auto" onClick={() => setShown(shown + pageRows)}>
          {t('common.load_more')}
        </Button>
      )}
      {question && <Question assetId={assetId} {...question} onClose={() => setQuestion(null)} />}
    </div>
  );
}
