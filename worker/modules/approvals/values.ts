// Value lists of approvals by a named person. They are a contract and never change.

/** `withdrawn`: the desk asked anew, or went on without an answer. */
export const APPROVAL_STATES = ['open', 'approved', 'refused', 'withdrawn'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** How it was decided: with the link of the mail, or by a person who is signed in. */
export const APPROVAL_WAYS = ['mail', 'portal'] as const;
export type ApprovalWay = (typeof APPROVAL_WAYS)[number];

/** Longest that the link of a mail decides. */
export const APPROVAL_DAYS_MAX = 30;
