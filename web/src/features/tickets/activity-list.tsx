// Everything that changed, who did it, old → new.
import { useActivities } from '@/api/ticket.ts';
import type { Activity } from '@/api/ticket.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';

const fieldLabels: Record<string, TextKey> = {
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
  checklist_added: 'activity.checklist_added',
  checklist_removed: 'activity.checklist_removed',
  checklist_unticked: 'activity.checklist_unticked',
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
  if (field === 'rating') return t(`activity.rating_${value}` as TextKey);
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}

/** "Ana Ruiz · Estado: Nuevo → Asignado" */
export function ActivityLine({ activity }: { activity: Activity }) {
  const { t } = useText();
  const { action, field, old_value, new_value, actor_name } = activity;
  const telling = tellings[`${action}:${field ?? ''}`];
  if (telling)
    return (
      <span className="wrap-anywhere">
        <span className="font-medium">{actor_name}</span> {t(telling)}: <span className="font-medium">{new_value ?? old_value ?? '–'}</span>
      </span>
    );
  const label = field ? fieldLabels[field] : actionLabels[action];
  return (
    <span className="wrap-anywhere">
      <span className="font-medium">{actor_name}</span>{' '}
      {field ? (
        <>
          ·{' '}
          {label ? t(label) : field}: {valueText(field, old_value, t)} →{' '}
          <span className="font-medium">{valueText(field, new_value, t)}</span>
        </>
      ) : (
        <>
          {label ? t(label) : action}
          {new_value ? `: ${valueText(null, new_value, t)}` : ''}
        </>
      )}
    </span>
  );
}

/** `merged`: tickets whose history stands among that of this one. */
export function ActivityList({ number, merged = [] }: { number: string; merged?: { ticket_id: string; ticket_number: string }[] }) {
  const { t } = useText();
  const { data, error, isPending, refetch } = useActivities(number);
  if (isPending) return <SkeletonList rows={5} />;
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) return <EmptyState title={t('activity.none')} />;
  return (
    <ol className="grid gap-0.5 py-3">
      {data.map((activity) => (
        <li key={activity.activity_id} className="flex items-baseline gap-3 rounded-md px-2 py-1.5 text-sm hover:bg-hover/60">
          <span aria-hidden className="size-1.5 shrink-0 -translate-y-0.5 rounded-full bg-control" />
          <span className="min-w-0 flex-1">
            <ActivityLine activity={activity} />
            {merged.some((one) => one.ticket_id === activity.ticket_id) && (
              <span className="ml-1.5 text-xs text-muted tabular-nums">{merged.find((one) => one.ticket_id === activity.ticket_id)?.ticket_number}</span>
            )}
          </span>
          <span className="text-xs text-muted">
            <Ago iso={activity.created_at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
