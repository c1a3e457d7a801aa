// The value lists of notifications.
import type { NotificationEvent } from '../email/values.ts';

export const NOTICE_CHANNELS = ['email', 'in_app', 'push'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

export const DIGESTS = ['off', 'hourly', 'daily'] as const;
export type Digest = (typeof DIGESTS)[number];

/** Why a mail or a push has not left yet. */
export const HELD_REASONS = ['quiet', 'digest'] as const;
export type HeldReason = (typeof HELD_REASONS)[number];

export const PUSH_STATUSES = ['pending', 'sending', 'sent', 'failed', 'cancelled'] as const;
export type PushStatus = (typeof PUSH_STATUSES)[number];

/** Events a person may switch on and off, in the order they are shown. */
export const CHOSEN_EVENTS = [
  'ticket_created', 'ticket_assigned', 'ticket_commented', 'ticket_status_changed', 'ticket_resolved', 'ticket_closed', 'ticket_reopened',
  'sla_warning', 'sla_breach', 'sla_escalation', 'ticket_reminder', 'asset_alert', 'asset_offline',
] as const satisfies readonly NotificationEvent[];
export type ChosenEvent = (typeof CHOSEN_EVENTS)[number];
