// The conversation, oldest first, beginning with what was asked.
import { useState } from 'react';
import { acceptComment, useAttachments, useComments } from '@/api/ticket.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { ErrorPanel, problemSentence, SkeletonList } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { Message } from './message.tsx';
import { repeatsDescription } from './repeats-description.ts';

export function Conversation({ ticket }: { ticket: Ticket }) {
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
          files={files.filter((file) => file.comment_id === null)}
        />
      )}
      {comments.isPending ? (
        <SkeletonList rows={4} />
      ) : comments.error ? (
        <ErrorPanel error={comments.error} onRetry={() => void comments.refetch()} />
      ) : (
        comments.data.map((comment) => (
          <Message
            key={comment.comment_id}
            author={comment.author_name}
            email={comment.author_is_staff ? null : comment.author_email}
            isStaff={comment.author_is_staff}
            internal={comment.visibility === 'internal'}
            channel={comment.channel}
            kind={comment.kind}
            verdict={comment.verdict}
            at={comment.created_at}
            text={comment.body_text}
            html={comment.body_html}
            quoted={comment.quoted_text}
            files={comment.attachments}
            calendar={comment.calendar}
            protection={comment.protection}
            onAccept={() => acceptComment(ticket, comment.comment_id).then(() => comments.refetch()).then(() => undefined, (error: unknown) => toast.problem(problemSentence(error, t)))}
          />
        ))
      )}
      <p aria-live="polite" className="sr-only">
        {announced}
      </p>
    </section>
  );
}
