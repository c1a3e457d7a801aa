// One entry of the conversation; an internal note can never be taken for a public message.
import { Bot, Lock, Mail, Merge, ShieldAlert } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import type { Attachment, Comment } from '@/api/ticket.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Avatar } from '@/ui/avatar.tsx';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { AttachmentList } from './attachment-list.tsx';
import { MailFrame } from './mail-frame.tsx';

export const MailExtras = lazy(() => withTexts(['mailCards'], import('./mail-extras.tsx')).then((module) => ({ default: module.MailExtras })));

export const MessageText = lazy(() => withTexts(['writing'], import('./message-text.tsx')).then((module) => ({ default: module.MessageText })));

export interface MessageProps {
  author: string;
  email: string | null;
  isStaff: boolean;
  internal: boolean;
  channel: string;
  kind?: 'message' | 'auto-reply' | 'third-party';
  /** How far the sender's address was proven; only for mail. */
  verdict?: string | null;
  at: string;
  text: string;
  /** How the text is written; words as they stand unless told otherwise. */
  format?: Comment['body_format'];
  html: string | null;
  quoted: string | null;
  files: Attachment[];
  /** Number of the merged ticket in which it was said. */
  from?: string | undefined;
  /** What can be done with it. */
  actions?: ReactNode;
  calendar?: Comment['calendar'];
  protection?: Comment['protection'];
  /** Takes a third party's message into the conversation; absent where that is not possible. */
  onAccept?: (() => Promise<void>) | undefined;
}

const link = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g;

/** Plain text with its links; nothing in it is read as markup. */
export function PlainText({ text }: { text: string }): ReactNode {
  return (
    <p className="leading-relaxed whitespace-pre-wrap wrap-anywhere">
      {text.split(link).map((part, index) =>
        index % 2 === 1 ? (
          <a
            key={index}
            href={part}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent-ink underline underline-offset-2"
          >
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}

export function Message({
  author,
  email,
  isStaff,
  internal,
  channel,
  kind = 'message',
  verdict,
  at,
  text,
  format = 'plain',
  html,
  quoted,
  files,
  from,
  actions,
  calendar = null,
  protection = null,
  onAccept,
}: MessageProps) {
  const { t } = useText();
  const [accepting, setAccepting] = useState(false);
  const doubtful = channel === 'email' && !isStaff && (verdict === 'unverified' || verdict === 'weak' || verdict === 'failed');
  return (
    <article
      aria-label={t(internal ? 'ticket.note_by' : 'ticket.message_by', { name: author })}
      data-kind={internal ? 'note' : 'message'}
      className={classNames(
        'rounded-lg border px-4 py-3',
        internal
          ? 'border-note-line border-dashed bg-note-soft'
          : isStaff
            ? 'border-line bg-accent-soft/45'
            : 'border-line bg-surface',
      )}
    >
      <header className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1">
        <Avatar name={author} small />
        <span className="font-semibold">{author}</span>
        {email && email !== author && <span className="min-w-0 truncate text-xs text-muted">{email}</span>}
        {internal && (
          <Badge tone="note" className="border border-note-line" icon={<Lock className="size-3" aria-hidden />}>
            {t('ticket.internal_note')}
          </Badge>
        )}
        {isStaff && !internal && <Badge tone="accent">{t('ticket.support')}</Badge>}
        {channel === 'email' && <Badge icon={<Mail className="size-3" aria-hidden />}>{t('channel.email')}</Badge>}
        {from && <Badge icon={<Merge className="size-3" aria-hidden />}>{from}</Badge>}
        {kind !== 'message' && (
          <Badge icon={<Bot className="size-3" aria-hidden />}>
            {t(kind === 'auto-reply' ? 'ticket.auto_reply' : 'ticket.third_party')}
          </Badge>
        )}
        {doubtful && (
          <Badge tone="warn" icon={<ShieldAlert className="size-3" aria-hidden />}>
            {t('ticket.sender_unproven')}
          </Badge>
        )}
        <span className="ml-auto flex items-center gap-2 text-xs text-muted">
          <Ago iso={at} />
          {actions}
        </span>
      </header>
      {html ? (
        <MailFrame html={html} title={t('ticket.message_by', { name: author })} />
      ) : calendar?.is_text ? null : text && format === 'markdown' ? (
        <Suspense fallback={<PlainText text={text} />}>
          <MessageText text={text} />
        </Suspense>
      ) : text ? (
        <PlainText text={text} />
      ) : (
        <p className="text-muted italic">{t('ticket.no_text')}</p>
      )}
      {(calendar || protection) && (
        <Suspense fallback={null}>
          <MailExtras calendar={calendar} protection={protection} />
        </Suspense>
      )}
      {quoted && (
        <details className="mt-2">
          <summary className="w-fit rounded-md px-1.5 py-0.5 text-xs text-muted hover:bg-hover">{t('ticket.quoted')}</summary>
          <div className="mt-1 border-l-2 border-line pl-3 text-sm text-muted">
            <PlainText text={quoted} />
          </div>
        </details>
      )}
      {files.length > 0 && (
        <div className="mt-3">
          <AttachmentList files={files} />
        </div>
      )}
      {kind === 'third-party' && onAccept && (
        <div className="mt-3 flex flex-wrap items-center gap-2 text-xs text-muted">
          {t('ticket.third_party_about')}
          <Button
            small
            disabled={accepting}
            onClick={() => {
              setAccepting(true);
              void onAccept().finally(() => setAccepting(false));
            }}
          >
            {t('ticket.third_party_accept')}
          </Button>
        </div>
      )}
    </article>
  );
}
