// Answering: a public reply and an internal note differ in colour, label, recipients and button, and are hard to confuse.
import { BookOpen, ChevronDown, Lock, Send, Zap } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import { useReply } from '@/api/ticket.ts';
import type { NewCommentBody, Ticket } from '@/api/ticket.ts';
import type { TicketStatus } from '@/api/tickets.ts';
import { useMentions } from '@/features/notifications/use-mentions.tsx';
import { gateSentence } from '@/features/checklists/gate-sentence.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { StatusIcon } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { DropdownMenu, MenuItem, MenuLabel } from '@/ui/dropdown-menu.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { ChosenFiles, FileDrop, FilePickButton, useFiles } from '@/ui/file-drop.tsx';
import { toast } from '@/ui/toast.tsx';
import { readDraft, writeDraft } from './draft.ts';
import { ResolveDialog } from './resolve-dialog.tsx';
import type { Undoable } from './undo-reply.tsx';

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

export function Composer({ ticket, handle }: { ticket: Ticket; handle: Ref<ComposerHandle> }) {
  const { t } = useText();
  const [{ text, internal }, setDraft] = useState(() => readDraft(ticket.ticket_id));
  const [resolving, setResolving] = useState(false);
  const [picking, setPicking] = useState(false);
  const [choosingArticle, setChoosingArticle] = useState(false);
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  const forgetUndo = useCallback(() => setUndoable(null), []);
  const files = useFiles();
  const area = useRef<HTMLTextAreaElement>(null);
  const reply = useReply(ticket);
  const mentions = useMentions(area, text, (next) => setDraft((draft) => ({ ...draft, text: next })));

  useEffect(() => writeDraft(ticket.ticket_id, { text, internal }), [ticket.ticket_id, text, internal]);
  useImperativeHandle(handle, () => ({
    focus: (wanted) => {
      setDraft((draft) => ({ ...draft, internal: wanted }));
      area.current?.focus();
      area.current?.scrollIntoView({ block: 'center' });
    },
  }));

  const send = (extra: Pick<NewCommentBody, 'status' | 'resolution_notes'> = {}): void => {
    if (text.trim() === '' || reply.isPending) return;
    const body: NewCommentBody = {
      body_text: text,
      visibility: internal ? 'internal' : 'public',
      mentions: mentions.named(),
      ...extra,
      ...(extra.status ? { version: ticket.version } : {}),
    };
    reply.mutate(
      { body, files: files.files },
      {
        onSuccess: ({ comment, not_before }) => {
          const waitMs = not_before ? Date.parse(not_before) - Date.parse(comment.created_at) : 0;
          // A resolution stands for itself: its notes and its own mail would stay.
          const waits = waitMs > 0 && extra.status !== 'resuelto';
          setUndoable(waits
            ? { comment_id: comment.comment_id, text: body.body_text, files: files.files, setStatus: extra.status !== undefined, endsAtMs: Date.now() + waitMs }
            : null);
          setDraft({ text: '', internal: false });
          setResolving(false);
          files.clear();
          if (!waits) toast.done(t(internal ? 'ticket.note_saved' : 'ticket.reply_sent'));
        },
        onError: () => setResolving(false),
      },
    );
  };
  const sendAs = (status: TicketStatus): void => {
    if (status === 'resuelto') setResolving(true);
    else send({ status });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (mentions.onKey(event)) return;
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      send();
    } else if (event.key === '/' && !event.altKey && !event.metaKey && !event.ctrlKey && area.current && startsLine(area.current)) {
      event.preventDefault();
      setPicking(true);
    } else if (event.key === 'Escape') area.current?.blur();
  };

  const empty = text.trim() === '';
  const modes = [
    { wanted: false, label: t('ticket.public_reply'), icon: <Send className="size-4" aria-hidden /> },
    { wanted: true, label: t('ticket.internal_note'), icon: <Lock className="size-4" aria-hidden /> },
  ];
  return (
    <FileDrop control={files} className="mb-6">
      {undoable && (
        <Suspense fallback={null}>
          <UndoReply
            key={undoable.comment_id}
            ticket={ticket}
            undoable={undoable}
            onOver={forgetUndo}
            onUndone={() => {
              setDraft((draft) => ({ text: draft.text.trim() === '' ? undoable.text : `${undoable.text}\n\n${draft.text}`, internal: false }));
              if (undoable.files.length > 0) files.add(undoable.files);
              setUndoable(null);
              requestAnimationFrame(() => area.current?.focus());
            }}
          />
        </Suspense>
      )}
      <section
        aria-label={t(internal ? 'ticket.internal_note' : 'ticket.public_reply')}
        className={classNames(
          'rounded-lg border-2',
          internal ? 'border-dashed border-note-line bg-note-soft' : 'border-accent/55 bg-surface',
        )}
      >
        <div role="group" aria-label={t('ticket.kind_of_message')} className="flex gap-1 border-b border-line p-1.5">
          {modes.map(({ wanted, label, icon }) => (
            <button
              key={label}
              type="button"
              aria-pressed={internal === wanted}
              onClick={() => {
                setDraft((draft) => ({ ...draft, internal: wanted }));
                area.current?.focus();
              }}
              className={classNames(
                'inline-flex h-8 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium',
                internal !== wanted
                  ? 'text-muted hover:bg-hover hover:text-ink'
                  : wanted
                    ? 'bg-note text-on-note'
                    : 'bg-accent text-on-accent',
              )}
            >
              {icon}
              {label}
            </button>
          ))}
        </div>
        <p
          id={`${areaId}-to`}
          className={classNames('px-3 pt-2 text-xs wrap-anywhere', internal ? 'font-medium text-note-ink' : 'text-muted')}
        >
          {internal && `${t('ticket.note_about')} `}
          <Suspense fallback={null}>
            <ReplyRecipients number={ticket.ticket_number} internal={internal} />
          </Suspense>
        </p>
        <textarea
          ref={area}
          id={areaId}
          value={text}
          rows={5}
          maxLength={50_000}
          aria-label={t(internal ? 'ticket.note_text' : 'ticket.reply_text')}
          aria-describedby={`${areaId}-to`}
          placeholder={t(internal ? 'ticket.note_placeholder' : 'ticket.reply_placeholder')}
          {...mentions.aria}
          onChange={(event) => {
            setDraft({ text: event.target.value, internal });
            mentions.follow();
          }}
          onSelect={mentions.follow}
          onKeyDown={onKeyDown}
          className="block max-h-[50vh] min-h-28 w-full resize-y bg-transparent px-3 py-2 leading-relaxed outline-none [field-sizing:content] focus-visible:outline-none max-sm:text-base"
        />
        {mentions.list}
        {files.files.length > 0 && (
          <div className="px-3 pb-2">
            <ChosenFiles control={files} />
          </div>
        )}
        {reply.error && (
          <div className="px-3 pb-2">
            <Banner tone="danger">{gateSentence(reply.error, t) ?? problemSentence(reply.error, t)}</Banner>
          </div>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line p-2">
          <FilePickButton control={files} />
          <IconButton label={t('ticket.macros')} shortcut="/" onClick={() => setPicking(true)}>
            <Zap className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={t('ticket.article')} onClick={() => setChoosingArticle(true)}>
            <BookOpen className="size-4" aria-hidden />
          </IconButton>
          <span className="flex-1" />
          {ticket.allowed_statuses.length > 0 && (
            <DropdownMenu
              align="end"
              trigger={
                <Button disabled={empty || reply.isPending} icon={<ChevronDown className="size-4" aria-hidden />}>
                  {t(internal ? 'ticket.note_and' : 'ticket.reply_and')}
                </Button>
              }
            >
              <MenuLabel>{t('ticket.and_set')}</MenuLabel>
              {ticket.allowed_statuses.map((status) => (
                <MenuItem key={status} icon={<StatusIcon status={status} className="size-4" />} onSelect={() => sendAs(status)}>
                  {t(`status.${status}`)}
                </MenuItem>
              ))}
            </DropdownMenu>
          )}
          <Button
            tone={internal ? 'note' : 'primary'}
            disabled={empty}
            busy={reply.isPending}
            icon={internal ? <Lock className="size-4" aria-hidden /> : <Send className="size-4" aria-hidden />}
            onClick={() => send()}
          >
            {t(internal ? 'ticket.save_note' : 'ticket.send_reply')}
          </Button>
        </div>
      </section>
      {resolving && (
        <ResolveDialog
          number={ticket.ticket_number}
          initial={text}
          busy={reply.isPending}
          onClose={() => setResolving(false)}
          onResolve={(notes) => send({ status: 'resuelto', resolution_notes: notes })}
        />
      )}
      {choosingArticle && (
        <Suspense fallback={null}>
          <ArticlePicker
            ticket={ticket}
            onClose={() => {
              setChoosingArticle(false);
              requestAnimationFrame(() => area.current?.focus());
            }}
            onInsert={(words) => {
              setChoosingArticle(false);
              setDraft((draft) => ({ ...draft, text: draft.text.trim() === '' ? words : `${draft.text.trimEnd()}\n\n${words}` }));
              requestAnimationFrame(() => area.current?.focus());
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
              requestAnimationFrame(() => area.current?.focus());
            }}
            onInsert={(words, isInternal) => {
              setPicking(false);
              setDraft((draft) => ({ text: draft.text.trim() === '' ? words : `${draft.text.trimEnd()}\n\n${words}`, internal: draft.text.trim() === '' ? isInternal : draft.internal || isInternal }));
              requestAnimationFrame(() => area.current?.focus());
            }}
          />
        </Suspense>
      )}
    </FileDrop>
  );
}
