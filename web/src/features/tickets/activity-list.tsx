// Everything that changed, day by day, in sentences: who did what, from what to what.
import { AlarmClock, AlarmClockOff, CircleDot, Link2, Lock, MailX, Merge, MessageSquare, Paperclip, PenLine, Plus, ShieldCheck, ShieldQuestion, ShieldX, Split, Undo2, UserRound, Zap } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useActivities } from '@/api/ticket.ts';
import type { Activity } from '@/api/ticket.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { classNames } from '@/ui/class-names.ts';
import { Ago } from '@/ui/ago.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';

export const fieldLabels: Record<string, TextKey> = {
  status: 'tickets.status',
  priority: 'tickets.priority',
  assigned_to: 'tickets.assignee',
  category_id: 'tickets.category',
  subject: 'tickets.subject',
  description: 'ticket.description',
  site_id: 'tickets.site',
  affected_person: 'ticket.affected_person',
  affected_person_contact: 'ticket.affected_contact',
  affected_person_phone: 'ticket.affected_phone',
  notification_email: 'ticket.notification_email',
  additional_emails: 'ticket.additional_emails',
  tags: 'ticket.tags',
  asset_id: 'ticket.machine',
  follows: 'activity.follows',
  rating: 'activity.rating',
};

const actionLabels: Record<string, TextKey> = {
  created: 'activity.created',
  commented: 'activity.commented',
  attached: 'activity.attached',
  deleted: 'activity.deleted',
  noted: 'activity.noted',
  reason: 'activity.reason',
  accepted: 'activity.accepted',
  auto_reply: 'activity.auto_reply',
  third_party: 'activity.third_party',
  withdrew: 'activity.withdrew',
  bounced: 'activity.bounced',
  delayed: 'activity.delayed',
  complained: 'activity.complained',
  on_behalf_of: 'activity.on_behalf_of',
  macro: 'activity.macro',
  schedule_missed: 'activity.schedule_missed',
  snoozed: 'activity.snoozed',
  woken_by_time: 'activity.woken_by_time',
  woken_by_answer: 'activity.woken_by_answer',
  woken_by_person: 'activity.woken_by_person',
  checklist_added: 'activity.checklist_added',
  checklist_removed: 'activity.checklist_removed',
  checklist_unticked: 'activity.checklist_unticked',
  approval_asked: 'activity.approval_asked',
  approved: 'activity.approved',
  refused: 'activity.refused',
};

/** Acts that are told whole, by what they did. */
const tellings: Record<string, TextKey> = {
  'merged:into': 'activity.merged_into',
  'merged:from': 'activity.merged_from',
  'unmerged:from': 'activity.unmerged_from',
  'unmerged:out': 'activity.unmerged_out',
  'split:into': 'activity.split_into',
  'created:split_from': 'activity.split_from',
  'linked:related': 'activity.linked',
  'linked:duplicate': 'activity.linked',
  'linked:parent': 'activity.linked',
  'linked:child': 'activity.linked',
  'unlinked:': 'activity.unlinked',
  'participants:additional_emails': 'activity.participants',
};

function valueText(field: string | null, value: string | null, t: Text['t']): string {
  if (value === null || value === '') return '–';
  if (field === 'status') return t(`status.${value}` as TextKey);
  if (field === 'priority') return t(`priority.${value}` as TextKey);
  if (field?.startsWith('field:') && (value === 'true' || value === 'false')) return t(value === 'true' ? 'fields.yes' : 'fields.no');
  if (field === 'rating') return t(`activity.rating_${value}` as TextKey);
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}

/** What somebody did, as a sentence without its subject. */
function changeText({ field, old_value, new_value, actor_name }: Activity, t: Text['t']): string {
  const name = field!.startsWith('field:') ? field!.slice(6) : fieldLabels[field!] ? t(fieldLabels[field!]!) : field!;
  const [before, after] = [valueText(field, old_value, t), valueText(field, new_value, t)];
  const isEmpty = (value: string | null): boolean => value === null || value === '';
  if (field === 'assigned_to') return isEmpty(new_value) ? t('history.unassigned', { before }) : new_value === actor_name ? t('history.assigned_self') : t('history.assigned', { after });
  if (field === 'description') return t('history.rewrote', { field: name.toLowerCase() });
  if (isEmpty(old_value)) return t('history.put', { field: name.toLowerCase(), after });
  if (isEmpty(new_value)) return t('history.took', { field: name.toLowerCase(), before });
  return t('history.set', { field: name.toLowerCase(), before, after });
}

