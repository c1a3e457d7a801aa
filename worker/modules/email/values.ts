// The public value lists of mail.

export const MAIL_QUEUE_STATUSES = ['pending', 'sending', 'sent', 'failed', 'cancelled', 'parked'] as const;
export type MailQueueStatus = (typeof MAIL_QUEUE_STATUSES)[number];

export const INBOUND_STATES = ['processing', 'applied', 'quarantined', 'ignored', 'conflict', 'parked', 'discarded'] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

export const MAIL_CLASSES = [
  'human', 'auto-reply', 'bounce-permanent', 'bounce-temporary', 'delivery-receipt', 'list', 'abuse-report', 'own',
] as const;
export type MailClass = (typeof MAIL_CLASSES)[number];

export const MAIL_VERDICTS = ['verified', 'forwarded-verified', 'weak', 'unverified', 'failed'] as const;
export type MailVerdict = (typeof MAIL_VERDICTS)[number];

export const NOTIFICATION_EVENTS = [
  'ticket_created', 'ticket_assigned', 'ticket_status_changed', 'ticket_commented', 'ticket_resolved', 'ticket_closed',
  'ticket_reopened', 'sla_warning', 'sla_breach', 'sla_escalation', 'asset_offline', 'asset_alert', 'password_reset', 'user_invited', 'report_ready', 'digest',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];
