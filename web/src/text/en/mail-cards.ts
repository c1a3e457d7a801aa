// What came wrapped in a mail: invitations as cards, signed and encrypted ones by their name.
import type { TextEntry } from '../entry.ts';
import type { part as spanish } from '../es-MX/mail-cards.ts';

export const part: Record<keyof typeof spanish, TextEntry> = {
  'card.encrypted': 'Encrypted',
  'card.encrypted_about': 'It cannot be read here; the original is among the files.',
  'card.signed': 'Signed',
  'card.signed_about': 'It carries a digital signature, which is not checked here.',
  'card.event': 'Invitation: {title}',
  'card.untitled': 'Untitled',
  'card.method_REQUEST': 'Invitation',
  'card.method_CANCEL': 'Cancellation',
  'card.method_REPLY': 'Answer to an invitation',
  'card.method_COUNTER': 'Proposes another time',
  'card.method_other': 'Event',
  'card.cancelled': 'Cancelled',
  'card.repeats': 'Repeats',
  'card.all_day': 'all day',
  'card.when': 'When',
  'card.their_time': 'In their zone: {time}',
  'card.unplaced_time': 'It names no time zone',
  'card.place': 'Place',
  'card.organiser': 'Organiser',
  'card.attendees': 'Invited',
  'card.answer_ACCEPTED': 'accepted',
  'card.answer_DECLINED': 'declined',
  'card.answer_TENTATIVE': 'maybe',
  'card.more': 'and {count} more',
};
