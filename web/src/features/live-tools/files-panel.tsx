// The machine's folders: look, bring a file here, put one there.
import { CornerLeftUp, Download, File as FileIcon, Folder, FolderSymlink, Upload } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { FormEvent } from 'react';
import { requestBlob } from '@/api/client.ts';
import { orderTool, orderUpload } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Banner, EmptyState, problemSentence } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { UPLOAD_BYTES_MAX } from '../../../../worker/modules/tools/values.ts';
import type { PanelProps } from './processes-panel.tsx';
import { useQuantities } from '../assets/quantities.ts';
import { documentOf, folderOf, isCut, pathIn } from './tool-answers.ts';
import type { FileEntry } from './tool-answers.ts';
import { ToolFrame } from './tool-frame.tsx';
import { ToolQuestion } from './tool-question.tsx';
import { endSentence, toolProblem, useTool } from './use-tool.ts';

const minuteMs = 60_000;
const pageRows = 200;

/** Saves bytes through the browser under the name they have on the machine. */
function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), minuteMs);
}

function UploadQuestion({ folder, onClose, onDone, ...panel }: PanelProps & { folder: string; onClose: () => void; onDone: (path: string) => void }) {
  const { t } = useText();
  const { size } = useQuantities();
  const [file, setFile] = useState<File | null>(null);
  const [replaces, setReplaces] = useState(false);
  const path = file ? pathIn(folder, file.name) : folder;
  const isTooLarge = file !== null && file.size > UPLOAD_BYTES_MAX;
  return (
    <ToolQuestion
      {...panel}
      title={t('tools.upload_title')}
      about={t('tools.upload_about', { path })}
      action={t('tools.upload')}
      isReady={file !== null && !isTooLarge}
      place={(confirm) => orderUpload(panel.assetId, file!, { path, replaces, confirm })}
      onDone={() => onDone(path)}
      onClose={onClose}
    >
      <Field label={t('tools.file')} hint={t('tools.upload_hint', { size: size(UPLOAD_BYTES_MAX) })} error={isTooLarge ? t('tools.too_large', { size: size(UPLOAD_BYTES_MAX) }) : undefined}>
        <TextInput type="file" required className="h-auto py-1.5" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
      </Field>
      <Switch label={t('tools.replaces')} hint={t('tools.replaces_hint')} checked={replaces} onCheckedChange={setReplaces} />
    </ToolQuestion>
  );
}

