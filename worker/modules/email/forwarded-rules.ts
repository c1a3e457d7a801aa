// Who may open a ticket for somebody else by forwarding a mail, and whose ticket it becomes (E-T10). Pure.
import { isStaffRole } from '../users/values.ts';
import { claimsOf, limitOf, LIMITS, placeOf, type Decision, type InboundFacts, type Known, type Place, type Step } from './receive-rules.ts';

/** A verified, active person of the staff who wrote it themselves; whether it belongs to a ticket was decided before. */
export function mayForward(mail: Pick<InboundFacts, 'class' | 'auto_generated' | 'verdict'>, sender: Known['sender']): boolean {
  const isTrusted = mail.verdict === 'verified' || mail.verdict === 'forwarded-verified';
  return isTrusted && mail.class === 'human' && !mail.auto_generated && sender.user !== null && sender.user.is_active && isStaffRole(sender.user.role);
}

/**
 * The ticket of whoever wrote the forwarded mail. The forwarder vouches for them, so nobody becomes a contact by it, and only who is one is told.
 * @param known what is known of the writer, not of the forwarder.
 * @param place where a person released it to, or null.
 */
export function decideForward(writer: string, forwarder: string, known: Known, before: Step[], place: Place | null): Extract<Decision, { kind: 'ticket' | 'quarantine' }> {
  const { sender, counts } = known;
  const steps: Step[] = [...before, { code: 'forwarded', detail: `${forwarder} forwarded a mail of ${writer}`, facts: { by: forwarder, writer } }];
  const triage = (reason: string, detail: string): Extract<Decision, { kind: 'quarantine' }> => ({ kind: 'quarantine', reason, steps: [...steps, { code: reason, detail }] });
  const opened = (at: Place, how: string, facts: Step['facts']): Extract<Decision, { kind: 'ticket' }> => {
    const isContact = sender.user !== null && sender.user.is_active && sender.user.client_id === at.client_id;
    const acknowledges = isContact && counts.ack_ten_minutes < LIMITS.acksPerTenMinutes && counts.ack_day < LIMITS.acksPerDay;
    return {
      kind: 'ticket', place: at, contact: isContact ? 'known' : 'none', acknowledges, follows: null,
      steps: [...steps, { code: 'client', detail: `opened for the client because ${how}`, ...(facts ? { facts } : {}) },
        { code: 'acknowledged', detail: acknowledges ? 'acknowledged to the writer' : 'not acknowledged: the writer is no contact, or was answered lately', facts: { sent: acknowledges ? 'yes' : 'no' } }],
    };
  };
  if (place) return opened(place, 'a person decided so', { why: 'person_decided' });
  if (sender.user && isStaffRole(sender.user.role)) return triage('staff_sender', 'the forwarded mail is of the staff itself');
  if (sender.user && !sender.user.is_active) return triage('inactive_sender', 'the forwarded mail is of a deactivated person');
  if (claimsOf(sender).size > 1) return triage('two_clients', 'the address belongs to two clients; a person decides which');
  const at = placeOf(sender);
  if (!at) return triage('unknown_sender', 'who wrote the forwarded mail is not authorised by any client');
  const full = limitOf(counts, at.client_id);
  if (full) return triage(full.code, full.detail);
  const [how, facts] = sender.by_address.length > 0 ? ['its site lists the address', { why: 'address' }] as const
    : sender.user ? ['the writer is one of its people', { why: 'person' }] as const
    : [`it owns the domain ${sender.by_domain[0]!.domain}`, { why: 'domain', domain: sender.by_domain[0]!.domain }] as const;
  return opened(at, how, facts);
}
