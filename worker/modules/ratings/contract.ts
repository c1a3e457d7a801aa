// The wire of satisfaction.
import * as z from 'zod';
import { prose } from '../contract.ts';
import { RATING_SCORES, type RatingScore } from './values.ts';

const score = z.enum(RATING_SCORES);
/** Left out: the comment that is there stays. */
const comment = prose(2000).transform((text) => text.trim()).optional();

export const NewRating = z.strictObject({ score, comment });
export type NewRating = z.infer<typeof NewRating>;

const token = z.string().regex(/^[A-Za-z0-9_-]+~[A-Za-z0-9_-]+~[A-Za-z0-9_-]+$/, 'is no link of ours').max(1500);
export const LinkParam = z.strictObject({ token });
export const LinkRating = z.strictObject({ token, score, comment });
export type LinkRating = z.infer<typeof LinkRating>;

export interface RatingRow {
  rating_id: string;
  /** How many times the ticket had been resolved; 0: it was closed without a resolution. */
  resolution_number: number;
  score: RatingScore;
  comment: string;
  rated_by: string;
  rated_by_name: string | null;
  technician_name: string | null;
  source: 'mail' | 'portal';
  created_at: Date;
  updated_at: Date;
}
export interface TicketRatings {
  is_enabled: boolean;
  /** People of the client, once it is resolved, and for some days after they did. */
  may_rate: boolean;
  resolution_number: number;
  own: RatingRow | null;
  /** Of all for staff and the client's administrators, else the own ones. */
  ratings: RatingRow[];
}
/** What the page behind a link shows; nothing is changed by looking. */
export interface LinkAnswer {
  ticket_number: string;
  subject: string;
  client_name: string;
  is_enabled: boolean;
  may_change: boolean;
  score: RatingScore | null;
  comment: string;
}
/** Totals for reports. */
export interface RatingQuery {
  from?: string | undefined;
  to?: string | undefined;
  client_id?: string | undefined;
  technician_id?: string | undefined;
  category_id?: string | undefined;
}
export interface RatingCounts {
  good: number;
  neutral: number;
  bad: number;
  total: number;
  /** Good ones of all, one decimal; null: there is none. */
  percent_good: number | null;
}
