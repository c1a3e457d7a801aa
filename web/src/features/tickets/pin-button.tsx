// Keeps a ticket at hand, or lets go of it; a ticket that is looked at is remembered as one of the last.
import { Pin, PinOff } from 'lucide-react';
import { useEffect } from 'react';
import { useMe } from '@/api/session.ts';
import { usePin } from '@/api/views.ts';
import { useViews } from '@/api/queue.ts';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { rememberTicket } from './recent-tickets.ts';

export function PinButton({ ticketId, number, subject }: { ticketId: string; number: string; subject: string }) {
  const { t } = useText();
  const pinned = useViews().data?.pinned.some((one) => one.ticket_id === ticketId) ?? false;
  const pin = usePin();
  const { user_id: userId } = useMe();
  useEffect(() => rememberTicket(userId, { ticket_number: number, subject }), [userId, number, subject]);
  return (
    <IconButton
      label={t(pinned ? 'queue.unpin' : 'queue.pin')}
      aria-pressed={pinned}
      disabled={pin.isPending}
      onClick={() => pin.mutate({ ticketId, isPinned: !pinned }, { onError: (error) => toast.problem(problemSentence(error, t)) })}
    >
      {pinned ? <PinOff className="size-4" aria-hidden /> : <Pin className="size-4" aria-hidden />}
    </IconButton>
  );
}
