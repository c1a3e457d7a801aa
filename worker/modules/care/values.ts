// The value lists of an asset's care. They are a contract and never change.

/** What is due on an asset and becomes a ticket. */
export const REMINDER_KINDS = ['warranty', 'maintenance'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];
