// Who is told about what (2-domain, "Who is told"). Pure: the people come from SQL, already active and able to see the ticket.
import type { NotificationEvent } from '../email/values.ts';
import type { UserRole } from '../users/values.ts';
import type { NoticeChannel } from './values.ts';

/** What a person chose: channel → event → yes or no. What is not in it follows the default. */
export type NoticeChoices = Partial<Record<NoticeChannel, Partial<Record<NotificationEvent, boolean>>>> & { mutes_ticket?: boolean; has_push?: boolean };

/** A row of SQL function `app.notice_people`. `muted` names the events this person switched off for mail. */
export interface NoticePerson {
  user_id: string;
  email: string;
  name: string;
  role: UserRole;
  locale: 'es' | 'en';
  is_creator: boolean;
  is_assignee: boolean;
  is_watcher: boolean;
  muted: string[];
  choices?: NoticeChoices | null;
}

export interface Occasion {
  event: NotificationEvent;
  /** A ticket that an alert opened: people choose whether they hear of the alert, not of the ticket. */
  about?: 'asset_alert' | 'asset_offline';
  /** An internal note: only staff may learn of it. */
  is_internal?: boolean;
  /** Staff named in a note, or in a reply of the staff. */
  mentioned?: readonly string[];
  /** Who asked to be reminded, or is to take up what slept. */
  reminded?: readonly string[];
  /** Whom a level of escalation names; people of the client only when it says so. */
  escalation?: { roles: readonly string[]; emails: readonly string[]; notify_client: boolean };
  /** The requester of a new ticket made by mail, when their mail was verified and the limits allow an answer. */
  acknowledge?: { user_id: string | null; email: string; name: string | null; locale: 'es' | 'en' } | null;
}

/** Addresses that follow a ticket without being a person of the system. */
export interface NoticeAddresses {
  notification_email: string | null;
  additional_emails: readonly string[];
}

export interface Recipient {
  /** Null for an address that only the ticket names. */
  user_id: string | null;
  email: string;
  name: string | null;
  locale: 'es' | 'en';
  /** `acknowledgement`: "we got your mail", quoting nothing. */
  variant: 'notice' | 'acknowledgement';
}

/** The person or address that caused the event; never told about it. */
export interface NoticeActor {
  user_id: string | null;
  email?: string | null;
}

const isManager = (person: NoticePerson): boolean => person.role === 'superadmin' || person.role === 'admin';
const isStaff = (person: NoticePerson): boolean => isManager(person) || person.role === 'technician';
const isConcerned = (person: NoticePerson): boolean =>
  person.is_assignee || person.is_creator || person.is_watcher || person.role === 'client_admin';

const isMentioned = (occasion: Occasion, person: NoticePerson): boolean => isStaff(person) && (occasion.mentioned ?? []).includes(person.user_id);

function isTold(occasion: Occasion, person: NoticePerson): boolean {
  if (occasion.is_internal) return isStaff(person) && (person.is_assignee || person.is_watcher || isMentioned(occasion, person));
  if (isMentioned(occasion, person)) return true;
  switch (occasion.event) {
    case 'ticket_created': return person.role === 'technician' || person.role === 'superadmin' || person.role === 'client_admin' || person.is_assignee;
    case 'ticket_assigned': return person.is_assignee || person.is_creator;
    case 'ticket_status_changed': case 'ticket_commented': case 'ticket_resolved': case 'ticket_closed': case 'ticket_reopened':
      return isConcerned(person);
    case 'sla_warning': case 'sla_breach': return (person.is_assignee && isStaff(person)) || isManager(person);
    case 'sla_escalation':
      return isStaff(person) ? (occasion.escalation?.roles.includes(person.role) ?? false) : occasion.escalation?.notify_client === true && (person.role === 'client_admin' || person.is_creator);
    case 'ticket_reminder': return isStaff(person) && (occasion.reminded ?? []).includes(person.user_id);
    default: return false;
  }
}

/** `off`: they said no, by event or for this ticket. `default_off`: they would have to ask for it. A name or an assignment comes through a muted ticket. */
function wishOf(occasion: Occasion, person: NoticePerson, channel: NoticeChannel): 'on' | 'off' | 'default_off' {
  const event = occasion.about ?? occasion.event;
  const said = person.choices?.[channel]?.[event];
  if (said === false || (channel === 'email' && person.muted.includes(event))) return 'off';
  const isCalled = isMentioned(occasion, person) || (occasion.event === 'ticket_assigned' && person.is_assignee) || occasion.event === 'ticket_reminder';
  if (person.choices?.mutes_ticket && !isCalled) return 'off';
  // The queue of everybody is for those who subscribe to it.
  return event === 'ticket_created' && isStaff(person) && !person.is_assignee && said !== true ? 'default_off' : 'on';
}

/** The people told on a channel that needs an account. Not the actor, and no client user of an internal note. */
export function personsTold(occasion: Occasion, people: readonly NoticePerson[], actor: NoticeActor, channel: 'in_app' | 'push'): NoticePerson[] {
  const wrote = actor.email?.trim().toLowerCase();
  return people.filter((person) => person.user_id !== actor.user_id && person.email.toLowerCase() !== wrote && isTold(occasion, person)
    && (channel === 'in_app' || person.choices?.has_push === true) && wishOf(occasion, person, channel) === 'on');
}

/** Whether the occasion calls this person by name. */
export const isCalledByName = isMentioned;

/** Events that the addresses written on the ticket are told about. */
const toldOutside: readonly NotificationEvent[] = [
  'ticket_created', 'ticket_status_changed', 'ticket_commented', 'ticket_resolved', 'ticket_closed', 'ticket_reopened',
];

/** Mails: one entry an address. Not the actor, nobody who muted the event or the ticket, no client user and no outside address for an internal note. */
export function recipientsOf(occasion: Occasion, people: readonly NoticePerson[], ticket: NoticeAddresses, actor: NoticeActor): Recipient[] {
  const seen = new Set<string>();
  const told: Recipient[] = [];
  const key = (email: string) => email.trim().toLowerCase();
  if (actor.email) seen.add(key(actor.email));
  for (const person of people) {
    // Who muted an event is not reached through the address field of the ticket either.
    if (person.user_id === actor.user_id || wishOf(occasion, person, 'email') === 'off') seen.add(key(person.email));
  }
  const acknowledged = occasion.acknowledge;
  if (acknowledged && !occasion.is_internal) {
    seen.add(key(acknowledged.email));
    told.push({ ...acknowledged, email: key(acknowledged.email), variant: 'acknowledgement' });
  }
  const add = (recipient: Omit<Recipient, 'variant'>) => {
    const email = key(recipient.email);
    if (!email || seen.has(email)) return;
    seen.add(email);
    told.push({ ...recipient, email, variant: 'notice' });
  };
  for (const person of people) {
    if (isTold(occasion, person) && wishOf(occasion, person, 'email') === 'on') add({ user_id: person.user_id, email: person.email, name: person.name, locale: person.locale });
  }
  if (!occasion.is_internal && toldOutside.includes(occasion.event)) {
    const locale = people.find((person) => person.role === 'client_admin')?.locale ?? 'es';
    for (const email of [ticket.notification_email, ...ticket.additional_emails]) {
      if (email) add({ user_id: null, email, name: null, locale });
    }
  }
  for (const email of occasion.event === 'sla_escalation' ? (occasion.escalation?.emails ?? []) : []) add({ user_id: null, email, name: null, locale: 'es' });
  return told;
}
