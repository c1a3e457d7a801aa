// Variables worth offering for a template; the server's preview says which of them stay empty.
import type { NotificationEvent } from '@/api/templates.ts';

const everywhere = ['recipient_name', 'msp_name', 'portal_url'];
const ofTicket = ['ticket_tag', 'ticket_number', 'subject', 'status', 'priority', 'category', 'client_name', 'site_name', 'affected_person', 'created_by', 'assigned_to', 'actor_name'];

const ofEvent: Partial<Record<NotificationEvent, string[]>> = {
  ticket_created: ['description', 'created_date'],
  ticket_assigned: ['technician_name', 'assigned_date', 'description'],
  ticket_status_changed: ['old_status', 'new_status', 'updated_by', 'update_date', 'reason'],
  ticket_commented: ['comment_author', 'comment_date', 'comment_text', 'attachments'],
  ticket_resolved: ['resolution', 'resolved_by', 'resolved_date'],
  ticket_closed: ['closed_by', 'closed_date', 'resolution'],
  ticket_reopened: ['reopened_by', 'reopened_date', 'reopen_reason'],
};

export function variablesOf(event: NotificationEvent): string[] {
  if (event === 'report_ready') return ['report_title', 'client_name', 'report_period', 'report_note', ...everywhere];
  if (event === 'digest') return ['digest_count', 'digest_lines', ...everywhere];
  if (event === 'password_reset' || event === 'user_invited') return ['link', ...everywhere, 'actor_name'];
  return [...ofTicket, ...(ofEvent[event] ?? []), ...everywhere];
}
