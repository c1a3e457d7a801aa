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

/** What became of a mail after it left, as far as anybody told us. */
export const DELIVERY_STATES = ['delivered', 'deferred', 'bounced', 'failed', 'rejected', 'complained'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** `unmatched`: about no mail of ours; `unknown`: a shape that we do not know. */
export const DELIVERY_EVENT_OUTCOMES = ['applied', 'unmatched', 'unknown'] as const;
export type DeliveryEventOutcome = (typeof DELIVERY_EVENT_OUTCOMES)[number];

export const NOTIFICATION_EVENTS = [
  'ticket_created', 'ticket_assigned', 'ticket_status_changed', 'ticket_commented', 'ticket_resolved', 'ticket_closed',
  'ticket_reopened', 'sla_warning', 'sla_breach', 'sla_escalation', 'asset_offline', 'asset_alert', 'password_reset', 'user_invited', 'report_ready', 'digest', 'mailbox_alarm', 'ticket_reminder',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** How a connection is encrypted: from its first byte, or after STARTTLS, without which nothing is said. */
export const MAIL_SECURITIES = ['tls', 'starttls'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

export const MAIL_AUTHS = ['password', 'oauth2'] as const;
export type MailAuth = (typeof MAIL_AUTHS)[number];

export const REPLY_STYLES = ['domain', 'plus', 'plain'] as const;
export type ReplyStyle = (typeof REPLY_STYLES)[number];

/** A mail of a mailbox that could not be taken in: tried again, moved out of the way, or left where it is and passed over. */
export const STUCK_STATES = ['retrying', 'moved', 'passed_over'] as const;
export type StuckState = (typeof STUCK_STATES)[number];
