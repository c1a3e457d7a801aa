// Satisfaction over HTTP: beside a ticket, and with the link of a mail.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LinkAnswer, TicketRatings as Ratings } from '../../../worker/modules/ratings/contract.ts';
import type { RatingScore } from '../../../worker/modules/ratings/values.ts';
import { request } from './client.ts';
import type { Json } from './json.ts';

export type TicketRatings = Json<Ratings>;
export type Rating = TicketRatings['ratings'][number];
export type LinkRating = LinkAnswer;
export type { RatingScore };

export interface RatingBody {
  score: RatingScore;
  comment?: string;
}

export function useRatings(number: string) {
  return useQuery({ queryKey: ['ticket', number, 'rating'], queryFn: () => request<TicketRatings>(`/tickets/${number}/rating`) });
}

export function useRate(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RatingBody) => request<TicketRatings>(`/tickets/${number}/rating`, { method: 'POST', body }),
    onSuccess: (answer) => client.setQueryData(['ticket', number, 'rating'], answer),
  });
}

/** What the link is about; looking rates nothing. */
export function useLinkRating(token: string) {
  return useQuery({ queryKey: ['rating-link', token], queryFn: () => request<{ rating: LinkRating }>(`/ratings/${token}`).then(({ rating }) => rating), retry: false, staleTime: Infinity });
}

export function useRateWithLink(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RatingBody) => request<{ rating: LinkRating }>('/ratings', { method: 'POST', body: { token, ...body } }).then(({ rating }) => rating),
    onSuccess: (answer) => client.setQueryData(['rating-link', token], answer),
  });
}
