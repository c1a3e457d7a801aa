// Who else read a mail: addresses of its To and Cc, put before the staff as participants of its ticket.
import type { Tx } from '../../platform/database.ts';
import { proposedBy } from '../tickets/participants-rules.ts';
import { proposeParticipants, type LookUp } from './inbound-store.ts';
import type { ParsedMessage } from './message/parse-message.ts';
import { isOwnAddress } from './outbox-rules.ts';
import type { Decision } from './receive-rules.ts';
import type { MailVerdict } from './values.ts';

interface ReadMail {
  message: Pick<ParsedMessage, 'from' | 'to' | 'cc'>;
  verdict: MailVerdict;
  decision: Decision;
  found: Pick<LookUp, 'own_addresses'>;
  mail_from: string;
  /** The ticket the mail went to. */
  ticket_id: string;
  inbound_id: string;
  now: Date;
}

/** E-C13: of verified mail that stands in the conversation alone; a forged Cc proposes nobody. */
export function proposalStatements(tx: Tx, { message, verdict, decision, found, mail_from, ticket_id, inbound_id, now }: ReadMail) {
  const isSaid = decision.kind === 'ticket' || (decision.kind === 'comment' && decision.as === 'message');
  if (!isSaid || (verdict !== 'verified' && verdict !== 'forwarded-verified')) return [];
  const client_id = decision.kind === 'ticket' ? decision.place.client_id : decision.ticket.client_id;
  const people = (list: ParsedMessage['to']) => list.map(({ email, name }) => ({ email, name: name ?? null }));
  const proposed = proposedBy({ from: message.from?.email ?? '', to: people(message.to), cc: people(message.cc) }, (email) => isOwnAddress(email, [mail_from, ...found.own_addresses]));
  return proposed.length > 0 ? [proposeParticipants(tx, { ticket_id, client_id, inbound_id, now }, proposed)] : [];
}
