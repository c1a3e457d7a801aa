// The English mails that every deployment starts with.
import type { Template, TemplateKey, TemplateWords } from './template.ts';

const text = (subject: string, ...lines: string[]): Template => ({ subject, body_text: lines.join('\n'), body_html: null });

export const templatesEn: Record<TemplateKey, Template> = {
  ticket_created: text('{{ticket_tag}} {{subject}}',
    'Ticket {{ticket_number}} was opened.', '',
    'Client: {{client_name}} · {{site_name}}', 'Requested by: {{created_by}}', 'Priority: {{priority}}', 'Assigned to: {{assigned_to}}', '',
    '{{description}}', '', '{{attachments}}', '', '{{portal_url}}'),
  ticket_created_ack: text('{{ticket_tag}} We received your request',
    'Hello {{recipient_name}},', '',
    'We received your message and registered it as {{ticket_number}}. We will answer as soon as possible.', '',
    'To add information, simply reply to this mail.', '', '{{portal_url}}', '', '{{msp_name}}'),
  ticket_assigned: text('{{ticket_tag}} {{subject}}',
    'Ticket {{ticket_number}} is assigned to {{assigned_to}}.', '', 'Client: {{client_name}} · {{site_name}}', 'Priority: {{priority}}', '', '{{portal_url}}'),
  ticket_status_changed: text('{{ticket_tag}} {{subject}}',
    'Ticket {{ticket_number}} changed from “{{old_status}}” to “{{new_status}}”.', '', '{{reason}}', '', '{{portal_url}}'),
  ticket_commented: text('{{ticket_tag}} {{subject}}',
    '{{comment_author}} wrote:', '', '{{comment_text}}', '', '{{attachments}}', '', '{{portal_url}}'),
  ticket_commented_internal: text('{{ticket_tag}} {{subject}}',
    'There is a new internal note on ticket {{ticket_number}}. For safety its text does not travel by mail.', '', '{{portal_url}}'),
  ticket_resolved: text('{{ticket_tag}} {{subject}}',
    'Ticket {{ticket_number}} is resolved.', '', '{{resolution}}', '', 'Resolved by {{resolved_by}}.',
    'If the problem is still there, reply to this mail and we will reopen it.', '', '{{portal_url}}'),
  ticket_closed: text('{{ticket_tag}} {{subject}}', 'Ticket {{ticket_number}} is closed.', '', '{{reason}}', '', '{{portal_url}}'),
  ticket_reopened: text('{{ticket_tag}} {{subject}}', 'Ticket {{ticket_number}} was reopened.', '', '{{reopen_reason}}', '', '{{portal_url}}'),
  ticket_closing: text('{{ticket_tag}} {{subject}}', 'Ticket {{ticket_number}} is resolved and will be closed on {{sla_due}}.', '',
    'If the problem is still there, answer this mail before then and we reopen it.', '', '{{portal_url}}'),
  ticket_waiting: text('{{ticket_tag}} {{subject}}', 'Ticket {{ticket_number}} has been waiting for an answer of the client for several days.', '',
    'Answering this mail is enough.', '', '{{portal_url}}'),
  sla_warning: text('{{ticket_tag}} Time is running out', 'The {{sla_target}} of ticket {{ticket_number}} is due on {{sla_due}}.', '',
    '{{subject}}', 'Client: {{client_name}} · {{site_name}}', 'Priority: {{priority}}', 'Assigned to: {{assigned_to}}', '', '{{portal_url}}'),
  sla_breach: text('{{ticket_tag}} Overdue', 'The {{sla_target}} of ticket {{ticket_number}} was due on {{sla_due}}.', '',
    '{{subject}}', 'Client: {{client_name}} · {{site_name}}', 'Priority: {{priority}}', 'Assigned to: {{assigned_to}}', '', '{{portal_url}}'),
  sla_escalation: text('{{ticket_tag}} Escalation', 'Ticket {{ticket_number}} needs attention: its {{sla_target}} is due on {{sla_due}}.', '',
    '{{subject}}', 'Client: {{client_name}} · {{site_name}}', 'Priority: {{priority}}', 'Assigned to: {{assigned_to}}', '', '{{portal_url}}'),
  password_reset: text('Reset your password',
    'Hello {{recipient_name}},', '', 'To choose a new password open this link within 30 minutes:', '', '{{link}}', '',
    'If you did not ask for this, ignore this mail: your password stays as it is.', '', '{{msp_name}}'),
  user_invited: text('Your access to the support portal',
    'Hello {{recipient_name}},', '', '{{msp_name}} gave you access to its support portal. Choose your password within 7 days:', '', '{{link}}'),
};

export const wordsEn: TemplateWords = {
  delimiter: '##- Reply above this line -##',
  reply_hint: 'You can reply to this mail: your answer reaches the ticket.',
  status: {
    nuevo: 'New', asignado: 'Assigned', en_proceso: 'In progress', espera_cliente: 'Waiting for client', pendiente_aprobacion: 'Waiting for approval',
    resuelto: 'Resolved', cerrado: 'Closed', cancelado: 'Cancelled', reabierto: 'Reopened',
  },
  priority: { baja: 'Low', media: 'Medium', alta: 'High', critica: 'Critical' },
  target: { first_response: 'first response', next_reply: 'next reply', resolution: 'resolution' },
  nobody: 'nobody yet',
  files: 'Attached files (in the portal):',
  open: 'Open the ticket:',
  zone: 'en-GB',
};
