// The variables of canned replies: which there are, and what they stand for on one ticket. Pure; the syntax is that of the mail templates.
import { wordsOf } from '../email/templates/render.ts';
import type { TicketRow } from '../tickets/contract.ts';
import { MACRO_VARIABLES, type MacroVariable } from './values.ts';

export type MacroValues = Record<MacroVariable, string>;

const variable = /\{\{\s*([^{}]*?)\s*\}\}/g;
const isKnown = (name: string): name is MacroVariable => (MACRO_VARIABLES as readonly string[]).includes(name);

/** Names in a text that are no variables, each once; an opening without an end is named `{{`. */
export function unknownVariables(text: string): string[] {
  const names = [...text.matchAll(variable)].map((match) => match[1]!).filter((name) => !isKnown(name));
  return [...new Set([...names, ...(text.replace(variable, '').includes('{{') ? ['{{'] : [])])];
}

/** Variables that are still in a text. */
export const variablesIn = (text: string): MacroVariable[] => [...new Set([...text.matchAll(variable)].map((match) => match[1]!).filter(isKnown))];

/** Those that somebody has still to write over: what a subject or a name itself says between braces is a text like any other. */
export function variablesLeft(text: string, values: MacroValues): MacroVariable[] {
  const said = Object.values(values).filter((value) => value.includes('{{')).toSorted((a, b) => b.length - a.length);
  return variablesIn(said.reduce((rest, value) => rest.replaceAll(value, '\u0000'), text));
}

/** The text with its values; a variable without one stays as it is written, so that nobody overlooks it, and is named in `empty`. */
export function fillVariables(text: string, values: MacroValues): { text: string; empty: MacroVariable[] } {
  const empty = new Set<MacroVariable>();
  const filled = text.replace(variable, (all, name: string) => {
    if (!isKnown(name)) return all;
    if (values[name] !== '') return values[name];
    empty.add(name);
    return `{{${name}}}`;
  });
  return { text: filled, empty: [...empty] };
}

/** What a ticket's variables look at beside its row. */
export interface MacroSubject {
  ticket_id: string;
  client_locale: 'es' | 'en';
  client_timezone: string;
  /** The creator, when it is a person of the client. */
  requester_name: string | null;
  requester_email: string | null;
  requester_locale: 'es' | 'en' | null;
  asset_name: string | null;
  desk_name: string | null;
}

/** The language the requester reads. */
export const localeOf = (subject: Pick<MacroSubject, 'requester_locale' | 'client_locale'>): 'es' | 'en' => subject.requester_locale ?? subject.client_locale;

const firstWord = (name: string): string => name.split(/\s+/)[0] ?? '';

/** Where the ticket stands in the portal, for those who read the text. */
export const ticketUrl = (origin: string, number: string, isInternal: boolean): string => `${origin}/${isInternal ? 'tickets' : 'requests'}/${number}`;

type Described = Pick<TicketRow, 'ticket_number' | 'subject' | 'status' | 'priority' | 'category_name' | 'client_name' | 'site_name' | 'assigned_to_name' | 'affected_person' | 'from_name' | 'from_email'>;

/** @param ticket as it will be once the macro has changed it. */
export function macroValues(ticket: Described, subject: MacroSubject, me: { name: string; email: string }, locale: 'es' | 'en', url: string, now: Date): MacroValues {
  const words = wordsOf(locale);
  // Somebody who asked by phone or mail has no account: the ticket says who it was.
  const requester = subject.requester_name ?? ticket.affected_person ?? ticket.from_name ?? '';
  return {
    'ticket.number': ticket.ticket_number,
    'ticket.subject': ticket.subject,
    'ticket.status': words.status[ticket.status] ?? ticket.status,
    'ticket.priority': words.priority[ticket.priority] ?? ticket.priority,
    'ticket.category': ticket.category_name ?? '',
    'ticket.url': url,
    'requester.name': requester,
    'requester.first_name': firstWord(requester),
    'requester.email': subject.requester_email ?? ticket.from_email ?? '',
    'client.name': ticket.client_name,
    'site.name': ticket.site_name,
    'asset.name': subject.asset_name ?? '',
    'assignee.name': ticket.assigned_to_name ?? '',
    'me.name': me.name,
    'me.first_name': firstWord(me.name),
    'me.email': me.email,
    'desk.name': subject.desk_name ?? '',
    today: new Intl.DateTimeFormat(locale === 'en' ? 'en-US' : 'es-MX', { dateStyle: 'long', timeZone: subject.client_timezone }).format(now),
  };
}
