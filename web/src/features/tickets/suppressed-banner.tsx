// People of this ticket whose address bounced for good: who they are, why, and writing to them again.
import { Link } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useLiftSuppression } from '@/api/mail-queue.ts';
import { useMe } from '@/api/session.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

export function SuppressedBanner({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const { role } = useMe();
  const client = useQueryClient();
  const lift = useLiftSuppression();
  const emails = ticket.suppressed_emails;
  const again = (email: string): void =>
    lift.mutate(email, {
      onSuccess: () => {
        toast.done(t('suppressed.lifted', { email }));
        void client.invalidateQueries({ queryKey: ['ticket', ticket.ticket_number], exact: true });
      },
      onError: (error) => {
        toast.problem(problemSentence(error, t));
      },
    });
  return (
    <Banner
      tone="warn"
      className="mx-4 mb-3 sm:mx-6"
      action={
        <span className="flex flex-wrap items-center gap-2">
          <Link to="/mail-queue" search={{ view: 'suppressed', ...(emails.length === 1 ? { q: emails[0] } : {}) }} className="font-medium underline underline-offset-2">
            {t('suppressed.why')}
          </Link>
          {role !== 'technician' &&
            emails.map((email) => (
              <Button key={email} small busy={lift.isPending && lift.variables === email} onClick={() => again(email)}>
                {t('suppressed.again', { email })}
              </Button>
            ))}
        </span>
      }
    >
      {t('ticket.suppressed', { emails: emails.join(', ') })}
    </Banner>
  );
}
