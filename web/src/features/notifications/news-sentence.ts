// What a notification says, in the reader's language: facts come from the server, words from here.
import type { NotificationRow } from '@/api/notifications.ts';
import type { TextKey } from '@/text/es-MX.ts';
import type { Text } from '@/text/translate.ts';

/** One sentence without the ticket, which stands beside it. */
export function newsSentence({ event, vars }: Pick<NotificationRow, 'event' | 'vars'>, { t, dateTime }: Pick<Text, 't' | 'dateTime'>): string {
  const text = (name: string): string => (typeof vars[name] === 'string' ? vars[name] : '');
  const who = text('actor_name') || t('notices.somebody');
  const status = text('new_status') ? t(`status.${text('new_status')}` as TextKey) : '';
  const target = text('sla_target') ? t(`notices.target_${text('sla_target')}` as TextKey) : '';
  const due = text('sla_due') ? dateTime(text('sla_due')) : '';
  if (vars.is_mention === true) return t('notices.says_mention', { who });
  if (event === 'ticket_commented' && vars.is_internal === true) return t('notices.says_note', { who });
  if (event === 'ticket_assigned') return t(text('assignee_name') ? 'notices.says_assigned' : 'notices.says_assigned_plain', { who, name: text('assignee_name') });
  if (event === 'ticket_status_changed') {
    if (text('notice') === 'closing') return t('notices.says_closing', { due });
    if (text('notice') === 'waiting') return t('notices.says_waiting');
    return t('notices.says_status', { who, status });
  }
  if (event === 'ticket_reminder') return t(text('notice') === 'woken' ? 'notices.says_woken' : 'notices.says_reminder');
  if (event === 'mailbox_alarm') return t(`notices.says_${text('alarm')}` as TextKey, { name: text('mailbox_name'), address: text('mailbox_address') });
  if (event === 'sla_warning' || event === 'sla_breach' || event === 'sla_escalation') return t(`notices.says_${event}`, { target, due });
  return t(`notices.says_${event}` as TextKey, { who });
}
