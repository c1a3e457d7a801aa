// The conversation of a request: the reader's own messages to the right, everybody else's to the left.
import { Suspense, useState } from 'react';
import { useMe } from '@/api/session.ts';
import { useAttachments, useComments } from '@/api/ticket.ts';
import type { Attachment, Comment, Ticket } from '@/api/ticket.ts';
import { MailFrame } from '@/features/tickets/mail-frame.tsx';
import { MailExtras, MessageText, PlainText } from '@/features/tickets/message.tsx';
import { repeatsDescription, sourcesSaid } from '@/features/tickets/repeats-description.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Avatar } from '@/ui/avatar.tsx';
import { classNames } from '@/ui/class-names.ts';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PhotoPreviews } from './photo-previews.tsx';

interface BubbleProps {
  author: string;
  isMine: boolean;
  isSupport: boolean;
  at: string;
  text: string;
  format?: Comment['body_format'];
  html: string | null;
  files: Attachment[];
  calendar?: Comment['calendar'];
  protection?: Comment['protection'];
}

/** Markup that says more than the text does: tables, pictures, links. Anything else reads better as text. */
const rich = /<(?:table|img|ul|ol|a)\b/i;

function Bubble({ author, isMine, isSupport, at, text, format = 'plain', html, files, calendar = null, protection = null }: BubbleProps) {
  const { t } = useText();
  return (
    <li className={classNames('flex gap-2.5', isMine && 'flex-row-reverse')}>
      <Avatar name={author} />
      <div className={classNames('grid min-w-0 max-w-[85%] gap-1', isMine && 'justify-items-end')}>
        <p className="flex flex-wrap items-baseline gap-x-1.5 text-xs text-muted">
          <span className="font-medium text-ink">{isMine ? t('requests.you') : author}</span>
          {isSupport && <span>{t('requests.support')}</span>}
          <Ago iso={at} />
        </p>
        <div className={classNames('grid min-w-0 gap-2.5 rounded-lg border border-line px-3.5 py-2.5', isMine ? 'bg-accent-soft' : isSupport ? 'bg-surface' : 'bg-sunken')}>
          {calendar?.is_text ? null : text && format === 'markdown' ? <Suspense fallback={<PlainText text={text} />}><MessageText text={text} /></Suspense> : text ? <PlainText text={text} /> : html === null && files.length === 0 ? <p className="text-muted italic">{t('requests.no_text')}</p> : null}
          {(calendar || protection) && (
            <Suspense fallback={null}>
              <MailExtras calendar={calendar} protection={protection} />
            </Suspense>
          )}
          {html && (rich.test(html) || !text) && (
            <details>
              <summary className="w-fit rounded-md text-xs text-muted">{t('requests.full_mail')}</summary>
              <div className="mt-2 min-w-[min(60vw,24rem)]">
                <MailFrame html={html} title={t('requests.full_mail')} />
              </div>
            </details>
          )}
          <PhotoPreviews files={files} />
        </div>
      </div>
    </li>
  );
}

export function RequestConversation({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const me = useMe();
  const comments = useComments(ticket.ticket_number);
  const files = useAttachments(ticket.ticket_number).data ?? [];
  const count = comments.data?.length;
  const latest = comments.data?.at(-1);
  const [known, setKnown] = useState(count);
  const [announced, setAnnounced] = useState('');
  if (count !== undefined && count !== known) {
    setKnown(count);
    // What was there when the page opened is read in order; only what arrives later is announced.
    if (known !== undefined && count > known && latest && latest.author_id !== me.user_id) setAnnounced(t('requests.new_answer', { name: latest.author_name }));
  }

  const asker = ticket.created_by_name ?? ticket.from_name ?? ticket.from_email ?? t(ticket.channel === 'agente' ? 'requests.by_machine' : 'requests.someone');
  return (
    <section aria-label={t('requests.conversation')}>
      <ul className="grid gap-4">
        {!repeatsDescription(ticket, comments.data?.[0]) && (
          <Bubble
            author={asker}
            isMine={ticket.created_by === me.user_id}
            isSupport={false}
            at={ticket.created_at}
            text={ticket.description || ticket.subject}
            html={null}
            files={files.filter(({ comment_id, ticket_id }) => comment_id === null && ticket_id === ticket.ticket_id)}
          />
        )}
        {/* What was asked in a request that is part of this one now. */}
        {sourcesSaid(ticket, comments.data ?? []).map((source) => (
          <Bubble
            key={source.merge_id}
            author={source.created_by_name ?? asker}
            isMine={source.created_by_name === me.name}
            isSupport={false}
            at={source.created_at}
            text={`${source.ticket_number} · ${source.subject}\n\n${source.description}`}
            html={null}
            files={files.filter(({ comment_id, ticket_id }) => comment_id === null && ticket_id === source.ticket_id)}
          />
        ))}
        {comments.data?.map((comment) => (
          <Bubble
            key={comment.comment_id}
            author={comment.author_name}
            isMine={comment.author_id === me.user_id}
            isSupport={comment.author_is_staff}
            at={comment.created_at}
            text={comment.body_text}
            format={comment.body_format}
            html={comment.body_html}
            files={comment.attachments}
            calendar={comment.calendar}
            protection={comment.protection}
          />
        ))}
      </ul>
      {comments.isPending && <SkeletonList rows={3} />}
      {comments.error && !comments.data && <ErrorPanel error={comments.error} onRetry={() => void comments.refetch()} />}
      <p aria-live="polite" className="sr-only">
        {announced}
      </p>
    </section>
  );
}
