// Whose a ticket is that was split off. Pure.
import type { CommentRow, TicketRow } from './contract.ts';

type Origin = Pick<TicketRow, 'created_by' | 'from_email' | 'from_name' | 'from_verdict' | 'affected_person' | 'affected_person_contact' | 'affected_person_phone'>;
type Said = Pick<CommentRow, 'author_id' | 'author_name' | 'author_email' | 'author_is_staff' | 'channel' | 'verdict'>;

/** Whoever said it asked for it; what the staff said is still for whoever asked for the ticket it was said in. `isPerson`: the author is a person of the ticket's client. */
export function requesterOfSplit(origin: Origin, said: Said, isPerson: boolean) {
  const byMail = said.channel === 'email';
  const how = { channel: said.channel, is_email_originated: byMail };
  if (said.author_is_staff) {
    const { created_by, from_email, from_name, from_verdict, affected_person, affected_person_contact, affected_person_phone } = origin;
    return { channel: 'portal' as const, is_email_originated: false, created_by, from_email, from_name, from_verdict, affected_person, affected_person_contact, affected_person_phone };
  }
  return {
    ...how, created_by: isPerson ? said.author_id : null,
    from_email: byMail ? said.author_email : null, from_name: byMail ? said.author_name : null, from_verdict: byMail ? said.verdict : null,
    affected_person: said.author_name.slice(0, 200), affected_person_contact: said.author_email, affected_person_phone: null,
  };
}
