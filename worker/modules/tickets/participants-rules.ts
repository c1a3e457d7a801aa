// Who takes part in a ticket beside the one who asked: whom a mail proposes, and where an address belongs. Pure.

export interface MailPerson {
  email: string;
  name: string | null;
}

const PROPOSED_MAX = 20;
const key = (email: string): string => email.trim().toLowerCase();

/**
 * Addresses of To and Cc that could take part, without the writer and without us. E-C13: a mail that names none of our addresses reached us
 * blind, so its other readers did not ask to be answered by us.
 */
export function proposedBy(mail: { from: string; to: readonly MailPerson[]; cc: readonly MailPerson[] }, isOwn: (email: string) => boolean): MailPerson[] {
  const named = [...mail.to, ...mail.cc];
  if (!named.some((one) => isOwn(one.email))) return [];
  const seen = new Set([key(mail.from)]);
  const proposed: MailPerson[] = [];
  for (const { email, name } of named) {
    const address = key(email);
    if (seen.has(address) || isOwn(address) || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) || address.length > 254) continue;
    seen.add(address);
    proposed.push({ email: address, name: name?.trim().slice(0, 200) || null });
  }
  return proposed.slice(0, PROPOSED_MAX);
}

/** What is known of an address that is to get copies of a ticket. */
export interface AddressFacts {
  email: string;
  /** An active person with this address. */
  user_id: string | null;
  may_see: boolean;
  is_staff: boolean;
  /** It belongs to another client: one of its people, an address of its sites, or one of its domains. */
  is_foreign: boolean;
}

export type AddressPlace = 'follower' | 'address' | 'foreign' | 'own';

/** People follow with their account, so that their choices count; everybody else is an address of the ticket. Nobody of another client. */
export function placeOfAddress(facts: AddressFacts, isOwn: (email: string) => boolean): AddressPlace {
  if (isOwn(facts.email)) return 'own';
  if (facts.is_foreign) return 'foreign';
  return facts.user_id !== null && (facts.is_staff || facts.may_see) ? 'follower' : 'address';
}
