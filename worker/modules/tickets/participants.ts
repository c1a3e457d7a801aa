// Who takes part in a ticket, who would join, and exactly who gets the next answer.
import type { Deps } from '../../deps.ts';
import type { Authority, Tx, UserActor } from '../../platform/database.ts';
import { done, invalid, notFound, type FieldError, type Result } from '../../platform/problem.ts';
import { isOwnAddress } from '../email/outbox-rules.ts';
import { recipientsOf, type NoticePerson } from '../notifications/rules.ts';
import { addWatchers } from '../notifications/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { Participant, Participants, ParticipantsChange } from './link-contract.ts';
import { isAnother } from './merge-rules.ts';
import { ticketEffect } from './open-ticket.ts';
import { placeOfAddress } from './participants-rules.ts';
import { addressesIn, addressFacts, clientFollowers, decideProposals, unfollow, type AddressAnswer, type Follower, type KnownAddress } from './participants-store.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { lifecycleOf } from './rules.ts';
import { mergedElsewhere, versionConflict } from './set-status.ts';
import { changeTicket, insertActivities, lifecycleSettings, lockTicket, peopleOfTickets, ticketIs, ticketRow } from './store.ts';

type PartDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'config'>;
const needs = { roles: STAFF_ROLES };

const statements = (tx: Tx, idOrNumber: string, emails: readonly string[] = []) =>
  [ticketRow(tx, idOrNumber), peopleOfTickets(tx, ticketIs(idOrNumber)), addressFacts(tx, idOrNumber, emails), clientFollowers(tx, idOrNumber), lifecycleSettings(tx)] as const;

export async function readParticipants(deps: PartDeps, actor: UserActor, idOrNumber: string): Promise<Result<Participants>> {
  const read = await deps.database.asActor(actor, needs, (tx) => statements(tx, idOrNumber));
  if (!read.ok) return read;
  const { me, rows: [[ticket], people, addresses, followers] } = read.value;
  return ticket ? done(shown(deps, me, ticket as StoredTicket, people, addressesIn(addresses), followers.rows as unknown as Follower[])) : notFound('ticket');
}

/** The list as it is from now on. People of the client who may see the ticket follow it; everybody else is an address of it. */
export async function changeParticipants(deps: PartDeps, actor: UserActor, idOrNumber: string, input: ParticipantsChange): Promise<Result<Participants>> {
  const asked = [...new Set([...input.cc, ...(input.to ? [input.to] : [])])];
  const read = await deps.database.asActor(actor, needs, (tx) => statements(tx, idOrNumber, asked));
  if (!read.ok) return read;
  const { me, rows: [[found], people, addresses, followerRows, settings] } = read.value;
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  const now = deps.clock.now();
  if (isAnother(ticket, idOrNumber)) return mergedElsewhere(ticket);
  if (ticket.version !== input.version) return versionConflict(ticketForCaller(ticket, me, now, lifecycleOf(settings)));
  const { own, known } = addressesIn(addresses);
  const followers = followerRows.rows as unknown as Follower[];
  const requester = requesterOf(ticket, people);
  const faults: FieldError[] = [];
  const [following, emails]: [string[], string[]] = [[], []];
  const place = (email: string, field: string): void => {
    const facts = known.find((one) => one.email === email)!;
    const where = placeOfAddress(facts, (address) => isOwnAddress(address, [deps.config.mailFrom, ...own]));
    if (where === 'own') faults.push({ field, code: 'own_address', message: 'this is an address of ours' });
    else if (where === 'foreign') faults.push({ field, code: 'other_client', message: 'this address belongs to another client' });
    else if (facts.is_staff) faults.push({ field, code: 'staff', message: 'people of the staff follow a ticket' });
    else if (field === 'to') return;
    else if (where === 'follower') following.push(facts.user_id!);
    else emails.push(email);
  };
  for (const [n, email] of input.cc.entries()) if (email !== requester?.email.toLowerCase() && input.cc.indexOf(email) === n) place(email, `cc.${n}`);
  if (input.to) place(input.to, 'to');
  if (faults.length > 0) return invalid(...faults);
  const to = input.to === undefined ? ticket.notification_email : input.to;
  const came = following.filter((one) => !followers.some((follower) => follower.user_id === one));
  const left = followers.filter((one) => !following.includes(one.user_id)).map((one) => one.user_id);
  const before = [ticket.notification_email, ...followers.map((one) => one.email), ...ticket.additional_emails];
  const written = await deps.database.asActor(actor, needs, (tx) => [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    changeTicket(tx, ticket.ticket_id, { additional_emails: emails, notification_email: to }, now),
    ...(came.length > 0 ? [addWatchers(tx, ticket, came)] : []),
    ...(left.length > 0 ? [unfollow(tx, ticket.ticket_id, left)] : []),
    ...(input.cc.length > 0 ? [decideProposals(tx, ticket.ticket_id, input.cc, 'accepted', { user_id: me.user_id, at: now })] : []),
    ...(input.dismissed.length > 0 ? [decideProposals(tx, ticket.ticket_id, input.dismissed, 'dismissed', { user_id: me.user_id, at: now })] : []),
    insertActivities(tx, [{
      activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, action: 'participants', field: 'additional_emails',
      old_value: listed(before), new_value: listed([to, ...input.cc]), visibility: 'internal', created_at: now,
    }]),
    ...statements(tx, ticket.ticket_id),
  ] as unknown as ReturnType<typeof statements>);
  if (!written.ok) return written;
  const [[row], others, later, later2] = written.value.rows.slice(-5) as unknown as [[StoredTicket], NoticePerson[], { rows: Record<string, unknown>[] }, { rows: Record<string, unknown>[] }];
  return done(shown(deps, me, row, others, addressesIn(later), later2.rows as unknown as Follower[]), [ticketEffect(row, 'changed', true)]);
}

