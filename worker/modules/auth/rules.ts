// Pure policy of signing in: lockout, life spans, what a password may be.

export const LOCKOUT = { windowMinutes: 15, failuresPerAccountMax: 10, failuresPerAddressMax: 60 } as const;
export const RESET_REQUESTS = { windowMinutes: 60, perAccountMax: 5, perAddressMax: 30 } as const;
export const SESSION_DAYS = 30;
/** How long a used refresh token is taken for a lost answer, from the portal's cookie alone. */
export const COOKIE_LEEWAY_SECONDS = 20;
export const RESET_MINUTES = 30;
export const INVITE_DAYS = 7;

/** Start of the counting window that `now` lies in. */
export const windowStart = (now: Date, minutes: number): Date => new Date(Math.floor(now.getTime() / (minutes * 60_000)) * minutes * 60_000);

export const secondsLeft = (now: Date, minutes: number): number =>
  Math.max(1, Math.ceil((windowStart(now, minutes).getTime() + minutes * 60_000 - now.getTime()) / 1000));

export const isLockedOut = (hits: { account: number; address: number }, max: { account: number; address: number }): boolean =>
  hits.account >= max.account || hits.address >= max.address;

export const later = (now: Date, span: { days?: number; minutes?: number }): Date =>
  new Date(now.getTime() + ((span.days ?? 0) * 1440 + (span.minutes ?? 0)) * 60_000);
