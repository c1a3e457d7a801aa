// Answering: a public reply and an internal note differ in colour, label, recipients and button, and are hard to confuse.
import { useNavigate } from '@tanstack/react-router';
import { BookOpen, Lock, Send, Zap } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import { readStoredDrafts } from '@/api/drafts.ts';
import type { DraftFile } from '@/api/drafts.ts';
import { useMe } from '@/api/session.ts';
import { useReply } from '@/api/ticket.ts';
import type { NewCommentBody, Ticket } from '@/api/ticket.ts';
import type { TicketStatus } from '@/api/tickets.ts';
import { gateSentence } from '@/features/checklists/gate-sentence.ts';
import { pictureMark } from '@/features/knowledge/markdown.ts';
import { useMentions } from '@/features/notifications/use-mentions.tsx';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Banner, problemSentence, Skeleton } from '@/ui/feedback.tsx';
import { FileDrop, FilePickButton } from '@/ui/file-drop.tsx';
import { toast } from '@/ui/toast.tsx';
import { DraftFileList } from './draft-file-list.tsx';
import { FormatBar, useFormat } from './format-bar.tsx';
import { MessageText } from './message.tsx';
import { nextOf, stepOn } from './next-ticket.ts';
import { ResolveDialog } from './resolve-dialog.tsx';
import { SendButtons } from './send-buttons.tsx';
import type { Undoable } from './undo-reply.tsx';
import { useDraft } from './use-draft.ts';
import { useDraftFiles } from './use-draft-files.ts';

const UndoReply = lazy(() => withTexts(['mailDesk'], import('./undo-reply.tsx')).then((module) => ({ default: module.UndoReply })));
const ReplyRecipients = lazy(() => withTexts(['ticketLinks'], import('@/features/ticket-links/reply-recipients.tsx')).then((module) => ({ default: module.ReplyRecipients })));
const ArticlePicker = lazy(() => withTexts(['knowledge'], import('@/features/knowledge/article-picker.tsx')).then((module) => ({ default: module.ArticlePicker })));
const MacroPicker = lazy(() => withTexts(['macros'], import('@/features/macros/macro-picker.tsx')).then((module) => ({ default: module.MacroPicker })));

export interface ComposerHandle {
  focus: (internal: boolean) => void;
}

const areaId = 'composer-text';

/** Nothing selected, and nothing before the cursor on its line. */
const startsLine = ({ selectionStart, selectionEnd, value }: HTMLTextAreaElement): boolean =>
  selectionStart === selectionEnd && (selectionStart === 0 || value[selectionStart - 1] === '\n');

export interface ComposerProps {
  ticket: Ticket;
  handle: Ref<ComposerHandle>;
  /** Whether somebody writes, and what: told to colleagues at the same ticket. */
  onWriting?: ((what: 'replying' | 'noting' | null) => void) | undefined;
}

