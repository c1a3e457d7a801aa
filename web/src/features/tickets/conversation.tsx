// The conversation, oldest first, beginning with what was asked.
import { lazy, memo, Suspense, useState } from 'react';
import { acceptComment, useAttachments, useComments } from '@/api/ticket.ts';
import type { Ticket } from '@/api/ticket.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { ErrorPanel, problemSentence, SkeletonList } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { Message } from './message.tsx';
import { repeatsDescription, sourcesSaid } from './repeats-description.ts';

const SplitButton = lazy(() => withTexts(['ticketLinks'], import('@/features/ticket-links/split-button.tsx')).then((module) => ({ default: module.SplitButton })));

/** Drawn again with its ticket and its messages, not with whoever else looks at them. */
export const Conversation = memo(function Conversation({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const comments = useComments(ticket.ticket_number);
  const files = useAttachments(ticket.ticket_number).data ?? [];
  const latest = comments.data?.at(-1);
  const [first, setFirst] = useState<string | null | undefined>(undefined);
  // What stood there when the page was opened is not news.
  if (first === undefined && comments.data) setFirst(latest?.comment_id ?? null);
  const announced =
    first !== undefined && latest && latest.comment_id !== first ? t('ticket.new_message_by', { name: latest.author_name }) : '';

  const fromMail = ticket.is_email_originated;
  // What came of a merged ticket says so.
  const numberOf = (ticketId: string): string | undefined => ticket.merged_from.find((one) => one.ticket_id === ticketId)?.ticket_number;
  const sources = sourcesSaid(ticket, comments.data ?? []);
  const before = (at: string | null, after: string | null) =>
    sources.filter((one) => (after === null || one.created_at > after) && (at === null || one.created_at <= at)).map((one) => (
      <Message
        key={one.merge_id}
        author={one.created_by_name ?? t('ticket.unknown_person')}
        email={null}
        isStaff={false}
        internal={false}
        channel="portal"
        from={one.ticket_number}
        at={one.created_at}
        text={`${one.subject}\n\n${one.description}`}
        html={null}
        quoted={null}
        files={files.filter((file) => file.comment_id === null && file.ticket_id === one.ticket_id)}
      />
    ));
  return (
    <section aria-label={t('ticket.conversation')} className="grid gap-3 py-4">
      {comments.data && repeatsDescription(ticket, comments.data[0]) ? null : (
        <Message
          author={(fromMail ? ticket.from_name : null) ?? ticket.created_by_name ?? ticket.from_email ?? t(ticket.channel === 'agente' ? 'channel.agente' : 'ticket.unknown_person')}
          email={ticket.from_email}
          isStaff={false}
          internal={false}
          channel={ticket.channel}
          verdict={ticket.from_verdict}
          at={ticket.created_at}
          text={ticket.description}
          html={null}
          quoted={null}
          files={files.filter((file) => file.comment_id === null && file.ticket_id === ticket.ticket_id)}
        />
      )}
      {comments.isPending ? (
        <SkeletonList rows={4} />
      ) : comments.error ? (
        <ErrorPanel error={comments.error} onRetry={() => void comments.refetch()} />
      ) : (
        comments.data.map((comment, index) => [
          ...before(comment.created_at, comments.data[index - 1]?.created_at ?? null),
          <Message
            key={comment.comment_id}
            from={numberOf(comment.ticket_id)}
            author={comment.author_name}
            email={comment.author_is_staff ? null : comment.author_email}
            isStaff={comment.author_is_staff}
            internal={comment.visibility === 'internal'}
            channel={comment.channel}
            kind={comment.kind}
            verdict={comment.verdict}
            at={comment.created_at}
            text={comment.body_text}
            format={comment.body_format}
            html={comment.body_html}
            quoted={comment.quoted_text}
            files={comment.attachments}
            calendar={comment.calendar}
            protection={comment.protection}
            onAccept={() => acceptComment(ticket, comment.comment_id).then(() => comments.refetch()).then(() => undefined, (error: unknown) => toast.problem(problemSentence(error, t)))}
            actions={comment.visibility === 'public' && comment.kind === 'message' && (
              <Suspense fallback={null}>
                <SplitButton ticket={ticket} comment={comment} />
              </Suspense>
            )}
          />,
        ])
      )}
      {comments.data && before(null, latest?.created_at ?? null)}
      <p aria-live="polite" className="sr-only">
        {announced}
      </p>
    </section>
  );
});
