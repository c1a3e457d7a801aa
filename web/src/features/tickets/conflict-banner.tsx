// Two people changed the same ticket: what the other one did, and what to do with one's own change.
import type { Ticket, TicketAct } from '@/api/ticket.ts';
import { useActivities } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { ActivityLine } from './activity-list.tsx';
import type { TicketActs } from './use-ticket-act.ts';

function useMine(act: TicketAct): string {
  const { t } = useText();
  if (act.kind === 'status') return `${t('tickets.status')} → ${t(`status.${act.status}`)}`;
  if (act.kind === 'assign') return `${t('tickets.assignee')} → ${act.assigned_to_name ?? t('tickets.nobody')}`;
  const { priority, subject } = act.change;
  if (priority) return `${t('tickets.priority')} → ${t(`priority.${priority}`)}`;
  if (subject) return `${t('tickets.subject')} → ${subject}`;
  return t('ticket.details');
}

export function ConflictBanner({ ticket, acts }: { ticket: Ticket; acts: TicketActs }) {
  const { conflict } = acts;
  return conflict ? <ConflictBody ticket={ticket} acts={acts} conflict={conflict} /> : null;
}

function ConflictBody({
  ticket,
  acts,
  conflict,
}: {
  ticket: Ticket;
  acts: TicketActs;
  conflict: NonNullable<TicketActs['conflict']>;
}) {
  const { t } = useText();
  const mine = useMine(conflict.act);
  const theirs =
    useActivities(ticket.ticket_number).data?.filter(({ created_at }) => created_at > conflict.seen.updated_at) ?? [];
  return (
    <Banner
      tone="warn"
      className="sticky top-2 z-10 mx-4 mb-3 shadow-pop max-lg:top-14 sm:mx-6"
      action={
        <span className="flex flex-wrap gap-2">
          <Button small onClick={acts.dropMine}>
            {t('ticket.conflict_drop')}
          </Button>
          <Button small tone="primary" busy={acts.busy} onClick={() => void acts.applyAnyway()}>
            {t('ticket.conflict_apply')}
          </Button>
        </span>
      }
    >
      <p className="font-medium">{t('ticket.conflict')}</p>
      <ul className="mt-1 list-disc pl-4">
        {theirs.slice(-4).map((activity) => (
          <li key={activity.activity_id}>
            <ActivityLine activity={activity} />
          </li>
        ))}
      </ul>
      <p className="mt-1">{t('ticket.conflict_mine', { change: mine })}</p>
    </Banner>
  );
}