export function FilesPanel({ mayUpload, asksUploadName, platform, ...panel }: PanelProps & { mayUpload: boolean; asksUploadName: boolean; platform: string | null }) {
  const { assetId } = panel;
  const { t, dateTime } = useText();
  const { size } = useQuantities();
  const tool = useTool(assetId);
  const download = useTool(assetId);
  const { ask, end } = tool;
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState(pageRows);
  const [isUploading, setIsUploading] = useState(false);
  const [fetching, setFetching] = useState<string | null>(null);
  const [confirmed, setConfirmed] = useState<FileEntry | null>(null);
  const found = useMemo(() => (end?.status === 'completed' ? documentOf(end.bytes) : null), [end]);
  const folder = useMemo(() => (found ? folderOf(found) : null), [found]);
  const go = (path: string | null): void => {
    setShown(pageRows);
    void ask(() => orderTool(assetId, { tool: 'file.list', path }, null)).then((answer) => {
      if (answer?.status === 'completed') setTyped(folderOf(documentOf(answer.bytes) ?? {}).path ?? '');
    });
  };
  useEffect(() => {
    void ask(() => orderTool(assetId, { tool: 'file.list', path: null }, null));
  }, [ask, assetId]);
  const saveFrom = async (executionId: string, name: string): Promise<void> => {
    try {
      save(await requestBlob(`/executions/${executionId}/output`, { query: { download: 1 }, isLarge: true }), name);
      toast.done(t('tools.brought', { name }));
    } catch (error) {
      toast.problem(problemSentence(error, t));
    }
  };
  const placeRead = (entry: FileEntry, confirm: string | null) => orderTool(assetId, { tool: 'file.read', path: pathIn(folder?.path ?? null, entry.name) }, confirm);
  const bring = async (entry: FileEntry): Promise<void> => {
    setFetching(entry.name);
    const answer = await download.ask(() => placeRead(entry, null), false);
    if (answer?.status === 'completed') await saveFrom(answer.executionId, entry.name);
    setFetching(null);
  };
  const why = download.problem ? toolProblem(download.problem, t) : endSentence(download.end, t);
  const open = (event: FormEvent): void => {
    event.preventDefault();
    go(typed.trim() || null);
  };
  return (
    <ToolFrame
      tool={tool}
      onAgain={() => go(folder?.path ?? null)}
      isFilled={folder !== null}
      isCut={found !== null && isCut(found)}
      fields={
        <>
          <form onSubmit={open} className="flex w-full items-end gap-2 sm:w-auto sm:min-w-96">
            <Field label={t('tools.path')} hideLabel className="min-w-0 flex-1">
              <TextInput value={typed} spellCheck={false} autoComplete="off" className="font-mono" placeholder={platform === 'windows' ? 'C:\\' : '/var/log'} onChange={(event) => setTyped(event.target.value)} />
            </Field>
            <Button type="submit">{t('tools.go')}</Button>
          </form>
          {mayUpload && (
            <Button disabled={!folder?.path} icon={<Upload className="size-4" aria-hidden />} onClick={() => setIsUploading(true)}>
              {t('tools.upload')}
            </Button>
          )}
        </>
      }
    >
      {why && fetching === null && <Banner tone="danger">{why}</Banner>}
      {folder && (
        <Table aria-label={t('tools.files_in', { path: folder.path ?? '/' })}>
          <thead>
            <tr>
              <Th>{t('assets.name')}</Th>
              <Th className="text-right">{t('tools.size')}</Th>
              <Th className="max-md:hidden">{t('tools.modified')}</Th>
              <Th className="text-right">
                <span className="sr-only">{t('assets.actions')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {folder.path !== null && (folder.parent !== null || platform === 'windows') && (
              <tr>
                <Td colSpan={4}>
                  <button type="button" className="inline-flex items-center gap-2 font-medium hover:underline" onClick={() => go(folder.parent)}>
                    <CornerLeftUp className="size-4 text-muted" aria-hidden />
                    {t('tools.up')}
                  </button>
                </Td>
              </tr>
            )}
            {folder.entries.slice(0, shown).map((entry) => (
              <tr key={entry.name}>
                <Td className="max-w-0 min-w-40 w-full">
                  {entry.kind === 'folder' || entry.kind === 'link' ? (
                    <button type="button" className="flex max-w-full items-center gap-2 hover:underline" onClick={() => go(pathIn(folder.path, entry.name))}>
                      {entry.kind === 'link' ? <FolderSymlink className="size-4 shrink-0 text-muted" aria-hidden /> : <Folder className="size-4 shrink-0 text-accent-ink" aria-hidden />}
                      <span className="truncate">{entry.name}</span>
                    </button>
                  ) : (
                    <span className="flex items-center gap-2">
                      <FileIcon className="size-4 shrink-0 text-muted" aria-hidden />
                      <span className="truncate">{entry.name}</span>
                    </span>
                  )}
                </Td>
                <Td className="text-right whitespace-nowrap text-muted tabular-nums">{entry.size === null ? '' : size(entry.size)}</Td>
                <Td className="whitespace-nowrap text-muted tabular-nums max-md:hidden">{entry.modifiedAt ? dateTime(entry.modifiedAt) : ''}</Td>
                <Td className="text-right">
                  {(entry.kind === 'file' || entry.kind === 'link') && (
                    <IconButton label={t('tools.download_of', { name: entry.name })} disabled={fetching !== null} onClick={() => (panel.asksName ? setConfirmed(entry) : void bring(entry))}>
                      <Download className={`size-4 ${fetching === entry.name ? 'animate-pulse' : ''}`} aria-hidden />
                    </IconButton>
                  )}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {folder?.entries.length === 0 && <EmptyState title={t('tools.folder_empty')} />}
      {folder && folder.entries.length > shown && (
        <Button className="mx-auto" onClick={() => setShown(shown + pageRows)}>
          {t('common.load_more')}
        </Button>
      )}
      {isUploading && folder?.path && (
        <UploadQuestion
          {...panel}
          asksName={asksUploadName}
          folder={folder.path}
          onClose={() => setIsUploading(false)}
          onDone={(path) => {
            toast.done(t('tools.uploaded', { path }));
            setIsUploading(false);
            go(folder.path);
          }}
        />
      )}
      {confirmed && (
        <ToolQuestion
          {...panel}
          title={t('tools.download_of', { name: confirmed.name })}
          about={pathIn(folder?.path ?? null, confirmed.name)}
          action={t('tools.download')}
          place={(confirm) => placeRead(confirmed, confirm)}
          onClose={() => setConfirmed(null)}
          onDone={({ executionId }) => {
            setConfirmed(null);
            void saveFrom(executionId, confirmed.name);
          }}
        />
      )}
    </ToolFrame>
  );
}