const listed = (emails: readonly (string | null)[]): string => [...new Set(emails.filter((one) => one !== null))].join(', ');

const requesterOf = (ticket: StoredTicket, people: readonly NoticePerson[]): { user_id: string | null; email: string; name: string | null } | null =>
  people.find((one) => one.is_creator && one.user_id === ticket.created_by)
  ?? (ticket.from_email ? { user_id: null, email: ticket.from_email, name: ticket.from_name } : null);

function shown(deps: Pick<Deps, 'config'>, me: Authority, ticket: StoredTicket, people: readonly NoticePerson[], { own, known }: AddressAnswer, followers: readonly Follower[]): Participants {
  const factsOf = (email: string): KnownAddress | undefined => known.find((one) => one.email === email.toLowerCase());
  const participant = (one: { user_id: string | null; email: string; name: string | null }): Participant => {
    const facts = factsOf(one.email);
    return {
      email: one.email.toLowerCase(), name: one.name ?? facts?.name ?? null, user_id: one.user_id ?? facts?.user_id ?? null,
      is_external: one.user_id === null && !facts?.is_staff && !facts?.is_of_client, is_suppressed: facts?.is_suppressed ?? ticket.suppressed_emails.includes(one.email.toLowerCase()),
    };
  };
  const byAddress = (email: string): Participant => participant({ user_id: null, email, name: null });
  const requester = requesterOf(ticket, people);
  const cc = [...followers.filter((one) => one.user_id !== ticket.created_by).map((one) => participant(one)), ...ticket.additional_emails.map(byAddress)];
  const present = new Set([requester?.email, ticket.notification_email, ...cc.map((one) => one.email)].filter((one) => one != null).map((one) => one.toLowerCase()));
  // The rules by which the mail is queued, asked for the answer that the caller may be writing.
  const reached = (isInternal: boolean): Participant[] =>
    recipientsOf({ event: 'ticket_commented', is_internal: isInternal }, people, ticket, { user_id: me.user_id })
      .filter((one) => !isOwnAddress(one.email, [deps.config.mailFrom, ...own])).map((one) => participant(one));
  return {
    version: ticket.version, requester: requester ? participant(requester) : null, to: ticket.notification_email, cc,
    proposed: known.filter((one) => one.proposed_at !== null && !present.has(one.email) && !one.is_foreign && !one.is_staff)
      .map((one) => ({ ...byAddress(one.email), proposed_at: one.proposed_at! })),
    recipients: { public: reached(false), internal: reached(true) },
  };
}
