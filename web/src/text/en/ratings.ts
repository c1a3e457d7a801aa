// Satisfaction: the page behind the link of a mail, and ratings beside a ticket.
import type { TextEntry } from '../entry.ts';
import type { ratings as spanish } from '../es-MX/ratings.ts';

export const part: Record<keyof typeof spanish, TextEntry> = {
  'rating.title': 'How did we do?',
  'rating.about': 'Ticket {number}: {subject}',
  'rating.score_good': 'Good',
  'rating.score_neutral': 'So-so',
  'rating.score_bad': 'Bad',
  'rating.choose': 'Choose one',
  'rating.comment': 'Would you like to tell us more?',
  'rating.comment_hint': 'Optional. The support team reads it.',
  'rating.send': 'Send rating',
  'rating.change': 'Save changes',
  'rating.thanks': 'Thank you for your opinion!',
  'rating.thanks_about': 'You can change it for 7 days with this same link.',
  'rating.thanks_portal': 'You can change it for 7 days.',
  'rating.given': 'Your rating: {score}',
  'rating.edit': 'Change',
  'rating.final': 'This rating can no longer be changed. Thank you for your opinion.',
  'rating.off': 'Ratings are not taken at the moment.',
  'rating.expired': 'This link has expired',
  'rating.expired_about': 'Links last 30 days. If you need help, reply to any mail of the ticket.',
  'rating.invalid': 'This link is not valid',
  'rating.invalid_about': 'Open it whole from the mail you received.',
  'rating.gone': 'The ticket is not available any more.',
  'rating.failed': 'It could not be saved. Please try again.',
  'rating.too_many': 'Too many tries. Wait a moment.',
  'rating.section': 'Satisfaction',
  'rating.of_resolution': 'Resolution {n}',
  'rating.by': '{name} · {ago}',
  'rating.request_title': 'How did this solution work out?',
};