export function Composer({ ticket, handle, onWriting }: ComposerProps) {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const area = useRef<HTMLTextAreaElement>(null);
  const filesHeard = useRef<(files: DraftFile[]) => void>(() => undefined);
  const draft = useDraft(me.user_id, ticket.ticket_id, (found) => filesHeard.current(found));
  const { text, kind } = draft;
  const internal = kind === 'internal';
  const [resolving, setResolving] = useState<{ isNext: boolean } | null>(null);
  const [picking, setPicking] = useState(false);
  const [choosingArticle, setChoosingArticle] = useState(false);
  const [isPreview, setPreview] = useState(false);
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  const forgetUndo = useCallback(() => setUndoable(null), []);
  const backToText = (): void => void requestAnimationFrame(() => area.current?.focus());
  const showPicture = (file: DraftFile): void => {
    const at = area.current?.selectionEnd;
    const mark = pictureMark(file.file_id, file.name.replace(/\.\w+$/, ''));
    draft.write((before) => {
      // Below the line that is written in: marks that are open there would close behind the picture.
      const end = before.indexOf('\n', at ?? before.length);
      const place = end === -1 ? before.length : end + 1;
      const gap = place > 0 && before[place - 1] !== '\n' ? '\n' : '';
      return `${before.slice(0, place)}${gap}${mark}\n${before.slice(place)}`;
    });
  };
  const files = useDraftFiles(ticket.ticket_id, kind, showPicture);
  useEffect(() => {
    filesHeard.current = files.setKept;
  });
  const reply = useReply(ticket);
  const mentions = useMentions(area, text, draft.write);
  const format = useFormat(area, draft.write);
  // A repeated press of the button, or of a network that swallowed the answer, writes one message.
  const attempt = useRef({ content: '', key: '' });

  const isEmpty = text.trim() === '';
  useEffect(() => {
    onWriting?.(isEmpty ? null : internal ? 'noting' : 'replying');
  }, [onWriting, isEmpty, internal]);
  useImperativeHandle(handle, () => ({
    focus: (wanted) => {
      setPreview(false);
      draft.turnTo(wanted ? 'internal' : 'public');
      requestAnimationFrame(() => {
        area.current?.focus();
        area.current?.scrollIntoView({ block: 'center' });
      });
    },
  }));

  const goOn = async (next: string | null): Promise<void> => {
    if (next === null) return navigate({ to: '/tickets' });
    stepOn();
    return navigate({ to: '/tickets/$number', params: { number: next } });
  };
  const send = async (extra: Pick<NewCommentBody, 'status' | 'resolution_notes'> & { isNext?: boolean } = {}): Promise<void> => {
    if (isEmpty || reply.isPending || files.going > 0) return;
    const { isNext = false, ...change } = extra;
    const next = nextOf(ticket.ticket_number);
    const sentFiles = { kept: files.kept, waiting: files.files };
    const body: NewCommentBody = {
      body_text: text,
      body_format: 'markdown',
      visibility: kind,
      mentions: mentions.named(),
      ...(sentFiles.kept.length > 0 ? { draft_file_ids: sentFiles.kept.map((file) => file.file_id) } : {}),
      ...change,
      ...(change.status ? { version: ticket.version } : {}),
    };
    const content = JSON.stringify([body, sentFiles.waiting.map((file) => [file.name, file.size, file.lastModified])]);
    if (attempt.current.content !== content) attempt.current = { content, key: crypto.randomUUID() };
    await draft.settle();
    reply.mutate(
      { body, files: sentFiles.waiting, key: attempt.current.key },
      {
        onSuccess: ({ comment, not_before, is_kept }) => {
          const waitMs = not_before ? Date.parse(not_before) - Date.parse(comment.created_at) : 0;
          setUndoable(waitMs > 0 && !isNext
            ? { comment_id: comment.comment_id, text: body.body_text, files: sentFiles.waiting, setStatus: change.status !== undefined, endsAtMs: Date.now() + waitMs }
            : null);
          draft.forget(kind);
          // Taken back and sent again is another message.
          attempt.current = { content: '', key: '' };
          if (internal) draft.turnTo('public');
          setPreview(false);
          setResolving(null);
          files.clear();
          if (!is_kept && (waitMs <= 0 || isNext)) toast.done(t(internal ? 'ticket.note_saved' : 'ticket.reply_sent'));
          if (isNext) void goOn(next);
        },
        onError: () => setResolving(null),
      },
    );
  };
  const sendAs = (status: TicketStatus | null, isNext: boolean): void => {
    if (status === 'resuelto') setResolving({ isNext });
    else void send({ ...(status ? { status } : {}), isNext });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (mentions.onKey(event) || format.onKey(event)) return;
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      // With Shift it also goes on to the next ticket of the list.
      void send({ isNext: event.shiftKey });
    } else if (event.key === '/' && !event.altKey && !event.metaKey && !event.ctrlKey && area.current && startsLine(area.current)) {
      event.preventDefault();
      setPicking(true);
    } else if (event.key === 'Escape') area.current?.blur();
  };
  const insert = (words: string, isInternal: boolean): void => {
    const wanted = isInternal ? 'internal' : kind;
    draft.write((before) => (before.trim() === '' ? words : `${before.trimEnd()}\n\n${words}`), wanted);
    backToText();
  };

  const modes = [
    { wanted: 'public' as const, label: t('ticket.public_reply'), icon: <Send className="size-4" aria-hidden /> },
    { wanted: 'internal' as const, label: t('ticket.internal_note'), icon: <Lock className="size-4" aria-hidden /> },
  ];
  return (
    <FileDrop control={files} className="mb-6 print:hidden">
      {/* Stands before there is anything to say, so that it is said. */}
      <div role="status">
        {undoable && (
          <Suspense fallback={null}>
            <UndoReply
              key={undoable.comment_id}
              ticket={ticket}
              undoable={undoable}
              onOver={forgetUndo}
              onUndone={() => {
                draft.write((before) => (before.trim() === '' ? undoable.text : `${undoable.text}\n\n${before}`), 'public');
                if (undoable.files.length > 0) files.add(undoable.files);
                setUndoable(null);
                void readStoredDrafts(ticket.ticket_id).then((found) => files.setKept(found.files), () => undefined);
                backToText();
              }}
            />
          </Suspense>
        )}
      </div>
      <section
        aria-label={t(internal ? 'ticket.internal_note' : 'ticket.public_reply')}
        className={classNames('rounded-lg border-2', internal ? 'border-dashed border-note-line bg-note-soft' : 'border-accent/55 bg-surface')}
      >
        <div className="flex flex-wrap items-center gap-x-2 border-b border-line p-1.5">
          <div role="group" aria-label={t('ticket.kind_of_message')} className="flex gap-1">
            {modes.map(({ wanted, label, icon }) => (
              <button
                key={label}
                type="button"
                aria-pressed={kind === wanted}
                onClick={() => {
                  setPreview(false);
                  draft.turnTo(wanted);
                  backToText();
                }}
                className={classNames(
                  'inline-flex h-8 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium',
                  kind !== wanted ? 'text-muted hover:bg-hover hover:text-ink' : wanted === 'internal' ? 'bg-note text-on-note' : 'bg-accent text-on-accent',
                )}
              >
                {icon}
                {label}
              </button>
            ))}
          </div>
          <span className="flex-1" />
          <FormatBar format={format} isPreview={isPreview} onPreview={setPreview} />
        </div>
        <p id={`${areaId}-to`} className={classNames('px-3 pt-2 text-xs wrap-anywhere', internal ? 'font-medium text-note-ink' : 'text-muted')}>
          {internal && `${t('ticket.note_about')} `}
          <Suspense fallback={null}>
            <ReplyRecipients number={ticket.ticket_number} internal={internal} />
          </Suspense>
        </p>
        {isPreview && (
          <div aria-label={t('write.preview')} role="region" className="max-h-[50vh] min-h-28 overflow-y-auto px-3 py-2">
            <Suspense fallback={<Skeleton className="h-16 w-full" />}>{isEmpty ? <p className="text-muted italic">{t('write.nothing')}</p> : <MessageText text={text} isDraft />}</Suspense>
          </div>
        )}
        <textarea
          ref={area}
          id={areaId}
          hidden={isPreview}
          value={text}
          rows={5}
          maxLength={50_000}
          aria-label={t(internal ? 'ticket.note_text' : 'ticket.reply_text')}
          aria-describedby={`${areaId}-to`}
          placeholder={t(internal ? 'ticket.note_placeholder' : 'ticket.reply_placeholder')}
          {...mentions.aria}
          onChange={(event) => {
            draft.write(event.target.value);
            mentions.follow();
          }}
          onSelect={mentions.follow}
          onKeyDown={onKeyDown}
          className="block max-h-[50vh] min-h-28 w-full resize-y bg-transparent px-3 py-2 leading-relaxed outline-none [field-sizing:content] focus-visible:outline-none max-sm:text-base [&[hidden]]:hidden"
        />
        {mentions.list}
        <DraftFileList files={files} onShow={showPicture} />
        {reply.error && (
          <div className="px-3 pb-2">
            <Banner tone="danger">{gateSentence(reply.error, t) ?? problemSentence(reply.error, t)}</Banner>
          </div>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line p-2">
          <FilePickButton control={files} iconOnly />
          <IconButton label={t('ticket.macros')} shortcut="/" onClick={() => setPicking(true)}>
            <Zap className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={t('ticket.article')} onClick={() => setChoosingArticle(true)}>
            <BookOpen className="size-4" aria-hidden />
          </IconButton>
          <span role="status" className="min-w-0 flex-1 truncate text-xs text-muted">
            {!isEmpty && draft.state !== 'idle' && t(`write.draft_${draft.state}`)}
          </span>
          <SendButtons ticket={ticket} internal={internal} disabled={isEmpty || files.going > 0} busy={reply.isPending} hasNext={nextOf(ticket.ticket_number) !== null} onSend={sendAs} />
        </div>
      </section>
      {resolving && (
        <ResolveDialog
          number={ticket.ticket_number}
          initial={text}
          busy={reply.isPending}
          onClose={() => setResolving(null)}
          onResolve={(notes) => void send({ status: 'resuelto', resolution_notes: notes, isNext: resolving.isNext })}
        />
      )}
      {choosingArticle && (
        <Suspense fallback={null}>
          <ArticlePicker
            ticket={ticket}
            onClose={() => {
              setChoosingArticle(false);
              backToText();
            }}
            onInsert={(words) => {
              setChoosingArticle(false);
              insert(words, false);
            }}
          />
        </Suspense>
      )}
      {picking && (
        <Suspense fallback={null}>
          <MacroPicker
            ticket={ticket}
            onClose={() => {
              setPicking(false);
              backToText();
            }}
            onInsert={(words, isInternal) => {
              setPicking(false);
              insert(words, isInternal);
            }}
          />
        </Suspense>
      )}
    </FileDrop>
  );
}
