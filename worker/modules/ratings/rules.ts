// Who may rate and until when, and how ratings are counted. Pure.
import type { TicketStatus } from '../tickets/values.ts';
import { isStaffRole, type UserRole } from '../users/values.ts';
import type { RatingCounts } from './contract.ts';
import { CHANGE_DAYS, type RatingScore } from './values.ts';

export const mayChange = (ratedAt: Date | null, now: Date): boolean => ratedAt === null || now.getTime() - ratedAt.getTime() < CHANGE_DAYS * 86_400_000;

export const mayRate = (role: UserRole, status: TicketStatus, ratedAt: Date | null, isEnabled: boolean, now: Date): boolean =>
  isEnabled && !isStaffRole(role) && (status === 'resuelto' || status === 'cerrado') && mayChange(ratedAt, now);

/** @param rows of `ratingCounts`. The one way to a share of good ratings. */
export function countsOf(rows: readonly { score: RatingScore; total: number }[]): RatingCounts {
  const of = (score: RatingScore): number => rows.filter((row) => row.score === score).reduce((sum, row) => sum + row.total, 0);
  const [good, neutral, bad] = [of('good'), of('neutral'), of('bad')];
  const total = good + neutral + bad;
  return { good, neutral, bad, total, percent_good: total === 0 ? null : Math.round((good * 1000) / total) / 10 };
}
