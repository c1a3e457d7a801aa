// What a mail template is: logic-less text with {{variables}}.
import type { RatingScore } from '../../ratings/values.ts';

/** Keys of the defaults: every event that leaves as mail, and variants: two that quote nothing, two of a change of status that is still to come, one that asks for approval, one of a ticket that was put aside. */
export const TEMPLATE_KEYS = [
  'ticket_created', 'ticket_created_ack', 'ticket_assigned', 'ticket_status_changed', 'ticket_commented', 'ticket_commented_internal',
  'ticket_resolved', 'ticket_closed', 'ticket_reopened', 'ticket_closing', 'ticket_waiting', 'ticket_approval', 'ticket_reminder', 'ticket_woken', 'sla_warning', 'sla_breach', 'sla_escalation', 'password_reset', 'user_invited', 'digest', 'report_ready',
] as const;
export type TemplateKey = (typeof TEMPLATE_KEYS)[number];

export interface Template {
  subject: string;
  body_text: string;
  /** Null: made from `body_text`. */
  body_html: string | null;
}

/** Words of a language that the program puts around and into templates. */
export interface TemplateWords {
  delimiter: string;
  reply_hint: string;
  status: Record<string, string>;
  priority: Record<string, string>;
  target: Record<string, string>;
  nobody: string;
  /** What happened, in a few words: lines of a digest and titles of pushes. `mention`: the reader was named. */
  happened: Record<string, string>;
  files: string;
  open: string;
  /** Before what an approval is about costs. */
  cost: string;
  rating_question: string;
  rating: Record<RatingScore, string>;
  zone: string;
}

/** Variables that templates may use; others render as nothing and are named in the preview. */
export const TEMPLATE_VARIABLES = [
  'ticket_number', 'client_name', 'site_name', 'subject', 'description', 'priority', 'status', 'old_status', 'new_status', 'category', 'affected_person',
  'created_by', 'assigned_to', 'technician_name', 'created_date', 'assigned_date', 'updated_by', 'update_date', 'resolution', 'resolved_by',
  'resolved_date', 'closed_by', 'closed_date', 'reopened_by', 'reopened_date', 'reopen_reason', 'reason', 'comment_author', 'comment_date',
  'comment_text', 'attachments', 'portal_url', 'recipient_name', 'actor_name', 'msp_name', 'link', 'ticket_tag', 'sla_target', 'sla_due', 'digest_count', 'digest_lines', 'report_title', 'report_period', 'report_note',
  'cost', 'rating_links', 'rating_good_url', 'rating_neutral_url', 'rating_bad_url',
] as const;
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];
export type TemplateValues = Partial<Record<TemplateVariable, string>>;