/** "Ana Ruiz cambió estado de Nuevo a Asignado" */
export function ActivityLine({ activity }: { activity: Activity }) {
  const { t, dateTime } = useText();
  const { action, field, old_value, new_value, actor_name } = activity;
  const telling = tellings[`${action}:${field ?? ''}`];
  const label = field ? undefined : actionLabels[action];
  return (
    <span className="wrap-anywhere">
      <span className="font-medium">{actor_name}</span>{' '}
      {telling ? (
        <>
          {t(telling)}: <span className="font-medium">{new_value ?? old_value ?? '–'}</span>
        </>
      ) : field ? (
        changeText(activity, t)
      ) : action === 'snoozed' && new_value ? (
        t('activity.snoozed_until', { when: dateTime(new_value) })
      ) : (
        <>
          {label ? t(label) : action}
          {new_value ? `: ${valueText(null, new_value, t)}` : ''}
        </>
      )}
    </span>
  );
}

const icons: Record<string, LucideIcon> = {
  created: Plus, commented: MessageSquare, noted: Lock, attached: Paperclip, status: CircleDot, assigned: UserRound, merged: Merge, split: Split, linked: Link2, macro: Zap, bounced: MailX, complained: MailX, withdrew: Undo2,
  snoozed: AlarmClock, woken_by_time: AlarmClockOff, woken_by_answer: AlarmClockOff, woken_by_person: AlarmClockOff, approval_asked: ShieldQuestion, approved: ShieldCheck, refused: ShieldX,
};
const iconOf = ({ action, field }: Activity): LucideIcon => icons[field === 'status' ? 'status' : field === 'assigned_to' ? 'assigned' : action] ?? PenLine;

/** Days in their order, each with what happened on it. */
function byDay(activities: Activity[], date: Text['date']): { day: string; activities: Activity[] }[] {
  const days: { day: string; activities: Activity[] }[] = [];
  for (const activity of activities) {
    const day = date(activity.created_at);
    if (days.at(-1)?.day === day) days.at(-1)!.activities.push(activity);
    else days.push({ day, activities: [activity] });
  }
  return days;
}

/** `merged`: tickets whose history stands among that of this one. */
export function ActivityList({ number, merged = [] }: { number: string; merged?: { ticket_id: string; ticket_number: string }[] }) {
  const { t, date } = useText();
  const { data, error, isPending, refetch } = useActivities(number);
  if (isPending) return <SkeletonList rows={5} />;
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) return <EmptyState title={t('activity.none')} />;
  return (
    <div className="grid gap-4 py-3">
      {byDay(data, date).map(({ day, activities }) => (
        <section key={day} aria-label={day}>
          <h3 className="mb-1 px-2 text-xs font-medium text-muted">{day}</h3>
          <ol className="relative grid before:absolute before:top-3 before:bottom-3 before:left-4.75 before:w-px before:bg-line">
            {activities.map((activity) => {
              const Icon = iconOf(activity);
              const from = merged.find((one) => one.ticket_id === activity.ticket_id)?.ticket_number;
              return (
                <li key={activity.activity_id} className="relative flex items-start gap-3 rounded-md px-2 py-1.5 text-sm hover:bg-hover/60">
                  <span className={classNames('grid size-6 shrink-0 place-items-center rounded-full border', activity.visibility === 'internal' ? 'border-note-line bg-note-soft text-note-ink' : 'border-line bg-surface text-muted')}>
                    <Icon className="size-3.5" aria-hidden />
                  </span>
                  <span className="min-w-0 flex-1 pt-0.5">
                    <ActivityLine activity={activity} />
                    {from && <span className="ml-1.5 text-xs text-muted tabular-nums">{from}</span>}
                  </span>
                  <span className="pt-1 text-xs text-muted">
                    <Ago iso={activity.created_at} />
                  </span>
                </li>
              );
            })}
          </ol>
        </section>
      ))}
    </div>
  );
}
